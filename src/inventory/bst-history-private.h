/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "inventory/bst-machine.h"
#include "inventory/bst-sample.h"
#include "inventory/bst-writer-private.h"

G_BEGIN_DECLS

/* Gathers samples on the main thread, and writes those of half a minute together: so a machine's
 * neighbours in the file are written at once. */
typedef struct _BstHistoryLog BstHistoryLog;

BstHistoryLog *bst_history_log_new (void);
void bst_history_log_free (BstHistoryLog *self);

/* TRUE when it is time to flush. @machine is NULL for one of the host itself. */
gboolean bst_history_log_add (BstHistoryLog *self,
                              BstHost *host,
                              BstMachine *machine,
                              const BstSample *sample);
void bst_history_log_flush (BstHistoryLog *self, BstWriter *writer);

/* (transfer full): of BstSample, oldest first, those of @history's span before now. */
GArray *bst_history_read (BstSql *sql,
                          gint64 host_id,
                          const char *uuid,
                          BstHistory history,
                          GError **error);

G_END_DECLS
