/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-column-set.h"
#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/**
 * BstMachineList:
 *
 * The machines of an inventory, in the scope that the sidebar chose and as the query has them. Main
 * thread only.
 *
 * Its columns, their widths and order, and what it is sorted by, are kept in the inventory.
 *
 * Signals:
 *
 * - "selection-changed" (): see bst_machine_list_get_selected ()
 * - "shown-changed" (): see bst_machine_list_get_n_shown ()
 * - "activated" (BstMachine): by Enter or a double click
 * - "on-screen-changed" (): see bst_machine_list_get_on_screen (); not more often than a person
 *   scrolls
 */
#define BST_TYPE_MACHINE_LIST (bst_machine_list_get_type ())
G_DECLARE_FINAL_TYPE (BstMachineList, bst_machine_list, BST, MACHINE_LIST, GtkWidget)

GtkWidget *bst_machine_list_new (BstInventory *inventory);

/* Each (nullable): of all hosts, with any tag, in any group; a group holds those below it. */
void bst_machine_list_set_scope (BstMachineList *self,
                                 BstHost *host,
                                 const char *tag,
                                 const char *group);

/* @text: see BstQuery. */
void bst_machine_list_set_query (BstMachineList *self, const char *text);

/* @column: an id, as saved views keep it; one that is not known sorts by name. */
void bst_machine_list_set_sort (BstMachineList *self, const char *column, gboolean descending);
const char *bst_machine_list_get_sort (BstMachineList *self, gboolean *descending);

/* What is offered for the selected machines, by right click, Menu or Shift+F10: of actions "win.".
 */
void bst_machine_list_set_menu (BstMachineList *self, GMenuModel *menu);

/* (transfer none) */
BstColumnSet *bst_machine_list_get_columns (BstMachineList *self);

/* Which columns, and sorted by which: for a menu button anywhere in the window, once the actions
 * are there under the name "columns". (transfer none) */
GMenuModel *bst_machine_list_get_columns_menu (BstMachineList *self);
GActionGroup *bst_machine_list_get_columns_actions (BstMachineList *self);

/* (transfer full): of BstMachine, in the order shown. */
GPtrArray *bst_machine_list_get_selected (BstMachineList *self);

/* Selects it alone and scrolls to it; nothing where it is not shown. */
void bst_machine_list_select (BstMachineList *self, BstMachine *machine);
void bst_machine_list_unselect_all (BstMachineList *self);

/* (transfer full): of BstMachine. */
GPtrArray *bst_machine_list_get_on_screen (BstMachineList *self);

guint bst_machine_list_get_n_shown (BstMachineList *self);

G_END_DECLS
