/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-dialer.h"
#include "host/bst-connection.h"

G_BEGIN_DECLS

/**
 * BstScreenDialer:
 *
 * The way to a machine's screen through this computer's libvirt, which opens each channel itself:
 * where the screen listens at no address, or at a socket that only the hypervisor may open.
 * Whatever path is dialled, it leads there.
 */
#define BST_TYPE_SCREEN_DIALER (bst_screen_dialer_get_type ())
G_DECLARE_FINAL_TYPE (BstScreenDialer, bst_screen_dialer, BST, SCREEN_DIALER, GObject)

/* @index: of the screen, see BstGraphics. */
BstDialer *bst_screen_dialer_new (BstConnection *connection, const char *uuid, guint index);

G_END_DECLS
