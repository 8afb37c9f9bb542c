/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>
#include <string.h>

#include "core/bst-error.h"
#include "formats/bst-gateway.h"
#include "formats/bst-hotkey.h"
#include "formats/bst-vv-file.h"
#include "fuzz.h"

const char *const fuzz_seeds[] = {
  "",
  "[virt-viewer]\ntype=spice\nhost=hosta\nport=5900\n",
  "[virt-viewer]\ntype=spice\nunix-path=/run/x\nx-a=1\n[ovirt]\nhost=e\n",
  "[virt-viewer]\r\ntype=vnc\r\nhost=[::1]\r\nport=5900\r\nrelease-cursor=ctrl+alt\r\n",
  "[virt-viewer]\ntype=spice\nhost=pvespiceproxy:1:2::3\ntls-port=61000\nproxy=http://n:3128\n",
  "[virt-viewer]\ntype=spice\nhost=hosta\ntls-port=5901\ntls-ciphers=HIGH:!aNULL\n"
  "secure-channels=main;inputs\nx-bastida-via=ana@gate:2209\ntitle=a\\nb\n",
  NULL,
};
const char *const fuzz_seed_files[] = { "every-key.vv", "proxmox.vv", NULL };

static void
assert_safe (const BstVvFile *file)
{
  const char *host = file->host;

  g_assert_true ((host == NULL) != (file->unix_path == NULL));
  for (; host != NULL && *host != '\0'; host++)
    g_assert_false (g_ascii_iscntrl (*host) || *host == ' ');
  g_assert_true (host == NULL || file->port != 0 || file->tls_port != 0);
  g_assert_cmpuint (file->port, <=, 65535);
  g_assert_cmpuint (file->tls_port, <=, 65535);
  g_assert_true (file->via == NULL || file->via[0] != '-');
  for (const char *p = file->title; p != NULL && *p != '\0'; p++)
    g_assert_false (g_ascii_iscntrl (*p));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (BstVvFile) file = bst_vv_file_parse (bytes, &error);
  g_autoptr (BstVvFile) again = NULL;
  g_autoptr (GBytes) kept = NULL;
  g_autofree char *text = NULL;
  g_autofree char *text_again = NULL;
  g_autofree char *label = NULL;

  g_assert_true ((file == NULL) == (error != NULL));
  if (file == NULL)
    {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_nonnull (bst_error_get_remedy (error));
      return 0;
    }

  assert_safe (file);
  label = bst_vv_file_get_label (file);
  g_assert_cmpstr (label, !=, "");

  text = bst_vv_file_to_text (file);
  kept = g_bytes_new (text, strlen (text));
  again = bst_vv_file_parse (kept, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (file->host, ==, again->host);
  g_assert_cmpstr (file->password, ==, again->password);
  g_assert_cmpstr (file->ca, ==, again->ca);
  g_assert_cmpstr (file->title, ==, again->title);
  g_assert_cmpuint (file->port, ==, again->port);
  for (guint i = 0; i < BST_VV_N_HOTKEYS; i++)
    g_assert_cmpstr (file->hotkeys[i], ==, again->hotkeys[i]);
  g_assert_cmpuint (g_hash_table_size (file->extensions), ==,
                    g_hash_table_size (again->extensions));

  return 0;
}
