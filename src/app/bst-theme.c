/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-theme.h"

#include <gtk/gtk.h>

/* Of libadwaita. Where there is none of the name, GTK takes its own. */
#define EMPTY_THEME "Adwaita-empty"

static gboolean spared;

void
bst_theme_spare (void)
{
  /* The one thing that GTK asks before it has settings. */
  if (!gtk_is_initialized () && g_getenv ("GTK_THEME") == NULL)
    spared = g_setenv ("GTK_THEME", EMPTY_THEME, FALSE);
}

void
bst_theme_init_gtk (void)
{
  gtk_init ();
  /* They read the theme when they are made. */
  gtk_settings_get_default ();

  /* libadwaita keeps its style to itself where somebody asks for a theme, and programs that this one
   * starts would take it for theirs. */
  if (spared)
    g_unsetenv ("GTK_THEME");
  spared = FALSE;
}
