/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-dialer.h"
#include "formats/bst-gateway.h"
#include "ssh/bst-ssh-master.h"

G_BEGIN_DECLS

/**
 * BstGatewayDialer:
 *
 * Through an SSH gateway: the user's own ssh logs in there when the first console is dialled, and
 * every console of that gateway shares the connection. Names are resolved by the gateway, and
 * sockets are those of the gateway. A connection that broke is opened again by the next dial. Main
 * thread only.
 *
 * Emits "question" (BstSshQuestion), whose answer is the user's: the time that it takes does not
 * count; and "stage-changed" while it logs in.
 */
#define BST_TYPE_GATEWAY_DIALER (bst_gateway_dialer_get_type ())
G_DECLARE_FINAL_TYPE (BstGatewayDialer, bst_gateway_dialer, BST, GATEWAY_DIALER, GObject)

/* @gateway: its user, host and port, see bst_gateway_parse (). */
BstGatewayDialer *bst_gateway_dialer_new (const BstUri *gateway);

/* "ana@gate:2209" */
const char *bst_gateway_dialer_get_name (BstGatewayDialer *self);

/* Of the log-in under way, or the one that is open. */
BstSshStage bst_gateway_dialer_get_stage (BstGatewayDialer *self);

G_END_DECLS
