/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-macros.h"

#include "app/bst-scancode.h"
#include "app/bst-settings.h"

#define KEY "console-macros"

void
bst_macro_free (BstMacro *macro)
{
  g_free (macro->name);
  g_free (macro->keys);
  g_free (macro);
}

GPtrArray *
bst_macros_load (void)
{
  GPtrArray *macros = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_macro_free);
  g_autoptr (GVariant) value = g_settings_get_value (bst_settings_get (), KEY);
  GVariantIter iter;
  const char *name, *keys;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &keys))
    {
      BstMacro *macro = g_new0 (BstMacro, 1);

      macro->name = g_strdup (name);
      macro->keys = g_strdup (keys);
      g_ptr_array_add (macros, macro);
    }

  return macros;
}

void
bst_macros_save (GPtrArray *macros)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; i < macros->len; i++)
    {
      const BstMacro *macro = macros->pdata[i];

      g_variant_builder_add (&builder, "(ss)", macro->name, macro->keys);
    }
  g_settings_set_value (bst_settings_get (), KEY, g_variant_builder_end (&builder));
}

char *
bst_macros_find_unknown (const char *keys)
{
  g_auto (GStrv) chords = g_strsplit (keys, " ", -1);
  guint n = 0;

  for (guint i = 0; chords[i] != NULL; i++)
    {
      g_autoptr (GArray) chord = NULL;

      if (chords[i][0] == '\0')
        continue;
      chord = bst_scancode_parse_chord (chords[i]);
      if (chord == NULL)
        return g_strdup (chords[i]);
      n++;
    }

  return n > 0 ? NULL : g_strdup ("");
}
