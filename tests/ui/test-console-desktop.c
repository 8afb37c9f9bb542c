/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a desktop has to do with consoles: several monitors, and its own shortcuts; on a real one.
 */

#include "config.h"

#include <X11/Xlib.h>
#include <X11/extensions/XTest.h>
#include <adwaita.h>

#include "app/bst-console-screen.h"
#include "app/bst-console-window.h"
#include "app/bst-settings.h"
#include "console-double.h"
#include "console/bst-console-private.h"
#include "ui-fixture.h"

typedef struct
{
  ConsoleDouble *console;
  BstConsoleWindow *window;
} Fixture;

static gboolean
is_taking (gpointer data)
{
  Fixture *fixture = data;
  BstConsoleScreen *screen =
      bst_console_view_get_screen (bst_console_window_get_view (fixture->window));

  return screen != NULL && gtk_window_is_active (GTK_WINDOW (fixture->window)) &&
         bst_console_keyboard_is_taking (bst_console_screen_get_keyboard (screen));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->console = console_double_new ();
  bst_console_set_name (BST_CONSOLE (fixture->console), "web");
  console_double_connect (fixture->console);
  console_double_set_size (fixture->console, 0, 320, 200);
  if (g_strcmp0 (data, "one") != 0)
    {
      console_double_set_size (fixture->console, 1, 640, 480);
      console_double_set_size (fixture->console, 2, 400, 300);
    }
  fixture->window = bst_console_window_new (NULL);
  bst_console_window_add (fixture->window, BST_CONSOLE (fixture->console), "web");
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_widget_grab_focus (GTK_WIDGET (bst_console_window_get_view (fixture->window)));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  GPtrArray *windows = ui_get_windows (BST_TYPE_CONSOLE_WINDOW);

  for (guint i = 0; i < windows->len; i++)
    gtk_window_close (windows->pdata[i]);
  g_ptr_array_unref (windows);
  ui_settle ();
  g_assert_finalize_object (fixture->console);
  g_settings_reset (bst_settings_get (), "console-places");
}

static gboolean
says_refused (gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *hint = bst_console_view_dup_hint (bst_console_window_get_view (fixture->window));

  return g_str_has_suffix (hint, ". The desktop keeps its own shortcuts");
}

/* Weston lets nobody have them: the hint says so, and keys that come still go to the machine. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  BstConsoleKeyboard *keyboard;
  g_autofree char *hint = NULL;
  g_autofree char *log = NULL;

  ui_wait ("the keyboard", is_taking, fixture);
  keyboard = bst_console_screen_get_keyboard (
      bst_console_view_get_screen (bst_console_window_get_view (fixture->window)));
  ui_wait ("the refusal to be told", says_refused, fixture);
  g_assert_true (bst_console_keyboard_is_refused (keyboard));
  g_assert_false (bst_console_keyboard_is_grabbing (keyboard));
  hint = bst_console_view_dup_hint (bst_console_window_get_view (fixture->window));
  g_assert_true (g_str_has_prefix (hint, "Ctrl+Alt gives the keyboard back"));
  /* Where everybody sees it. */
  g_assert_nonnull (ui_find (fixture->window, GTK_TYPE_LABEL, hint));
  g_free (console_double_take_log (fixture->console));
  g_assert_true (bst_console_keyboard_press (keyboard, GDK_KEY_a, 38, 0));
  bst_console_keyboard_let_go (keyboard, 38);
  log = console_double_take_log (fixture->console);
  g_assert_cmpstr (log, ==, "key+1e key-1e");

  /* Who gives it back is told nothing of it any more; who does not want it is not told at all. */
  bst_console_keyboard_release (keyboard);
  g_assert_false (says_refused (fixture));
  g_settings_set_boolean (bst_settings_get (), "console-grab", FALSE);
  bst_console_keyboard_take (keyboard);
  g_assert_false (bst_console_keyboard_is_refused (keyboard));
  g_settings_reset (bst_settings_get (), "console-grab");
}

/* (transfer full): the window fills it. */
static GdkMonitor *
get_filled (GtkWindow *window)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (window));
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));
  GdkMonitor *monitor;
  GdkRectangle area;

  if (!gtk_window_is_fullscreen (window))
    return NULL;
  monitor = gdk_display_get_monitor_at_surface (display, surface);
  if (monitor == NULL)
    return NULL;
  gdk_monitor_get_geometry (monitor, &area);
  if (gdk_surface_get_width (surface) != area.width ||
      gdk_surface_get_height (surface) != area.height)
    return NULL;
  return g_object_ref (monitor);
}

static gboolean
fill_two (gpointer data)
{
  g_autoptr (GPtrArray) windows = ui_get_windows (BST_TYPE_CONSOLE_WINDOW);
  g_autoptr (GdkMonitor) first = NULL;
  g_autoptr (GdkMonitor) second = NULL;

  if (windows->len != 2)
    return FALSE;
  first = get_filled (windows->pdata[0]);
  second = get_filled (windows->pdata[1]);
  return first != NULL && second != NULL && first != second;
}

static gboolean
fill_none (gpointer data)
{
  g_autoptr (GPtrArray) windows = ui_get_windows (BST_TYPE_CONSOLE_WINDOW);

  for (guint i = 0; i < windows->len; i++)
    {
      if (gtk_window_is_fullscreen (windows->pdata[i]))
        return FALSE;
    }

  return windows->len == 2;
}

/* The second display, into a window of its own; the first is looked at. */
static void
detach (Fixture *fixture)
{
  AdwTabView *tabs = ADW_TAB_VIEW (ui_find (fixture->window, ADW_TYPE_TAB_VIEW, NULL));

  adw_tab_view_set_selected_page (tabs, adw_tab_view_get_nth_page (tabs, 1));
  gtk_widget_activate_action (GTK_WIDGET (bst_console_window_get_view (fixture->window)),
                              "console.detach", NULL);
  adw_tab_view_set_selected_page (tabs, adw_tab_view_get_nth_page (tabs, 0));
}

/* Of three displays two have a monitor; the third stays a tab beside the first. One that had a
 * window of its own before fills its monitor with that. */
static void
test_all_monitors (Fixture *fixture, gconstpointer detached)
{
  GListModel *monitors = gdk_display_get_monitors (gdk_display_get_default ());

  g_assert_cmpuint (g_list_model_get_n_items (monitors), ==, 2);
  ui_wait ("the keyboard", is_taking, fixture);
  if (detached != NULL)
    detach (fixture);
  gtk_widget_activate_action (GTK_WIDGET (bst_console_window_get_view (fixture->window)),
                              "console.full-screen-all", NULL);
  ui_wait ("two full monitors", fill_two, NULL);
  g_assert_cmpint (adw_tab_view_get_n_pages (bst_console_window_get_tabs (fixture->window)), ==, 2);

  /* Out of it, all of them: one is left behind on no monitor. */
  bst_console_window_set_full_screen (fixture->window, FALSE, FALSE);
  ui_wait ("no full monitor", fill_none, NULL);
}

static gboolean
is_asked (gpointer data)
{
  Fixture *fixture = data;

  return strstr (console_double_peek_log (fixture->console), "layout1:") != NULL;
}

static gboolean
is_one (gpointer data)
{
  g_autoptr (GPtrArray) windows = ui_get_windows (BST_TYPE_CONSOLE_WINDOW);

  return windows->len == 1 && !gtk_window_is_fullscreen (windows->pdata[0]);
}

/* A guest of one display is asked for another, of the second monitor's size; and needs it no more
 * when the monitors are left. */
static void
test_more_displays (Fixture *fixture, gconstpointer data)
{
  GListModel *monitors = gdk_display_get_monitors (gdk_display_get_default ());
  g_autoptr (GdkMonitor) second = g_list_model_get_item (monitors, 1);
  g_autofree char *wish = NULL;
  g_autofree char *log = NULL;
  g_autofree char *end = NULL;
  GdkRectangle area;

  ui_wait ("the keyboard", is_taking, fixture);
  gtk_widget_activate_action (GTK_WIDGET (bst_console_window_get_view (fixture->window)),
                              "console.full-screen-all", NULL);
  ui_wait ("the wish", is_asked, fixture);
  log = console_double_take_log (fixture->console);
  gdk_monitor_get_geometry (second, &area);
  wish = g_strdup_printf ("layout1:%dx%d", area.width - area.width % 8, area.height);
  g_assert_nonnull (strstr (log, wish));

  console_double_set_size (fixture->console, 1, area.width, area.height);
  ui_wait ("two full monitors", fill_two, NULL);
  bst_console_window_set_full_screen (fixture->window, FALSE, FALSE);
  ui_wait ("one window", is_one, NULL);
  ui_wait ("the second to be switched off", is_asked, fixture);
  end = console_double_take_log (fixture->console);
  g_assert_nonnull (strstr (end, "layout1:off"));
}

static gboolean
way_out_is_shown (gpointer data)
{
  Fixture *fixture = data;

  return ui_find (fixture->window, GTK_TYPE_LABEL, "Ctrl+Alt gives the keyboard back") != NULL;
}

static gboolean
bar_is_hidden (gpointer data)
{
  Fixture *fixture = data;

  return ui_find (fixture->window, GTK_TYPE_BUTTON, "_Leave Full Screen") == NULL;
}

/* In full screen it is there as long as keys go to the machine, also when the bar has gone. */
static void
test_way_out (Fixture *fixture, gconstpointer data)
{
  BstConsoleView *view = bst_console_window_get_view (fixture->window);

  /* Then the title says more than that. */
  ui_wait ("the refusal to be told", says_refused, fixture);
  g_assert_false (way_out_is_shown (fixture));
  bst_console_window_set_full_screen (fixture->window, TRUE, FALSE);
  ui_wait ("the way out", way_out_is_shown, fixture);
  ui_wait ("the bar to hide", bar_is_hidden, fixture);
  g_assert_true (way_out_is_shown (fixture));
  bst_console_keyboard_release (
      bst_console_screen_get_keyboard (bst_console_view_get_screen (view)));
  g_assert_false (way_out_is_shown (fixture));
}

/* --- The pointer --- */

#define APART 850 /* pixels from one of the desktop's windows to the next */

typedef struct
{
  Display *display;
  guint n;
} Clicker;

/* On this window of the desktop's, and on that: the console fills one of them. */
static gboolean
click (gpointer data)
{
  Clicker *clicker = data;

  XTestFakeMotionEvent (clicker->display, -1, (int)(clicker->n++ % 2) * APART + 400, 300,
                        CurrentTime);
  XTestFakeButtonEvent (clicker->display, 1, True, CurrentTime);
  XTestFakeButtonEvent (clicker->display, 1, False, CurrentTime);
  XFlush (clicker->display);

  return G_SOURCE_CONTINUE;
}

/* To and fro. */
static gboolean
move (gpointer data)
{
  Clicker *clicker = data;
  const int sign = clicker->n++ % 2 != 0 ? -1 : 1;

  XTestFakeRelativeMotionEvent (clicker->display, sign * 5, sign * -7, CurrentTime);
  XFlush (clicker->display);

  return G_SOURCE_CONTINUE;
}

static gboolean
is_captured (gpointer data)
{
  Fixture *fixture = data;

  return bst_console_screen_is_captured (
      bst_console_view_get_screen (bst_console_window_get_view (fixture->window)));
}

static gboolean
is_full (gpointer window)
{
  g_autoptr (GdkMonitor) filled = get_filled (window);

  return filled != NULL;
}

static gboolean
has_moved (gpointer data)
{
  Fixture *fixture = data;

  return strstr (console_double_peek_log (fixture->console), "by5,-7") != NULL;
}

/* Wayland's way to catch the pointer, and to be told the mouse's own steps. */
static void
test_capture (Fixture *fixture, gconstpointer data)
{
  BstConsoleView *view = bst_console_window_get_view (fixture->window);
  Clicker clicker = { XOpenDisplay (NULL), 0 };
  g_autofree char *way_out = NULL;
  guint source;

  bst_console_tell_pointer (BST_CONSOLE (fixture->console), FALSE);
  ui_wait ("the keyboard", is_taking, fixture);
  bst_console_window_set_full_screen (fixture->window, TRUE, FALSE);
  ui_wait ("the full screen", is_full, fixture->window);
  source = g_timeout_add (300, click, &clicker);
  ui_wait ("the capture", is_captured, fixture);
  g_source_remove (source);
  way_out = bst_console_view_dup_way_out (view);
  g_assert_cmpstr (way_out, ==, "Ctrl+Alt gives pointer and keyboard back");

  /* The desktop locks the pointer in a moment of its own. */
  source = g_timeout_add (100, move, &clicker);
  ui_wait ("the motion", has_moved, fixture);
  g_source_remove (source);
  bst_console_screen_release (bst_console_view_get_screen (view));
  g_assert_false (is_captured (fixture));
  XCloseDisplay (clicker.display);
}

/* To the desktop's windows, side by side: there is no window manager that would. */
static void
focus_desktop (void)
{
  Display *display = XOpenDisplay (NULL);
  Window root, parent, *children = NULL;
  guint n = 0, found = 0;

  g_assert_nonnull (display);
  XQueryTree (display, DefaultRootWindow (display), &root, &parent, &children, &n);
  for (guint i = 0; i < n; i++)
    {
      XWindowAttributes attributes;

      if (XGetWindowAttributes (display, children[i], &attributes) == 0 ||
          attributes.map_state != IsViewable)
        continue;
      XMoveWindow (display, children[i], (int)found * APART, 0);
      XSetInputFocus (display, children[i], RevertToParent, CurrentTime);
      found++;
    }
  XFree (children);
  XCloseDisplay (display);
  g_assert_cmpuint (found, >, 0);
}

int
main (int argc, char *argv[])
{
  if (!ui_init (&argc, &argv))
    return 0;
  focus_desktop ();

#define add(name, data, func) g_test_add (name, Fixture, data, set_up, func, tear_down)
  add ("/console-desktop/refused", NULL, test_refused);
  add ("/console-desktop/all-monitors", NULL, test_all_monitors);
  add ("/console-desktop/all-monitors/detached", "detached", test_all_monitors);
  add ("/console-desktop/all-monitors/more-displays", "one", test_more_displays);
  add ("/console-desktop/way-out", NULL, test_way_out);
  add ("/console-desktop/capture", NULL, test_capture);
#undef add

  return g_test_run ();
}
