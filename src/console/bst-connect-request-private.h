/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * bst_connect_request_async:
 * @stream: to an HTTP proxy
 * @host: passed as it stands: a name, an address, or a ticket that only the proxy understands
 * @user: (nullable): and @password, for a proxy that asks (basic authentication)
 *
 * Asks a proxy to connect @stream through (HTTP CONNECT); reads not one byte more than its answer.
 * Errors: BST_ERROR with a remedy for what the proxy says of tickets, else those that GIO has for
 * proxies (%G_IO_ERROR_PROXY_FAILED, …_NEED_AUTH, …_NOT_ALLOWED), and those of the stream.
 */
void bst_connect_request_async (GIOStream *stream,
                                const char *host,
                                guint port,
                                const char *user,
                                const char *password,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);

/* (transfer full): @stream again, from which the far side now speaks. */
GIOStream *bst_connect_request_finish (GAsyncResult *result, GError **error);

G_END_DECLS
