/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-alerts.h"

G_BEGIN_DECLS

/**
 * BstActivity:
 *
 * Tasks, alerts and events, one page each. Emits "page-changed" (no arguments).
 */
#define BST_TYPE_ACTIVITY (bst_activity_get_type ())
G_DECLARE_FINAL_TYPE (BstActivity, bst_activity, BST, ACTIVITY, GtkWidget)

GtkWidget *bst_activity_new (BstInventory *inventory, BstAlerts *alerts);

/* "tasks", "alerts" or "events". */
void bst_activity_show (BstActivity *self, const char *page);
const char *bst_activity_get_page (BstActivity *self);

G_END_DECLS
