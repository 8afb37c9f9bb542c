/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-settings.h"

#include <stdlib.h>

/* The build folder is looked in first: a program that is not installed has its own schema. */
static GSettingsSchema *
find_schema (void)
{
  GSettingsSchemaSource *fallback = g_settings_schema_source_get_default ();
  const char *build = g_getenv ("BASTIDA_UNINSTALLED");
  g_autoptr (GSettingsSchemaSource) source = NULL;

  if (build != NULL)
    {
      g_autofree char *folder = g_build_filename (build, "data", NULL);

      source = g_settings_schema_source_new_from_directory (folder, fallback, TRUE, NULL);
    }

  if (source != NULL)
    return g_settings_schema_source_lookup (source, APPLICATION_ID, TRUE);
  return fallback != NULL ? g_settings_schema_source_lookup (fallback, APPLICATION_ID, TRUE) : NULL;
}

GSettings *
bst_settings_get (void)
{
  static GSettings *settings;

  if (settings == NULL)
    {
      g_autoptr (GSettingsSchema) schema = find_schema ();

      if (schema == NULL)
        {
          g_printerr ("bastida: the settings schema “%s” is not installed\n", APPLICATION_ID);
          exit (EXIT_FAILURE);
        }
      settings = g_settings_new_full (schema, NULL, NULL);
    }

  return settings;
}

void
bst_settings_apply (BstConsole *console)
{
  GSettings *settings = bst_settings_get ();

  bst_console_set_clipboard_to_guest (
      console, g_settings_get_boolean (settings, "console-clipboard-to-guest"));
  bst_console_set_clipboard_from_guest (
      console, g_settings_get_boolean (settings, "console-clipboard-from-guest"));
  bst_console_set_audio (console, g_settings_get_boolean (settings, "console-sound"));
}
