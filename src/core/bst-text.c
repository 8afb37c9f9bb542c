/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-text.h"

char *
bst_text_fold (const char *text)
{
  return g_str_is_ascii (text) ? g_ascii_strdown (text, -1) : g_utf8_casefold (text, -1);
}

char *
bst_text_make_sort_key (const char *text)
{
  g_autofree char *folded = bst_text_fold (text);
  g_autofree char *key = g_utf8_collate_key_for_filename (folded, -1);

  /* GLib's has room for four more of it. */
  return g_strdup (key);
}

char *
bst_text_escape_label (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "_", -1);

  return g_strjoinv ("__", parts);
}
