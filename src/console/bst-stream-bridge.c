/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-stream-bridge-private.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/bst-error.h"

static GSocketConnection *
wrap (int fd, GError **error)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, error);

  if (socket == NULL)
    {
      close (fd);
      return NULL;
    }

  return g_socket_connection_factory_create_connection (socket);
}

static void
on_over (GObject *source, GAsyncResult *result, gpointer data)
{
  /* How it ended is seen at the socket. */
  g_io_stream_splice_finish (result, NULL);
}

GSocketConnection *
bst_stream_bridge (GIOStream *stream, GError **error)
{
  g_autoptr (GSocketConnection) near = NULL;
  g_autoptr (GSocketConnection) far = NULL;
  int pair[2];

  /* Not one that wraps another, as that of TLS does. */
  if (G_IS_SOCKET_CONNECTION (stream) && !G_IS_TCP_WRAPPER_CONNECTION (stream))
    return G_SOCKET_CONNECTION (g_object_ref (stream));

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    {
      g_propagate_error (error, bst_error_new (BST_ERROR_FAILED, _ ("Close some consoles."),
                                               g_strerror (errno),
                                               _ ("This program has too many connections open")));
      return NULL;
    }

  near = wrap (pair[0], error);
  far = wrap (pair[1], near != NULL ? error : NULL);
  if (near == NULL || far == NULL)
    return NULL;

  g_io_stream_splice_async (G_IO_STREAM (far), stream,
                            G_IO_STREAM_SPLICE_CLOSE_STREAM1 | G_IO_STREAM_SPLICE_CLOSE_STREAM2,
                            G_PRIORITY_DEFAULT, NULL, on_over, NULL);

  return g_steal_pointer (&near);
}
