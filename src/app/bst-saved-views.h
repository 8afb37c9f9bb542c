/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/bst-saved-view.h"
#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/**
 * BstSavedViews:
 *
 * The saved views of an inventory, which keeps them. One a program. Main thread only.
 */
#define BST_TYPE_SAVED_VIEWS (bst_saved_views_get_type ())
G_DECLARE_FINAL_TYPE (BstSavedViews, bst_saved_views, BST, SAVED_VIEWS, GObject)

BstSavedViews *bst_saved_views_new (BstInventory *inventory);

/* Of BstSavedView, by name. (transfer none) */
GListModel *bst_saved_views_get_list (BstSavedViews *self);

BstSavedView *bst_saved_views_find (BstSavedViews *self, const char *name); /* (nullable) */

/* In the place of one of the same name. */
void bst_saved_views_add (BstSavedViews *self, BstSavedView *view);
void bst_saved_views_remove (BstSavedViews *self, const char *name);

G_END_DECLS
