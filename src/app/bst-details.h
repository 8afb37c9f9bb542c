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

GtkWidget *bst_details_new (BstInventory *inventory, BstFleet *fleet);

/* @machines: of BstMachine; may be empty. */
void bst_details_set_machines (BstDetails *self, GPtrArray *machines);

void bst_details_set_host (BstDetails *self, BstHost *host);

G_END_DECLS
