/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A guest's sound: heard, unless it shall not be. */

#include "console-helpers.h"
#include "screen-server.h"

#include <spice-client.h>

#include "console/bst-spice-console-private.h"
#include "core/bst-thread.h"

static SpicePlaybackInterface playback_interface = {
  .base = {
    .type = SPICE_INTERFACE_PLAYBACK,
    .description = "sound",
    .major_version = SPICE_INTERFACE_PLAYBACK_MAJOR,
    .minor_version = SPICE_INTERFACE_PLAYBACK_MINOR,
  },
};

/* (nullable) (transfer none): once it is connected. */
static SpiceChannel *
find_playback (BstSpiceConsole *console)
{
  g_autoptr (GList) channels =
      console->session != NULL ? spice_session_get_channels (console->session) : NULL;

  for (GList *item = channels; item != NULL; item = item->next)
    {
      if (SPICE_IS_PLAYBACK_CHANNEL (item->data))
        return item->data;
    }

  return NULL;
}

static guint
get_volume (BstSpiceConsole *console)
{
  guint16 *volumes = NULL;
  guint n = 0;

  g_object_get (find_playback (console), "volume", &volumes, "nchannels", &n, NULL);
  return n > 0 && volumes != NULL ? volumes[0] : 0;
}

/* What a player hears of it: it listens as the library's does. */
typedef struct
{
  gboolean runs;
  gsize bytes;
} Heard;

static void
on_start (SpiceChannel *channel, int format, int n_channels, int rate, Heard *heard)
{
  heard->runs = TRUE;
}

static void
on_data (SpiceChannel *channel, gpointer data, int size, Heard *heard)
{
  heard->bytes += (gsize)size;
}

static void
on_stop (SpiceChannel *channel, Heard *heard)
{
  heard->runs = FALSE;
}

/* Whether the server has a place for sound: once its client is there. */
static gboolean
get_frame (SpicePlaybackInstance *playback, guint32 **frame, guint32 *n)
{
  spice_server_playback_get_buffer (playback, frame, n);
  return *frame != NULL;
}

/* Some sound, and then a volume, which tells that it has come. */
static void
play (SpicePlaybackInstance *playback, BstSpiceConsole *console)
{
  static guint16 volume = 1000;
  guint16 both[2];
  guint32 *frame = NULL;
  guint32 n = 0;

  console_wait_for (get_frame (playback, &frame, &n));
  for (guint i = 0; i < n; i++)
    frame[i] = i * 0x10001u;
  spice_server_playback_put_samples (playback, frame);
  volume++;
  both[0] = both[1] = volume;
  spice_server_playback_set_volume (playback, 2, both);
  console_wait_for (get_volume (console) == volume);
}

/* The switch: before it begins, and in the middle. */
static void
test_switch (void)
{
  ScreenServer *server = screen_server_new (320, 200);
  SpicePlaybackInstance playback = { .base.sif = &playback_interface.base };
  Heard heard = { 0 };
  BstSpiceConsole *console;
  BstConsole *face;
  gsize before;

  screen_server_add_interface (server, &playback.base);
  console = console_new (screen_server_get_port (server));
  face = BST_CONSOLE (console);
  bst_console_set_audio (face, FALSE);
  bst_console_open (face);
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  screen_server_settle (server, console_wait_for_display (console, 0));
  console_wait_for (find_playback (console) != NULL);
  g_signal_connect (find_playback (console), "playback-start", G_CALLBACK (on_start), &heard);
  g_signal_connect (find_playback (console), "playback-data", G_CALLBACK (on_data), &heard);
  g_signal_connect (find_playback (console), "playback-stop", G_CALLBACK (on_stop), &heard);
  console_wait_for (
      spice_channel_test_capability (find_playback (console), SPICE_PLAYBACK_CAP_VOLUME));

  spice_server_playback_start (&playback);
  play (&playback, console);
  g_assert_false (heard.runs);
  g_assert_cmpuint (heard.bytes, ==, 0);

  bst_console_set_audio (face, TRUE);
  g_assert_true (heard.runs);
  play (&playback, console);
  g_assert_cmpuint (heard.bytes, >, 0);

  bst_console_set_audio (face, FALSE);
  g_assert_false (heard.runs);
  before = heard.bytes;
  play (&playback, console);
  g_assert_cmpuint (heard.bytes, ==, before);

  /* What the guest ended meanwhile does not begin again. */
  spice_server_playback_stop (&playback);
  spice_server_playback_start (&playback);
  play (&playback, console);
  bst_console_set_audio (face, TRUE);
  g_assert_true (heard.runs);
  spice_server_playback_stop (&playback);
  console_wait_for (!heard.runs);
  bst_console_set_audio (face, FALSE);
  bst_console_set_audio (face, TRUE);
  g_assert_false (heard.runs);

  bst_console_close (face);
  console_release (console);
  console_wait_for (screen_server_get_n_clients (server) == 0);
  spice_server_remove_interface (&playback.base);
  screen_server_free (server);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  bst_thread_init ();
  console_let_library_warn ();
  g_test_add_func ("/spice/sound/switch", test_switch);

  return g_test_run ();
}
