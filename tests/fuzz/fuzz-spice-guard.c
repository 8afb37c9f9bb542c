/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands between a SPICE server and the library, and what is made of a guest's clipboards and
 * cursors. The first byte says which. */

#include <glib.h>
#include <string.h>

#include "console/bst-clipboard-text.h"
#include "console/bst-console-cursor.h"
#include "console/bst-file-list.h"
#include "console/bst-spice-guard.h"
#include "fuzz.h"

const char *const fuzz_seeds[] = {
  "gREDQ\x02\x01\x01\x01\x02\x01\x01\x01\xba\x01\x01\x01",
  "tone\r\ntwo\n\nthree\r\n",
  "tcaf\xc3\xa9 \xff\xfe\n",
  "fcopy",
  "c\x20\x20\x04\x04 0123456789abcdef",
  NULL,
};
const char *const fuzz_seed_files[] = { NULL };

/* However the bytes are cut, the answer is the same. */
static void
fuzz_guard (const guint8 *data, gsize size)
{
  g_autoptr (BstSpiceGuard) whole = bst_spice_guard_new ();
  g_autoptr (BstSpiceGuard) parts = bst_spice_guard_new ();
  guint8 hello[21] = { 0 };
  gboolean good = TRUE;

  hello[20] = size > 0 ? data[0] % 8 : 0;
  bst_spice_guard_learn (whole, hello, sizeof hello);
  for (gsize i = 0; i < sizeof hello; i++)
    bst_spice_guard_learn (parts, hello + i, 1);
  for (gsize i = 0; i < size && good; i++)
    good = bst_spice_guard_check (parts, data + i, 1);
  g_assert_true (bst_spice_guard_check (whole, data, size) == good);
}

static void
fuzz_text (GBytes *bytes)
{
  g_autoptr (GBytes) plain = bst_clipboard_text_from_guest (bytes, TRUE);
  g_autoptr (GBytes) crlf = bst_clipboard_text_to_crlf (plain);
  g_autoptr (GBytes) again = bst_clipboard_text_from_guest (crlf, TRUE);
  gsize length;
  const char *text = g_bytes_get_data (plain, &length);

  g_assert_true (length == 0 || g_utf8_validate_len (text, length, NULL) ||
                 memchr (text, '\0', length) != NULL);
  g_assert_true (g_bytes_get_size (crlf) >= length);
  g_assert_true (g_bytes_get_size (again) <= g_bytes_get_size (crlf));
}

static void
fuzz_list (GBytes *bytes)
{
  g_auto (GStrv) paths = bst_file_list_split (bytes);

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    g_assert_cmpint (paths[i][0], ==, '/');
  if (paths != NULL)
    {
      g_autoptr (GBytes) joined = bst_file_list_join ((const char *const *)paths);
      g_auto (GStrv) again = bst_file_list_split (joined);

      g_assert_cmpuint (g_strv_length (paths), ==, g_strv_length (again));
    }
}

static void
fuzz_cursor (const guint8 *data, gsize size)
{
  g_autoptr (BstConsoleCursor) cursor = NULL;
  int x, y;

  if (size < 4)
    return;

  cursor = bst_console_cursor_new (data[0] * 8u, data[1], (gint8)data[2] * 100, (gint8)data[3],
                                   data + 4, size - 4);
  if (cursor == NULL)
    return;
  bst_console_cursor_get_hot_spot (cursor, &x, &y);
  g_assert_cmpint (x, >=, 0);
  g_assert_cmpint (y, >=, 0);
  g_assert_cmpint (x, <, (int)bst_console_cursor_get_width (cursor));
  g_assert_cmpint (y, <, (int)bst_console_cursor_get_height (cursor));
  g_assert_cmpuint (g_bytes_get_size (bst_console_cursor_get_rgba (cursor)), <=, size - 4);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = NULL;

  if (size == 0)
    return 0;

  bytes = g_bytes_new (data + 1, size - 1);
  switch (data[0] % 4)
    {
    case 0: /* "t" */
      fuzz_text (bytes);
      break;
    case 1:
      fuzz_cursor (data + 1, size - 1);
      break;
    case 2: /* "f" */
      fuzz_list (bytes);
      break;
    default: /* "g", "c" */
      fuzz_guard (data + 1, size - 1);
      break;
    }

  return 0;
}
