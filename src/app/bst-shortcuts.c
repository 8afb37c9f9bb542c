/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-shortcuts.h"

void
bst_shortcuts_show (GtkApplicationWindow *window)
{
  if (gtk_application_window_get_help_overlay (window) == NULL)
    {
      g_autoptr (GtkBuilder) builder =
          gtk_builder_new_from_resource ("/org/bastida/Bastida/bst-shortcuts.ui");

      /* Which also finds the keys of the actions. */
      gtk_application_window_set_help_overlay (
          window, GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "shortcuts")));
    }

  gtk_window_present (GTK_WINDOW (gtk_application_window_get_help_overlay (window)));
}
