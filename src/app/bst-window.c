/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-window.h"

#include "app/bst-details.h"
#include "app/bst-machine-list.h"
#include "app/bst-settings.h"
#include "app/bst-sidebar.h"
#include "app/bst-status-bar.h"

struct _BstWindow
{
  AdwApplicationWindow parent_instance;

  /* Of the template. */
  AdwFlap *flap;
  AdwBin *sidebar_bin;
  AdwBin *status_bin;
  GtkPaned *paned;
  GtkSearchEntry *search;

  BstSidebar *sidebar;
  BstMachineList *list;
  BstDetails *details;
};

G_DEFINE_FINAL_TYPE (BstWindow, bst_window, ADW_TYPE_APPLICATION_WINDOW)

static void
on_search_changed (BstWindow *self)
{
  bst_machine_list_set_query (self->list, gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

/* With nothing selected, a host that the sidebar shows is what the details are about. */
static void
update_details (BstWindow *self)
{
  g_autoptr (GPtrArray) machines = bst_machine_list_get_selected (self->list);
  BstHost *host = bst_sidebar_get_host (self->sidebar);

  if (machines->len == 0 && host != NULL)
    bst_details_set_host (self->details, host);
  else
    bst_details_set_machines (self->details, machines);
}

static void
on_scope_changed (BstWindow *self)
{
  bst_machine_list_set_scope (self->list, bst_sidebar_get_host (self->sidebar),
                              bst_sidebar_get_tag (self->sidebar),
                              bst_sidebar_get_group (self->sidebar));
  update_details (self);
}

static void
search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (BST_WINDOW (widget)->search));
}

static void
restore_state (BstWindow *self)
{
  GSettings *settings = bst_settings_get ();
  g_autoptr (GAction) sidebar = NULL;

  g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "sidebar-shown", self->flap, "reveal-flap", G_SETTINGS_BIND_DEFAULT);

  sidebar = G_ACTION (g_property_action_new ("show-sidebar", self->flap, "reveal-flap"));
  g_action_map_add_action (G_ACTION_MAP (self), sidebar);
}

static void
bst_window_class_init (BstWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/bastida/Bastida/bst-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BstWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, sidebar_bin);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, status_bin);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, paned);
  gtk_widget_class_bind_template_child (widget_class, BstWindow, search);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search);
}

static void
bst_window_init (BstWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self));
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (on_search_changed), self,
                           G_CONNECT_SWAPPED);
  restore_state (self);
}

BstWindow *
bst_window_new (BstApplication *application)
{
  BstInventory *inventory = bst_application_get_inventory (application);
  BstWindow *self = g_object_new (BST_TYPE_WINDOW, "application", application, NULL);

  self->sidebar = BST_SIDEBAR (bst_sidebar_new (inventory));
  adw_bin_set_child (self->sidebar_bin, GTK_WIDGET (self->sidebar));
  self->list = BST_MACHINE_LIST (bst_machine_list_new (inventory));
  gtk_paned_set_start_child (self->paned, GTK_WIDGET (self->list));
  self->details = BST_DETAILS (bst_details_new (inventory, NULL));
  gtk_paned_set_end_child (self->paned, GTK_WIDGET (self->details));
  adw_bin_set_child (self->status_bin, bst_status_bar_new (inventory));

  g_signal_connect_object (self->sidebar, "scope-changed", G_CALLBACK (on_scope_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "selection-changed", G_CALLBACK (update_details), self,
                           G_CONNECT_SWAPPED);
  on_scope_changed (self);
  return self;
}
