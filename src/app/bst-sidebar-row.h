/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-place.h"

G_BEGIN_DECLS

/**
 * BstSidebarRow:
 *
 * A place in the sidebar: what it is, how it is, and how many machines it has.
 */
#define BST_TYPE_SIDEBAR_ROW (bst_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (BstSidebarRow, bst_sidebar_row, BST, SIDEBAR_ROW, GtkListBoxRow)

/* @machines: all of the inventory, for their number. */
GtkWidget *bst_sidebar_row_new (BstPlace *place, GListModel *machines);

BstPlace *bst_sidebar_row_get_place (BstSidebarRow *self); /* (transfer none) */

/* Ages grow while nothing changes. */
void bst_sidebar_row_update (BstSidebarRow *self);

G_END_DECLS
