/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/bst-machine-list.h"
#include "app/bst-place.h"

G_BEGIN_DECLS

/**
 * BstListArea:
 *
 * The list of machines; a page in its stead where it is empty; a bar over it where what it shows of
 * the chosen host is old.
 */
#define BST_TYPE_LIST_AREA (bst_list_area_get_type ())
G_DECLARE_FINAL_TYPE (BstListArea, bst_list_area, BST, LIST_AREA, GtkWidget)

GtkWidget *bst_list_area_new (BstInventory *inventory, BstMachineList *list);

/* What is chosen and searched for: narrows the list. */
void bst_list_area_set_place (BstListArea *self, BstPlace *place);
void bst_list_area_set_query (BstListArea *self, const char *query);

/* (nullable): which page stands in for the list: see bst_list_page_get_kind (). */
const char *bst_list_area_get_page (BstListArea *self);

G_END_DECLS
