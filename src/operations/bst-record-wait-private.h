/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/**
 * BstRecordWait:
 *
 * Waits until an operation that the inventory was just told of is in its file, so that the next
 * program knows of it whatever becomes of this one. Not for ever: what a person asked for matters
 * more than the record of it. A file that cannot be written is over at once, and the inventory's
 * own condition; a disk that does not answer in time is a line of the journal. Main thread only.
 */
typedef struct _BstRecordWait BstRecordWait;

/* From a later turn of the main loop, once; never where @owner is gone before. */
typedef void (*BstRecordWaitOver) (gpointer owner);

/* @operation: tracked by @inventory. @owner: (type GObject), weakly referenced. */
BstRecordWait *bst_record_wait_new (BstInventory *inventory,
                                    BstOperation *operation,
                                    gpointer owner,
                                    BstRecordWaitOver over);
BstRecordWait *bst_record_wait_ref (BstRecordWait *self);
void bst_record_wait_unref (BstRecordWait *self);
gboolean bst_record_wait_is_over (const BstRecordWait *self);

G_END_DECLS
