/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Servers that mean harm, or break: whatever they send, a console ends in an error.
 *
 * The bytes are those of a real server, recorded once through a proxy of the test, and then cut,
 * changed, or followed by noise.
 */

#include "console-helpers.h"
#include "screen-server.h"

#include <string.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"

#define MOST_CHANNELS 8
#define CHUNK 65536

/* What is done to what the server sends on the channels of @type. */
typedef struct
{
  int type;        /* of the channel; -1: all */
  gsize cut_at;    /* closes after so many bytes; 0: never */
  gsize noise_at;  /* so many bytes are passed, then noise; 0: never */
  gsize change_at; /* bytes from here on are changed; 0: never */
  const guint8 *change;
  gsize change_length;
} Harm;

/* Records what a real server says on each channel; then says it itself, with harm. */
typedef struct
{
  ScreenServer *server; /* (nullable): while it records */
  GSocketService *service;
  guint port;
  Harm harm;
  GByteArray *said[MOST_CHANNELS];
  GCancellable *cancellable;
} Parrot;

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

  if (!said || pair->closes)
    stop (pair);
  else
    leave (pair);
}

/* All at once: a client cannot tell, as it reads in its own order. */
static void
say (Pair *pair)
{
  const Harm *harm = &pair->parrot->harm;
  const GByteArray *said = pair->type < MOST_CHANNELS ? pair->parrot->said[pair->type] : NULL;
  GByteArray *says = g_byte_array_new ();

  if (said != NULL)
    g_byte_array_append (says, said->data, said->len);
  if (harm->type == -1 || harm->type == pair->type)
    {
      if (harm->noise_at > 0)
        g_byte_array_set_size (says, MAX (says->len, (guint)harm->noise_at + 4096));
      for (gsize i = harm->noise_at; harm->noise_at > 0 && i < says->len; i++)
        says->data[i] = (guint8)g_test_rand_int ();
      for (gsize i = 0; i < harm->change_length && harm->change_at + i < says->len; i++)
        says->data[harm->change_at + i] = harm->change[i];
      if (harm->cut_at > 0)
        {
          g_byte_array_set_size (says, (guint)MIN (says->len, harm->cut_at));
          pair->closes = TRUE;
        }
    }

  pair->says = says;
  pair->running++;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (pair->near)),
                                   says->data, says->len, G_PRIORITY_DEFAULT,
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
  if (pair->type >= 0 && pair->type < MOST_CHANNELS)
    g_byte_array_append (pair->parrot->said[pair->type], pair->down, (guint)n);
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

static void
record (Parrot *parrot)
{
  static const guint8 red[4] = { 255, 0, 0, 255 };
  BstSpiceConsole *console = console_new (parrot->port);
  BstConsoleDisplay *display;

  parrot->server = screen_server_new (64, 48);
  bst_console_open (BST_CONSOLE (console));
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  display = console_wait_for_display (console, 0);
  screen_server_settle (parrot->server, display);
  screen_server_fill (parrot->server, 3, 4, 20, 10, 0x123456);
  console_wait_for (console_get_pixel (display, 3, 4) == 0x123456);
  screen_server_set_cursor (parrot->server, 1, 1, 0, 0, red);
  screen_server_resize (parrot->server, 80, 60, SCREEN_SERVER_32);
  console_wait_for (bst_console_display_get_width (display) == 80);
  bst_console_close (BST_CONSOLE (console));
  console_release (console);
  console_wait_for (screen_server_get_n_clients (parrot->server) == 0);
  g_clear_pointer (&parrot->server, screen_server_free);
}

static void
set_up (Parrot *parrot, gconstpointer data)
{
  parrot->cancellable = g_cancellable_new ();
  parrot->service = g_socket_service_new ();
  for (guint i = 0; i < MOST_CHANNELS; i++)
    parrot->said[i] = g_byte_array_new ();
  parrot->port =
      g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (parrot->service), NULL, NULL);
  g_signal_connect (parrot->service, "incoming", G_CALLBACK (on_incoming), parrot);
  g_socket_service_start (parrot->service);
  record (parrot);
}

static void
tear_down (Parrot *parrot, gconstpointer data)
{
  g_socket_service_stop (parrot->service);
  g_socket_listener_close (G_SOCKET_LISTENER (parrot->service));
  g_cancellable_cancel (parrot->cancellable);
  for (guint i = 0; i < 20; i++)
    console_iterate ();
  for (guint i = 0; i < MOST_CHANNELS; i++)
    g_byte_array_unref (parrot->said[i]);
  g_object_unref (parrot->service);
  g_object_unref (parrot->cancellable);
}

/* A console of such a server: it ends or is lost, or shows what it can; and it always closes.
 * @patience: how many turns of the main loop it may seem well. */
static BstConsoleState
stay (Parrot *parrot, const Harm *harm, guint patience)
{
  BstSpiceConsole *console = console_new (parrot->port);
  BstConsole *face = BST_CONSOLE (console);
  const gint64 end = g_get_monotonic_time () + 2 * G_TIME_SPAN_SECOND;
  BstConsoleState state;
  guint quiet = 0;

  parrot->harm = *harm;
  bst_console_open (face);
  do
    {
      console_iterate ();
      state = bst_console_get_state (face);
      /* What is wrong may come behind what is right. */
      if (state == BST_CONSOLE_STATE_CONNECTED)
        quiet++;
    }
  while (state != BST_CONSOLE_STATE_ENDED && state != BST_CONSOLE_STATE_LOST &&
         quiet < patience && g_get_monotonic_time () < end);

  if (state == BST_CONSOLE_STATE_LOST ||
      (state == BST_CONSOLE_STATE_ENDED && bst_console_get_error (face) != NULL))
    g_assert_cmpint (bst_console_get_error (face)->domain, ==, (int)BST_ERROR);
  bst_console_close (face);
  console_release (console);

  return state;
}

static BstConsoleState
visit (Parrot *parrot, const Harm *harm)
{
  return stay (parrot, harm, 12);
}

static void
test_parrot (Parrot *parrot, gconstpointer data)
{
  g_assert_cmpint (visit (parrot, &(Harm){ .type = 0 }), ==, BST_CONSOLE_STATE_CONNECTED);
}

static void
test_cuts (Parrot *parrot, gconstpointer type)
{
  const guint channel = GPOINTER_TO_UINT (type);
  const gsize length = parrot->said[channel]->len;

  g_assert_cmpuint (length, >, 100);
  for (gsize at = 1; at < length;
       at += at < 40 ? 5 : MAX (length / (g_test_thorough () ? 400 : 12), 1))
    g_assert_cmpint (visit (parrot, &(Harm){ .type = (int)channel, .cut_at = at }), !=,
                     BST_CONSOLE_STATE_PASSWORD);
}

static void
test_noise (Parrot *parrot, gconstpointer type)
{
  const guint channel = GPOINTER_TO_UINT (type);
  const gsize length = parrot->said[channel]->len;

  for (gsize at = 1; at < length; at += MAX (length / (g_test_thorough () ? 100 : 8), 1))
    visit (parrot, &(Harm){ .type = (int)channel, .noise_at = at });
}

/* Where the server says that there is a surface of 64 × 48: a header of type and length, then which
 * surface, how wide, how high, format and flags. */
static gsize
find_surface (Parrot *parrot)
{
  static const guint8 created[] = { 0x3a, 0x01, 20, 0, 0, 0, 0, 0, 0, 0, 64, 0, 0, 0, 48, 0, 0, 0 };
  const GByteArray *said = parrot->said[2];

  for (gsize i = 0; i + sizeof created <= said->len; i++)
    {
      if (memcmp (said->data + i, created, sizeof created) == 0)
        return i;
    }
  g_error ("the server made no surface");
}

/* Sizes of messages and of surfaces that no server has: never a picture, always a reason. */
static void
test_sizes (Parrot *parrot, gconstpointer data)
{
  static const struct
  {
    const char *name;
    gsize offset; /* from the message's header */
    guint8 bytes[8];
    gsize n;
  } lies[] = {
    { "an endless message", 2, { 0xff, 0xff, 0xff, 0xff }, 4 },
    { "an empty message", 2, { 0, 0, 0, 0 }, 4 },
    { "a message that is cut", 2, { 7, 0, 0, 0 }, 4 },
    { "no pixels", 10, { 0, 0, 0, 0, 0, 0, 0, 0 }, 8 },
    { "no height", 10, { 64, 0, 0, 0, 0, 0, 0, 0 }, 8 },
    { "more bytes than there are numbers", 10, { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, 8 },
    { "four times nothing", 10, { 0, 0, 0, 0x40, 48, 0, 0, 0 }, 8 },
    { "16 GiB", 10, { 0, 0, 1, 0, 0, 0, 1, 0 }, 8 },
    { "a format that is none", 18, { 0x77, 0, 0, 0 }, 4 },
  };
  const gsize at = find_surface (parrot);

  for (gsize i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      const Harm harm = { .type = 2,
                          .change_at = at + lies[i].offset,
                          .change = lies[i].bytes,
                          .change_length = lies[i].n };
      BstConsoleState state = stay (parrot, &harm, G_MAXUINT);

      if (state != BST_CONSOLE_STATE_ENDED && state != BST_CONSOLE_STATE_LOST)
        g_error ("%s: it is still in state %d", lies[i].name, state);
    }
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    guint type;
  } channels[] = { { "main", 1 }, { "display", 2 }, { "inputs", 3 }, { "cursor", 4 } };

  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);
  /* The library complains of such servers in every way that it has. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR);

  g_test_add ("/spice/hostile/parrot", Parrot, NULL, set_up, test_parrot, tear_down);
  g_test_add ("/spice/hostile/sizes", Parrot, NULL, set_up, test_sizes, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    {
      g_autofree char *cuts = g_strconcat ("/spice/hostile/cuts/", channels[i].name, NULL);
      g_autofree char *noise = g_strconcat ("/spice/hostile/noise/", channels[i].name, NULL);

      g_test_add (cuts, Parrot, GUINT_TO_POINTER (channels[i].type), set_up, test_cuts, tear_down);
      g_test_add (noise, Parrot, GUINT_TO_POINTER (channels[i].type), set_up, test_noise,
                  tear_down);
    }

  return g_test_run ();
}
