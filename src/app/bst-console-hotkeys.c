/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-hotkeys.h"

#include "app/bst-release-keys.h"
#include "app/bst-scancode.h"

#define RIGHT 0x100
#define RIGHT_SHIFT 0x36
#define RIGHT_META 0x15c

typedef struct
{
  guint keyval; /* lower case; 0: the modifiers alone */
  GdkModifierType modifiers;
} Hotkey;

struct _BstConsoleHotkeys
{
  GHashTable *hotkeys; /* action → Hotkey */
};

/* (transfer full) (nullable): NULL: that is no accelerator. */
static Hotkey *
parse (const char *accelerator)
{
  Hotkey hotkey = { 0 };

  if (accelerator == NULL ||
      !gtk_accelerator_parse (accelerator, &hotkey.keyval, &hotkey.modifiers) ||
      (hotkey.keyval == 0 && hotkey.modifiers == 0))
    return NULL;

  hotkey.keyval = gdk_keyval_to_lower (hotkey.keyval);
  return g_memdup2 (&hotkey, sizeof hotkey);
}

void
bst_console_hotkeys_set (BstConsoleHotkeys *self, const char *action, const char *accelerator)
{
  Hotkey *hotkey = parse (accelerator);

  if (hotkey != NULL)
    g_hash_table_insert (self->hotkeys, g_strdup (action), hotkey);
  else
    g_hash_table_remove (self->hotkeys, action);
}

/* GTK has no words for modifiers alone. */
static char *
describe_modifiers (GdkModifierType modifiers)
{
  static const struct
  {
    GdkModifierType modifier;
    const char *name;
  } names[] = {
    { GDK_CONTROL_MASK, "ctrl" },
    { GDK_SHIFT_MASK, "shift" },
    { GDK_ALT_MASK, "alt" },
    { GDK_SUPER_MASK, "super" },
  };
  g_autoptr (GString) keys = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if ((modifiers & names[i].modifier) != 0)
        g_string_append_printf (keys, "%s%s", keys->len > 0 ? "+" : "", names[i].name);
    }

  return bst_release_keys_describe (keys->str);
}

char *
bst_console_hotkeys_describe (const char *accelerator)
{
  g_autofree Hotkey *hotkey = parse (accelerator);

  if (hotkey == NULL)
    return NULL;
  return hotkey->keyval != 0 ? gtk_accelerator_get_label (hotkey->keyval, hotkey->modifiers)
                             : describe_modifiers (hotkey->modifiers);
}

static const char *
find (BstConsoleHotkeys *self, guint keyval, GdkModifierType modifiers)
{
  GHashTableIter iter;
  gpointer action, value;

  g_hash_table_iter_init (&iter, self->hotkeys);
  while (g_hash_table_iter_next (&iter, &action, &value))
    {
      const Hotkey *hotkey = value;

      if (hotkey->keyval == keyval && hotkey->modifiers == modifiers)
        return action;
    }

  return NULL;
}

const char *
bst_console_hotkeys_find (BstConsoleHotkeys *self, guint keyval, GdkModifierType state)
{
  return find (self, gdk_keyval_to_lower (keyval), state & gtk_accelerator_get_default_mod_mask ());
}

/* 0: it is none. */
static GdkModifierType
get_modifier (guint scancode)
{
  switch (scancode)
    {
    case BST_SCANCODE_CTRL:
    case BST_SCANCODE_CTRL | RIGHT:
      return GDK_CONTROL_MASK;
    case BST_SCANCODE_SHIFT:
    case RIGHT_SHIFT:
      return GDK_SHIFT_MASK;
    case BST_SCANCODE_ALT:
      return GDK_ALT_MASK;
    case BST_SCANCODE_META:
    case RIGHT_META:
      return GDK_SUPER_MASK;
    default:
      return 0;
    }
}

const char *
bst_console_hotkeys_find_chord (BstConsoleHotkeys *self, GArray *scancodes)
{
  GdkModifierType modifiers = 0;

  for (guint i = 0; i < scancodes->len; i++)
    {
      GdkModifierType modifier = get_modifier (g_array_index (scancodes, guint, i));

      if (modifier == 0)
        return NULL;
      modifiers |= modifier;
    }

  return modifiers != 0 ? find (self, 0, modifiers) : NULL;
}

void
bst_console_hotkeys_free (BstConsoleHotkeys *self)
{
  g_hash_table_unref (self->hotkeys);
  g_free (self);
}

BstConsoleHotkeys *
bst_console_hotkeys_new (void)
{
  BstConsoleHotkeys *self = g_new0 (BstConsoleHotkeys, 1);

  self->hotkeys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}
