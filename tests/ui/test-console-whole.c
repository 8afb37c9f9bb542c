/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A console as a whole: from a SPICE server's pixels to those of the window, and from its keys to
 * the server's keyboard. */

#include "config.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <gdk/x11/gdkx.h>

#include "app/bst-console-view.h"
#include "app/bst-scancode.h"
#include "app/bst-settings.h"
#include "console-helpers.h"
#include "screen-server.h"
#include "ui-fixture.h"

typedef struct
{
  ScreenServer *server;
  BstSpiceConsole *console;
  BstConsoleView *view;
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_settings_set_string (bst_settings_get (), "console-scaling", "one");
  fixture->server = screen_server_new (320, 200);
  fixture->console = console_new (screen_server_get_port (fixture->server));
  fixture->view = BST_CONSOLE_VIEW (bst_console_view_new (BST_CONSOLE (fixture->console), 0));
  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 800, 600);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->view));
  gtk_window_present (GTK_WINDOW (fixture->window));

  bst_console_open (BST_CONSOLE (fixture->console));
  console_wait_for_state (fixture->console, BST_CONSOLE_STATE_CONNECTED);
  console_wait_for (bst_console_get_abilities (BST_CONSOLE (fixture->console)) &
                    BST_CONSOLE_CAN_TYPE);
  screen_server_settle (fixture->server, console_wait_for_display (fixture->console, 0));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  bst_console_close (BST_CONSOLE (fixture->console));
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  console_release (g_steal_pointer (&fixture->console));
  console_wait_for (screen_server_get_n_clients (fixture->server) == 0);
  screen_server_free (fixture->server);
  g_settings_reset (bst_settings_get (), "console-scaling");
}

/* (nullable): what the X server has where the picture is. */
static XImage *
read_picture (Fixture *fixture, int width, int height)
{
  BstConsoleScreen *screen = bst_console_view_get_screen (fixture->view);
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (fixture->window));
  GdkDisplay *display = gdk_surface_get_display (surface);
  graphene_rect_t bounds;
  graphene_point_t corner;
  double left, top;
  XImage *image;

  if (screen == NULL || !gtk_widget_get_mapped (GTK_WIDGET (screen)))
    return NULL;
  bst_console_screen_get_bounds (screen, &bounds);
  if ((int)bounds.size.width != width || (int)bounds.size.height != height ||
      !gtk_widget_compute_point (GTK_WIDGET (screen), fixture->window, &bounds.origin, &corner))
    return NULL;

  gtk_native_get_surface_transform (GTK_NATIVE (fixture->window), &left, &top);
  gdk_x11_display_error_trap_push (display);
  image = XGetImage (gdk_x11_display_get_xdisplay (display), gdk_x11_surface_get_xid (surface),
                     (int)(corner.x + left), (int)(corner.y + top), (guint)width, (guint)height,
                     AllPlanes, ZPixmap);

  return gdk_x11_display_error_trap_pop (display) == 0 ? image : NULL;
}

static gboolean
is_shown (Fixture *fixture, int width, int height)
{
  XImage *image = read_picture (fixture, width, height);
  gboolean same = image != NULL;

  for (int i = 0; same && i < width * height; i++)
    same = (XGetPixel (image, i % width, i / width) & 0xffffff) ==
           screen_server_get_pixel (fixture->server, i % width, i / width);
  if (image != NULL)
    XDestroyImage (image);

  return same;
}

static void
draw_noise (Fixture *fixture, int x, int y, int width, int height)
{
  g_autofree guint32 *pixels = g_new (guint32, (gsize)width * (gsize)height);

  for (int i = 0; i < width * height; i++)
    pixels[i] = (guint32)g_test_rand_int () & 0xffffff;
  screen_server_draw (fixture->server, x, y, width, height, pixels);
}

/* Whole pictures, parts of them, other sizes. */
static void
test_pixels (Fixture *fixture, gconstpointer data)
{
  static const int sizes[][2] = { { 320, 200 }, { 517, 333 }, { 63, 41 }, { 640, 480 } };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const int width = sizes[i][0], height = sizes[i][1];

      if (i > 0)
        screen_server_resize (fixture->server, width, height, SCREEN_SERVER_32);
      draw_noise (fixture, 0, 0, width, height);
      console_wait_for (is_shown (fixture, width, height));
      draw_noise (fixture, width / 3, height / 3, 20, 10);
      screen_server_fill (fixture->server, width - 5, height - 5, 5, 5, 0x123456);
      console_wait_for (is_shown (fixture, width, height));
    }
}

/* What a keyboard sends for the key, down and up: one byte each, or two of those that came later.
 */
static GByteArray *
get_bytes (guint scancode)
{
  static const guint8 pause[] = { 0xe1, 0x1d, 0x45, 0xe1, 0x9d, 0xc5 };
  const guint8 prefix = 0xe0;
  const guint8 down = scancode & 0x7f, up = down | 0x80;
  GByteArray *bytes = g_byte_array_new ();

  if (scancode == 0x21d)
    return g_byte_array_append (bytes, pause, sizeof pause);
  if (scancode > 0xff)
    g_byte_array_append (bytes, &prefix, 1);
  g_byte_array_append (bytes, &down, 1);
  if (scancode > 0xff)
    g_byte_array_append (bytes, &prefix, 1);

  return g_byte_array_append (bytes, &up, 1);
}

static void
expect_keys (Fixture *fixture, guint scancode)
{
  g_autoptr (GByteArray) expected = get_bytes (scancode);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  const gint64 end = g_get_monotonic_time () + G_TIME_SPAN_MINUTE;

  while (all->len < expected->len)
    {
      g_autoptr (GByteArray) more = screen_server_take_keys (fixture->server);

      g_byte_array_append (all, more->data, more->len);
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      console_iterate ();
    }
  g_assert_cmpmem (all->data, all->len, expected->data, expected->len);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (fixture->window));
  BstConsoleKeyboard *keyboard;
  guint n = 0;

  console_wait_for (bst_console_view_get_screen (fixture->view) != NULL);
  keyboard = bst_console_screen_get_keyboard (bst_console_view_get_screen (fixture->view));
  /* There is no window manager that would. */
  XSetInputFocus (gdk_x11_display_get_xdisplay (gdk_surface_get_display (surface)),
                  gdk_x11_surface_get_xid (surface), RevertToParent, CurrentTime);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->view));
  console_wait_for (bst_console_keyboard_is_taking (keyboard));

  for (guint evdev = 1; evdev < 247; evdev++)
    {
      const guint scancode = bst_scancode_from_evdev (evdev);

      if (scancode == 0)
        continue;
      g_assert_true (bst_console_keyboard_press (keyboard, GDK_KEY_VoidSymbol, evdev + 8, 0));
      bst_console_keyboard_let_go (keyboard, evdev + 8);
      expect_keys (fixture, scancode);
      n++;
    }
  g_assert_cmpuint (n, >, 100);
}

int
main (int argc, char *argv[])
{
  if (!ui_init (&argc, &argv))
    return 0;
  console_let_library_warn ();

  g_test_add ("/console-whole/pixels", Fixture, NULL, set_up, test_pixels, tear_down);
  g_test_add ("/console-whole/keys", Fixture, NULL, set_up, test_keys, tear_down);

  return g_test_run ();
}
