/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-preferences.h"

#include "app/bst-column-chooser.h"
#include "app/bst-release-keys.h"
#include "app/bst-settings.h"
#include "app/bst-spin.h"

struct _BstPreferences
{
  AdwPreferencesWindow parent_instance;

  /* Of the template. */
  GtkSwitch *connect_at_start;
  GtkSpinButton *tick;
  GtkSwitch *confirm;
  AdwPreferencesGroup *columns;
  AdwComboRow *release_keys;
  GtkStringList *release_names;
  GtkSwitch *console_grab;
  GtkSwitch *clipboard_to_guest;
  GtkSwitch *clipboard_from_guest;
  GtkSwitch *console_sound;
  GtkSwitch *console_direct;
  GtkSwitch *console_sharp;
  GtkSwitch *console_figures;
};

G_DEFINE_FINAL_TYPE (BstPreferences, bst_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* Those that few programs and no guest need for themselves; others by the settings alone. */
static const char *const release_keys[] = { "ctrl+alt", "rctrl", "ctrl+alt+g", "shift+f12" };

static void
on_release_keys (BstPreferences *self)
{
  guint i = adw_combo_row_get_selected (self->release_keys);

  if (i < G_N_ELEMENTS (release_keys))
    g_settings_set_string (bst_settings_get (), "console-release-keys", release_keys[i]);
}

static void
fill_release_keys (BstPreferences *self)
{
  g_autofree char *now = g_settings_get_string (bst_settings_get (), "console-release-keys");
  guint selected = G_N_ELEMENTS (release_keys);

  for (guint i = 0; i < G_N_ELEMENTS (release_keys); i++)
    {
      g_autofree char *label = bst_release_keys_describe (release_keys[i]);

      gtk_string_list_append (self->release_names, label);
      if (g_str_equal (release_keys[i], now))
        selected = i;
    }
  if (selected == G_N_ELEMENTS (release_keys))
    {
      g_autofree char *label = bst_release_keys_describe (now);

      gtk_string_list_append (self->release_names, label);
    }
  adw_combo_row_set_selected (self->release_keys, selected);
  g_signal_connect_object (self->release_keys, "notify::selected", G_CALLBACK (on_release_keys),
                           self, G_CONNECT_SWAPPED);
}

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
  gtk_widget_class_bind_template_child (widget_class, BstPreferences, release_keys);
  gtk_widget_class_bind_template_child (widget_class, BstPreferences, release_names);
  gtk_widget_class_bind_template_child (widget_class, BstPreferences, console_grab);
  gtk_widget_class_bind_template_child (widget_class, BstPreferences, clipboard_to_guest);
  gtk_widget_class_bind_template_child (widget_class, BstPreferences, clipboard_from_guest);
  gtk_widget_class_bind_template_child (widget_class, BstPreferences, console_sound);
  gtk_widget_class_bind_template_child (widget_class, BstPreferences, console_direct);
  gtk_widget_class_bind_template_child (widget_class, BstPreferences, console_sharp);
  gtk_widget_class_bind_template_child (widget_class, BstPreferences, console_figures);
}

static void
bst_preferences_init (BstPreferences *self)
{
  GSettings *settings = bst_settings_get ();
  const struct
  {
    const char *key;
    GtkSwitch **widget;
  } switches[] = {
    { "console-grab", &self->console_grab },
    { "console-clipboard-to-guest", &self->clipboard_to_guest },
    { "console-clipboard-from-guest", &self->clipboard_from_guest },
    { "console-sound", &self->console_sound },
    { "console-direct", &self->console_direct },
    { "console-sharp", &self->console_sharp },
    { "console-figures", &self->console_figures },
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  g_settings_bind (settings, "connect-at-start", self->connect_at_start, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "tick", gtk_spin_button_get_adjustment (self->tick), "value",
                   G_SETTINGS_BIND_DEFAULT);
  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++)
    g_settings_bind (settings, switches[i].key, *switches[i].widget, "active",
                     G_SETTINGS_BIND_DEFAULT);
  bst_spin_ignore_wheel (GTK_WIDGET (self->tick));
  fill_release_keys (self);
  g_settings_bind (settings, "confirm", self->confirm, "active", G_SETTINGS_BIND_DEFAULT);
}

BstPreferences *
bst_preferences_new (GtkWindow *parent, BstWindow *main)
{
  BstPreferences *self = g_object_new (BST_TYPE_PREFERENCES, "transient-for", parent, NULL);

  gtk_widget_set_visible (GTK_WIDGET (self->columns), main != NULL);
  if (main != NULL)
    adw_preferences_group_add (self->columns,
                               bst_column_chooser_new (bst_window_get_columns (main)));

  return self;
}
