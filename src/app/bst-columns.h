/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BstColumns:
 *
 * Puts its children into as many columns of one width as there is room for, each child below the
 * shortest column so far. A child stays in its column while it grows and shrinks: only when the
 * number of columns or the children shown change are they dealt anew.
 */
#define BST_TYPE_COLUMNS (bst_columns_get_type ())
G_DECLARE_FINAL_TYPE (BstColumns, bst_columns, BST, COLUMNS, GtkWidget)

/* @width: pixels that a column needs; @most: columns, however wide it is. */
GtkWidget *bst_columns_new (int width, guint most);

/* @child: (transfer floating) */
void bst_columns_append (BstColumns *self, GtkWidget *child);

/* Rows of equal length that use all the height there is, for children of one kind. */
void bst_columns_set_even (BstColumns *self, gboolean even);

G_END_DECLS
