/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console-fixture.h"

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

void
console_fixture_assert_log (ConsoleFixture *fixture, const char *log)
{
  g_autofree char *got = console_double_take_log (fixture->console);

  g_assert_cmpstr (got, ==, log);
}
