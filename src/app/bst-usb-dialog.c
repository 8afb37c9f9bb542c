/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-usb-dialog.h"

#include <glib/gi18n.h>

#include "app/bst-error-dialog.h"
#include "app/bst-settings.h"
#include "app/bst-usb-rule-list.h"

struct _BstUsbDialog
{
  AdwWindow parent_instance;

  BstConsole *console;
  GtkWidget *devices; /* the list */
  GtkWidget *none;    /* a row that says why there is none */
  GtkWidget *automatic;
  GtkWidget *filter; /* an entry with the rules as text, and the list of the same, as is the next */
  GtkWidget *on_connect;
};

G_DEFINE_FINAL_TYPE (BstUsbDialog, bst_usb_dialog, ADW_TYPE_WINDOW)

/* --- Devices --- */

static void
update_row (BstConsoleUsbDevice *device, GParamSpec *pspec, GtkWidget *row)
{
  GtkWidget *on = g_object_get_data (G_OBJECT (row), "switch");
  gboolean attached = bst_console_usb_device_is_attached (device);
  const char *obstacle = bst_console_usb_device_get_obstacle (device);
  const char *subtitle = obstacle;

  if (bst_console_usb_device_is_busy (device))
    subtitle = attached ? _ ("Coming back…") : _ ("On its way to the machine…");
  else if (obstacle == NULL)
    subtitle = bst_console_usb_device_get_id (device);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 bst_console_usb_device_get_name (device));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  g_object_set_data (G_OBJECT (row), "told", GINT_TO_POINTER (attached));
  /* The switch shows what was asked for, its state what is so. */
  gtk_switch_set_state (GTK_SWITCH (on), attached);
  if (!bst_console_usb_device_is_busy (device))
    gtk_switch_set_active (GTK_SWITCH (on), attached);
  gtk_widget_set_sensitive (on, !bst_console_usb_device_is_busy (device) &&
                                    (attached || obstacle == NULL));
}

static void
on_attached (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) row = data;
  g_autoptr (GError) error = NULL;
  BstConsoleUsbDevice *device = g_object_get_data (G_OBJECT (row), "device");

  if (!bst_console_attach_usb_finish (BST_CONSOLE (source), result, &error) &&
      gtk_widget_get_root (row) != NULL)
    bst_error_dialog_show (row, bst_console_usb_device_get_name (device), error);
  update_row (device, NULL, row);
}

static gboolean
on_switched (GtkSwitch *on, gboolean wanted, GtkWidget *row)
{
  BstConsoleUsbDevice *device = g_object_get_data (G_OBJECT (row), "device");
  GtkWidget *dialog = gtk_widget_get_ancestor (row, BST_TYPE_USB_DIALOG);

  if (wanted != bst_console_usb_device_is_attached (device) && dialog != NULL &&
      !bst_console_usb_device_is_busy (device))
    bst_console_attach_usb_async (BST_USB_DIALOG (dialog)->console, device, wanted, NULL,
                                  on_attached, g_object_ref (row));
  return TRUE;
}

static GtkWidget *
create_row (gpointer item, gpointer data)
{
  BstConsoleUsbDevice *device = item;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *on = gtk_switch_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  gtk_widget_set_valign (on, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), on);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), on);
  g_object_set_data (G_OBJECT (row), "switch", on);
  g_object_set_data_full (G_OBJECT (row), "device", g_object_ref (device), g_object_unref);
  gtk_accessible_update_property (GTK_ACCESSIBLE (on), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  bst_console_usb_device_get_name (device), -1);
  g_signal_connect_object (device, "notify", G_CALLBACK (update_row), row, 0);
  update_row (device, NULL, row);
  g_signal_connect (on, "state-set", G_CALLBACK (on_switched), row);

  return row;
}

/* (nullable): why no device can be handed over at all. */
static const char *
get_obstacle (BstUsbDialog *self)
{
  const char *why = bst_console_get_usb_obstacle (self->console);
  const BstConsoleState state = bst_console_get_state (self->console);

  if (why != NULL)
    return why;
  if ((state == BST_CONSOLE_STATE_CONNECTED || state == BST_CONSOLE_STATE_MIGRATING) &&
      (bst_console_get_abilities (self->console) & BST_CONSOLE_CAN_USB) == 0)
    return _ ("The machine takes none: its definition has no USB redirection (a <redirdev>).");
  return NULL;
}

static void
on_devices (BstUsbDialog *self)
{
  const char *why = get_obstacle (self);
  guint n = g_list_model_get_n_items (bst_console_get_usb_devices (self->console));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->none),
                                 why != NULL ? _ ("Not Possible") : _ ("No Device"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->none),
                               why != NULL ? why : _ ("Plug one in to see it here."));
  gtk_widget_set_visible (self->none, n == 0);
  gtk_widget_set_visible (self->devices, n > 0);
}

/* --- Rules --- */

static char *
dup_rules (const char *key)
{
  g_autofree char *text = g_settings_get_string (bst_settings_get (), key);

  return text[0] != '\0' ? g_steal_pointer (&text) : NULL;
}

void
bst_usb_dialog_apply_rules (BstConsole *console)
{
  g_autofree char *filter = dup_rules ("console-usb-filter");
  g_autofree char *on_connect = dup_rules ("console-usb-on-connect");
  gboolean automatic = g_settings_get_boolean (bst_settings_get (), "console-usb-automatic");

  bst_console_set_usb_rules (console, automatic, filter, on_connect, NULL);
}

static const char *
get_rules (GtkWidget *entry)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));

  return text[0] != '\0' ? text : NULL;
}

/* Kept only where the console understands them. */
static void
on_rules (BstUsbDialog *self)
{
  GSettings *settings = bst_settings_get ();
  gboolean automatic = gtk_switch_get_active (GTK_SWITCH (self->automatic));
  const char *filter = get_rules (self->filter);
  const char *on_connect = get_rules (self->on_connect);
  g_autoptr (GError) error = NULL;

  if (!bst_console_set_usb_rules (self->console, automatic, filter, on_connect, &error))
    {
      bst_error_dialog_show (GTK_WIDGET (self), _ ("USB Rules"), error);
      return;
    }
  g_settings_set_boolean (settings, "console-usb-automatic", automatic);
  g_settings_set_string (settings, "console-usb-filter", filter != NULL ? filter : "");
  g_settings_set_string (settings, "console-usb-on-connect", on_connect != NULL ? on_connect : "");
  bst_usb_rule_list_set_rules (g_object_get_data (G_OBJECT (self->filter), "list"), filter);
  bst_usb_rule_list_set_rules (g_object_get_data (G_OBJECT (self->on_connect), "list"), on_connect);
}

static void
on_list (BstUsbDialog *self, BstUsbRuleList *list)
{
  g_autofree char *text = bst_usb_rule_list_dup_rules (list);
  GtkWidget *entry = g_object_get_data (G_OBJECT (list), "entry");

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  on_rules (self);
}

/* A group with the rules, as a list and as text. */
static GtkWidget *
create_rules (BstUsbDialog *self,
              GtkWidget *page,
              const char *title,
              const char *why,
              const char *key)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *list = bst_usb_rule_list_new (title);
  GtkWidget *row = adw_entry_row_new ();
  GtkWidget *more = adw_expander_row_new ();
  GtkWidget *below = gtk_list_box_new ();
  g_autofree char *text = g_settings_get_string (bst_settings_get (), key);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), why);
  bst_usb_rule_list_set_rules (BST_USB_RULE_LIST (list), text);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), list);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (more), _ ("As Text"));
  adw_expander_row_set_subtitle (
      ADW_EXPANDER_ROW (more),
      _ ("Class, vendor, product, version, 1 or 0; -1 for any; “|” between two"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Rules"));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (more), row);
  /* A group has its rows above all else. */
  gtk_list_box_append (GTK_LIST_BOX (below), more);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (below), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (below, "boxed-list");
  gtk_widget_set_margin_top (below, 12);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), below);
  g_object_set_data (G_OBJECT (row), "list", list);
  g_object_set_data (G_OBJECT (list), "entry", row);
  g_signal_connect_object (row, "apply", G_CALLBACK (on_rules), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "changed", G_CALLBACK (on_list), self, G_CONNECT_SWAPPED);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));

  return row;
}

static void
build_rules (BstUsbDialog *self, GtkWidget *page)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Hand Over What Is Plugged In"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("While a console has the focus"));
  self->automatic = gtk_switch_new ();
  gtk_widget_set_valign (self->automatic, GTK_ALIGN_CENTER);
  gtk_switch_set_active (GTK_SWITCH (self->automatic),
                         g_settings_get_boolean (bst_settings_get (), "console-usb-automatic"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->automatic);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), self->automatic);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  self->filter = create_rules (self, page, _ ("When Plugged In"),
                               _ ("The first rule that fits a device counts. Without a rule, all "
                                  "but keyboards and mice are handed over."),
                               "console-usb-filter");
  self->on_connect = create_rules (self, page, _ ("When the Console Connects"),
                                   _ ("Of the devices that are plugged in then. Without a rule, "
                                      "none is handed over."),
                                   "console-usb-on-connect");
  g_signal_connect_object (self->automatic, "notify::active", G_CALLBACK (on_rules), self,
                           G_CONNECT_SWAPPED);
}

static void
build_devices (BstUsbDialog *self, GtkWidget *page)
{
  GtkWidget *group = adw_preferences_group_new ();
  GListModel *devices = bst_console_get_usb_devices (self->console);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Devices"));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group), _ ("What is handed to the machine is gone here meanwhile."));
  self->none = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->none), FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->none);
  self->devices = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->devices), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->devices, "boxed-list");
  gtk_list_box_bind_model (GTK_LIST_BOX (self->devices), devices, create_row, self, NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->devices);
  g_signal_connect_object (devices, "items-changed", G_CALLBACK (on_devices), self,
                           G_CONNECT_SWAPPED);
  /* Why there is none depends on these. */
  g_signal_connect_object (self->console, "state-changed", G_CALLBACK (on_devices), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->console, "notify::abilities", G_CALLBACK (on_devices), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
}

static void
bst_usb_dialog_dispose (GObject *object)
{
  g_clear_object (&BST_USB_DIALOG (object)->console);

  G_OBJECT_CLASS (bst_usb_dialog_parent_class)->dispose (object);
}

static void
bst_usb_dialog_class_init (BstUsbDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_usb_dialog_dispose;

  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static void
bst_usb_dialog_init (BstUsbDialog *self)
{
  gtk_window_set_title (GTK_WINDOW (self), _ ("USB Devices"));
  gtk_window_set_default_size (GTK_WINDOW (self), 520, 520);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
}

GtkWindow *
bst_usb_dialog_new (GtkWindow *parent, BstConsole *console)
{
  BstUsbDialog *self = g_object_new (BST_TYPE_USB_DIALOG, "transient-for", parent, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *page = adw_preferences_page_new ();

  self->console = g_object_ref (console);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  build_devices (self, page);
  build_rules (self, page);
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), page);
  adw_window_set_content (ADW_WINDOW (self), box);
  on_devices (self);

  return GTK_WINDOW (self);
}
