/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-machine-order.h"

G_BEGIN_DECLS

/**
 * BstMachineRow:
 *
 * A place in the list, not a machine: the same object for as long as there is a row at its
 * position, whichever machine stands there.
 *
 * Emits "changed" (guint: BstMachineChanges) when it shows another machine, or its machine changed.
 */
#define BST_TYPE_MACHINE_ROW (bst_machine_row_get_type ())
G_DECLARE_FINAL_TYPE (BstMachineRow, bst_machine_row, BST, MACHINE_ROW, GObject)

BstMachine *bst_machine_row_get_machine (BstMachineRow *self); /* (transfer none) (nullable) */

/**
 * BstMachineRows:
 *
 * What an order shows, as a list of rows, with the selection in it. Main thread only.
 *
 * GTK 4.8's lists destroy the widgets of all rows that a change of the model spans, and build them
 * anew: for 200 rows of eight cells that takes 75 ms at each key typed into the search. So the
 * model changes at its end only, and rows change what they show.
 *
 * For the same reason it never gets shorter than the widgets that a list keeps: rows past the last
 * machine show none, and whoever draws them hides them.
 *
 * Emits "selected-changed" (): another set of machines is selected.
 */
#define BST_TYPE_MACHINE_ROWS (bst_machine_rows_get_type ())
G_DECLARE_FINAL_TYPE (BstMachineRows, bst_machine_rows, BST, MACHINE_ROWS, GObject)

/* No more than @limit rows for now; G_MAXUINT: all. A list builds widgets for what it has: its first
 * frame is painted sooner when it has only what can be seen. */
BstMachineRows *bst_machine_rows_new (BstMachineOrder *order, guint limit);
void bst_machine_rows_set_limit (BstMachineRows *self, guint limit);

/* Of those that there are, the ones with a machine. */
guint bst_machine_rows_get_n_filled (BstMachineRows *self);

/* (transfer full): of BstMachine, in their order. */
GPtrArray *bst_machine_rows_get_selected (BstMachineRows *self);
guint bst_machine_rows_get_n_selected (BstMachineRows *self);

G_END_DECLS
