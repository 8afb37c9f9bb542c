/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "inventory/bst-host.h"
#include "inventory/bst-writer-private.h"

G_BEGIN_DECLS

/* The table of hosts. The first ones queue a change, on the main thread. */
void bst_host_table_insert (BstWriter *writer, BstHost *host);
void bst_host_table_rename (BstWriter *writer, BstHost *host);
void bst_host_table_remove (BstWriter *writer, gint64 id);
void bst_host_table_set_facts (BstWriter *writer, gint64 id, const BstHostFacts *facts);
void bst_host_table_set_seen (BstWriter *writer, gint64 id, gint64 seen);

/* A host as the file has it; without its facts where they are not asked for. */
typedef struct
{
  gint64 id;
  char *uri;
  char *name;
  gint64 seen;
  BstHostFacts *facts; /* (nullable) */
} BstHostRecord;

void bst_host_record_free (BstHostRecord *record);

/* Any thread: (transfer full), of BstHostRecord, in the order they were added. */
GPtrArray *bst_host_table_read (BstSql *sql, gboolean with_facts, GError **error);

G_END_DECLS
