/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-shortcuts.h"

#include "app/bst-console-keyboard.h"
#include "app/bst-settings.h"

/* As gtk/help-overlay.ui has it. */
#define RELEASE_ID "release"

static GtkWidget *
find_by_id (GtkWidget *widget, const char *id)
{
  if (GTK_IS_BUILDABLE (widget) &&
      g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), id) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_by_id (child, id);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
show_release_keys (GtkWidget *shortcut)
{
  g_autofree char *accelerator = bst_console_keyboard_dup_release_accelerator ();

  g_object_set (shortcut, "accelerator", accelerator, NULL);
}

void
bst_shortcuts_follow_settings (GtkApplicationWindow *window)
{
  GtkShortcutsWindow *overlay = gtk_application_window_get_help_overlay (window);
  GtkWidget *shortcut = overlay != NULL ? find_by_id (GTK_WIDGET (overlay), RELEASE_ID) : NULL;

  if (shortcut == NULL)
    return;
  show_release_keys (shortcut);
  g_signal_connect_object (bst_settings_get (), "changed::console-release-keys",
                           G_CALLBACK (show_release_keys), shortcut, G_CONNECT_SWAPPED);
}
