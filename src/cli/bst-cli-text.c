/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli-text.h"

/* Marks that turn the direction of what follows: a terminal would show another name. */
static gboolean
turns_direction (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
}

char *
bst_cli_escape (const char *text)
{
  GString *escaped = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\n')
        g_string_append (escaped, "\\n");
      else if (c == '\t')
        g_string_append (escaped, "\\t");
      else if (g_unichar_iscntrl (c) || turns_direction (c))
        g_string_append_printf (escaped, "\\u%04x", c);
      else
        g_string_append_unichar (escaped, c);
    }

  return g_string_free (escaped, FALSE);
}

char *
bst_cli_iso_time (gint64 time)
{
  g_autoptr (GDateTime) utc = NULL;

  if (time == 0)
    return NULL;

  utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  return utc != NULL ? g_date_time_format_iso8601 (utc) : NULL;
}

char *
bst_cli_local_time (gint64 time)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);

  return local != NULL ? g_date_time_format (local, "%F %T") : g_strdup ("");
}

char *
bst_cli_duration (gint64 seconds)
{
  if (seconds >= 24 * 3600)
    return g_strdup_printf (
        "%" G_GINT64_FORMAT "d %" G_GINT64_FORMAT "h", seconds / 86400, seconds / 3600 % 24);
  if (seconds >= 3600)
    return g_strdup_printf (
        "%" G_GINT64_FORMAT "h %" G_GINT64_FORMAT "m", seconds / 3600, seconds / 60 % 60);
  if (seconds >= 60)
    return g_strdup_printf ("%" G_GINT64_FORMAT "m", seconds / 60);

  return g_strdup_printf ("%" G_GINT64_FORMAT "s", MAX (seconds, 0));
}

char *
bst_cli_kib (guint64 kib)
{
  return g_format_size_full (kib * 1024, G_FORMAT_SIZE_IEC_UNITS);
}
