/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "inventory/bst-database-private.h"

G_BEGIN_DECLS

/**
 * BstWriter:
 *
 * The one thread that has the database once it is open. Changes are gathered for a moment and
 * written in one transaction; a read sees all changes that were asked for before it. Main thread
 * only.
 */
typedef struct _BstWriter BstWriter;

/* Runs on the writer's thread: (nullable). */
typedef gpointer (*BstReadFunc) (BstDatabase *database, gpointer query, GError **error);

/* @database: (transfer full); @owner: told by bst_inventory_set_condition (). */
BstWriter *bst_writer_new (BstDatabase *database, BstInventory *owner);

/* All is written and closed then; blocks. */
void bst_writer_free (BstWriter *self);

void bst_writer_add (BstWriter *self, BstWriteFunc func, gpointer data, GDestroyNotify free);

/* Begins to write what was gathered, without waiting for more. */
void bst_writer_flush (BstWriter *self);

/* Blocks until it is written; FALSE with an error where that is not in the file. */
gboolean bst_writer_drain (BstWriter *self, GError **error);

/* @task: (transfer full): returns what @func returns. @query: (transfer full). */
void bst_writer_read (BstWriter *self,
                      GTask *task,
                      BstReadFunc func,
                      gpointer query,
                      GDestroyNotify query_free,
                      GDestroyNotify result_free);

G_END_DECLS
