/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-dialer.h"

G_BEGIN_DECLS

/**
 * BstDirectDialer:
 *
 * Straight from this computer: TCP, whatever the desktop's proxy settings say, and UNIX sockets
 * here. Gives up a silent address after 10 s.
 */
#define BST_TYPE_DIRECT_DIALER (bst_direct_dialer_get_type ())
G_DECLARE_FINAL_TYPE (BstDirectDialer, bst_direct_dialer, BST, DIRECT_DIALER, GObject)

BstDialer *bst_direct_dialer_new (void);

G_END_DECLS
