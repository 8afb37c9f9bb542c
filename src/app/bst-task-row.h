/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/**
 * BstTaskRow:
 *
 * An operation in the list of tasks: how far it is, what became of it; cancels it, says why it
 * failed.
 */
#define BST_TYPE_TASK_ROW (bst_task_row_get_type ())
G_DECLARE_FINAL_TYPE (BstTaskRow, bst_task_row, BST, TASK_ROW, GtkWidget)

/* @inventory: for the names of hosts. */
GtkWidget *bst_task_row_new (BstInventory *inventory);

void bst_task_row_set_operation (BstTaskRow *self, BstOperation *operation); /* (nullable) */

G_END_DECLS
