/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console-fixture.h"

#include <gdk/x11/gdkx.h>

#include "app/bst-settings.h"
#include "ui-fixture.h"

BstConsoleScreen *
console_fixture_get_screen (ConsoleFixture *fixture)
{
  return bst_console_view_get_screen (fixture->view);
}

static gboolean
is_shown (gpointer data)
{
  ConsoleFixture *fixture = data;
  BstConsoleScreen *screen = console_fixture_get_screen (fixture);

  return screen != NULL && gtk_widget_get_mapped (GTK_WIDGET (screen)) &&
         gtk_widget_get_width (GTK_WIDGET (screen)) > 0;
}

void
console_fixture_set_up (ConsoleFixture *fixture, int width, int height, const char *scaling)
{
  g_settings_set_string (bst_settings_get (), "console-scaling", scaling);
  fixture->console = console_double_new ();
  console_double_connect (fixture->console);
  console_double_set_size (fixture->console, 0, width, height);
  fixture->view = BST_CONSOLE_VIEW (bst_console_view_new (BST_CONSOLE (fixture->console), 0));
  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 600, 400);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->view));
  gtk_window_present (GTK_WINDOW (fixture->window));
  ui_wait ("the screen", is_shown, fixture);
}

void
console_fixture_tear_down (ConsoleFixture *fixture)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  ui_settle ();
  g_assert_finalize_object (fixture->console);
}

BstConsoleKeyboard *
console_fixture_get_keyboard (ConsoleFixture *fixture)
{
  return bst_console_screen_get_keyboard (console_fixture_get_screen (fixture));
}

gboolean
console_fixture_is_taking (gpointer keyboard)
{
  return bst_console_keyboard_is_taking (keyboard);
}

void
console_fixture_focus (ConsoleFixture *fixture)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (fixture->window));

  /* There is no window manager that would. */
  XSetInputFocus (gdk_x11_display_get_xdisplay (gdk_surface_get_display (surface)),
                  gdk_x11_surface_get_xid (surface), RevertToParent, CurrentTime);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->view));
  ui_wait ("the keyboard", console_fixture_is_taking, console_fixture_get_keyboard (fixture));
  g_free (console_double_take_log (fixture->console));
}

void
console_fixture_let_go (ConsoleFixture *fixture, guint evdev)
{
  bst_console_keyboard_let_go (console_fixture_get_keyboard (fixture), evdev + 8);
}

void
console_fixture_assert_log (ConsoleFixture *fixture, const char *log)
{
  g_autofree char *got = console_double_take_log (fixture->console);

  g_assert_cmpstr (got, ==, log);
}
