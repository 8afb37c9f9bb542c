/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-column.h"

G_BEGIN_DECLS

/**
 * BstColumnSet:
 *
 * The columns of a column view: which are shown, in what order, how wide, and the one sorted by.
 * Main thread only.
 *
 * It has an action group for menus and keys: a toggle for each column by its id, "sort" (a string,
 * the id) and "descending" (a toggle).
 *
 * Signals:
 *
 * - "sort-changed" (): see bst_column_set_get_sort ()
 * - "layout-changed" (): what bst_column_set_save () says is something else
 */
#define BST_TYPE_COLUMN_SET (bst_column_set_get_type ())
G_DECLARE_FINAL_TYPE (BstColumnSet, bst_column_set, BST, COLUMN_SET, GObject)

/* Makes the cells of a column. (transfer full) */
typedef GtkListItemFactory *(*BstCellFactory) (const BstColumn *column, gpointer data);

/* Fills @view, which must be empty. */
BstColumnSet *bst_column_set_new (GtkColumnView *view, BstCellFactory factory, gpointer data);

/* What save () gave earlier, maybe another version's: what is not understood is left as it is.
 * @text: (nullable) */
void bst_column_set_restore (BstColumnSet *self, const char *text);
char *bst_column_set_save (BstColumnSet *self);

const BstColumn *bst_column_set_get_sort (BstColumnSet *self, gboolean *descending);
void bst_column_set_set_sort (BstColumnSet *self, const BstColumn *column, gboolean descending);

GActionGroup *bst_column_set_get_actions (BstColumnSet *self); /* (transfer none) */

/* Of the actions, under the name "columns". (transfer none) */
GMenuModel *bst_column_set_get_menu (BstColumnSet *self);

/* As shown, hidden ones among them: of GtkColumnViewColumn. (transfer none) */
GListModel *bst_column_set_get_columns (BstColumnSet *self);

/* By @by places to the right. */
void bst_column_set_move (BstColumnSet *self, GtkColumnViewColumn *column, int by);

/* Which one it is. */
const BstColumn *bst_column_of_view (GtkColumnViewColumn *column);

G_END_DECLS
