/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/* (nullable) (transfer none): the host of the inventory, but for @except (nullable), that is the
 * same computer and the same libvirt as the one that said @facts at @uri. Main thread only. */
BstHost *bst_twin_find (BstInventory *inventory,
                        const char *uri,
                        const BstHostFacts *facts,
                        BstHost *except);

G_END_DECLS
