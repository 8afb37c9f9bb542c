/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/bst-cell-style.h"

G_BEGIN_DECLS

/* (transfer full): makes the cells of a column for rows of BstMachineRow. */
GtkListItemFactory *bst_cell_factory_new (const BstColumn *column, BstCellStyle *style);

G_END_DECLS
