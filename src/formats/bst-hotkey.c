/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-hotkey.h"

#include <string.h>

#define LONGEST 128

/* In the order in which GTK writes them. */
static const struct
{
  const char *accelerator;
  const char *names[3]; /* the first is the one that is written */
} modifiers[] = {
  { "<Shift>", { "shift" } },
  { "<Control>", { "ctrl", "control", "cmd" } },
  { "<Alt>", { "alt", "meta" } },
  { "<Super>", { "super", "win", "windows" } },
};

/* Names that are not just the key's name in capitals or not. */
static const struct
{
  const char *name;
  const char *keyval;
} keys[] = {
  { "backspace", "BackSpace" },
  { "begin", "Begin" },
  { "break", "Break" },
  { "del", "Delete" },
  { "delete", "Delete" },
  { "down", "Down" },
  { "end", "End" },
  { "enter", "Return" },
  { "esc", "Escape" },
  { "escape", "Escape" },
  { "home", "Home" },
  { "ins", "Insert" },
  { "insert", "Insert" },
  { "left", "Left" },
  { "menu", "Menu" },
  { "minus", "minus" },
  { "pagedown", "Page_Down" },
  { "page_down", "Page_Down" },
  { "pageup", "Page_Up" },
  { "page_up", "Page_Up" },
  { "pause", "Pause" },
  { "pgdn", "Page_Down" },
  { "pgup", "Page_Up" },
  { "plus", "plus" },
  { "print", "Print" },
  { "printscreen", "Print" },
  { "return", "Return" },
  { "right", "Right" },
  { "scroll_lock", "Scroll_Lock" },
  { "space", "space" },
  { "tab", "Tab" },
  { "up", "Up" },
  { "kp_add", "KP_Add" },
  { "kp_subtract", "KP_Subtract" },
  { "kp_enter", "KP_Enter" },
  { "minus", "minus" },
  { "equal", "equal" },
};

/* "rctrl", "right-ctrl", "leftctrl" ... are ctrl. */
static const char *
without_side (const char *name)
{
  static const char *const sides[] = { "left-", "right-", "left", "right" };

  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      gsize length = strlen (sides[i]);

      if (strncmp (name, sides[i], length) == 0 && name[length] != '\0')
        return name + length;
    }

  return name;
}

static int
find_modifier (const char *name)
{
  const char *bare = without_side (name);

  for (gsize i = 0; i < G_N_ELEMENTS (modifiers); i++)
    {
      for (gsize n = 0; n < G_N_ELEMENTS (modifiers[i].names) && modifiers[i].names[n] != NULL; n++)
        {
          const char *known = modifiers[i].names[n];

          if (strcmp (bare, known) == 0 ||
              ((name[0] == 'l' || name[0] == 'r') && strcmp (name + 1, known) == 0))
            return (int)i;
        }
    }

  return -1;
}

/* NULL where no key has the name; in lower case. */
static char *
find_key (const char *name)
{
  guint64 number;

  if (name[0] == 'f' && g_ascii_string_to_unsigned (name + 1, 10, 1, 24, &number, NULL))
    return g_strdup_printf ("F%u", (guint)number);
  if (name[1] == '\0' && g_ascii_isalnum (name[0]))
    return g_strdup (name);
  if (strcmp (name, "-") == 0)
    return g_strdup ("minus");
  if (strcmp (name, "=") == 0)
    return g_strdup ("equal");
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (strcmp (name, keys[i].name) == 0)
        return g_strdup (keys[i].keyval);
    }

  return NULL;
}

static char *
write_accelerator (guint mask, const char *key)
{
  GString *result = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (modifiers); i++)
    {
      if (mask & (1u << i))
        g_string_append (result, modifiers[i].accelerator);
    }
  if (key != NULL)
    g_string_append (result, key);

  return g_string_free (result, FALSE);
}

char *
bst_hotkey_to_accelerator (const char *text)
{
  g_autofree char *lower = NULL;
  g_autofree char *key = NULL;
  g_auto (GStrv) parts = NULL;
  guint mask = 0;

  g_return_val_if_fail (text != NULL, NULL);

  if (strlen (text) > LONGEST)
    return NULL;

  lower = g_ascii_strdown (text, -1);
  parts = g_strsplit (lower, "+", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *part = g_strstrip (parts[i]);
      int modifier = find_modifier (part);

      /* One key, and it ends the text. */
      if (key != NULL || *part == '\0')
        return NULL;
      if (modifier >= 0)
        mask |= 1u << modifier;
      else if ((key = find_key (part)) == NULL)
        return NULL;
    }

  return mask != 0 || key != NULL ? write_accelerator (mask, key) : NULL;
}

char *
bst_hotkey_from_accelerator (const char *accelerator)
{
  g_autoptr (GString) result = g_string_new (NULL);
  g_autofree char *again = NULL;
  const char *rest = accelerator;

  g_return_val_if_fail (accelerator != NULL, NULL);

  while (*rest == '<')
    {
      gsize i = 0;

      while (i < G_N_ELEMENTS (modifiers) && !g_str_has_prefix (rest, modifiers[i].accelerator))
        i++;
      if (i == G_N_ELEMENTS (modifiers))
        return NULL;
      if (result->len > 0)
        g_string_append_c (result, '+');
      g_string_append (result, modifiers[i].names[0]);
      rest += strlen (modifiers[i].accelerator);
    }

  if (*rest != '\0')
    {
      g_autofree char *key = g_ascii_strdown (rest, -1);

      if (result->len > 0)
        g_string_append_c (result, '+');
      g_string_append (result, key);
    }

  /* Only what would be read again. */
  again = bst_hotkey_to_accelerator (result->str);
  return again != NULL ? g_strdup (result->str) : NULL;
}
