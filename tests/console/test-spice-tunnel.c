/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Channels that end in good order: by who else opens the screen, or by what is in between. */

#include "console-helpers.h"
#include "screen-server.h"
#include "tunnel.h"

#include "core/bst-error.h"
#include "core/bst-thread.h"

typedef struct
{
  ScreenServer *server;
  Tunnel tunnel;
  BstSpiceConsole *console;
  guint cursor; /* as wide as the last one was */
} Fixture;

/* To leave while some channels are not ready is a race in the server's threads: each time there is
 * another cursor, which must come through. */
static void
await_ready (Fixture *fixture)
{
  BstConsole *console = BST_CONSOLE (fixture->console);
  g_autofree guint8 *rgba = g_malloc0 (++fixture->cursor * 4);
  BstConsoleDisplay *display;
  BstConsoleCursor *cursor;

  console_wait_for_state (fixture->console, BST_CONSOLE_STATE_CONNECTED);
  display = console_wait_for_display (fixture->console, 0);
  console_wait_for (bst_console_get_abilities (console) & BST_CONSOLE_CAN_TYPE);
  screen_server_set_cursor (fixture->server, (int)fixture->cursor, 1, 0, 0, rgba);
  console_wait_for ((cursor = bst_console_display_get_cursor (display)) != NULL &&
                    bst_console_cursor_get_width (cursor) == fixture->cursor);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = screen_server_new (320, 200);
  tunnel_set_up (&fixture->tunnel, screen_server_get_port (fixture->server));
  fixture->console = console_new (fixture->tunnel.port);
  bst_console_open (BST_CONSOLE (fixture->console));
  await_ready (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  bst_console_close (BST_CONSOLE (fixture->console));
  console_release (g_steal_pointer (&fixture->console));
  tunnel_tear_down (&fixture->tunnel);
  console_wait_for (screen_server_get_n_clients (fixture->server) == 0);
  screen_server_free (fixture->server);
}

/* Takes its display away; gives the pause until it tries again, in ms. */
static gint64
lose_display (Fixture *fixture)
{
  BstConsole *console = BST_CONSOLE (fixture->console);

  g_assert_cmpuint (tunnel_cut (&fixture->tunnel, SPICE_CHANNEL_DISPLAY), ==, 1);
  console_wait_for_state (fixture->console, BST_CONSOLE_STATE_LOST);

  return (bst_console_get_retry_at (console) - g_get_monotonic_time ()) / 1000;
}

/* A server that lets go of whoever connects is tried less and less often; one that was good for a
 * while at once. */
static void
test_pauses (Fixture *fixture, gconstpointer data)
{
  gint64 pause = 0, start;

  for (guint i = 0; i < 4; i++)
    {
      pause = lose_display (fixture);
      g_test_message ("The next try after %d ms", (int)pause);
      await_ready (fixture);
    }
  g_assert_cmpint (pause, >, 500);

  start = g_get_monotonic_time ();
  console_wait_for (g_get_monotonic_time () - start > 6 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (bst_console_get_state (BST_CONSOLE (fixture->console)), ==,
                   BST_CONSOLE_STATE_CONNECTED);
  g_assert_cmpint (lose_display (fixture), <=, 250);
  await_ready (fixture);
}

/* What proxies end for being quiet is the channel of the keys: a server asks on the main one and on
 * that of the picture every few seconds whether we are still there. */
static void
test_quiet (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (tunnel_cut (&fixture->tunnel, SPICE_CHANNEL_INPUTS), ==, 1);
  console_wait_for_state (fixture->console, BST_CONSOLE_STATE_LOST);
  await_ready (fixture);
}

/* Whoever came first does not fight back. */
static void
test_somebody_else (Fixture *fixture, gconstpointer data)
{
  BstSpiceConsole *first = fixture->console;

  fixture->console = console_new (fixture->tunnel.port);
  bst_console_open (BST_CONSOLE (fixture->console));
  await_ready (fixture);
  console_wait_for (bst_console_get_state (BST_CONSOLE (first)) == BST_CONSOLE_STATE_ENDED);
  g_assert_error (bst_console_get_error (BST_CONSOLE (first)), BST_ERROR, BST_ERROR_BUSY);
  console_release (first);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);
  console_let_library_warn ();

#define add(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  add ("/spice/tunnel/pauses", test_pauses);
  add ("/spice/tunnel/quiet", test_quiet);
  add ("/spice/tunnel/somebody-else", test_somebody_else);

  return g_test_run ();
}
