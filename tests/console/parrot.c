/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "parrot.h"

#include <spice/protocol.h>
#include <string.h>

#include "console-helpers.h"

#define CHUNK 65536
#define LINK_HEADER 16
#define LINK_RESULT 4
#define MINI_HEADER 6 /* a message's type and length */

typedef struct
{
  Parrot *parrot;
  GSocketConnection *near;
  GSocketConnection *far; /* (nullable): the real server, while it records */
  int type;               /* -1: not known yet */
  gboolean closes;
  guint8 up[CHUNK], down[CHUNK];
  GByteArray *says; /* (nullable): what is being said */
  guint running;
} Pair;

static void read_up (Pair *pair);
static void read_down (Pair *pair);

static void
leave (Pair *pair)
{
  if (--pair->running > 0)
    return;
  g_object_unref (pair->near);
  g_clear_object (&pair->far);
  g_clear_pointer (&pair->says, g_byte_array_unref);
  g_free (pair);
}

static void
stop (Pair *pair)
{
  g_socket_shutdown (g_socket_connection_get_socket (pair->near), TRUE, TRUE, NULL);
  if (pair->far != NULL)
    g_socket_shutdown (g_socket_connection_get_socket (pair->far), TRUE, TRUE, NULL);
  leave (pair);
}

static void
on_said (GObject *source, GAsyncResult *result, gpointer data)
{
  Pair *pair = data;
  const gboolean said =
      g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);

  if (said && pair->type < PARROT_CHANNELS)
    pair->parrot->n_said[pair->type]++;
  if (!said || pair->closes)
    stop (pair);
  else
    leave (pair);
}

/* Every byte has its highest bit: no length of a message that begins in it is one that is believed. */
static void
add_noise (GByteArray *says, gsize at)
{
  g_byte_array_set_size (says, MAX (says->len, (guint)at + 4096));
  for (gsize i = at; i < says->len; i++)
    says->data[i] = (guint8)(g_test_rand_int () | 0x80);
}

/* (transfer full) */
static GByteArray *
make_speech (Parrot *parrot, int type, gboolean *closes)
{
  const Harm *harm = &parrot->harm;
  GByteArray *says = g_byte_array_new ();

  if (type < PARROT_CHANNELS)
    g_byte_array_append (says, parrot->heard[type]->data, parrot->heard[type]->len);
  if (harm->type != -1 && harm->type != type)
    return says;

  if (harm->instead != NULL)
    {
      g_byte_array_set_size (says, (guint)parrot_find_messages (parrot, (guint)type));
      g_byte_array_append (says, g_bytes_get_data (harm->instead, NULL),
                           (guint)g_bytes_get_size (harm->instead));
    }
  if (harm->noise_at > 0)
    add_noise (says, harm->noise_at);
  for (gsize i = 0; i < harm->change_length && harm->change_at + i < says->len; i++)
    says->data[harm->change_at + i] = harm->change[i];
  if (harm->cut_at > 0)
    g_byte_array_set_size (says, (guint)MIN (says->len, harm->cut_at));
  *closes = harm->cut_at > 0;

  return says;
}

/* All at once: a client cannot tell, as it reads in its own order. */
static void
say (Pair *pair)
{
  pair->says = make_speech (pair->parrot, pair->type, &pair->closes);
  pair->running++;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (pair->near)),
                                   pair->says->data, pair->says->len, G_PRIORITY_DEFAULT,
                                   pair->parrot->cancellable, on_said, pair);
}

static void
on_up (GObject *source, GAsyncResult *result, gpointer data)
{
  Pair *pair = data;
  const gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n <= 0)
    {
      stop (pair);
      return;
    }
  /* The channel's type is byte 20 of the first message. */
  if (pair->type < 0 && n > 20)
    {
      pair->type = pair->up[20];
      if (pair->far == NULL)
        say (pair);
    }
  if (pair->far != NULL &&
      !g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (pair->far)), pair->up,
                                  (gsize)n, NULL, NULL, NULL))
    {
      stop (pair);
      return;
    }
  read_up (pair);
}

static void
read_up (Pair *pair)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (pair->near)), pair->up,
                             CHUNK, G_PRIORITY_DEFAULT, pair->parrot->cancellable, on_up, pair);
}

static void
on_down (GObject *source, GAsyncResult *result, gpointer data)
{
  Pair *pair = data;
  const gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n <= 0 ||
      !g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (pair->near)),
                                  pair->down, (gsize)n, NULL, NULL, NULL))
    {
      stop (pair);
      return;
    }
  if (pair->type >= 0 && pair->type < PARROT_CHANNELS)
    g_byte_array_append (pair->parrot->heard[pair->type], pair->down, (guint)n);
  read_down (pair);
}

static void
read_down (Pair *pair)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (pair->far)), pair->down,
                             CHUNK, G_PRIORITY_DEFAULT, pair->parrot->cancellable, on_down, pair);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  Pair *pair = data;

  pair->far = g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result, NULL);
  g_assert_nonnull (pair->far);
  pair->running = 2;
  read_up (pair);
  read_down (pair);
}

static gboolean
on_incoming (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             Parrot *parrot)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  Pair *pair = g_new0 (Pair, 1);

  pair->parrot = parrot;
  pair->near = g_object_ref (connection);
  pair->type = -1;
  if (parrot->server != NULL)
    {
      g_socket_client_connect_to_host_async (client, "127.0.0.1",
                                             (guint16)screen_server_get_port (parrot->server),
                                             parrot->cancellable, on_connected, pair);
    }
  else
    {
      pair->running = 1;
      read_up (pair);
    }

  return TRUE;
}

gsize
parrot_find_messages (Parrot *parrot, guint type)
{
  guint32 length;

  g_assert_cmpuint (parrot->heard[type]->len, >, LINK_HEADER);
  memcpy (&length, parrot->heard[type]->data + LINK_HEADER - sizeof length, sizeof length);

  return LINK_HEADER + GUINT32_FROM_LE (length) + LINK_RESULT;
}

/* Both sides are new enough to want no longer headers. */
static void
assert_mini (Parrot *parrot, guint type)
{
  const guint8 *reply = parrot->heard[type]->data + LINK_HEADER;
  guint32 offset, caps;

  memcpy (&offset, reply + sizeof (SpiceLinkReply) - sizeof offset, sizeof offset);
  memcpy (&caps, reply + GUINT32_FROM_LE (offset), sizeof caps);
  g_assert_cmpuint (GUINT32_FROM_LE (caps) & 1u << SPICE_COMMON_CAP_MINI_HEADER, !=, 0);
}

static void
add_cut (GArray *cuts, gsize at)
{
  g_array_append_val (cuts, at);
}

GArray *
parrot_find_cuts (Parrot *parrot, guint type)
{
  const GByteArray *heard = parrot->heard[type];
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  GArray *cuts = g_array_new (FALSE, FALSE, sizeof (gsize));
  gsize at = parrot_find_messages (parrot, type);
  gsize length;

  assert_mini (parrot, type);
  add_cut (cuts, LINK_HEADER / 2);
  add_cut (cuts, LINK_HEADER + (at - LINK_HEADER - LINK_RESULT) / 2);
  add_cut (cuts, at - LINK_RESULT / 2);
  for (; at + MINI_HEADER <= heard->len; at += MINI_HEADER + length)
    {
      guint16 message;
      guint32 size;
      gint64 kind;

      memcpy (&message, heard->data + at, sizeof message);
      memcpy (&size, heard->data + at + sizeof message, sizeof size);
      length = GUINT32_FROM_LE (size);
      kind = (gint64)GUINT16_FROM_LE (message) << 32 | (gint64)length;
      if (!g_hash_table_add (seen, g_memdup2 (&kind, sizeof kind)))
        continue;
      add_cut (cuts, at + MINI_HEADER / 2);
      if (length > 0)
        add_cut (cuts, at + MINI_HEADER + length / 2);
    }

  return cuts;
}

void
parrot_set_up (Parrot *parrot)
{
  parrot->cancellable = g_cancellable_new ();
  parrot->service = g_socket_service_new ();
  for (guint i = 0; i < PARROT_CHANNELS; i++)
    parrot->heard[i] = g_byte_array_new ();
  parrot->port =
      g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (parrot->service), NULL, NULL);
  g_signal_connect (parrot->service, "incoming", G_CALLBACK (on_incoming), parrot);
  g_socket_service_start (parrot->service);
}

void
parrot_tear_down (Parrot *parrot)
{
  g_socket_service_stop (parrot->service);
  g_socket_listener_close (G_SOCKET_LISTENER (parrot->service));
  g_cancellable_cancel (parrot->cancellable);
  for (guint i = 0; i < 20; i++)
    console_iterate ();
  for (guint i = 0; i < PARROT_CHANNELS; i++)
    g_byte_array_unref (parrot->heard[i]);
  g_object_unref (parrot->service);
  g_object_unref (parrot->cancellable);
}
