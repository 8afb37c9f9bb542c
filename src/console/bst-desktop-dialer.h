/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-dialer.h"

G_BEGIN_DECLS

/**
 * BstDesktopDialer:
 *
 * As the desktop's proxy settings say (#GProxyResolver): straight, or through the SOCKS or HTTP
 * proxy that a web browser would take for the same host, in their order. Where the proxies say no,
 * it tries straight, as some let through web pages alone. Not for tickets, which the settings know
 * nothing of. Main thread only.
 */
#define BST_TYPE_DESKTOP_DIALER (bst_desktop_dialer_get_type ())
G_DECLARE_FINAL_TYPE (BstDesktopDialer, bst_desktop_dialer, BST, DESKTOP_DIALER, GObject)

/* @resolver: (nullable): that of the desktop. */
BstDialer *bst_desktop_dialer_new (GProxyResolver *resolver);

G_END_DECLS
