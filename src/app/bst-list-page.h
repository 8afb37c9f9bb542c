/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-place.h"

G_BEGIN_DECLS

/**
 * BstListPage:
 *
 * What is shown where the list would be empty: why it is, and what to do. Buttons name the window's
 * actions.
 */
#define BST_TYPE_LIST_PAGE (bst_list_page_get_type ())
G_DECLARE_FINAL_TYPE (BstListPage, bst_list_page, BST, LIST_PAGE, GtkWidget)

GtkWidget *bst_list_page_new (void);

/* @hosts: of the inventory; @place: what is chosen; @query: what is searched for, "" for nothing.
 */
void
bst_list_page_update (BstListPage *self, GListModel *hosts, BstPlace *place, const char *query);

/* Which page it is: "connecting", "lost", "failed", "offline", "empty", "no-match". */
const char *bst_list_page_get_kind (BstListPage *self);

G_END_DECLS
