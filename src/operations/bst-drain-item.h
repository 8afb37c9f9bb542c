/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "inventory/bst-machine.h"

G_BEGIN_DECLS

/**
 * BstDrainItem:
 *
 * Where one machine of a host that is drained goes. Notified properties: "host" (BstHost,
 * nullable), "why" (string, nullable), "pending" (boolean).
 */
#define BST_TYPE_DRAIN_ITEM (bst_drain_item_get_type ())
G_DECLARE_FINAL_TYPE (BstDrainItem, bst_drain_item, BST, DRAIN_ITEM, GObject)

BstMachine *bst_drain_item_get_machine (BstDrainItem *self); /* (transfer none) */
BstHost *bst_drain_item_get_host (BstDrainItem *self);       /* (nullable): NULL: it stays */
const char *bst_drain_item_get_why (BstDrainItem *self);     /* (nullable): why it stays */
gboolean bst_drain_item_is_pending (BstDrainItem *self); /* not all of it is known yet */
gboolean bst_drain_item_is_chosen (BstDrainItem *self);  /* by hand */
gboolean bst_drain_item_is_live (BstDrainItem *self);    /* it runs */

/* Where it was chosen to go, if it is chosen: (nullable), to stay. The plan sends it there for as
 * long as it can. */
BstHost *bst_drain_item_get_wish (BstDrainItem *self);

/* For the plan. */
BstDrainItem *bst_drain_item_new (BstMachine *machine);
void bst_drain_item_set (BstDrainItem *self, BstHost *host, const char *why, gboolean pending);
void bst_drain_item_choose (BstDrainItem *self, BstHost *host);

G_END_DECLS
