/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "inventory/bst-machine.h"
#include "inventory/bst-writer-private.h"

G_BEGIN_DECLS

/* The table of machines, and those of what belongs to them. These queue a change, on the main
 * thread. */

/* @facts: of BstDomainFacts, referenced, not to be changed from now on; @indices: of guint: which
 * of them; (transfer full). */
void bst_machine_table_apply (BstWriter *writer,
                              gint64 host_id,
                              GPtrArray *facts,
                              GArray *indices,
                              gint64 seen);
/* @uuids: of char *, (transfer full). */
void bst_machine_table_remove (BstWriter *writer, gint64 host_id, GPtrArray *uuids);
void bst_machine_table_set_guest (BstWriter *writer,
                                  gint64 host_id,
                                  const char *uuid,
                                  const BstGuestFacts *facts);

/* The state and figures of @machines, which are rows, as they are now. */
void bst_machine_table_set_figures (BstWriter *writer, gint64 host_id, GPtrArray *machines);

/* Marks. */
void bst_machine_table_set_tags (BstWriter *writer,
                                 gint64 host_id,
                                 const char *uuid,
                                 const char *const *tags);
void bst_machine_table_set_group (BstWriter *writer,
                                  gint64 host_id,
                                  const char *uuid,
                                  const char *group);
void bst_machine_table_set_notes (BstWriter *writer,
                                  gint64 host_id,
                                  const char *uuid,
                                  const char *notes);

/* One row: where it belongs, and all that is read of it. The strings live until @func returns;
 * @guest is (transfer full) (nullable). */
typedef void (*BstMachineFunc) (gint64 host_id,
                                const BstDomainFacts *facts,
                                gint64 seen,
                                const BstMachineFigures *figures,
                                BstGuestFacts *guest,
                                gpointer data);
gboolean bst_machine_table_read (BstSql *sql, BstMachineFunc func, gpointer data, GError **error);

/* (nullable) (transfer full) */
char *bst_machine_table_read_xml (BstSql *sql, gint64 host_id, const char *uuid, GError **error);

G_END_DECLS
