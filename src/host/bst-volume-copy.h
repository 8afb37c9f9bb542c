/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BstVolumeCopy:
 *
 * How far the copying of some volumes is, from the thread that does it to the one that shows it.
 * Any thread.
 */
typedef struct _BstVolumeCopy BstVolumeCopy;

BstVolumeCopy *bst_volume_copy_new (void);
BstVolumeCopy *bst_volume_copy_ref (BstVolumeCopy *self);
void bst_volume_copy_unref (BstVolumeCopy *self);

/* It ends soon, with %BST_ERROR_CANCELLED. */
void bst_volume_copy_cancel (BstVolumeCopy *self);

/* Bytes; @total: 0 until it is known. */
void bst_volume_copy_get (BstVolumeCopy *self, guint64 *total, guint64 *done);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstVolumeCopy, bst_volume_copy_unref)

G_END_DECLS
