/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Windows of consoles: their tabs, their places, full screen. */

#include "config.h"

#include <adwaita.h>

#include "app/bst-bare-region.h"
#include "app/bst-console-gather.h"
#include "app/bst-console-geometry.h"
#include "app/bst-console-screen.h"
#include "app/bst-console-window.h"
#include "app/bst-settings.h"
#include "console-double.h"
#include "console/bst-console-private.h"
#include "ui-fixture.h"

/* (nullable) (transfer none): that shows @title and is not @other. */
static BstConsoleWindow *
find_window (const char *title, BstConsoleWindow *other)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (BST_IS_CONSOLE_WINDOW (window) && BST_CONSOLE_WINDOW (window) != other &&
          g_strcmp0 (gtk_window_get_title (window), title) == 0)
        return BST_CONSOLE_WINDOW (window);
    }

  return NULL;
}

static ConsoleDouble *
new_console_of_two (void)
{
  ConsoleDouble *console = console_double_new ();

  bst_console_set_name (BST_CONSOLE (console), "web");
  console_double_connect (console);
  console_double_set_size (console, 0, 320, 200);
  console_double_set_size (console, 1, 640, 480);

  return console;
}

static BstConsoleWindow *
show_in_window (ConsoleDouble *console)
{
  BstConsoleWindow *window = bst_console_window_new (NULL);

  bst_console_window_add (window, BST_CONSOLE (console), "web");
  gtk_window_present (GTK_WINDOW (window));
  ui_settle ();

  return window;
}

static void
close_window (BstConsoleWindow *window)
{
  gtk_window_close (GTK_WINDOW (window));
  ui_settle ();
}

static gboolean
can_detach (BstConsoleWindow *window)
{
  return g_action_group_get_action_enabled (
      bst_console_view_get_actions (bst_console_window_get_view (window)), "detach");
}

/* A display that had a window of its own when that was closed gets one again, of its size; one that
 * was a tab is one again. */
static void
test_places (void)
{
  ConsoleDouble *console = new_console_of_two ();
  BstConsoleWindow *window = show_in_window (console);
  BstConsoleWindow *second;
  AdwTabView *tabs;
  int width, height;

  g_assert_cmpint (adw_tab_view_get_n_pages (bst_console_window_get_tabs (window)), ==, 2);
  g_assert_true (can_detach (window));
  tabs = ADW_TAB_VIEW (ui_find (window, ADW_TYPE_TAB_VIEW, NULL));
  adw_tab_view_set_selected_page (tabs, adw_tab_view_get_nth_page (tabs, 1));
  gtk_widget_activate_action (GTK_WIDGET (bst_console_window_get_view (window)), "console.detach",
                              NULL);
  ui_settle ();
  second = find_window ("web, Display 2", window);
  g_assert_nonnull (second);
  g_assert_cmpint (adw_tab_view_get_n_pages (bst_console_window_get_tabs (window)), ==, 1);

  /* Another size of it makes no other tab. */
  console_double_set_size (console, 2, 100, 100);
  ui_settle ();
  g_assert_cmpint (adw_tab_view_get_n_pages (bst_console_window_get_tabs (window)), ==, 2);
  gtk_window_set_default_size (GTK_WINDOW (second), 777, 555);
  ui_settle ();
  close_window (second);

  /* Alone, it has nowhere to go. */
  adw_tab_view_close_page (tabs, adw_tab_view_get_nth_page (tabs, 1));
  ui_settle ();
  g_assert_cmpint (adw_tab_view_get_n_pages (bst_console_window_get_tabs (window)), ==, 1);
  g_assert_false (can_detach (window));
  close_window (window);
  g_assert_finalize_object (console);

  console = new_console_of_two ();
  window = show_in_window (console);
  second = find_window ("web, Display 2", window);
  g_assert_nonnull (second);
  gtk_window_get_default_size (GTK_WINDOW (second), &width, &height);
  g_assert_cmpint (width, ==, 777);
  g_assert_cmpint (height, ==, 555);
  close_window (second);
  close_window (window);
  g_assert_finalize_object (console);
  g_settings_reset (bst_settings_get (), "console-places");
}

/* A tab that is dragged out has a window of its own, where it is as alive as before. What the
 * pointer does is the tab bar's; which then asks for a window, and moves the tab into it. */
static void
test_drag_out (void)
{
  ConsoleDouble *console = new_console_of_two ();
  BstConsoleWindow *window = show_in_window (console);
  AdwTabView *tabs = ADW_TAB_VIEW (ui_find (window, ADW_TYPE_TAB_VIEW, NULL));
  AdwTabPage *page = adw_tab_view_get_nth_page (tabs, 1);
  AdwTabView *others = NULL;
  BstConsoleWindow *second;
  BstConsoleView *view;

  g_signal_emit_by_name (tabs, "create-window", &others);
  g_assert_nonnull (others);
  g_assert_true (others != tabs);
  adw_tab_view_transfer_page (tabs, page, others, 0);
  ui_settle ();

  second = find_window ("web, Display 2", window);
  g_assert_nonnull (second);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (second)));
  g_assert_cmpint (adw_tab_view_get_n_pages (bst_console_window_get_tabs (window)), ==, 1);
  g_assert_cmpint (adw_tab_view_get_n_pages (bst_console_window_get_tabs (second)), ==, 1);
  view = bst_console_window_get_view (second);
  g_assert_cmpuint (bst_console_view_get_display (view), ==, 1);
  g_assert_cmpstr (bst_console_view_get_page (view), ==, "screen");
  g_assert_cmpint (bst_console_get_state (BST_CONSOLE (console)), ==, BST_CONSOLE_STATE_CONNECTED);
  g_assert_false (can_detach (second));

  /* Dragged back, it is a tab again, and the window that is left empty goes. */
  adw_tab_view_transfer_page (others, adw_tab_view_get_nth_page (others, 0), tabs, 1);
  ui_settle ();
  g_assert_cmpint (adw_tab_view_get_n_pages (bst_console_window_get_tabs (window)), ==, 2);
  g_assert_cmpint (bst_console_get_state (BST_CONSOLE (console)), ==, BST_CONSOLE_STATE_CONNECTED);
  g_assert_null (find_window ("Consoles", window));

  close_window (window);
  g_assert_finalize_object (console);
  g_settings_reset (bst_settings_get (), "console-places");
}

/* Windows of several consoles become tabs of one, in the order in which they were opened; the one
 * that was looked at still is. */
static void
test_gather (void)
{
  ConsoleDouble *first = new_console_of_two ();
  ConsoleDouble *second = new_console_of_two ();
  BstConsoleWindow *window = show_in_window (first);
  BstConsoleWindow *other;
  AdwTabView *tabs = bst_console_window_get_tabs (window);
  BstConsoleView *looked_at = bst_console_window_get_view (window);

  g_assert_false (bst_console_gather_is_possible (window));
  other = show_in_window (second);
  g_assert_nonnull (other);
  g_assert_true (bst_console_gather_is_possible (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.gather", NULL);
  ui_settle ();

  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 4);
  g_assert_null (find_window ("web", window));
  g_assert_null (find_window ("Consoles", window));
  g_assert_false (bst_console_gather_is_possible (window));
  g_assert_true (bst_console_window_get_view (window) == looked_at);
  g_assert_cmpint (bst_console_get_state (BST_CONSOLE (second)), ==, BST_CONSOLE_STATE_CONNECTED);
  adw_tab_view_set_selected_page (tabs, adw_tab_view_get_nth_page (tabs, 3));
  g_assert_true (bst_console_view_get_console (bst_console_window_get_view (window)) ==
                 BST_CONSOLE (second));

  close_window (window);
  g_assert_finalize_object (first);
  g_assert_finalize_object (second);
  g_settings_reset (bst_settings_get (), "console-places");
}

/* --- Full screen --- */

static gboolean
bar_is_hidden (gpointer revealer)
{
  return !gtk_revealer_get_reveal_child (revealer);
}

/* The bar over the picture is built with the first full screen: it says whose screen that is, and
 * is a way back. */
static void
test_full_screen (void)
{
  ConsoleDouble *console = new_console_of_two ();
  BstConsoleWindow *window = bst_console_window_new (NULL);
  GtkWidget *revealer;

  bst_console_window_add (window, BST_CONSOLE (console), "web");
  g_assert_null (ui_find (window, GTK_TYPE_BUTTON, "_Leave Full Screen"));
  /* Before it is shown no window manager is needed. */
  bst_console_window_set_full_screen (window, TRUE, FALSE);
  gtk_window_present (GTK_WINDOW (window));
  ui_settle ();

  g_assert_true (gtk_window_is_fullscreen (GTK_WINDOW (window)));
  g_assert_null (ui_find (window, ADW_TYPE_HEADER_BAR, NULL));
  g_assert_nonnull (ui_find (window, GTK_TYPE_BUTTON, "_Leave Full Screen"));
  g_assert_nonnull (ui_find (window, GTK_TYPE_MENU_BUTTON, "Send Keys"));
  revealer = gtk_widget_get_ancestor (ui_find (window, GTK_TYPE_BUTTON, "_Leave Full Screen"),
                                      GTK_TYPE_REVEALER);
  g_assert_true (gtk_revealer_get_reveal_child (GTK_REVEALER (revealer)));
  g_assert_nonnull (ui_find (revealer, GTK_TYPE_LABEL, "web"));
  ui_wait ("the bar to hide", bar_is_hidden, revealer);

  /* What gives the keyboard back is other now, and said again. */
  bst_console_set_view_only (BST_CONSOLE (console), TRUE);
  g_assert_true (gtk_revealer_get_reveal_child (GTK_REVEALER (revealer)));

  close_window (window);
  g_assert_finalize_object (console);
}

/* A menu of the bar leaves the keys where they were. */
static void
test_menu_focus (void)
{
  ConsoleDouble *console = new_console_of_two ();
  BstConsoleWindow *window = bst_console_window_new (NULL);
  GtkWidget *button;
  GtkWidget *focus;

  bst_console_window_add (window, BST_CONSOLE (console), "web");
  gtk_window_present (GTK_WINDOW (window));
  ui_settle ();
  focus = gtk_window_get_focus (GTK_WINDOW (window));
  g_assert_cmpstr (focus != NULL ? G_OBJECT_TYPE_NAME (focus) : NULL, ==, "BstConsoleScreen");
  button = ui_find (window, GTK_TYPE_MENU_BUTTON, "Send Keys");
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  ui_settle ();
  g_assert_true (gtk_widget_get_mapped (
      GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)))));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
  ui_settle ();
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == focus);

  close_window (window);
  g_assert_finalize_object (console);
}

/* Which display fills which monitor. */
static void
test_spread (void)
{
  const struct
  {
    guint n_monitors, own, n;
    guint monitors[4];
  } cases[] = {
    { 1, 0, 1, { 0 } },
    { 1, 0, 3, { 0, G_MAXUINT, G_MAXUINT } },
    { 2, 0, 2, { 0, 1 } },
    { 2, 1, 2, { 1, 0 } },
    { 2, 1, 3, { 1, 0, G_MAXUINT } },
    { 3, 1, 4, { 1, 0, 2, G_MAXUINT } },
    { 4, 2, 4, { 2, 0, 1, 3 } },
    { 4, 0, 2, { 0, 1 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint got[4];

      bst_console_geometry_spread (cases[i].n_monitors, cases[i].own, cases[i].n, got);
      for (guint j = 0; j < cases[i].n; j++)
        g_assert_cmpuint (got[j], ==, cases[i].monitors[j]);
    }
}

/* What finds no monitor of its own stays where it is, and is not lost. */
static void
test_all_monitors (void)
{
  GListModel *monitors = gdk_display_get_monitors (gdk_display_get_default ());
  ConsoleDouble *console = new_console_of_two ();
  BstConsoleWindow *window = show_in_window (console);

  if (g_list_model_get_n_items (monitors) != 1)
    g_test_skip ("there is more than one monitor");
  else
    {
      gtk_widget_activate_action (GTK_WIDGET (bst_console_window_get_view (window)),
                                  "console.full-screen-all", NULL);
      ui_settle ();
      g_assert_cmpint (adw_tab_view_get_n_pages (bst_console_window_get_tabs (window)), ==, 2);
      g_assert_null (find_window ("web, Display 2", window));
    }

  close_window (window);
  g_assert_finalize_object (console);
}

/* What covers the picture wholly costs no painting; all else that lies over it, a margin too. */
static void
test_covering (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *picture = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new ("Ctrl+Alt gives the keyboard back");
  cairo_rectangle_int_t all = { 0, 0, 600, 400 }, rect;
  cairo_region_t *bare, *hidden, *both;
  graphene_rect_t bounds;

  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), all.width, all.height);
  gtk_widget_set_halign (label, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (label, GTK_ALIGN_END);
  gtk_widget_add_css_class (label, "covering");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), picture);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), label);
  gtk_window_set_child (GTK_WINDOW (window), overlay);
  gtk_window_present (GTK_WINDOW (window));
  ui_settle ();

  bare = bst_bare_region_new (picture, &hidden);
  g_assert_true (gtk_widget_compute_bounds (label, picture, &bounds));
  g_assert_cmpint (cairo_region_num_rectangles (hidden), ==, 1);
  cairo_region_get_rectangle (hidden, 0, &rect);
  g_assert_cmpfloat (rect.x, ==, bounds.origin.x);
  g_assert_cmpfloat (rect.width, ==, bounds.size.width);
  both = cairo_region_copy (bare);
  cairo_region_union (both, hidden);
  g_assert_cmpint (cairo_region_contains_rectangle (both, &all), ==, CAIRO_REGION_OVERLAP_IN);
  cairo_region_subtract (both, bare);
  g_assert_true (cairo_region_equal (both, hidden));
  cairo_region_destroy (both);
  cairo_region_destroy (bare);
  cairo_region_destroy (hidden);

  gtk_widget_remove_css_class (label, "covering");
  bare = bst_bare_region_new (picture, &hidden);
  g_assert_true (cairo_region_is_empty (hidden));
  rect.x -= 24;
  g_assert_cmpint (cairo_region_contains_rectangle (bare, &rect), ==, CAIRO_REGION_OVERLAP_OUT);
  cairo_region_destroy (bare);
  cairo_region_destroy (hidden);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  if (!ui_init (&argc, &argv))
    return 0;

  g_test_add_func ("/console-windows/places", test_places);
  g_test_add_func ("/console-windows/drag-out", test_drag_out);
  g_test_add_func ("/console-windows/gather", test_gather);
  g_test_add_func ("/console-windows/full-screen", test_full_screen);
  g_test_add_func ("/console-windows/covering", test_covering);
  g_test_add_func ("/console-windows/menu-focus", test_menu_focus);
  g_test_add_func ("/console-windows/spread", test_spread);
  g_test_add_func ("/console-windows/all-monitors", test_all_monitors);

  return g_test_run ();
}
