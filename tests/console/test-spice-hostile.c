/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Servers that mean harm, or break: whatever they send, a console ends in an error; or it goes on, where
 * that came on a channel that it can do without.
 *
 * The bytes are those of a real server, recorded once through a proxy of the test, and then cut,
 * changed, or followed by noise.
 */

#include "console-helpers.h"
#include "parrot.h"

#include <spice/enums.h>
#include <string.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"

/* Turns of the main loop in which what is wrong may come behind what is right. */
#define QUIET 12

/* Of the last picture that the server shows. */
#define LAST_WIDTH 80

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
  screen_server_resize (parrot->server, LAST_WIDTH, 60, SCREEN_SERVER_32);
  console_wait_for (bst_console_display_get_width (display) == LAST_WIDTH);
  bst_console_close (BST_CONSOLE (console));
  console_release (console);
  console_wait_for (screen_server_get_n_clients (parrot->server) == 0);
  g_clear_pointer (&parrot->server, screen_server_free);
}

static void
set_up (Parrot *parrot, gconstpointer data)
{
  parrot_set_up (parrot);
  record (parrot);
}

static void
tear_down (Parrot *parrot, gconstpointer data)
{
  parrot_tear_down (parrot);
}

static gboolean
is_over (BstConsole *console)
{
  const BstConsoleState state = bst_console_get_state (console);

  return state == BST_CONSOLE_STATE_ENDED || state == BST_CONSOLE_STATE_LOST;
}

/* With a reason to be told; and it always closes. */
static void
assert_ends (Parrot *parrot, const Harm *harm)
{
  BstSpiceConsole *console = console_new (parrot->port);
  BstConsole *face = BST_CONSOLE (console);

  parrot->harm = *harm;
  bst_console_open (face);
  console_wait_for (is_over (face));
  g_assert_nonnull (bst_console_get_error (face));
  g_assert_cmpint (bst_console_get_error (face)->domain, ==, (int)BST_ERROR);
  bst_console_close (face);
  console_release (console);
}

/* With the picture that the server showed last, also after what came on that channel. */
static void
assert_lives (Parrot *parrot, const Harm *harm)
{
  BstSpiceConsole *console = console_new (parrot->port);
  BstConsole *face = BST_CONSOLE (console);

  parrot->harm = *harm;
  parrot->n_said[harm->type] = 0;
  bst_console_open (face);
  console_wait_for (is_over (face) || console_shows_width (console, LAST_WIDTH));
  console_wait_for (is_over (face) || parrot->n_said[harm->type] > 0);
  for (guint i = 0; i < QUIET; i++)
    console_iterate ();
  g_assert_no_error (bst_console_get_error (face));
  g_assert_true (console_shows_width (console, LAST_WIDTH));
  bst_console_close (face);
  console_release (console);
}

static void
test_parrot (Parrot *parrot, gconstpointer data)
{
  assert_lives (parrot, &(Harm){ .type = 2 });
}

/* Without them there is no console. */
static void
assert_right (Parrot *parrot, const Harm *harm)
{
  if (harm->type == SPICE_CHANNEL_CURSOR)
    assert_lives (parrot, harm);
  else
    assert_ends (parrot, harm);
}

static void
test_cuts (Parrot *parrot, gconstpointer type)
{
  const guint channel = GPOINTER_TO_UINT (type);
  g_autoptr (GArray) cuts = parrot_find_cuts (parrot, channel);

  for (guint i = 0; i < cuts->len; i++)
    {
      const gsize at = g_array_index (cuts, gsize, i);

      g_test_message ("after byte %" G_GSIZE_FORMAT, at);
      assert_right (parrot, &(Harm){ .type = (int)channel, .cut_at = at });
    }
}

static void
test_noise (Parrot *parrot, gconstpointer type)
{
  const guint channel = GPOINTER_TO_UINT (type);
  const gsize length = parrot->heard[channel]->len;

  for (gsize at = 1; at < length; at += MAX (length / (g_test_thorough () ? 100 : 8), 1))
    {
      g_test_message ("from byte %" G_GSIZE_FORMAT, at);
      assert_right (parrot, &(Harm){ .type = (int)channel, .noise_at = at });
    }
}

/* Where the server says that there is a surface of 64 × 48: a header of type and length, then which
 * surface, how wide, how high, format and flags. */
static gsize
find_surface (Parrot *parrot)
{
  static const guint8 created[] = { 0x3a, 0x01, 20, 0, 0, 0, 0, 0, 0, 0, 64, 0, 0, 0, 48, 0, 0, 0 };
  const GByteArray *said = parrot->heard[2];

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

      g_test_message ("%s", lies[i].name);
      assert_ends (parrot, &harm);
    }
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    guint type;
  } channels[] = { { "main", SPICE_CHANNEL_MAIN },
                   { "display", SPICE_CHANNEL_DISPLAY },
                   { "inputs", SPICE_CHANNEL_INPUTS },
                   { "cursor", SPICE_CHANNEL_CURSOR } };

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
