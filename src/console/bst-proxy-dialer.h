/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-dialer.h"

G_BEGIN_DECLS

/**
 * BstProxyDialer:
 *
 * Through a proxy: HTTP CONNECT ("http", and "https" where the way to the proxy itself is
 * encrypted) or SOCKS ("socks5", "socks4a", "socks4"). The host is passed to it as it stands, which
 * may be a ticket, and never resolved here. The proxy itself is reached through another dialer.
 * Gives up after 10 s. Main thread only.
 *
 * One whose address has a user and no password looks for that in the desktop's keyring as it gets
 * ready; what is found there and refused is forgotten.
 */
#define BST_TYPE_PROXY_DIALER (bst_proxy_dialer_get_type ())
G_DECLARE_FINAL_TYPE (BstProxyDialer, bst_proxy_dialer, BST, PROXY_DIALER, GObject)

/* Whether @uri is one of a proxy that this can use; "scheme://[user:password@]host[:port]". */
gboolean bst_proxy_uri_is_good (const char *uri);

/* In the keyring, where @uri has one: for the same user of the same proxy. */
void bst_proxy_uri_keep_password (const char *uri);

/* NULL where it is not. @base: how to reach the proxy. */
BstDialer *bst_proxy_dialer_new (const char *uri, BstDialer *base);

G_END_DECLS
