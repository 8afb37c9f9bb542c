/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-file-list.h"

#include <string.h>

#define MOST_PATHS 4096

GBytes *
bst_file_list_join (const char *const *paths)
{
  GByteArray *list = g_byte_array_new ();

  g_byte_array_append (list, (const guint8 *)"copy", sizeof "copy");
  for (guint i = 0; paths[i] != NULL; i++)
    g_byte_array_append (list, (const guint8 *)paths[i], (guint)strlen (paths[i]) + 1);

  return g_byte_array_free_to_bytes (list);
}

char **
bst_file_list_split (GBytes *list)
{
  gsize length;
  const char *data = g_bytes_get_data (list, &length);
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  gboolean first = TRUE;
  guint n = 0;

  while (length > 0)
    {
      const gsize part = strnlen (data, length);

      if (part == length)
        return NULL;
      if (first && strcmp (data, "copy") != 0 && strcmp (data, "cut") != 0)
        return NULL;
      if (!first && (part == 0 || data[0] != '/' || ++n > MOST_PATHS))
        return NULL;
      if (!first)
        g_strv_builder_add (paths, data);
      first = FALSE;
      data += part + 1;
      length -= part + 1;
    }

  return first ? NULL : g_strv_builder_end (paths);
}
