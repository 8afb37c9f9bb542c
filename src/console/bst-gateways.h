/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-gateway-dialer.h"

G_BEGIN_DECLS

/**
 * BstGateways:
 *
 * The SSH gateways in use: consoles that go through the same one share its connection, which ends
 * with the last of them. Main thread only.
 *
 * Emits "question" (BstSshQuestion) for all of them.
 */
#define BST_TYPE_GATEWAYS (bst_gateways_get_type ())
G_DECLARE_FINAL_TYPE (BstGateways, bst_gateways, BST, GATEWAYS, GObject)

BstGateways *bst_gateways_new (void);

/* (transfer full): a BstGatewayDialer, the same for the same gateway. */
BstDialer *bst_gateways_take (BstGateways *self, const BstUri *gateway);

G_END_DECLS
