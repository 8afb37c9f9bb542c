/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/* The operations: those under way on top, then the newest first, those of earlier runs of the program and
 * of other programs among them. */
#define BST_TYPE_TASKS_PAGE (bst_tasks_page_get_type ())
G_DECLARE_FINAL_TYPE (BstTasksPage, bst_tasks_page, BST, TASKS_PAGE, GtkWidget)

GtkWidget *bst_tasks_page_new (BstInventory *inventory);

G_END_DECLS
