/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/**
 * BstDetails:
 *
 * The lower pane: all that is known of what is selected. Main thread only.
 */
#define BST_TYPE_DETAILS (bst_details_get_type ())
G_DECLARE_FINAL_TYPE (BstDetails, bst_details, BST, DETAILS, GtkWidget)

/* @fleet: (nullable): without, what hosts keep is shown and not edited. */
GtkWidget *bst_details_new (BstInventory *inventory, BstFleet *fleet);

/* @machines: of BstMachine; may be empty. */
void bst_details_set_machines (BstDetails *self, GPtrArray *machines);

void bst_details_set_host (BstDetails *self, BstHost *host);

/* Searches in the page that is shown, where the focus is in it and it can be searched: for the
 * window, whose own shortcut comes first. FALSE: nothing was done. */
gboolean bst_details_search (BstDetails *self);

/* Shows the snapshots of the machine that is shown, and asks for a new one. */
void bst_details_take_snapshot (BstDetails *self);

/* For tests: the page shown: "general", "graphs", "snapshots", "events", "xml", "many", "host", "host-graphs",
 * "host-events", "none"; and a page by its name. */
const char *bst_details_get_page_name (BstDetails *self);
GtkWidget *bst_details_get_page (BstDetails *self, const char *name);
void bst_details_show_page (BstDetails *self, const char *name);

G_END_DECLS
