/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/* Their kind. */
#define BST_SPLIT_ALERT "split"

/* Adds to @alerts (of BstAlert) machines that are active on two hosts at once, and those that a
 * migration left running at neither, each with the two states side by side. */
void bst_split_alerts_add (BstInventory *inventory, GPtrArray *alerts);

G_END_DECLS
