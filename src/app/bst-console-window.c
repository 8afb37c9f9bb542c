/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-window.h"

#include <glib/gi18n.h>

#include "app/bst-console-arranger.h"
#include "app/bst-console-bar.h"
#include "app/bst-console-gather.h"
#include "app/bst-console-geometry.h"
#include "app/bst-console-over-bar.h"
#include "app/bst-console-pane.h"
#include "app/bst-console-places.h"
#include "app/bst-settings.h"

struct _BstConsoleWindow
{
  AdwApplicationWindow parent_instance;

  GtkWidget *header;
  GtkWidget *bar;   /* in the header */
  GtkWidget *title; /* ... what it shows, and below it how to give the keyboard back */
  GtkWidget *tab_bar;
  AdwTabView *tabs;
  GtkWidget *over_bar; /* over the picture, in full screen */
  GtkWidget *way_out;  /* ... while keys go to the machine: the bar hides, and its title with it */
  gboolean full_screen;
  gboolean spread; /* ... on one of several monitors, with others of its console on the rest */
  guint32 asked;   /* displays that the guest was asked for then, a bit each */
};

G_DEFINE_FINAL_TYPE (BstConsoleWindow, bst_console_window, ADW_TYPE_APPLICATION_WINDOW)

/* --- What a tab holds: a view, or a machine's pane that has one --- */

static BstConsoleView *
get_view_of (GtkWidget *child)
{
  if (BST_IS_CONSOLE_PANE (child))
    return bst_console_pane_get_view (BST_CONSOLE_PANE (child));
  return BST_IS_CONSOLE_VIEW (child) ? BST_CONSOLE_VIEW (child) : NULL;
}

static BstMachineConsole *
get_console_of (GtkWidget *child)
{
  return BST_IS_CONSOLE_PANE (child) ? bst_console_pane_get_console (BST_CONSOLE_PANE (child))
                                     : NULL;
}

BstConsoleView *
bst_console_window_get_view (BstConsoleWindow *self)
{
  AdwTabPage *page = adw_tab_view_get_selected_page (self->tabs);

  g_return_val_if_fail (BST_IS_CONSOLE_WINDOW (self), NULL);

  return page != NULL ? get_view_of (adw_tab_page_get_child (page)) : NULL;
}

AdwTabView *
bst_console_window_get_tabs (BstConsoleWindow *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_WINDOW (self), NULL);

  return self->tabs;
}

/* (nullable): the page that shows that display of @console. */
static AdwTabPage *
find_page (BstConsoleWindow *self, BstConsole *console, guint display)
{
  for (int i = 0; i < adw_tab_view_get_n_pages (self->tabs); i++)
    {
      AdwTabPage *page = adw_tab_view_get_nth_page (self->tabs, i);
      BstConsoleView *view = get_view_of (adw_tab_page_get_child (page));

      if (view != NULL && bst_console_view_get_console (view) == console &&
          bst_console_view_get_display (view) == display)
        return page;
    }

  return NULL;
}

/* (nullable) (transfer none): the window that shows it: this one, or one of its own. */
static BstConsoleWindow *
find_shown (BstConsole *console, guint display)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (BST_IS_CONSOLE_WINDOW (window) &&
          find_page (BST_CONSOLE_WINDOW (window), console, display) != NULL)
        return BST_CONSOLE_WINDOW (window);
    }

  return NULL;
}

/* --- What is shown --- */

static void
update_way_out (BstConsoleWindow *self, BstConsoleView *view)
{
  g_autofree char *text =
      view != NULL && self->full_screen ? bst_console_view_dup_way_out (view) : NULL;

  if (gtk_widget_get_visible (self->way_out) == (text != NULL) &&
      (text == NULL || g_str_equal (gtk_label_get_text (GTK_LABEL (self->way_out)), text)))
    return;
  gtk_label_set_text (GTK_LABEL (self->way_out), text != NULL ? text : "");
  gtk_widget_set_visible (self->way_out, text != NULL);
  /* What it covered was not painted. */
  if (view != NULL && bst_console_view_get_screen (view) != NULL)
    gtk_widget_queue_draw (GTK_WIDGET (bst_console_view_get_screen (view)));
}

static void
update_title (BstConsoleWindow *self)
{
  BstConsoleView *view = bst_console_window_get_view (self);
  AdwTabPage *page = adw_tab_view_get_selected_page (self->tabs);
  const char *title = page != NULL ? adw_tab_page_get_title (page) : NULL;
  g_autofree char *hint = view != NULL ? bst_console_view_dup_hint (view) : NULL;

  if (title == NULL || title[0] == '\0')
    title = _ ("Consoles");
  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->title), title);
  bst_console_over_bar_set_title (BST_CONSOLE_OVER_BAR (self->over_bar), title);
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title), hint != NULL ? hint : "");
  update_way_out (self, view);
}

/* What is alone in a window of its own, and has no place in the details, has nowhere to go. */
static void
update_detach (BstConsoleWindow *self)
{
  const int n = adw_tab_view_get_n_pages (self->tabs);

  for (int i = 0; i < n; i++)
    {
      GtkWidget *child = adw_tab_page_get_child (adw_tab_view_get_nth_page (self->tabs, i));
      BstConsoleView *view = get_view_of (child);
      GAction *detach = view != NULL
                            ? g_action_map_lookup_action (
                                  G_ACTION_MAP (bst_console_view_get_actions (view)), "detach")
                            : NULL;

      if (detach != NULL)
        g_simple_action_set_enabled (G_SIMPLE_ACTION (detach),
                                     n > 1 || get_console_of (child) != NULL);
    }
}

static void
on_view_changed (BstConsoleWindow *self)
{
  BstConsoleView *view = bst_console_window_get_view (self);

  update_detach (self);
  bst_console_bar_set_view (BST_CONSOLE_BAR (self->bar), view);
  bst_console_over_bar_set_view (BST_CONSOLE_OVER_BAR (self->over_bar), view);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "console",
                                  view != NULL ? bst_console_view_get_actions (view) : NULL);
  update_title (self);
}

/* Also when it is shown: a page that is added before that takes no focus as yet, and GTK gives it to
 * the first button. */
static void
focus_page (BstConsoleWindow *self)
{
  AdwTabPage *page = adw_tab_view_get_selected_page (self->tabs);

  if (page != NULL)
    gtk_widget_grab_focus (adw_tab_page_get_child (page));
}

static void
on_selected (BstConsoleWindow *self)
{
  on_view_changed (self);
  focus_page (self);
}

/* --- Full screen --- */

/* What was spread over the monitors together goes back together. */
static void
gather_in (BstConsoleWindow *self)
{
  BstConsoleView *view = bst_console_window_get_view (self);
  BstConsole *console = view != NULL ? bst_console_view_get_console (view) : NULL;
  GListModel *windows = gtk_window_get_toplevels ();

  self->spread = FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);
      BstConsoleWindow *other = BST_IS_CONSOLE_WINDOW (window) ? BST_CONSOLE_WINDOW (window) : NULL;
      BstConsoleView *shown =
          other != NULL && other->spread ? bst_console_window_get_view (other) : NULL;

      if (shown != NULL && bst_console_view_get_console (shown) == console)
        gtk_window_unfullscreen (window);
    }
}

/* A display that the guest was asked for to fill a monitor has no use without that. */
static void
drop_asked (BstConsoleWindow *self)
{
  BstConsoleView *view = bst_console_window_get_view (self);
  BstConsole *console = view != NULL ? bst_console_view_get_console (view) : NULL;
  g_autoptr (BstConsoleArranger) arranger =
      console != NULL ? bst_console_arranger_get (console) : NULL;
  const guint32 asked = self->asked;

  self->asked = 0;
  for (guint id = 1; arranger != NULL && id < 32; id++)
    {
      BstConsoleWindow *there = (asked & 1u << id) != 0 ? find_shown (console, id) : NULL;

      if ((asked & 1u << id) != 0)
        bst_console_arranger_enable (arranger, id, FALSE);
      if (there != NULL)
        adw_tab_view_close_page (there->tabs, find_page (there, console, id));
    }
}

static void
on_fullscreened (BstConsoleWindow *self)
{
  const gboolean left = self->full_screen && !gtk_window_is_fullscreen (GTK_WINDOW (self));

  if (left && self->spread)
    gather_in (self);
  if (left && self->asked != 0)
    drop_asked (self);
  self->full_screen = gtk_window_is_fullscreen (GTK_WINDOW (self));
  gtk_widget_set_visible (self->header, !self->full_screen);
  gtk_widget_set_visible (self->tab_bar, !self->full_screen);
  bst_console_over_bar_set_on (BST_CONSOLE_OVER_BAR (self->over_bar), self->full_screen);
  on_view_changed (self);
}

static void
on_full_screen (BstConsoleWindow *self, gboolean all)
{
  bst_console_window_set_full_screen (self, !self->full_screen || all, all);
}

/* --- Its tabs --- */

static AdwTabPage *
add_child (BstConsoleWindow *self, GtkWidget *child, const char *title, const char *place);
static void spread (BstConsoleWindow *self, BstConsoleView *view);

/* By what the place of @page's window is kept: a file has but its title. */
static const char *
get_place (AdwTabPage *page)
{
  const char *place = g_object_get_data (G_OBJECT (adw_tab_page_get_child (page)), "place");

  return place != NULL ? place : adw_tab_page_get_title (page);
}

/* Back where it was: in a window of its own, else beside the first one. */
static BstConsoleWindow *
find_window_at (BstConsoleWindow *self, const char *place)
{
  BstConsoleWindow *window;

  if (!bst_console_places_has (place))
    return self;

  window = bst_console_window_new (gtk_window_get_application (GTK_WINDOW (self)));
  bst_console_places_restore (GTK_WINDOW (window), place);
  gtk_window_present (GTK_WINDOW (window));

  return window;
}

/* Each display that the guest uses has its tab. */
static void
on_displays (BstConsoleWindow *self,
             guint position,
             guint removed,
             guint added,
             GListModel *displays)
{
  gboolean more = FALSE;

  for (int i = 0; i < adw_tab_view_get_n_pages (self->tabs); i++)
    {
      AdwTabPage *page = adw_tab_view_get_nth_page (self->tabs, i);
      GtkWidget *child = adw_tab_page_get_child (page);
      BstConsoleView *view = get_view_of (child);
      BstConsole *console = view != NULL ? bst_console_view_get_console (view) : NULL;

      if (console == NULL || bst_console_get_displays (console) != displays ||
          bst_console_view_get_display (view) != 0)
        continue;
      for (guint n = 0; n < g_list_model_get_n_items (displays); n++)
        {
          g_autoptr (BstConsoleDisplay) display = g_list_model_get_item (displays, n);
          guint id = bst_console_display_get_id (display);
          g_autofree char *title = NULL;
          g_autofree char *place = NULL;

          if (id == 0 || find_shown (console, id) != NULL)
            continue;
          /* Translators: a machine's name, and which of its displays. */
          title = g_strdup_printf (_ ("%s, Display %u"), bst_console_get_name (console), id + 1);
          place = g_strdup_printf ("%s, %u", get_place (page), id + 1);
          add_child (find_window_at (self, place), bst_console_view_new (console, id), title,
                     place);
          more = more || (self->asked & 1u << MIN (id, 31)) != 0;
        }
      if (more)
        spread (self, view);
      break;
    }
}

/* Out of this window: back to the details, or to a window of its own. */
static void
on_detach (BstConsoleWindow *self)
{
  AdwTabPage *page = adw_tab_view_get_selected_page (self->tabs);
  BstConsoleWindow *window;

  if (page == NULL)
    return;
  if (adw_tab_view_get_n_pages (self->tabs) == 1)
    {
      if (get_console_of (adw_tab_page_get_child (page)) != NULL)
        bst_console_window_remove (self, get_console_of (adw_tab_page_get_child (page)));
      return;
    }
  window = bst_console_window_new (gtk_window_get_application (GTK_WINDOW (self)));
  adw_tab_view_transfer_page (self->tabs, page, window->tabs, 0);
  gtk_window_present (GTK_WINDOW (window));
}

static void
watch_view (BstConsoleWindow *self, BstConsoleView *view)
{
  GListModel *displays = bst_console_get_displays (bst_console_view_get_console (view));

  if (g_signal_handler_find (view, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, self) != 0)
    return;
  g_signal_connect_object (view, "full-screen", G_CALLBACK (on_full_screen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "detach", G_CALLBACK (on_detach), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "changed", G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
  if (bst_console_view_get_display (view) != 0)
    return;
  g_signal_connect_object (displays, "items-changed", G_CALLBACK (on_displays), self,
                           G_CONNECT_SWAPPED);
  on_displays (self, 0, 0, 0, displays);
}

static void
on_pane_view (BstConsoleWindow *self, BstConsolePane *pane)
{
  if (bst_console_pane_get_view (pane) != NULL)
    watch_view (self, bst_console_pane_get_view (pane));
  on_view_changed (self);
}

static void
on_attached (BstConsoleWindow *self, AdwTabPage *page)
{
  GtkWidget *child = adw_tab_page_get_child (page);
  BstConsoleView *view = get_view_of (child);

  if (BST_IS_CONSOLE_PANE (child))
    {
      BstFleet *fleet = g_object_get_data (G_OBJECT (child), "fleet");

      bst_consoles_set_window (bst_consoles_get (fleet), get_console_of (child), GTK_WINDOW (self));
      g_signal_connect_object (child, "view-changed", G_CALLBACK (on_pane_view), self,
                               G_CONNECT_SWAPPED);
    }
  if (view != NULL)
    watch_view (self, view);
  on_view_changed (self);
}

static void
on_detached (BstConsoleWindow *self, AdwTabPage *page)
{
  GtkWidget *child = adw_tab_page_get_child (page);
  BstConsoleView *view = get_view_of (child);

  if (view != NULL)
    g_signal_handlers_disconnect_by_data (view, self);
  if (BST_IS_CONSOLE_PANE (child))
    {
      BstFleet *fleet = g_object_get_data (G_OBJECT (child), "fleet");

      g_signal_handlers_disconnect_by_data (child, self);
      if (bst_consoles_get_window (bst_consoles_get (fleet), get_console_of (child)) ==
          GTK_WINDOW (self))
        bst_consoles_set_window (bst_consoles_get (fleet), get_console_of (child), NULL);
    }
  on_view_changed (self);
  if (adw_tab_view_get_n_pages (self->tabs) == 0 && !gtk_widget_in_destruction (GTK_WIDGET (self)))
    gtk_window_close (GTK_WINDOW (self));
}

static AdwTabView *
on_create_window (BstConsoleWindow *self)
{
  BstConsoleWindow *window =
      bst_console_window_new (gtk_window_get_application (GTK_WINDOW (self)));

  gtk_window_present (GTK_WINDOW (window));
  return window->tabs;
}

/* A tab that is closed lets go of its machine's screen; a display's beside it stays with the first
 * one's. */
static gboolean
on_close_page (BstConsoleWindow *self, AdwTabPage *page)
{
  GtkWidget *child = adw_tab_page_get_child (page);
  BstMachineConsole *console = get_console_of (child);
  BstConsoleView *view = get_view_of (child);

  if (console != NULL && g_object_get_data (G_OBJECT (child), "keep") == NULL)
    bst_machine_console_close (console);
  else if (console == NULL && view != NULL && bst_console_view_get_display (view) == 0)
    bst_console_close (bst_console_view_get_console (view));
  adw_tab_view_close_page_finish (self->tabs, page, TRUE);

  return GDK_EVENT_STOP;
}

/* @place: (nullable): its window's, where the title says too little: two machines may have one
 * name. */
static AdwTabPage *
add_child (BstConsoleWindow *self, GtkWidget *child, const char *title, const char *place)
{
  AdwTabPage *page;

  g_object_set_data_full (G_OBJECT (child), "place", g_strdup (place), g_free);
  page = adw_tab_view_append (self->tabs, child);
  adw_tab_page_set_title (page, title);
  g_signal_connect_object (page, "notify::title", G_CALLBACK (update_title), self,
                           G_CONNECT_SWAPPED);

  return page;
}

BstConsoleView *
bst_console_window_add (BstConsoleWindow *self, BstConsole *console, const char *title)
{
  GtkWidget *view = bst_console_view_new (console, 0);

  g_return_val_if_fail (BST_IS_CONSOLE_WINDOW (self), NULL);

  adw_tab_view_set_selected_page (self->tabs, add_child (self, view, title, NULL));
  on_selected (self);

  return BST_CONSOLE_VIEW (view);
}

static AdwTabPage *
find_console (BstConsoleWindow *self, BstMachineConsole *console)
{
  for (int i = 0; i < adw_tab_view_get_n_pages (self->tabs); i++)
    {
      AdwTabPage *page = adw_tab_view_get_nth_page (self->tabs, i);

      if (get_console_of (adw_tab_page_get_child (page)) == console)
        return page;
    }

  return NULL;
}

/* By its pane, whatever window that is in by now. */
static void
on_machine_changed (GtkWidget *pane, BstMachineChanges changes, BstMachine *machine)
{
  GtkWidget *tabs = gtk_widget_get_ancestor (pane, ADW_TYPE_TAB_VIEW);

  if ((changes & BST_MACHINE_CHANGED_IDENTITY) != 0 && tabs != NULL)
    adw_tab_page_set_title (adw_tab_view_get_page (ADW_TAB_VIEW (tabs), pane),
                            bst_machine_get_name (machine));
}

BstConsoleWindow *
bst_console_window_show (BstFleet *fleet, BstMachineConsole *console, GtkApplication *application)
{
  BstConsoles *consoles = bst_consoles_get (fleet);
  GtkWindow *there = bst_consoles_get_window (consoles, console);
  BstConsoleWindow *self = there != NULL ? BST_CONSOLE_WINDOW (there) : NULL;
  AdwTabPage *page;

  if (self == NULL)
    {
      GtkWidget *pane = bst_console_pane_new (consoles, console, 0);
      BstMachine *machine = bst_machine_console_get_machine (console);
      const char *name = bst_machine_get_name (machine);

      self = bst_console_gather_find ();
      if (self == NULL)
        {
          self = bst_console_window_new (application);
          bst_console_places_restore (GTK_WINDOW (self), bst_machine_get_uuid (machine));
        }
      g_object_set_data (G_OBJECT (pane), "fleet", fleet);
      g_signal_connect_object (machine, "changed", G_CALLBACK (on_machine_changed), pane,
                               G_CONNECT_SWAPPED);
      add_child (self, pane, name, bst_machine_get_uuid (machine));
    }
  page = find_console (self, console);
  if (page != NULL)
    adw_tab_view_set_selected_page (self->tabs, page);
  gtk_window_present (GTK_WINDOW (self));
  on_selected (self);

  return self;
}

void
bst_console_window_remove (BstConsoleWindow *self, BstMachineConsole *console)
{
  AdwTabPage *page = find_console (self, console);

  g_return_if_fail (BST_IS_CONSOLE_WINDOW (self));

  if (page == NULL)
    return;
  g_object_set_data (G_OBJECT (adw_tab_page_get_child (page)), "keep", GINT_TO_POINTER (TRUE));
  adw_tab_view_close_page (self->tabs, page);
}

/* --- All monitors --- */

static guint
find_own_monitor (BstConsoleWindow *self, GListModel *monitors)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self));
  GdkMonitor *own =
      gdk_display_get_monitor_at_surface (gtk_widget_get_display (GTK_WIDGET (self)), surface);
  guint n = g_list_model_get_n_items (monitors);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);

      if (monitor == own)
        return i;
    }

  return 0;
}

/* @display, alone in its window: (transfer none). */
static BstConsoleWindow *
get_window_of (BstConsoleWindow *self, BstConsole *console, guint display)
{
  BstConsoleWindow *there = find_shown (console, display);
  BstConsoleWindow *window;

  if (there == NULL || adw_tab_view_get_n_pages (there->tabs) == 1)
    return there;
  window = bst_console_window_new (gtk_window_get_application (GTK_WINDOW (self)));
  adw_tab_view_transfer_page (there->tabs, find_page (there, console, display), window->tabs, 0);
  gtk_window_present (GTK_WINDOW (window));

  return window;
}

static void
fill (BstConsoleWindow *self, GListModel *monitors, guint place)
{
  g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, place);

  if (monitor != NULL)
    gtk_window_fullscreen_on_monitor (GTK_WINDOW (self), monitor);
  else
    gtk_window_fullscreen (GTK_WINDOW (self));
}

/* A monitor that no display is left for gets one of the guest, where that can: it comes in a
 * moment, and is spread then. @places: of monitors, until one that is G_MAXUINT. */
static void
ask_for_displays (BstConsoleWindow *self,
                  BstConsole *console,
                  GListModel *monitors,
                  const guint *places)
{
  g_autoptr (BstConsoleArranger) arranger = bst_console_arranger_get (console);
  guint id = 0;

  if ((bst_console_get_abilities (console) & BST_CONSOLE_CAN_RESIZE) == 0)
    return;
  for (; *places != G_MAXUINT; places++)
    {
      g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, *places);
      const int scale = gdk_monitor_get_scale_factor (monitor);
      GdkRectangle area;

      id = bst_console_arranger_find_free (arranger, id + 1);
      if (id >= 32)
        return;
      gdk_monitor_get_geometry (monitor, &area);
      bst_console_arranger_wish (arranger, id, area.width * scale, area.height * scale);
      bst_console_arranger_enable (arranger, id, TRUE);
      self->asked |= 1u << id;
    }
}

/* The display that is looked at stays in this window, on its monitor, which is named: left to
 * itself a desktop could choose that of another. The others go to those that are left, also from
 * windows of their own. */
static void
spread (BstConsoleWindow *self, BstConsoleView *view)
{
  BstConsole *console = bst_console_view_get_console (view);
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (self)));
  GListModel *displays = bst_console_get_displays (console);
  const guint n_monitors = g_list_model_get_n_items (monitors);
  const guint n = MAX (g_list_model_get_n_items (displays), n_monitors) + 1;
  g_autofree guint *places = g_new0 (guint, n);
  guint place = 0;

  bst_console_geometry_spread (n_monitors, find_own_monitor (self, monitors), n, places);
  for (guint i = 0; i < g_list_model_get_n_items (displays); i++)
    {
      g_autoptr (BstConsoleDisplay) display = g_list_model_get_item (displays, i);
      guint id = bst_console_display_get_id (display);
      BstConsoleWindow *window;

      if (id == bst_console_view_get_display (view) || find_shown (console, id) == NULL)
        continue;
      if (places[++place] == G_MAXUINT)
        break;
      window = get_window_of (self, console, id);
      window->spread = self->spread = TRUE;
      fill (window, monitors, places[place]);
    }
  fill (self, monitors, places[0]);
  if (bst_console_view_get_display (view) == 0 && self->asked == 0)
    ask_for_displays (self, console, monitors, &places[place + 1]);
}

void
bst_console_window_set_full_screen (BstConsoleWindow *self, gboolean full_screen, gboolean all)
{
  BstConsoleView *view = bst_console_window_get_view (self);

  g_return_if_fail (BST_IS_CONSOLE_WINDOW (self));

  if (full_screen && all && view != NULL && gtk_widget_get_realized (GTK_WIDGET (self)))
    spread (self, view);
  else if (full_screen)
    gtk_window_fullscreen (GTK_WINDOW (self));
  else
    gtk_window_unfullscreen (GTK_WINDOW (self));
}

static void
toggle_full_screen (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BstConsoleWindow *self = BST_CONSOLE_WINDOW (widget);

  bst_console_window_set_full_screen (self, !self->full_screen, FALSE);
}

/* --- One window of all --- */

static void
gather (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bst_console_gather (BST_CONSOLE_WINDOW (widget));
}

static void
on_windows (BstConsoleWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.gather",
                                 bst_console_gather_is_possible (self));
}

/* --- Life --- */

/* Of what stands alone; what is a tab beside others is one again. */
static void
keep_places (BstConsoleWindow *self)
{
  AdwTabPage *selected = adw_tab_view_get_selected_page (self->tabs);

  for (int i = 0; i < adw_tab_view_get_n_pages (self->tabs); i++)
    {
      AdwTabPage *page = adw_tab_view_get_nth_page (self->tabs, i);
      BstConsoleView *view = get_view_of (adw_tab_page_get_child (page));

      if (page != selected && view != NULL && bst_console_view_get_display (view) != 0)
        bst_console_places_forget (get_place (page));
    }
  if (selected != NULL)
    bst_console_places_keep (GTK_WINDOW (self), get_place (selected));
}

static gboolean
bst_console_window_close_request (GtkWindow *window)
{
  BstConsoleWindow *self = BST_CONSOLE_WINDOW (window);

  keep_places (self);
  /* Each tab's console goes with it. */
  while (adw_tab_view_get_n_pages (self->tabs) > 0)
    {
      int n = adw_tab_view_get_n_pages (self->tabs);

      adw_tab_view_close_page (self->tabs, adw_tab_view_get_nth_page (self->tabs, n - 1));
      if (adw_tab_view_get_n_pages (self->tabs) == n)
        break;
    }

  return GTK_WINDOW_CLASS (bst_console_window_parent_class)->close_request (window);
}

static void
bst_console_window_class_init (BstConsoleWindowClass *klass)
{
  GTK_WINDOW_CLASS (klass)->close_request = bst_console_window_close_request;

  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "win.full-screen", NULL,
                                   toggle_full_screen);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "win.gather", NULL, gather);
}

/* A press on it is one on the picture below. */
static void
build_way_out (BstConsoleWindow *self, GtkOverlay *overlay)
{
  self->way_out = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->way_out, "console-way-out");
  gtk_widget_add_css_class (self->way_out, "covering");
  gtk_widget_set_halign (self->way_out, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->way_out, GTK_ALIGN_END);
  gtk_widget_set_can_target (self->way_out, FALSE);
  gtk_widget_set_visible (self->way_out, FALSE);
  gtk_overlay_add_overlay (overlay, self->way_out);
}

static void
build (BstConsoleWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *overlay = gtk_overlay_new ();

  self->tabs = ADW_TAB_VIEW (adw_tab_view_new ());
  self->header = adw_header_bar_new ();
  self->bar = bst_console_bar_new ();
  bst_console_bar_set_show_hint (BST_CONSOLE_BAR (self->bar), FALSE);
  self->title = adw_window_title_new ("", "");
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (self->header), self->title);
  adw_header_bar_set_centering_policy (ADW_HEADER_BAR (self->header), ADW_CENTERING_POLICY_LOOSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (self->header), self->bar);
  gtk_box_append (GTK_BOX (box), self->header);
  self->tab_bar = GTK_WIDGET (adw_tab_bar_new ());
  adw_tab_bar_set_view (ADW_TAB_BAR (self->tab_bar), self->tabs);
  gtk_box_append (GTK_BOX (box), self->tab_bar);
  gtk_widget_set_vexpand (GTK_WIDGET (self->tabs), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->tabs));
  gtk_overlay_set_child (GTK_OVERLAY (overlay), box);
  self->over_bar = bst_console_over_bar_new (GTK_WIDGET (self));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->over_bar);
  build_way_out (self, GTK_OVERLAY (overlay));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), overlay);
}

static void
bst_console_window_init (BstConsoleWindow *self)
{
  build (self);
  g_signal_connect_object (self->tabs, "notify::selected-page", G_CALLBACK (on_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tabs, "page-attached", G_CALLBACK (on_attached), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tabs, "page-detached", G_CALLBACK (on_detached), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tabs, "close-page", G_CALLBACK (on_close_page), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tabs, "create-window", G_CALLBACK (on_create_window), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (focus_page), NULL);
  g_signal_connect (self, "notify::fullscreened", G_CALLBACK (on_fullscreened), NULL);
  g_signal_connect_object (gtk_window_get_toplevels (), "items-changed", G_CALLBACK (on_windows),
                           self, G_CONNECT_SWAPPED);
  on_windows (self);
}

BstConsoleWindow *
bst_console_window_new (GtkApplication *application)
{
  GSettings *settings = bst_settings_get ();

  return g_object_new (BST_TYPE_CONSOLE_WINDOW, "application", application, "default-width",
                       g_settings_get_int (settings, "console-window-width"), "default-height",
                       g_settings_get_int (settings, "console-window-height"), NULL);
}
