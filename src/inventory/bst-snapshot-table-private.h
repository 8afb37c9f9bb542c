/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-snapshot-facts.h"
#include "inventory/bst-snapshot-policy.h"
#include "inventory/bst-writer-private.h"

G_BEGIN_DECLS

/* The tables of snapshots. These queue a change, on the main thread. */

/* All that a machine has; marks of others of it, but those just made, go. */
void bst_snapshot_table_set (BstWriter *writer,
                             gint64 host_id,
                             const char *uuid,
                             GPtrArray *snapshots);
void bst_snapshot_table_set_mark (BstWriter *writer,
                                  gint64 host_id,
                                  const char *uuid,
                                  const char *name,
                                  const char *policy,
                                  GBytes *thumbnail);
void bst_snapshot_table_rename_mark (BstWriter *writer,
                                     gint64 host_id,
                                     const char *uuid,
                                     const char *name,
                                     const char *new_name);

/* @policy: (nullable): none. */
void bst_snapshot_table_set_policy (BstWriter *writer,
                                    gint64 host_id,
                                    const char *uuid,
                                    const BstSnapshotPolicy *policy);

/* On the writer's thread. (transfer full), of BstSnapshotFacts, without their XML. */
GPtrArray *
bst_snapshot_table_read (BstSql *sql, gint64 host_id, const char *uuid, GError **error);

/* (nullable) (transfer full) */
char *bst_snapshot_table_read_xml (
    BstSql *sql, gint64 host_id, const char *uuid, const char *name, GError **error);

/* Into a table of bst_marks_make_key () → BstSnapshotPolicy. */
gboolean bst_snapshot_table_read_policies (GHashTable *policies, BstSql *sql, GError **error);

G_END_DECLS
