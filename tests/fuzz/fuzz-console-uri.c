/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>
#include <string.h>

#include "core/bst-error.h"
#include "formats/bst-console-uri.h"
#include "fuzz.h"

const char *const fuzz_seeds[] = {
  "spice://hosta:5900",
  "spice://hosta?port=5900&tls-port=5901",
  "spice+tls://[2001:db8::5]:5901",
  "spice+unix:///run/a%20b.sock",
  "vnc://hosta",
  "spice://ana:b@hosta:1?password=x",
  NULL,
};
const char *const fuzz_seed_files[] = { NULL };

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (BstVvFile) file = bst_console_uri_parse (text, &error);

  g_assert_true ((file == NULL) == (error != NULL));
  if (file == NULL)
    {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_nonnull (bst_error_get_remedy (error));
      return 0;
    }

  g_assert_true (bst_console_uri_is_one (g_strstrip (text)));
  g_assert_null (file->password);
  g_assert_null (file->username);
  g_assert_true ((file->host == NULL) != (file->unix_path == NULL));
  for (const char *p = file->host; p != NULL && *p != '\0'; p++)
    g_assert_false (g_ascii_iscntrl (*p) || *p == ' ');
  g_assert_true (file->unix_path == NULL || file->unix_path[0] == '/');

  return 0;
}
