/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-clipboard-text.h"

#include <string.h>

GBytes *
bst_clipboard_text_to_crlf (GBytes *text)
{
  gsize length;
  const char *from = g_bytes_get_data (text, &length);
  GByteArray *to = g_byte_array_sized_new ((guint)MIN (length + length / 16, G_MAXUINT));
  gsize start = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (from[i] != '\n' || (i > 0 && from[i - 1] == '\r'))
        continue;
      g_byte_array_append (to, (const guint8 *)from + start, (guint)(i - start));
      g_byte_array_append (to, (const guint8 *)"\r", 1);
      start = i;
    }
  if (length > start)
    g_byte_array_append (to, (const guint8 *)from + start, (guint)(length - start));

  return g_byte_array_free_to_bytes (to);
}

static char *
drop_returns (const char *text, gsize *length)
{
  char *plain = g_malloc (*length + 1);
  gsize n = 0;

  for (gsize i = 0; i < *length; i++)
    {
      if (text[i] == '\r' && i + 1 < *length && text[i + 1] == '\n')
        continue;
      plain[n++] = text[i];
    }
  plain[n] = '\0';
  *length = n;

  return plain;
}

GBytes *
bst_clipboard_text_from_guest (GBytes *text, gboolean crlf)
{
  gsize length;
  const char *data = g_bytes_get_data (text, &length);
  g_autofree char *plain = NULL;
  char *valid;

  while (length > 0 && data[length - 1] == '\0')
    length--;
  if (length == 0)
    return g_bytes_new (NULL, 0);

  if (crlf)
    data = plain = drop_returns (data, &length);
  if (g_utf8_validate_len (data, length, NULL))
    return g_bytes_new (data, length);

  valid = g_utf8_make_valid (data, (gssize)length);

  return g_bytes_new_take (valid, strlen (valid));
}
