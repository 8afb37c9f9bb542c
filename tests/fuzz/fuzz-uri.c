/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>
#include <string.h>

#include "core/bst-error.h"
#include "formats/bst-uri.h"
#include "fuzz.h"

const char *const fuzz_seeds[] = {
  "qemu:///system",
  "test+unix:///default?socket=/tmp/libvirt-sock",
  "qemu+ssh://root@hosta:2209/system?jump=ana@gate:22,b&keyfile=/root/.ssh/id&netcat=nc",
  "xen+ssh://[2001:db8::5]:22/",
  "qemu+ssh://[fe80::1%25eth0]/session",
  "ana%40school@hosta",
  "root@hosta:2209",
  NULL,
};
const char *const fuzz_seed_files[] = { NULL };

/* What ends in an argument of ssh. */
static void
assert_safe (const char *text)
{
  if (text == NULL)
    return;

  g_assert_cmpint (text[0], !=, '-');
  g_assert_cmpint (text[0], !=, '\0');
  for (const char *p = text; *p != '\0'; p++)
    g_assert_false (g_ascii_iscntrl (*p) || strchr (" ;|&$`<>'\"", *p) != NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (BstUri) uri = bst_uri_parse (text, &error);
  g_autoptr (BstUri) again = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *kept_again = NULL;
  g_autofree char *libvirt = NULL;

  g_assert_true ((uri == NULL) == (error != NULL));
  if (uri == NULL)
    {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_nonnull (bst_error_get_remedy (error));
      return 0;
    }

  assert_safe (uri->host);
  assert_safe (uri->jump);
  g_assert_true (uri->user == NULL || uri->user[0] != '-');
  g_assert_true (uri->keyfile == NULL || uri->keyfile[0] != '-');
  g_assert_cmpuint (uri->port, <=, 65535);

  kept = bst_uri_to_string (uri);
  again = bst_uri_parse (kept, &error);
  g_assert_no_error (error);
  kept_again = bst_uri_to_string (again);
  g_assert_cmpstr (kept, ==, kept_again);
  g_assert_cmpstr (uri->host, ==, again->host);
  g_assert_cmpstr (uri->user, ==, again->user);
  g_assert_cmpstr (uri->path, ==, again->path);
  g_assert_cmpstr (uri->jump, ==, again->jump);
  g_assert_cmpstr (uri->keyfile, ==, again->keyfile);

  libvirt = bst_uri_to_libvirt (uri, "/run/wrapper");
  g_assert_null (strstr (libvirt, "?jump="));
  g_assert_null (strstr (libvirt, "&jump="));
  g_assert_null (strstr (libvirt, "?keyfile="));
  g_assert_null (strstr (libvirt, "&keyfile="));

  return 0;
}
