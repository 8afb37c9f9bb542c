/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a console shows and sends, pixel for pixel and key for key, with a server of ours. */

#include "console-helpers.h"
#include "screen-server.h"

#include <string.h>

#include "core/bst-thread.h"

typedef struct
{
  ScreenServer *server;
  BstSpiceConsole *console;
  BstConsoleDisplay *display; /* the first */
} Fixture;

static void
fixture_open (Fixture *fixture, int width, int height)
{
  fixture->server = screen_server_new (width, height);
  fixture->console = console_new (screen_server_get_port (fixture->server));
}

static void
fixture_connect (Fixture *fixture)
{
  bst_console_open (BST_CONSOLE (fixture->console));
  console_wait_for_state (fixture->console, BST_CONSOLE_STATE_CONNECTED);
  fixture->display = console_wait_for_display (fixture->console, 0);
  console_wait_for (bst_console_get_abilities (BST_CONSOLE (fixture->console)) &
                    BST_CONSOLE_CAN_TYPE);
  screen_server_settle (fixture->server, fixture->display);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_open (fixture, 320, 200);
  fixture_connect (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  bst_console_close (BST_CONSOLE (fixture->console));
  console_release (g_steal_pointer (&fixture->console));
  console_wait_for (screen_server_get_n_clients (fixture->server) == 0);
  screen_server_free (fixture->server);
}

static gboolean
shows (Fixture *fixture, BstConsoleDisplay *display)
{
  BstConsoleRect area;

  bst_console_display_get_area (display, &area);
  for (int y = 0; y < area.height; y++)
    {
      for (int x = 0; x < area.width; x++)
        {
          if (console_get_pixel (display, x, y) !=
              screen_server_get_pixel (fixture->server, area.x + x, area.y + y))
            return FALSE;
        }
    }

  return TRUE;
}

static void
draw_noise (Fixture *fixture, int x, int y, int width, int height)
{
  g_autofree guint32 *pixels = g_new (guint32, (gsize)width * (gsize)height);

  for (int i = 0; i < width * height; i++)
    pixels[i] = g_test_rand_int () & 0xffffff;
  screen_server_draw (fixture->server, x, y, width, height, pixels);
}

/* Pictures. */

typedef struct
{
  BstConsoleRect last;
  guint n;
} Damage;

static void
on_damaged (BstConsoleDisplay *display, const BstConsoleRect *rects, guint n, Damage *damage)
{
  damage->last = rects[n - 1];
  damage->n += n;
}

static void
count (gpointer object, guint *n)
{
  (*n)++;
}

static void
test_pixels (Fixture *fixture, gconstpointer data)
{
  Damage damage = { 0 };

  g_assert_cmpint (bst_console_display_get_width (fixture->display), ==, 320);
  g_assert_cmpint (bst_console_display_get_height (fixture->display), ==, 200);

  draw_noise (fixture, 0, 0, 320, 200);
  console_wait_for (shows (fixture, fixture->display));

  g_signal_connect (fixture->display, "damaged", G_CALLBACK (on_damaged), &damage);
  screen_server_fill (fixture->server, 13, 17, 5, 3, 0x102030);
  /* Damage of before may still come. */
  console_wait_for (damage.last.x == 13);
  g_assert_true (shows (fixture, fixture->display));
  g_assert_cmpint (damage.last.y, ==, 17);
  g_assert_cmpint (damage.last.width, ==, 5);
  g_assert_cmpint (damage.last.height, ==, 3);
  g_signal_handlers_disconnect_by_data (fixture->display, &damage);
}

static void
test_resolutions (Fixture *fixture, gconstpointer data)
{
  static const int sizes[][2] = {
    { 640, 480 }, { 33, 17 }, { 1920, 1080 }, { 1, 1 }, { 320, 200 }
  };
  guint resized = 0;

  g_signal_connect (fixture->display, "resized", G_CALLBACK (count), &resized);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const guint before = resized;

      screen_server_resize (fixture->server, sizes[i][0], sizes[i][1], SCREEN_SERVER_32);
      draw_noise (fixture, 0, 0, sizes[i][0], sizes[i][1]);
      console_wait_for (bst_console_display_get_width (fixture->display) == sizes[i][0] &&
                        bst_console_display_get_height (fixture->display) == sizes[i][1] &&
                        shows (fixture, fixture->display));
      g_assert_cmpuint (resized, >, before);
    }
  g_signal_handlers_disconnect_by_data (fixture->display, &resized);
}

/* 16 bits lose the lowest bits; white stays white. */
static void
test_sixteen (Fixture *fixture, gconstpointer data)
{
  const ScreenServerFormat format = GPOINTER_TO_INT (data);

  screen_server_resize (fixture->server, 101, 50, format);
  console_wait_for (bst_console_display_get_width (fixture->display) == 101);
  screen_server_fill (fixture->server, 0, 0, 101, 50, 0xffffff);
  screen_server_fill (fixture->server, 10, 10, 10, 10, 0xff0000);
  screen_server_fill (fixture->server, 30, 10, 10, 10, 0x0000ff);
  screen_server_fill (fixture->server, 50, 10, 10, 10, 0x00ff00);
  screen_server_fill (fixture->server, 70, 10, 10, 10, 0x000000);
  console_wait_for (shows (fixture, fixture->display));
}

static void
test_monitors (Fixture *fixture, gconstpointer data)
{
  static const int two[][4] = { { 0, 0, 100, 80 }, { 100, 20, 120, 90 } };
  static const int one[][4] = { { 0, 0, 220, 110 } };
  GListModel *displays = bst_console_get_displays (BST_CONSOLE (fixture->console));
  BstConsoleDisplay *second;
  Damage damage = { 0 };

  screen_server_resize (fixture->server, 220, 110, SCREEN_SERVER_32);
  screen_server_set_monitors (fixture->server, two, 2);
  draw_noise (fixture, 0, 0, 220, 110);
  second = console_wait_for_display (fixture->console, 1);
  console_wait_for (bst_console_display_get_width (fixture->display) == 100 &&
                    shows (fixture, fixture->display) && shows (fixture, second));
  g_assert_cmpint (bst_console_display_get_width (second), ==, 120);
  g_assert_cmpint (bst_console_display_get_height (second), ==, 90);

  g_signal_connect (second, "damaged", G_CALLBACK (on_damaged), &damage);
  screen_server_fill (fixture->server, 90, 30, 20, 10, 0xabcdef);
  console_wait_for (damage.last.width == 10);
  g_assert_true (shows (fixture, fixture->display) && shows (fixture, second));
  g_assert_cmpint (damage.last.x, ==, 0);
  g_assert_cmpint (damage.last.y, ==, 10);
  g_assert_cmpint (damage.last.width, ==, 10);
  g_assert_cmpint (damage.last.height, ==, 10);

  screen_server_set_monitors (fixture->server, one, 1);
  console_wait_for (g_list_model_get_n_items (displays) == 1 &&
                    bst_console_display_get_width (fixture->display) == 220);
  g_assert_true (shows (fixture, fixture->display));
}

static guint
count_displays (Fixture *fixture)
{
  return g_list_model_get_n_items (bst_console_get_displays (BST_CONSOLE (fixture->console)));
}

/* What the guest switched off meanwhile is not there any more after the console is connected again:
 * @data: it had a surface of its own. */
static void
test_monitors_meanwhile (Fixture *fixture, gconstpointer data)
{
  static const int two[][4] = { { 0, 0, 100, 80 }, { 100, 20, 120, 90 } };
  static const int one[][4] = { { 0, 0, 220, 110 } };
  BstConsole *console = BST_CONSOLE (fixture->console);

  if (data == NULL)
    {
      screen_server_resize (fixture->server, 220, 110, SCREEN_SERVER_32);
      screen_server_set_monitors (fixture->server, two, 2);
    }
  console_wait_for_display (fixture->console, 1);
  bst_console_close (console);
  g_assert_cmpuint (count_displays (fixture), ==, 2);

  if (data == NULL)
    screen_server_set_monitors (fixture->server, one, 1);
  else
    screen_server_switch_second (fixture->server, 0, 0);
  bst_console_open (console);
  console_wait_for (bst_console_get_state (console) == BST_CONSOLE_STATE_CONNECTED);
  console_wait_for (count_displays (fixture) == 1);
  console_wait_for (shows (fixture, fixture->display));
}

static void
set_up_second (Fixture *fixture, gconstpointer data)
{
  fixture_open (fixture, 320, 200);
  screen_server_add_second (fixture->server);
  screen_server_switch_second (fixture->server, 100, 80);
  fixture_connect (fixture);
}

static void
on_displays (GListModel *displays, guint position, guint removed, guint added, guint *n_removed)
{
  *n_removed += removed;
}

/* A monitor with a channel of its own that the guest switches off goes; one that only gets another
 * size, or the first, does not. */
static void
test_second (Fixture *fixture, gconstpointer data)
{
  GListModel *displays = bst_console_get_displays (BST_CONSOLE (fixture->console));
  BstConsoleDisplay *second = console_wait_for_display (fixture->console, 1);
  guint n_removed = 0;

  g_signal_connect (displays, "items-changed", G_CALLBACK (on_displays), &n_removed);
  g_assert_cmpint (bst_console_display_get_width (second), ==, 100);
  screen_server_switch_second (fixture->server, 120, 90);
  console_wait_for (bst_console_display_get_width (second) == 120);

  screen_server_switch_second (fixture->server, 0, 0);
  console_wait_for (count_displays (fixture) == 1);
  g_assert_cmpuint (n_removed, ==, 1);
  draw_noise (fixture, 0, 0, 320, 200);
  console_wait_for (shows (fixture, fixture->display));

  screen_server_switch_second (fixture->server, 60, 50);
  second = console_wait_for_display (fixture->console, 1);
  g_assert_cmpint (bst_console_display_get_width (second), ==, 60);
  g_assert_cmpuint (n_removed, ==, 1);
  g_signal_handlers_disconnect_by_data (displays, &n_removed);
}

static void
test_last_picture (Fixture *fixture, gconstpointer data)
{
  draw_noise (fixture, 0, 0, 320, 200);
  console_wait_for (shows (fixture, fixture->display));
  bst_console_close (BST_CONSOLE (fixture->console));
  g_assert_true (shows (fixture, fixture->display));

  bst_console_open (BST_CONSOLE (fixture->console));
  g_assert_true (shows (fixture, fixture->display));
  console_wait_for_state (fixture->console, BST_CONSOLE_STATE_CONNECTED);
  draw_noise (fixture, 0, 0, 320, 200);
  console_wait_for (shows (fixture, fixture->display));
}

/* Cursors. */

static void
test_cursors (Fixture *fixture, gconstpointer data)
{
  static const guint8 red_and_clear[2 * 4] = { 255, 0, 0, 255, 0, 0, 0, 0 };
  static const guint8 masks[4] = { 0x7f, 0xff, 0x00, 0x80 };
  BstConsoleCursor *cursor;
  int x, y;

  screen_server_set_cursor (fixture->server, 2, 1, 1, 0, red_and_clear);
  console_wait_for ((cursor = bst_console_display_get_cursor (fixture->display)) != NULL &&
                    bst_console_cursor_get_width (cursor) == 2);
  g_assert_cmpuint (bst_console_cursor_get_height (cursor), ==, 1);
  bst_console_cursor_get_hot_spot (cursor, &x, &y);
  g_assert_cmpint (x, ==, 1);
  g_assert_cmpint (y, ==, 0);
  g_assert_cmpmem (g_bytes_get_data (bst_console_cursor_get_rgba (cursor), NULL),
                   g_bytes_get_size (bst_console_cursor_get_rgba (cursor)), red_and_clear,
                   sizeof red_and_clear);

  screen_server_hide_cursor (fixture->server);
  console_wait_for (
      bst_console_display_get_cursor (fixture->display) != NULL &&
      bst_console_cursor_is_hidden (bst_console_display_get_cursor (fixture->display)));

  screen_server_set_mono_cursor (fixture->server, 8, 2, 0, 1, masks);
  console_wait_for ((cursor = bst_console_display_get_cursor (fixture->display)) != NULL &&
                    bst_console_cursor_get_width (cursor) == 8);
  g_assert_cmpuint (g_bytes_get_size (bst_console_cursor_get_rgba (cursor)), ==, 8 * 2 * 4);

  screen_server_move_cursor (fixture->server, 40, 50);
  console_wait_for (bst_console_display_get_cursor_position (fixture->display, &x, &y) && x == 40 &&
                    y == 50);
}

static gboolean
has_cursor (BstConsoleDisplay *display, guint width)
{
  BstConsoleCursor *cursor = bst_console_display_get_cursor (display);

  return cursor != NULL && bst_console_cursor_get_width (cursor) == width;
}

/* A monitor that the guest switches on later has the cursor that there is. */
static void
test_cursor_of_later (Fixture *fixture, gconstpointer data)
{
  static const guint8 clear[3 * 4] = { 0 };
  static const int one[][4] = { { 0, 0, 220, 110 } };
  static const int two[][4] = { { 0, 0, 100, 110 }, { 100, 0, 120, 110 } };
  GListModel *displays = bst_console_get_displays (BST_CONSOLE (fixture->console));
  int x, y;

  screen_server_resize (fixture->server, 220, 110, SCREEN_SERVER_32);
  screen_server_set_monitors (fixture->server, one, 1);
  screen_server_set_cursor (fixture->server, 3, 1, 0, 0, clear);
  screen_server_move_cursor (fixture->server, 130, 50);
  console_wait_for (has_cursor (fixture->display, 3) &&
                    bst_console_display_get_cursor_position (fixture->display, &x, &y) && x == 130);

  screen_server_set_monitors (fixture->server, two, 2);
  console_wait_for (g_list_model_get_n_items (displays) == 2);
  {
    g_autoptr (BstConsoleDisplay) second = g_list_model_get_item (displays, 1);

    g_assert_true (has_cursor (second, 3));
    g_assert_true (bst_console_display_get_cursor_position (second, &x, &y));
    g_assert_cmpint (x, ==, 30);
    g_assert_cmpint (y, ==, 50);
  }
}

/* Keys. */

static void
expect_keys (Fixture *fixture, const guint8 *expected, guint n)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  const gint64 end = g_get_monotonic_time () + G_TIME_SPAN_MINUTE;

  while (all->len < n)
    {
      g_autoptr (GByteArray) more = screen_server_take_keys (fixture->server);

      g_byte_array_append (all, more->data, more->len);
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      console_iterate ();
    }
  g_assert_cmpmem (all->data, all->len, expected, n);
}

static void
test_all_keys (Fixture *fixture, gconstpointer data)
{
  BstConsole *console = BST_CONSOLE (fixture->console);

  for (guint code = 1; code < 0x80; code++)
    {
      const guint8 plain[] = { (guint8)code, (guint8)(code | 0x80) };
      const guint8 extended[] = { 0xe0, (guint8)code, 0xe0, (guint8)(code | 0x80) };

      bst_console_key (console, code, TRUE);
      bst_console_key (console, code, FALSE);
      expect_keys (fixture, plain, sizeof plain);
      bst_console_key (console, 0x100 | code, TRUE);
      bst_console_key (console, 0x100 | code, FALSE);
      expect_keys (fixture, extended, sizeof extended);
    }
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  static const guint8 pause[] = { 0xe1, 0x1d, 0x45, 0xe1, 0x9d, 0xc5 };
  static const guint8 ctrl_alt_del[] = { 0x1d, 0x38, 0xe0, 0x53, 0xe0, 0xd3, 0xb8, 0x9d };
  static const guint8 held[] = { 0x2a, 0x2a, 0xaa };
  static const guint8 after[] = { 0x1e };
  static const guint sequence[] = { 0x1d, 0x38, 0x153 };
  BstConsole *console = BST_CONSOLE (fixture->console);

  bst_console_key (console, 0x21d, TRUE);
  bst_console_key (console, 0x21d, FALSE);
  expect_keys (fixture, pause, sizeof pause);

  bst_console_send_keys (console, sequence, G_N_ELEMENTS (sequence));
  expect_keys (fixture, ctrl_alt_del, sizeof ctrl_alt_del);

  /* It repeats, is released with the focus, and not twice. */
  bst_console_key (console, 0x2a, TRUE);
  bst_console_key (console, 0x2a, TRUE);
  bst_console_release_all (console);
  bst_console_key (console, 0x2a, FALSE);
  expect_keys (fixture, held, sizeof held);

  /* Nothing goes out while it is only viewed. */
  bst_console_set_view_only (console, TRUE);
  bst_console_key (console, 0x10, TRUE);
  bst_console_key (console, 0x10, FALSE);
  bst_console_set_view_only (console, FALSE);
  bst_console_key (console, 0x1e, TRUE);
  expect_keys (fixture, after, sizeof after);
}

/* From a key to what is drawn next; a drawing that nobody asked for says nothing. */
static void
test_latency (Fixture *fixture, gconstpointer data)
{
  static const guint8 pressed[] = { 0x1e };
  BstConsole *console = BST_CONSOLE (fixture->console);
  BstConsoleStats before, stats;
  gint64 began;

  bst_console_get_stats (console, &before);
  screen_server_fill (fixture->server, 0, 0, 10, 10, 0xff0000);
  console_wait_for ((bst_console_get_stats (console, &stats), stats.updates > before.updates));
  g_assert_cmpint (stats.latency_us, ==, -1);

  began = g_get_monotonic_time ();
  bst_console_key (console, 0x1e, TRUE);
  expect_keys (fixture, pressed, sizeof pressed);
  screen_server_fill (fixture->server, 0, 0, 10, 10, 0x00ff00);
  console_wait_for ((bst_console_get_stats (console, &stats), stats.latency_us >= 0));
  g_assert_cmpint (stats.latency_us, <=, g_get_monotonic_time () - began);
}

static void
test_locks (Fixture *fixture, gconstpointer data)
{
  BstConsole *console = BST_CONSOLE (fixture->console);

  screen_server_set_leds (fixture->server, BST_CONSOLE_LOCK_CAPS | BST_CONSOLE_LOCK_NUM);
  console_wait_for (bst_console_get_locks (console) ==
                    (BST_CONSOLE_LOCK_CAPS | BST_CONSOLE_LOCK_NUM));

  /* The server presses Caps Lock for it. */
  bst_console_set_locks (console, BST_CONSOLE_LOCK_NUM);
  expect_keys (fixture, (const guint8[]){ 0x3a, 0xba }, 2);
}

/* Pointers. */

static void
test_pointer (Fixture *fixture, gconstpointer data)
{
  BstConsole *console = BST_CONSOLE (fixture->console);
  ScreenServerPointer pointer;

#define pointer_is(condition)                                                                      \
  console_wait_for ((screen_server_get_pointer (fixture->server, &pointer), (condition)))

  g_assert_false (bst_console_is_pointer_absolute (console));
  bst_console_move_to (console, fixture->display, 5, 5);
  bst_console_move_by (console, 7, -3);
  pointer_is (pointer.dx == 7 && pointer.dy == -3);
  bst_console_button (console, BST_CONSOLE_BUTTON_LEFT, TRUE);
  pointer_is (pointer.buttons == 1);
  bst_console_release_all (console);
  pointer_is (pointer.buttons == 0);
  bst_console_wheel (console, 0, 3);
  pointer_is (pointer.wheel == 3);
  bst_console_wheel (console, 0, -1);
  pointer_is (pointer.wheel == 2);

  screen_server_add_tablet (fixture->server);
  console_wait_for (bst_console_is_pointer_absolute (console));
  bst_console_move_to (console, fixture->display, 123, 45);
  pointer_is (pointer.x == 123 && pointer.y == 45);
  bst_console_move_to (console, fixture->display, 5000, -4);
  pointer_is (pointer.x == 319 && pointer.y == 0);
  bst_console_button (console, BST_CONSOLE_BUTTON_RIGHT, TRUE);
  pointer_is (pointer.buttons != 0);
  bst_console_button (console, BST_CONSOLE_BUTTON_RIGHT, FALSE);
  pointer_is (pointer.buttons == 0);
#undef pointer_is
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);
  console_let_library_warn ();

#define add(name, data, func) g_test_add (name, Fixture, data, set_up, func, tear_down)
  add ("/spice/screen/pixels", NULL, test_pixels);
  add ("/spice/screen/resolutions", NULL, test_resolutions);
  add ("/spice/screen/555", GINT_TO_POINTER (SCREEN_SERVER_555), test_sixteen);
  add ("/spice/screen/565", GINT_TO_POINTER (SCREEN_SERVER_565), test_sixteen);
  add ("/spice/screen/monitors", NULL, test_monitors);
  add ("/spice/screen/monitors/meanwhile", NULL, test_monitors_meanwhile);
  g_test_add ("/spice/screen/second", Fixture, NULL, set_up_second, test_second, tear_down);
  g_test_add ("/spice/screen/second/meanwhile", Fixture, "second", set_up_second,
              test_monitors_meanwhile, tear_down);
  add ("/spice/screen/last-picture", NULL, test_last_picture);
  add ("/spice/cursors", NULL, test_cursors);
  add ("/spice/cursors/later", NULL, test_cursor_of_later);
  add ("/spice/keys/all", NULL, test_all_keys);
  add ("/spice/keys/some", NULL, test_keys);
  add ("/spice/keys/locks", NULL, test_locks);
  add ("/spice/latency", NULL, test_latency);
  add ("/spice/pointer", NULL, test_pointer);

  return g_test_run ();
}
