/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/**
 * BstSidebar:
 *
 * Chooses what the list shows: all machines, those of a host, of a group, with a tag. Emits
 * "scope-changed" (no arguments).
 */
#define BST_TYPE_SIDEBAR (bst_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (BstSidebar, bst_sidebar, BST, SIDEBAR, GtkWidget)

GtkWidget *bst_sidebar_new (BstInventory *inventory);

/* What is chosen; at most one of them, (nullable) (transfer none). */
BstHost *bst_sidebar_get_host (BstSidebar *self);
const char *bst_sidebar_get_tag (BstSidebar *self);
const char *bst_sidebar_get_group (BstSidebar *self);

G_END_DECLS
