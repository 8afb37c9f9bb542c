/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-alerts.h"

G_BEGIN_DECLS

/**
 * BstStatusBar:
 *
 * The last thing that happened, and the ways to all others: the window's "win.show-activity".
 */
#define BST_TYPE_STATUS_BAR (bst_status_bar_get_type ())
G_DECLARE_FINAL_TYPE (BstStatusBar, bst_status_bar, BST, STATUS_BAR, GtkWidget)

GtkWidget *bst_status_bar_new (BstInventory *inventory, BstAlerts *alerts);

G_END_DECLS
