/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tunnel.h"

#include "console-helpers.h"

/* A client's first message: where it names its channel's type. */
#define TYPE_AT 20

typedef struct
{
  Tunnel *tunnel;
  GSocketConnection *near;
  GSocketConnection *far; /* (nullable): once the client has said which channel it is */
  guint8 first[TYPE_AT + 1];
  guint running;
} Line;

static void
line_free (Line *line)
{
  g_object_unref (line->near);
  g_clear_object (&line->far);
  g_free (line);
}

static void
line_end (Line *line)
{
  g_socket_shutdown (g_socket_connection_get_socket (line->near), TRUE, TRUE, NULL);
  if (line->far != NULL)
    g_socket_shutdown (g_socket_connection_get_socket (line->far), TRUE, TRUE, NULL);
}

static void
on_spliced (GObject *source, GAsyncResult *result, gpointer data)
{
  Line *line = data;

  g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, NULL);
  line_end (line);
  if (--line->running == 0)
    g_ptr_array_remove_fast (line->tunnel->lines, line);
}

static void
pass (Line *line, GSocketConnection *from, GSocketConnection *to)
{
  line->running++;
  g_output_stream_splice_async (g_io_stream_get_output_stream (G_IO_STREAM (to)),
                                g_io_stream_get_input_stream (G_IO_STREAM (from)),
                                G_OUTPUT_STREAM_SPLICE_NONE, G_PRIORITY_DEFAULT, NULL, on_spliced,
                                line);
}

static void
on_first (GObject *source, GAsyncResult *result, gpointer data)
{
  Line *line = data;
  Tunnel *tunnel = line->tunnel;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  gsize n = 0;

  g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &n, NULL);
  /* The loopback's: it connects at once, or never. */
  if (n == sizeof line->first)
    line->far = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16)tunnel->server_port,
                                                 NULL, NULL);
  if (line->far == NULL)
    {
      tunnel->n_silent += n == 0;
      g_ptr_array_remove_fast (tunnel->lines, line);
      return;
    }

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (line->far)), line->first,
                             n, NULL, NULL, NULL);
  pass (line, line->near, line->far);
  pass (line, line->far, line->near);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  Tunnel *tunnel = data;
  Line *line = g_new0 (Line, 1);

  line->tunnel = tunnel;
  line->near = g_object_ref (connection);
  g_ptr_array_add (tunnel->lines, line);
  g_input_stream_read_all_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                                 line->first, sizeof line->first, G_PRIORITY_DEFAULT, NULL,
                                 on_first, line);

  return TRUE;
}

void
tunnel_set_up (Tunnel *tunnel, guint server_port)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  tunnel->lines = g_ptr_array_new_with_free_func ((GDestroyNotify)line_free);
  tunnel->server_port = server_port;
  tunnel->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (tunnel->service), any, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  tunnel->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (tunnel->service, "incoming", G_CALLBACK (on_incoming), tunnel);
}

void
tunnel_tear_down (Tunnel *tunnel)
{
  console_wait_for (tunnel->lines->len == 0);
  g_socket_service_stop (tunnel->service);
  g_clear_object (&tunnel->service);
  g_clear_pointer (&tunnel->lines, g_ptr_array_unref);
}

guint
tunnel_cut (Tunnel *tunnel, int type)
{
  guint n = 0;

  for (guint i = 0; i < tunnel->lines->len; i++)
    {
      Line *line = tunnel->lines->pdata[i];

      if (line->far == NULL || (type != -1 && line->first[TYPE_AT] != type))
        continue;
      line_end (line);
      n++;
    }

  return n;
}
