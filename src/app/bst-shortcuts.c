/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-shortcuts.h"

#include "app/bst-release-keys.h"
#include "app/bst-settings.h"

static void
show_release_keys (GObject *shortcut)
{
  g_autofree char *accelerator = bst_release_keys_dup_accelerator ();

  g_object_set (shortcut, "accelerator", accelerator, NULL);
}

void
bst_shortcuts_show (GtkApplicationWindow *window)
{
  if (gtk_application_window_get_help_overlay (window) == NULL)
    {
      g_autoptr (GtkBuilder) builder =
          gtk_builder_new_from_resource ("/org/bastida/Bastida/bst-shortcuts.ui");
      GObject *release = gtk_builder_get_object (builder, "release");

      /* Which also finds the keys of the actions. */
      gtk_application_window_set_help_overlay (
          window, GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "shortcuts")));
      show_release_keys (release);
      g_signal_connect_object (bst_settings_get (), "changed::console-release-keys",
                               G_CALLBACK (show_release_keys), release, G_CONNECT_SWAPPED);
    }

  gtk_window_present (GTK_WINDOW (gtk_application_window_get_help_overlay (window)));
}
