/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-gateway-dialer.h"

G_BEGIN_DECLS

/**
 * BstGateways:
 *
 * The SSH gateways in use: consoles that go through the same one share its connection, which ends
 * with the last of them; with a host of the inventory they share that. Main thread only.
 *
 * Emits "question" (BstSshQuestion) for all of them.
 */
#define BST_TYPE_GATEWAYS (bst_gateways_get_type ())
G_DECLARE_FINAL_TYPE (BstGateways, bst_gateways, BST, GATEWAYS, GObject)

BstGateways *bst_gateways_new (void);

/* (nullable) (transfer none): an open connection of somebody else's to @gateway, to be shared. */
typedef BstSshMaster *(*BstGatewaysFind) (const BstUri *gateway, gpointer data);
void bst_gateways_set_find (BstGateways *self, BstGatewaysFind find, gpointer data);

/* (transfer full): a way through @gateway: on a connection that is open already where there is one,
 * else a BstGatewayDialer, the same for the same gateway. */
BstDialer *bst_gateways_take (BstGateways *self, const BstUri *gateway);

G_END_DECLS
