/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-operation.h"
#include "inventory/bst-writer-private.h"

G_BEGIN_DECLS

/* The newest operations of this program and others, newest first. Main thread only, but for what
 * says otherwise. */
typedef struct _BstOperationLog BstOperationLog;

BstOperationLog *bst_operation_log_new (void);
void bst_operation_log_free (BstOperationLog *self);
GListModel *bst_operation_log_get_model (BstOperationLog *self);

/* From when on changes are written. */
void bst_operation_log_set_writer (BstOperationLog *self, BstWriter *writer);

/* One of this program, with its parts: written now and at each change of state. */
void bst_operation_log_track (BstOperationLog *self, BstOperation *operation);

/* One that somebody else runs on a host, and that is not written. */
void bst_operation_log_show (BstOperationLog *self, BstOperation *operation);

/* Cancels it, or asks the program that runs it to. */
void bst_operation_log_ask_cancel (BstOperationLog *self, BstOperation *operation);

/* Any thread: the newest @limit operations of the file, (transfer full). */
GPtrArray *bst_operation_log_read (BstSql *sql, guint limit, GError **error);

/* Takes over what bst_operation_log_read () gave: new ones, and the news of those that other
 * programs run. */
void bst_operation_log_merge (BstOperationLog *self, GPtrArray *records);

/* Whether the program that ran @operation ended before it was over. */
gboolean bst_operation_log_is_orphan (BstOperationLog *self, BstOperation *operation);

/* Whether this program runs it; not what it only shows. */
gboolean bst_operation_log_is_own (BstOperationLog *self, BstOperation *operation);

/* (transfer full): those that became orphans since this was last called. */
GPtrArray *bst_operation_log_take_orphans (BstOperationLog *self);

/* A BstWriteFunc that drops the oldest of very many. */
gboolean bst_operation_log_prune (BstSql *sql, gpointer data, GError **error);

#define BST_OPERATION_LOG_LENGTH 1000

G_END_DECLS
