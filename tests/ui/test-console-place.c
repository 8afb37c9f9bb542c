/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window of a console file, with a SPICE server of ours: at first as large as its picture, and later
 * where it was when it was closed. */

#include "config.h"

#include <glib/gstdio.h>

#include "app/bst-console-places.h"
#include "app/bst-console-screen.h"
#include "app/bst-console-window.h"
#include "console-helpers.h"
#include "screen-server.h"
#include "ui-fixture.h"

static ScreenServer *server;

static gboolean
shows_screen (gpointer data)
{
  GtkWindow *window = ui_find_window (data, BST_TYPE_CONSOLE_WINDOW);
  GtkWidget *screen = window != NULL ? ui_find (window, BST_TYPE_CONSOLE_SCREEN, NULL) : NULL;

  return screen != NULL && gtk_widget_get_mapped (screen) && gtk_widget_get_height (screen) > 0;
}

static gboolean
is_closed (gpointer data)
{
  return ui_find_window (data, BST_TYPE_CONSOLE_WINDOW) == NULL &&
         screen_server_get_n_clients (server) == 0;
}

/* The size of its window. */
static void
open_file (UiFixture *fixture, int *width, int *height)
{
  g_autofree char *folder = g_dir_make_tmp ("bst-place-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "placed.vv", NULL);
  g_autofree char *text =
      g_strdup_printf ("[virt-viewer]\ntype=spice\nhost=127.0.0.1\nport=%u\ntitle=Placed\n",
                       screen_server_get_port (server));
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkWindow *window;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_application_open (G_APPLICATION (fixture->application), &file, 1, "");
  ui_wait ("the screen", shows_screen, fixture);
  ui_settle ();
  window = ui_find_window (fixture, BST_TYPE_CONSOLE_WINDOW);
  gtk_window_get_default_size (window, width, height);
  gtk_window_close (window);
  ui_wait ("the window is closed", is_closed, fixture);
  console_remove_folder (folder);
}

static void
test_place (UiFixture *fixture)
{
  GtkWidget *window = gtk_window_new ();
  int width, height;

  server = screen_server_new (320, 200);
  bst_console_places_forget ("Placed");
  open_file (fixture, &width, &height);
  g_assert_cmpint (width, >=, 320);
  g_assert_cmpint (width, <, 700);

  gtk_window_set_default_size (GTK_WINDOW (window), 701, 503);
  bst_console_places_keep (GTK_WINDOW (window), "Placed");
  gtk_window_destroy (GTK_WINDOW (window));
  open_file (fixture, &width, &height);
  g_assert_cmpint (width, ==, 701);
  g_assert_cmpint (height, ==, 503);
  g_clear_pointer (&server, screen_server_free);
}

int
main (int argc, char *argv[])
{
  if (!ui_init (&argc, &argv))
    return 0;
  console_let_library_warn ();

  ui_add_test ("/console-place/file", NULL, test_place);

  return g_test_run ();
}
