/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/bst-machine-list.h"
#include "app/bst-saved-views.h"

G_BEGIN_DECLS

/**
 * BstViewPopover:
 *
 * How the list looks: saved views to choose, save and remove, and the columns. For a menu button.
 */
#define BST_TYPE_VIEW_POPOVER (bst_view_popover_get_type ())
G_DECLARE_FINAL_TYPE (BstViewPopover, bst_view_popover, BST, VIEW_POPOVER, GtkPopover)

/* @search: the field that holds the list's query; a view that is chosen is written there. */
GtkWidget *bst_view_popover_new (BstMachineList *list, BstSavedViews *views, GtkEditable *search);

G_END_DECLS
