/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-preferences.h"

#include "app/bst-column-chooser.h"
#include "app/bst-settings.h"

struct _BstPreferences
{
  AdwPreferencesWindow parent_instance;

  /* Of the template. */
  GtkSwitch *connect_at_start;
  GtkSpinButton *tick;
  GtkSwitch *confirm;
  AdwPreferencesGroup *columns;
};

G_DEFINE_FINAL_TYPE (BstPreferences, bst_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static void
bst_preferences_class_init (BstPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/bastida/Bastida/bst-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, BstPreferences, connect_at_start);
  gtk_widget_class_bind_template_child (widget_class, BstPreferences, tick);
  gtk_widget_class_bind_template_child (widget_class, BstPreferences, confirm);
  gtk_widget_class_bind_template_child (widget_class, BstPreferences, columns);
}

static void
bst_preferences_init (BstPreferences *self)
{
  GSettings *settings = bst_settings_get ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_settings_bind (settings, "connect-at-start", self->connect_at_start, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "tick", gtk_spin_button_get_adjustment (self->tick), "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "confirm", self->confirm, "active", G_SETTINGS_BIND_DEFAULT);
}

BstPreferences *
bst_preferences_new (BstWindow *parent)
{
  BstPreferences *self = g_object_new (BST_TYPE_PREFERENCES, "transient-for", parent, NULL);

  adw_preferences_group_add (self->columns,
                             bst_column_chooser_new (bst_window_get_columns (parent)));

  return self;
}
