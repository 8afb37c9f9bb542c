/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BstDialer:
 *
 * A way to a console's server: gives connected sockets to an address as seen from wherever the way
 * leads. Consoles call it once for each of their channels, several at a time. Main thread only; it
 * never blocks, and it may be used by several consoles at once.
 *
 * An implementation gives a connection whose socket carries the channel's own bytes and nothing
 * else: its file descriptor is taken (duplicated) by libraries that know no GIOStream. A way that
 * wraps its stream hands out one end of a socket pair instead. What a connection rides on lives for
 * as long as the dialer: consoles hold a reference while they use it.
 *
 * Errors are of BST_ERROR with a remedy: %BST_ERROR_REFUSED, %BST_ERROR_UNREACHABLE,
 * %BST_ERROR_TIMED_OUT, %BST_ERROR_UNKNOWN_HOST, %BST_ERROR_NOT_CONNECTED (what it leads through is
 * not open), of a gateway or a proxy that wants to know who asks, %BST_ERROR_AUTH and, of a proxy
 * that takes a ticket for a host, and not this one, %BST_ERROR_TICKET. %BST_ERROR_REFUSED is of the
 * server alone, never of what leads there.
 *
 * Emits "lost" (GError) when what its connections ride on broke, and all of them with it: they may look
 * as though the server had hung up.
 */
#define BST_TYPE_DIALER (bst_dialer_get_type ())
G_DECLARE_INTERFACE (BstDialer, bst_dialer, BST, DIALER, GObject)

struct _BstDialerInterface
{
  GTypeInterface parent_iface;

  /* Both give a #GTask whose result is a #GSocketConnection; each but one may be missing. */
  void (*dial) (BstDialer *self, const char *host, guint port, GTask *task); /* (transfer full) */
  void (*dial_unix) (BstDialer *self, const char *path, GTask *task);        /* (transfer full) */

  char *(*describe) (BstDialer *self);
  void (*get_ready) (BstDialer *self, GTask *task); /* (transfer full): a boolean; may be missing */

  /* (nullable): see bst_dialer_prepare () */
  void (*prepare) (BstDialer *self, const char *host, guint port, const char *path, guint n);
};

/* For implementations. @error: why, of BST_ERROR. */
void bst_dialer_lose (BstDialer *self, const GError *error);

/* @host is passed on as it is, and resolved where the way ends, if at all. */
void bst_dialer_dial_async (BstDialer *self,
                            const char *host,
                            guint port,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data);

/* To the UNIX socket at @path there; %BST_ERROR_UNSUPPORTED for a way that knows none. */
void bst_dialer_dial_unix_async (BstDialer *self,
                                 const char *path,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
GSocketConnection *bst_dialer_dial_finish (BstDialer *self, GAsyncResult *result, GError **error);

/* Tells that @n connections to @host:@port, or to the socket @path (nullable), are dialled in a
 * moment: a way of long round trips opens them side by side, ahead. Whoever is not asked for them
 * closes them after a while. */
void bst_dialer_prepare (BstDialer *self, const char *host, guint port, const char *path, guint n);

/* Opens what the way leads through (a log-in to a gateway), so that dialling takes no longer than
 * it must: libraries that dial have little patience, and a person may need a while to answer a
 * question. FALSE from needs: there is nothing to open. */
gboolean bst_dialer_needs_to_get_ready (BstDialer *self);
void bst_dialer_get_ready_async (BstDialer *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
gboolean bst_dialer_get_ready_finish (BstDialer *self, GAsyncResult *result, GError **error);

/* (transfer full): the way in a few translated words, for messages: "directly", "through hosta". */
char *bst_dialer_describe (BstDialer *self);

G_END_DECLS
