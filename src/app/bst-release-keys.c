/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-release-keys.h"

#include <glib/gi18n.h>

#include "app/bst-scancode.h"
#include "app/bst-settings.h"

/* (transfer full): of a chord. */
static char *
dup_keys (void)
{
  g_autofree char *keys = g_settings_get_string (bst_settings_get (), "console-release-keys");
  g_autoptr (GArray) chord = bst_scancode_parse_chord (keys);

  return chord != NULL ? g_steal_pointer (&keys) : g_strdup ("ctrl+alt");
}

GArray *
bst_release_keys_get (void)
{
  g_autofree char *keys = dup_keys ();

  return bst_scancode_parse_chord (keys);
}

static char *
dup_key_label (const char *name)
{
  if (g_ascii_strcasecmp (name, "rctrl") == 0)
    return g_strdup (_ ("Right Ctrl"));
  if (name[0] != '\0')
    return g_strdup_printf ("%c%s", g_ascii_toupper (name[0]), name + 1);
  return g_strdup (name);
}

char *
bst_release_keys_describe (const char *keys)
{
  g_auto (GStrv) names = g_strsplit (keys, "+", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      char *label = dup_key_label (g_strstrip (names[i]));

      g_free (names[i]);
      names[i] = label;
    }

  return g_strjoinv ("+", names);
}

char *
bst_release_keys_dup_label (void)
{
  g_autofree char *keys = dup_keys ();

  return bst_release_keys_describe (keys);
}

char *
bst_release_keys_dup_accelerator (void)
{
  g_autofree char *keys = dup_keys ();
  g_auto (GStrv) names = g_strsplit (keys, "+", -1);
  GString *accelerator = g_string_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *name = g_ascii_strdown (g_strstrip (names[i]), -1);
      static const char *const modifiers[][2] = {
        { "ctrl", "Control_L" }, { "control", "Control_L" }, { "rctrl", "Control_R" },
        { "alt", "Alt_L" },      { "shift", "Shift_L" },     { "rshift", "Shift_R" },
        { "super", "Super_L" },  { "meta", "Super_L" },      { "altgr", "ISO_Level3_Shift" },
      };
      const char *key = NULL;

      for (gsize m = 0; m < G_N_ELEMENTS (modifiers); m++)
        {
          if (g_str_equal (name, modifiers[m][0]))
            key = modifiers[m][1];
        }
      if (names[i + 1] != NULL)
        g_string_append_printf (accelerator, "<%s>", name[0] == 'r' ? name + 1 : name);
      else if (key != NULL)
        g_string_append (accelerator, key);
      else
        g_string_append_printf (accelerator, "%c%s",
                                name[1] != '\0' ? g_ascii_toupper (name[0]) : name[0], name + 1);
    }

  return g_string_free (accelerator, FALSE);
}
