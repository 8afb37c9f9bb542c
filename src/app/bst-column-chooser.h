/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-column-set.h"

G_BEGIN_DECLS

/**
 * BstColumnChooser:
 *
 * The columns as a list to tick and to move up and down, and which one to sort by: what headers do
 * for the pointer, for the keyboard.
 */
#define BST_TYPE_COLUMN_CHOOSER (bst_column_chooser_get_type ())
G_DECLARE_FINAL_TYPE (BstColumnChooser, bst_column_chooser, BST, COLUMN_CHOOSER, GtkWidget)

GtkWidget *bst_column_chooser_new (BstColumnSet *columns);

G_END_DECLS
