/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/**
 * BstStatusBar:
 *
 * The last thing that happened, and the ways to all others.
 */
#define BST_TYPE_STATUS_BAR (bst_status_bar_get_type ())
G_DECLARE_FINAL_TYPE (BstStatusBar, bst_status_bar, BST, STATUS_BAR, GtkWidget)

GtkWidget *bst_status_bar_new (BstInventory *inventory);

G_END_DECLS
