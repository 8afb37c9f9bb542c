/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A console file that says “fullscreen”, on two monitors, with a SPICE server of ours. */

#include "config.h"

#include <glib/gstdio.h>
#include <spice/vd_agent.h>

#include "app/bst-console-window.h"
#include "console-helpers.h"
#include "screen-server.h"
#include "ui-fixture.h"

static ScreenServer *server;

static void
open_file (UiFixture *fixture)
{
  g_autofree char *folder = g_dir_make_tmp ("bst-monitors-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "full.vv", NULL);
  g_autofree char *text = g_strdup_printf ("[virt-viewer]\ntype=spice\nhost=127.0.0.1\nport=%u\n"
                                           "fullscreen=1\ntitle=Full\ndelete-this-file=1\n",
                                           screen_server_get_port (server));
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_application_open (G_APPLICATION (fixture->application), &file, 1, "");
  console_wait_for (!g_file_test (path, G_FILE_TEST_EXISTS));
  console_remove_folder (folder);
}

/* (nullable) (transfer none): that the window fills. */
static GdkMonitor *
get_monitor (GtkWindow *window)
{
  return gtk_window_is_fullscreen (window)
             ? gdk_display_get_monitor_at_surface (gtk_widget_get_display (GTK_WIDGET (window)),
                                                   gtk_native_get_surface (GTK_NATIVE (window)))
             : NULL;
}

static gboolean
fill (gpointer n)
{
  g_autoptr (GPtrArray) windows = ui_get_windows (BST_TYPE_CONSOLE_WINDOW);
  GdkMonitor *last = NULL;

  for (guint i = 0; i < windows->len; i++)
    {
      GdkMonitor *monitor = get_monitor (windows->pdata[i]);

      if (monitor == NULL || monitor == last)
        return FALSE;
      last = monitor;
    }

  return windows->len == GPOINTER_TO_UINT (n);
}

static gboolean
fill_none (gpointer data)
{
  g_autoptr (GPtrArray) windows = ui_get_windows (BST_TYPE_CONSOLE_WINDOW);

  return windows->len == 1 && !gtk_window_is_fullscreen (windows->pdata[0]);
}

static void
wait_for_wish (guint n)
{
  guint monitors = 0;

  while (monitors != n)
    {
      g_autoptr (GBytes) wish = screen_server_agent_wait (server, VD_AGENT_MONITORS_CONFIG);

      g_assert_nonnull (wish);
      monitors = ((const VDAgentMonitorsConfig *)g_bytes_get_data (wish, NULL))->num_of_monitors;
    }
}

static BstConsole *
get_console (void)
{
  g_autoptr (GPtrArray) windows = ui_get_windows (BST_TYPE_CONSOLE_WINDOW);

  g_assert_cmpuint (windows->len, >, 0);
  return bst_console_view_get_console (bst_console_window_get_view (windows->pdata[0]));
}

static gboolean
is_closed (gpointer data)
{
  g_autoptr (GPtrArray) windows = ui_get_windows (BST_TYPE_CONSOLE_WINDOW);

  return windows->len == 0 && screen_server_get_n_clients (server) == 0;
}

static void
close_windows (void)
{
  g_autoptr (GPtrArray) windows = ui_get_windows (BST_TYPE_CONSOLE_WINDOW);

  for (guint i = 0; i < windows->len; i++)
    gtk_window_close (windows->pdata[i]);
  ui_wait ("the windows are closed", is_closed, NULL);
}

/* As with remote-viewer: a guest whose agent comes later is asked for one more then, and each fills
 * a monitor. */
static void
test_all (UiFixture *fixture)
{
  static const int areas[][4] = { { 0, 0, 800, 600 }, { 800, 0, 800, 600 } };

  server = screen_server_new (1600, 600);
  open_file (fixture);
  ui_wait ("one full monitor", fill, GUINT_TO_POINTER (1));
  screen_server_add_agent (server, 1u << VD_AGENT_CAP_MONITORS_CONFIG);
  wait_for_wish (2);
  screen_server_set_monitors (server, areas, 2);
  ui_wait ("two full monitors", fill, GUINT_TO_POINTER (2));
  close_windows ();
  g_clear_pointer (&server, screen_server_free);
}

static gboolean
can_resize (gpointer data)
{
  return (bst_console_get_abilities (get_console ()) & BST_CONSOLE_CAN_RESIZE) != 0;
}

/* Who has left full screen before that, does not come into it again. */
static void
test_left (UiFixture *fixture)
{
  g_autoptr (GPtrArray) windows = NULL;
  BstConsoleView *view;

  server = screen_server_new (800, 600);
  open_file (fixture);
  ui_wait ("one full monitor", fill, GUINT_TO_POINTER (1));
  windows = ui_get_windows (BST_TYPE_CONSOLE_WINDOW);
  view = bst_console_window_get_view (windows->pdata[0]);
  gtk_window_unfullscreen (windows->pdata[0]);
  g_clear_pointer (&windows, g_ptr_array_unref);
  ui_wait ("a window", fill_none, NULL);
  screen_server_add_agent (server, 1u << VD_AGENT_CAP_MONITORS_CONFIG);
  ui_wait ("the agent", can_resize, NULL);
  g_assert_true (fill_none (NULL));
  g_assert_null (g_object_get_data (G_OBJECT (view), "bst-monitor-filler"));
  close_windows ();
  g_clear_pointer (&server, screen_server_free);
}

int
main (int argc, char *argv[])
{
  if (!ui_init (&argc, &argv))
    return 0;
  console_let_library_warn ();

  ui_add_test ("/console-monitors/all", NULL, test_all);
  ui_add_test ("/console-monitors/left", NULL, test_left);

  return g_test_run ();
}
