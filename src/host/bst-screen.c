/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "host/bst-screen.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/bst-thread.h"
#include "formats/bst-thumbnail.h"
#include "host/bst-connection-private.h"
#include "host/bst-host-error.h"
#include "host/bst-screen-private.h"

typedef struct
{
  int width;
  int height;
} Size;

/* --- A connection --- */

static gpointer
open_screen (const BstErrandCall *call, GError **error)
{
  const guint index = GPOINTER_TO_UINT (call->data);
  g_autoptr (GSocket) socket = NULL;
  int fd;

  bst_link_count_call (call->link);
  fd = virDomainOpenGraphicsFD (call->domain, index, VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH);
  if (fd < 0)
    {
      g_propagate_error (error,
                         bst_host_error_take_last (_ ("Cannot open the screen of “%s” on %s"),
                                                   call->name, bst_link_get_host (call->link)));
      return NULL;
    }

  socket = g_socket_new_from_fd (fd, error);
  if (socket == NULL)
    {
      close (fd);
      return NULL;
    }

  return g_socket_connection_factory_create_connection (socket);
}

void
bst_connection_open_screen_async (BstConnection *self,
                                  const char *uuid,
                                  guint index,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  bst_connection_send_errand (self, uuid,
                              &(BstErrand){
                                  .lane = BST_LANE_CONTROL,
                                  .priority = G_PRIORITY_HIGH,
                                  .func = open_screen,
                                  .data = GUINT_TO_POINTER (index),
                                  .free_result = g_object_unref,
                              },
                              g_task_new (self, cancellable, callback, data));
}

GSocketConnection *
bst_connection_open_screen_finish (BstConnection *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- A picture --- */

static gboolean
receive (virStreamPtr stream, GByteArray *bytes)
{
  g_autofree char *buffer = g_malloc (65536);
  int n;

  while ((n = virStreamRecv (stream, buffer, 65536)) > 0)
    {
      if (bytes->len > BST_THUMBNAIL_MOST)
        return FALSE;
      g_byte_array_append (bytes, (const guint8 *)buffer, (guint)n);
    }

  return n == 0;
}

GBytes *
bst_screen_take (const BstErrandCall *call, int width, int height)
{
  g_autoptr (GByteArray) bytes = NULL;
  virStreamPtr stream;
  char *mime;
  gboolean received = FALSE;

  bst_link_count_call (call->link);
  if (virDomainIsActive (call->domain) != 1)
    return NULL;
  stream = virStreamNew (bst_link_get_connection (call->link), 0);
  if (stream == NULL)
    return NULL;

  bst_link_count_call (call->link);
  mime = virDomainScreenshot (call->domain, stream, 0, 0);
  if (mime != NULL)
    {
      bytes = g_byte_array_new ();
      received = receive (stream, bytes);
      if (received)
        virStreamFinish (stream);
      else
        virStreamAbort (stream);
      free (mime);
    }
  virStreamFree (stream);

  return received ? bst_thumbnail_make (bytes->data, bytes->len, width, height) : NULL;
}

static gpointer
picture_screen (const BstErrandCall *call, GError **error)
{
  const Size *size = call->data;

  return bst_screen_take (call, size->width, size->height);
}

void
bst_connection_picture_screen_async (BstConnection *self,
                                     const char *uuid,
                                     int width,
                                     int height,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer data)
{
  Size size = { width, height };

  bst_connection_send_errand (self, uuid,
                              &(BstErrand){
                                  .lane = BST_LANE_POOL,
                                  .priority = G_PRIORITY_LOW,
                                  .func = picture_screen,
                                  .data = g_memdup2 (&size, sizeof size),
                                  .free_data = g_free,
                                  .free_result = (GDestroyNotify)g_bytes_unref,
                              },
                              g_task_new (self, cancellable, callback, data));
}

GBytes *
bst_connection_picture_screen_finish (BstConnection *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
