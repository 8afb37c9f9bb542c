/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/bst-cell-style.h"
#include "app/bst-machine-rows.h"

G_BEGIN_DECLS

/**
 * BstCell:
 *
 * One cell of the machine list: draws what its column says of its row's machine. It has no children
 * and does its work when it is drawn, so a row that is not on screen costs next to nothing.
 */
#define BST_TYPE_CELL (bst_cell_get_type ())
G_DECLARE_FINAL_TYPE (BstCell, bst_cell, BST, CELL, GtkWidget)

GtkWidget *bst_cell_new (const BstColumn *column, BstCellStyle *style);

/* @row: (nullable) */
void bst_cell_set_row (BstCell *self, BstMachineRow *row);

BstMachine *bst_cell_get_machine (BstCell *self); /* (transfer none) (nullable) */

/* For what changes with time alone: ages, uptimes. */
const BstColumn *bst_cell_get_column (BstCell *self);

G_END_DECLS
