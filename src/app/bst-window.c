/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-window.h"

#include <glib/gi18n.h>

#include "app/bst-activity.h"
#include "app/bst-column-chooser.h"
#include "app/bst-consoles.h"
#include "app/bst-console-opener.h"
#include "app/bst-details.h"
#include "app/bst-edit-dialog.h"
#include "app/bst-error-dialog.h"
#include "app/bst-first-run.h"
#include "app/bst-host-actions.h"
#include "app/bst-list-area.h"
#include "app/bst-machine-actions.h"
#include "app/bst-migration-actions.h"
#include "app/bst-name-dialog.h"
#include "app/bst-notices.h"
#include "app/bst-question-dialog.h"
#include "app/bst-quit-dialog.h"
#include "app/bst-settings.h"
#include "app/bst-sidebar.h"
#include "app/bst-status-bar.h"
#include "app/bst-task-actions.h"
#include "core/bst-operation.h"

/* Kept in the inventory, since they speak of what is in it. */
#define SETTING_PLACE "window.place"
#define SETTING_QUERY "window.query"

struct _BstWindow
{
  AdwApplicationWindow parent_instance;

  BstFleet *fleet;
  gboolean closing; /* whatever goes on */
  BstInventory *inventory;
  BstSavedViews *views;
  BstAlerts *alerts;
  BstMachineActions *actions;
  BstNotices *notices;
  GSimpleAction *show_activity;
  gboolean in_view; /* the surface is not minimised */

  BstSidebar *sidebar;
  BstListArea *list_area;
  BstMachineList *list;
  BstDetails *details;
  BstActivity *activity; /* (nullable): once it was looked at */
  GtkWidget *first_run;  /* (nullable): once there was no host */

  /* Of the template. */
  AdwToastOverlay *toasts;
  GtkWidget *sidebar_button;
  GtkWidget *machine_buttons;
  GtkWidget *start;
  GtkWidget *pause;
  GtkWidget *resume;
  GtkWidget *shutdown;
  GtkWidget *migrate;
  GtkWidget *search_clamp;
  GtkSearchEntry *search;
  GtkWidget *refresh;
  GtkMenuButton *columns;
  GtkInfoBar *condition;
  GtkLabel *condition_label;
  GtkStack *pages;
  AdwFlap *flap;
  AdwBin *sidebar_bin;
  GtkStack *content;
  GtkPaned *paned;
  AdwBin *status_bin;
  GMenuModel *machine_menu;
};

G_DEFINE_FINAL_TYPE (BstWindow, bst_window, ADW_TYPE_APPLICATION_WINDOW)

/* Nothing is done to machines that are out of sight, behind tasks or events. */
static void
update_actions (BstWindow *self, GPtrArray *selected)
{
  g_autoptr (GVariant) activity = g_action_get_state (G_ACTION (self->show_activity));
  gboolean in_sight = g_variant_get_string (activity, NULL)[0] == '\0';
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  GPtrArray *machines = in_sight ? selected : none;

  /* The last tells of it, and tooltips follow. */
  bst_migration_actions_set_machines (GTK_APPLICATION_WINDOW (self), machines);
  bst_machine_actions_set_machines (self->actions, machines);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.edit", machines->len > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.take-snapshot", machines->len == 1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.console", machines->len == 1);
}

/* With nothing selected, a host that the sidebar shows is what the details are about. */
static void
update_details (BstWindow *self)
{
  g_autoptr (GPtrArray) machines = bst_machine_list_get_selected (self->list);
  BstHost *host = bst_place_get_host (bst_sidebar_get_place (self->sidebar));

  update_actions (self, machines);
  if (machines->len == 0 && host != NULL)
    bst_details_set_host (self->details, host);
  else
    bst_details_set_machines (self->details, machines);
}

static void
on_search_changed (BstWindow *self)
{
  const char *query = gtk_editable_get_text (GTK_EDITABLE (self->search));

  bst_list_area_set_query (self->list_area, query);
  bst_inventory_set_setting (self->inventory, SETTING_QUERY, query[0] != '\0' ? query : NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.save-view", query[0] != '\0');
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.clear-search", query[0] != '\0');
}

static void
show_view (BstWindow *self, BstSavedView *view)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), bst_saved_view_get_query (view));
  bst_machine_list_set_sort (self->list, bst_saved_view_get_sort (view),
                             bst_saved_view_get_descending (view));
}

/* Who chooses a place, also the one that was chosen already, wants to see it: a host, not the machine
 * that was looked at before; a view as it was saved; the list, not tasks or events. */
static void
show_chosen (BstWindow *self)
{
  BstPlace *place = bst_sidebar_get_place (self->sidebar);
  BstSavedView *view = bst_place_get_view (place);

  if (view != NULL)
    show_view (self, view);
  if (bst_place_get_host (place) != NULL)
    bst_machine_list_unselect_all (self->list);
  g_action_change_state (G_ACTION (self->show_activity), g_variant_new_string (""));
}

static void
on_place_changed (BstWindow *self)
{
  BstPlace *place = bst_sidebar_get_place (self->sidebar);
  g_autofree char *key = bst_place_to_key (place);
  g_autofree char *before = bst_inventory_get_setting (self->inventory, SETTING_PLACE);

  bst_list_area_set_place (self->list_area, place);
  if (bst_place_get_view (place) == NULL && before != NULL && g_str_has_prefix (before, "view:"))
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");

  bst_inventory_set_setting (self->inventory, SETTING_PLACE, key);
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
  show_chosen (self);
  update_details (self);
}

static void
on_actions_changed (BstWindow *self)
{
  const struct
  {
    GtkWidget *widget;
    BstLifecycle lifecycle;
  } buttons[] = {
    { self->start, BST_LIFECYCLE_START },
    { self->pause, BST_LIFECYCLE_PAUSE },
    { self->resume, BST_LIFECYCLE_RESUME },
    { self->shutdown, BST_LIFECYCLE_SHUTDOWN },
  };
  gboolean resumes = g_action_group_get_action_enabled (G_ACTION_GROUP (self), "resume") &&
                     !g_action_group_get_action_enabled (G_ACTION_GROUP (self), "pause");
  g_autofree char *migrate = bst_migration_actions_dup_tooltip (GTK_APPLICATION_WINDOW (self));

  for (gsize i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      g_autofree char *tooltip =
          bst_machine_actions_dup_tooltip (self->actions, buttons[i].lifecycle);

      gtk_widget_set_tooltip_text (buttons[i].widget, tooltip);
    }
  gtk_widget_set_tooltip_text (self->migrate, migrate);
  gtk_widget_set_visible (self->pause, !resumes);
  gtk_widget_set_visible (self->resume, resumes);
}

static void
on_on_screen_changed (BstWindow *self)
{
  g_autoptr (GPtrArray) machines = bst_machine_list_get_on_screen (self->list);

  bst_fleet_set_on_screen (self->fleet, machines);
}

static void
on_activated (BstWindow *self)
{
  g_autoptr (GPtrArray) machines = bst_machine_list_get_selected (self->list);

  /* A double click shows a machine's screen, as whoever comes from other managers expects. */
  if (machines->len == 1)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.console", NULL);
  else
    gtk_widget_child_focus (GTK_WIDGET (self->details), GTK_DIR_TAB_FORWARD);
}

/* Without a host there is nothing to list: the window says how to have one. */
static void
on_hosts_changed (BstWindow *self)
{
  gboolean none = g_list_model_get_n_items (bst_inventory_get_hosts (self->inventory)) == 0;
  GtkWidget *shown[] = { self->sidebar_button, self->machine_buttons, self->search_clamp,
                         self->refresh, GTK_WIDGET (self->columns) };

  if (none && self->first_run == NULL)
    {
      self->first_run = bst_first_run_new ();
      gtk_stack_add_child (self->pages, self->first_run);
    }
  gtk_stack_set_visible_child (self->pages, none ? self->first_run : GTK_WIDGET (self->flap));
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    gtk_widget_set_visible (shown[i], !none);
}

static void
on_condition_changed (BstWindow *self)
{
  const GError *error = bst_inventory_get_condition_error (self->inventory);
  BstInventoryCondition condition = bst_inventory_get_condition (self->inventory);

  gtk_info_bar_set_revealed (self->condition, condition != BST_INVENTORY_GOOD);
  if (error != NULL)
    gtk_label_set_text (self->condition_label, error->message);
}

static void
on_question (BstWindow *self, BstSshQuestion *question)
{
  bst_question_dialog_show (GTK_WINDOW (self), question);
}

static void
update_tick (BstWindow *self)
{
  bst_fleet_set_tick (self->fleet, g_settings_get_uint (bst_settings_get (), "tick"),
                      self->in_view);
}

static void
on_surface_state (BstWindow *self)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self));
  gboolean in_view =
      (gdk_toplevel_get_state (GDK_TOPLEVEL (surface)) & GDK_TOPLEVEL_STATE_MINIMIZED) == 0;

  if (in_view == self->in_view)
    return;
  self->in_view = in_view;
  update_tick (self);
}

/* The window's own actions. */

static void
search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BstWindow *self = BST_WINDOW (widget);

  if (bst_details_search (self->details))
    return;

  g_action_change_state (G_ACTION (self->show_activity), g_variant_new_string (""));
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
edit (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BstWindow *self = BST_WINDOW (widget);
  g_autoptr (GPtrArray) machines = bst_machine_list_get_selected (self->list);

  if (machines->len > 0)
    gtk_window_present (bst_edit_dialog_new (GTK_WINDOW (self), self->fleet, machines));
}

/* Where it is shown already, else in the details. */
static void
show_console (BstWindow *self, BstMachineConsole *console)
{
  GtkWindow *window = bst_consoles_get_window (bst_consoles_get (self->fleet), console);
  GtkWidget *page;

  if (window != NULL)
    {
      gtk_window_present (window);
      return;
    }
  g_action_change_state (G_ACTION (self->show_activity), g_variant_new_string (""));
  bst_details_show_page (self->details, "console");
  page = bst_details_get_page (self->details, "console");
  if (page != NULL)
    gtk_widget_grab_focus (page);
}

static void
console (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BstWindow *self = BST_WINDOW (widget);
  g_autoptr (GPtrArray) machines = bst_machine_list_get_selected (self->list);

  if (machines->len == 1)
    {
      BstMachineConsole *machine_console =
          bst_consoles_get_console (bst_consoles_get (self->fleet), machines->pdata[0]);

      bst_machine_console_open (machine_console);
      show_console (self, machine_console);
    }
}

static void
take_snapshot (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bst_details_take_snapshot (BST_WINDOW (widget)->details);
}

static void
clear_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BstWindow *self = BST_WINDOW (widget);

  /* Without its search a view is no more than all machines. */
  if (bst_place_get_view (bst_sidebar_get_place (self->sidebar)) != NULL)
    bst_sidebar_choose (self->sidebar, "all");
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
on_stop_search (BstWindow *self)
{
  clear_search (GTK_WIDGET (self), NULL, NULL);
}

static void
refresh (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bst_fleet_refresh (BST_WINDOW (widget)->fleet);
}

static void
show_condition (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const GError *error = bst_inventory_get_condition_error (BST_WINDOW (widget)->inventory);

  if (error != NULL)
    bst_error_dialog_show (widget, _ ("The Inventory"), error);
}

/* What is shown, as one search: the chosen place is a term of it. */
static char *
dup_view_query (BstWindow *self)
{
  BstPlace *place = bst_sidebar_get_place (self->sidebar);
  const char *query = gtk_editable_get_text (GTK_EDITABLE (self->search));
  const char *key = NULL;

  if (bst_place_get_kind (place) == BST_PLACE_HOST)
    key = "host";
  else if (bst_place_get_kind (place) == BST_PLACE_TAG)
    key = "tag";
  else if (bst_place_get_kind (place) == BST_PLACE_GROUP)
    key = "group";
  return key != NULL ? g_strdup_printf ("%s:\"%s\" %s", key, bst_place_get_title (place), query)
                     : g_strdup (query);
}

static void
on_view_named (const char *name, gpointer data)
{
  BstWindow *self = data;
  g_autofree char *query = dup_view_query (self);
  g_autofree char *key = g_strconcat ("view:", name, NULL);
  gboolean descending;
  const char *sort = bst_machine_list_get_sort (self->list, &descending);
  g_autoptr (BstSavedView) view = bst_saved_view_new (name, query, sort, descending);

  bst_saved_views_add (self->views, view);
  bst_sidebar_choose (self->sidebar, key);
}

static void
save_view (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BstPlace *place = bst_sidebar_get_place (BST_WINDOW (widget)->sidebar);
  gboolean again = bst_place_get_kind (place) == BST_PLACE_VIEW;

  bst_name_dialog_show (GTK_WINDOW (widget), _ ("Save Search as View"), _ ("Name"),
                        again ? bst_place_get_title (place) : "", _ ("_Save"), on_view_named,
                        widget, NULL);
}

static void
remove_view (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bst_saved_views_remove (BST_WINDOW (widget)->views, g_variant_get_string (parameter, NULL));
}

/* (nullable) (transfer full) */
static BstOperation *
find_operation (BstWindow *self, const char *id)
{
  return bst_operation_find (bst_inventory_get_operations (self->inventory), id);
}

static void
show_error (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (BstOperation) operation =
      find_operation (BST_WINDOW (widget), g_variant_get_string (parameter, NULL));

  if (operation != NULL && bst_operation_get_error (operation) != NULL)
    bst_error_dialog_show (widget, bst_operation_get_title (operation),
                           bst_operation_get_error (operation));
}

static void
add_machine_of (BstWindow *self, GPtrArray *machines, BstOperation *operation)
{
  BstHost *host = bst_inventory_get_host (self->inventory, bst_operation_get_host_id (operation));
  const char *uuid = bst_operation_get_machine_uuid (operation);
  BstMachine *machine =
      host != NULL && uuid != NULL ? bst_inventory_get_machine (self->inventory, host, uuid) : NULL;

  if (machine != NULL && bst_lifecycle_is_possible (BST_LIFECYCLE_OFF, machine, NULL))
    g_ptr_array_add (machines, g_object_ref (machine));
}

/* Of an operation that asked guests to shut down, those that have not. */
static void
force_off (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BstWindow *self = BST_WINDOW (widget);
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (BstOperation) operation =
      find_operation (self, g_variant_get_string (parameter, NULL));
  GListModel *parts = operation != NULL ? bst_operation_get_parts (operation) : NULL;

  if (parts == NULL && operation != NULL)
    add_machine_of (self, machines, operation);
  for (guint i = 0; parts != NULL && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);

      add_machine_of (self, machines, part);
    }
  if (machines->len > 0)
    bst_machine_actions_run (self->actions, BST_LIFECYCLE_OFF, machines);
}

static void
show_place (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BstWindow *self = BST_WINDOW (widget);
  gint64 id;
  const char *uuid;
  BstHost *host;
  BstMachine *machine;

  g_variant_get (parameter, "(x&s)", &id, &uuid);
  host = bst_inventory_get_host (self->inventory, id);
  if (host == NULL)
    return;

  g_action_change_state (G_ACTION (self->show_activity), g_variant_new_string (""));
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  machine = uuid[0] != '\0' ? bst_inventory_get_machine (self->inventory, host, uuid) : NULL;
  if (machine != NULL)
    {
      bst_sidebar_choose (self->sidebar, "all");
      bst_machine_list_select (self->list, machine);
    }
  else
    {
      g_autofree char *key = g_strdup_printf ("host:%" G_GINT64_FORMAT, id);

      bst_sidebar_choose (self->sidebar, key);
    }
}

/* By the switcher of the page itself. */
static void
on_activity_page (BstWindow *self)
{
  g_autoptr (GVariant) state = g_action_get_state (G_ACTION (self->show_activity));
  const char *page = bst_activity_get_page (self->activity);

  if (page != NULL && g_variant_get_string (state, NULL)[0] != '\0')
    g_simple_action_set_state (self->show_activity, g_variant_new_string (page));
}

/* Made when it is first looked at: the window is there the sooner. */
static void
create_activity (BstWindow *self)
{
  self->activity = BST_ACTIVITY (bst_activity_new (self->inventory, self->alerts));
  g_signal_connect_object (self->activity, "page-changed", G_CALLBACK (on_activity_page), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_child (self->content, GTK_WIDGET (self->activity));
}

/* The state is the page shown, "" for the machines; activated again, it goes back to them. */
static void
on_show_activity (BstWindow *self, GVariant *parameter)
{
  g_autoptr (GVariant) state = g_action_get_state (G_ACTION (self->show_activity));
  gboolean again = g_variant_equal (state, parameter);

  g_action_change_state (G_ACTION (self->show_activity),
                         again ? g_variant_new_string ("") : parameter);
}

static void
on_activity_state (BstWindow *self, GVariant *state)
{
  g_autoptr (GPtrArray) machines = bst_machine_list_get_selected (self->list);
  const char *page = g_variant_get_string (state, NULL);

  g_simple_action_set_state (self->show_activity, state);
  if (page[0] != '\0' && self->activity == NULL)
    create_activity (self);
  if (page[0] != '\0')
    bst_activity_show (self->activity, page);
  /* It would lie over what was asked for. */
  if (page[0] != '\0' && adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
  gtk_stack_set_visible_child (self->content, page[0] != '\0' ? GTK_WIDGET (self->activity)
                                                              : GTK_WIDGET (self->paned));
  update_actions (self, machines);
}

static void
restore_state (BstWindow *self)
{
  GSettings *settings = bst_settings_get ();
  g_autoptr (GPropertyAction) sidebar = NULL;
  g_autofree char *place = bst_inventory_get_setting (self->inventory, SETTING_PLACE);
  g_autofree char *query = bst_inventory_get_setting (self->inventory, SETTING_QUERY);
  int position = g_settings_get_int (settings, "details-position");

  g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  adw_flap_set_reveal_flap (self->flap, g_settings_get_boolean (settings, "sidebar-shown"));
  if (position == 0)
    position = (g_settings_get_int (settings, "window-height") - 90) / 2;
  gtk_paned_set_position (self->paned, position);

  sidebar = g_property_action_new ("show-sidebar", self->flap, "reveal-flap");
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (sidebar));

  if (place != NULL)
    bst_sidebar_choose (self->sidebar, place);
  if (query != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->search), query);
}

void
bst_window_close_now (BstWindow *self)
{
  g_return_if_fail (BST_IS_WINDOW (self));

  self->closing = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
close_now (GtkWindow *window)
{
  bst_window_close_now (BST_WINDOW (window));
}

static gboolean
bst_window_close_request (GtkWindow *window)
{
  BstWindow *self = BST_WINDOW (window);
  GSettings *settings = bst_settings_get ();

  if (!self->closing && bst_quit_dialog_ask (window, self->fleet, close_now))
    return GDK_EVENT_STOP;

  g_settings_set_int (settings, "details-position", gtk_paned_get_position (self->paned));
  /* A narrow window folds it away: that is not what its user wants of a wide one. */
  if (!adw_flap_get_folded (self->flap))
    g_settings_set_boolean (settings, "sidebar-shown", adw_flap_get_reveal_flap (self->flap));

  return GTK_WINDOW_CLASS (bst_window_parent_class)->close_request (window);
}

static void
bst_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (bst_window_parent_class)->realize (widget);

  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (widget)), "notify::state",
                           G_CALLBACK (on_surface_state), widget, G_CONNECT_SWAPPED);
}

static void
bst_window_dispose (GObject *object)
{
  BstWindow *self = BST_WINDOW (object);

  g_clear_object (&self->actions);
  g_clear_object (&self->notices);
  g_clear_object (&self->views);
  g_clear_object (&self->alerts);
  g_clear_object (&self->show_activity);
  g_clear_object (&self->machine_menu);

  G_OBJECT_CLASS (bst_window_parent_class)->dispose (object);
}

static void
bst_window_finalize (GObject *object)
{
  BstWindow *self = BST_WINDOW (object);

  g_clear_object (&self->fleet);
  g_clear_object (&self->inventory);

  G_OBJECT_CLASS (bst_window_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, BstWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, machine_buttons);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, start);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, pause);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, resume);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, shutdown);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, migrate);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, search_clamp);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, search);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, refresh);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, columns);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, condition);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, condition_label);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, sidebar_bin);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, content);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, paned);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, status_bin);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, machine_menu);
}

static void
bst_window_class_init (BstWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = bst_window_close_request;
  widget_class->realize = bst_window_realize;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/bastida/Bastida/bst-window.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search);
  gtk_widget_class_install_action (widget_class, "win.clear-search", NULL, clear_search);
  gtk_widget_class_install_action (widget_class, "win.edit", NULL, edit);
  gtk_widget_class_install_action (widget_class, "win.take-snapshot", NULL, take_snapshot);
  gtk_widget_class_install_action (widget_class, "win.console", NULL, console);
  gtk_widget_class_install_action (widget_class, "win.refresh", NULL, refresh);
  gtk_widget_class_install_action (widget_class, "win.show-condition", NULL, show_condition);
  gtk_widget_class_install_action (widget_class, "win.save-view", NULL, save_view);
  gtk_widget_class_install_action (widget_class, "win.remove-view", "s", remove_view);
  gtk_widget_class_install_action (widget_class, "win.show-error", "s", show_error);
  gtk_widget_class_install_action (widget_class, "win.force-off", "s", force_off);
  gtk_widget_class_install_action (widget_class, "win.show-place", "(xs)", show_place);
}

static void
bst_window_init (BstWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_ref (self->machine_menu);
  self->in_view = TRUE;

  self->show_activity = g_simple_action_new_stateful ("show-activity", G_VARIANT_TYPE_STRING,
                                                      g_variant_new_string (""));
  g_signal_connect_object (self->show_activity, "activate", G_CALLBACK (on_show_activity), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->show_activity, "change-state", G_CALLBACK (on_activity_state),
                           self, G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (self->show_activity));
}

static void
create_columns (GtkMenuButton *button, gpointer data)
{
  BstWindow *self = data;
  GtkWidget *popover = gtk_popover_new ();

  gtk_popover_set_child (GTK_POPOVER (popover),
                         bst_column_chooser_new (bst_machine_list_get_columns (self->list)));
  gtk_menu_button_set_create_popup_func (button, NULL, NULL, NULL);
  gtk_menu_button_set_popover (button, popover);
}

static void
create_parts (BstWindow *self)
{
  self->views = bst_saved_views_new (self->inventory);
  self->alerts = bst_alerts_new (self->inventory);
  self->actions = bst_machine_actions_new (GTK_APPLICATION_WINDOW (self), self->fleet);
  bst_host_actions_add (GTK_APPLICATION_WINDOW (self), self->fleet);
  bst_task_actions_add (GTK_APPLICATION_WINDOW (self), self->fleet);
  bst_migration_actions_add (GTK_APPLICATION_WINDOW (self), self->fleet);
  self->notices = bst_notices_new (GTK_WINDOW (self), self->toasts, self->inventory);

  self->sidebar = BST_SIDEBAR (bst_sidebar_new (self->inventory, self->views));
  adw_bin_set_child (self->sidebar_bin, GTK_WIDGET (self->sidebar));
  self->list = BST_MACHINE_LIST (bst_machine_list_new (self->inventory));
  bst_machine_list_set_menu (self->list, self->machine_menu);
  gtk_menu_button_set_create_popup_func (self->columns, create_columns, self, NULL);
  self->list_area = BST_LIST_AREA (bst_list_area_new (self->inventory, self->list));
  gtk_paned_set_start_child (self->paned, GTK_WIDGET (self->list_area));
  self->details = BST_DETAILS (bst_details_new (self->inventory, self->fleet));
  gtk_paned_set_end_child (self->paned, GTK_WIDGET (self->details));
  adw_bin_set_child (self->status_bin, bst_status_bar_new (self->inventory, self->alerts));
}

static void
join_parts (BstWindow *self)
{
  const struct
  {
    gpointer object;
    const char *signal;
    GCallback callback;
  } joints[] = {
    { self->search, "changed", G_CALLBACK (on_search_changed) },
    { self->search, "stop-search", G_CALLBACK (on_stop_search) },
    { self->sidebar, "place-changed", G_CALLBACK (on_place_changed) },
    { self->sidebar, "place-chosen", G_CALLBACK (show_chosen) },
    { self->list, "selection-changed", G_CALLBACK (update_details) },
    { self->list, "on-screen-changed", G_CALLBACK (on_on_screen_changed) },
    { self->list, "activated", G_CALLBACK (on_activated) },
    { self->actions, "changed", G_CALLBACK (on_actions_changed) },
    { self->fleet, "question", G_CALLBACK (on_question) },
    { self->inventory, "condition-changed", G_CALLBACK (on_condition_changed) },
    { bst_inventory_get_hosts (self->inventory), "items-changed", G_CALLBACK (on_hosts_changed) },
    { bst_settings_get (), "changed::tick", G_CALLBACK (update_tick) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (joints); i++)
    g_signal_connect_object (joints[i].object, joints[i].signal, joints[i].callback, self,
                             G_CONNECT_SWAPPED);
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self->list));
}

BstWindow *
bst_window_new (GtkApplication *application, BstFleet *fleet)
{
  BstWindow *self = g_object_new (BST_TYPE_WINDOW, "application", application, NULL);

  self->fleet = g_object_ref (fleet);
  self->inventory = g_object_ref (bst_fleet_get_inventory (fleet));
  create_parts (self);
  join_parts (self);
  restore_state (self);
  on_place_changed (self);
  on_search_changed (self);
  on_hosts_changed (self);
  on_condition_changed (self);
  update_tick (self);
  bst_console_opener_take_drops (GTK_WIDGET (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
  return self;
}

BstColumnSet *
bst_window_get_columns (BstWindow *self)
{
  g_return_val_if_fail (BST_IS_WINDOW (self), NULL);

  return bst_machine_list_get_columns (self->list);
}
