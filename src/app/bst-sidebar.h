/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-place.h"
#include "app/bst-saved-views.h"
#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/**
 * BstSidebar:
 *
 * Chooses what the list shows: all machines, those of a host, of a group, with a tag, of a saved
 * view. A host's menu names the window's actions "win.host-…" with the host's number.
 *
 * Signals:
 *
 * - "place-changed" (): see bst_sidebar_get_place ()
 * - "place-chosen" (): by a person, also where it was chosen already
 */
#define BST_TYPE_SIDEBAR (bst_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (BstSidebar, bst_sidebar, BST, SIDEBAR, GtkWidget)

GtkWidget *bst_sidebar_new (BstInventory *inventory, BstSavedViews *views);

/* (transfer none): never NULL; all machines where what was chosen is gone. */
BstPlace *bst_sidebar_get_place (BstSidebar *self);

/* @key: as bst_place_to_key () gives it. Nothing where there is no such place. */
void bst_sidebar_choose (BstSidebar *self, const char *key);

G_END_DECLS
