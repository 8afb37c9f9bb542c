/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/* All that happened, the newest first. A row activated leads to its machine or host by the window's
 * "win.show-place" (host's number, machine's UUID or ""). */
#define BST_TYPE_EVENTS_PAGE (bst_events_page_get_type ())
G_DECLARE_FINAL_TYPE (BstEventsPage, bst_events_page, BST, EVENTS_PAGE, GtkWidget)

GtkWidget *bst_events_page_new (BstInventory *inventory);

G_END_DECLS
