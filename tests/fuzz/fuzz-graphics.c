/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "formats/bst-graphics-look.h"
#include "formats/bst-graphics.h"
#include "fuzz.h"

const char *const fuzz_seeds[] = {
  "<domain><devices><graphics type='spice' port='5900' tlsPort='-1' "
  "passwdValidTo='2026-11-26T05:00:00'"
  " defaultMode='secure'><listen type='address' address='::'/><channel name='main' mode='secure'/>"
  "</graphics><graphics type='vnc' websocket='5700'/></devices></domain>",
  "==> /proc/net/tcp <==\n   1: 0100007F:170C 0100007F:D5A2 01 0:0 0\n\n==> /proc/net/tcp6 <==\n"
  "   0: 0000000000000000FFFF00000500000A:170C 0000000000000000FFFF00000900000A:C001 01 0:0 0\n",
  "==> /proc/net/unix <==\n0: 3 0 0 1 03 23457 /run/a\n\n==> /etc/libvirt/qemu.conf <==\n"
  "spice_tls_x509_cert_dir = \"/srv/keys\"\n==> /srv/keys/ca-cert.pem <==\n-----BEGIN "
  "CERTIFICATE-----\n",
  NULL
};
const char *const fuzz_seed_files[] = { "domain-qemu.xml", "domain-ovirt.xml", NULL };

static void
look (const char *text, BstGraphics *graphics)
{
  g_auto (GStrv) viewers = bst_graphics_look_dup_viewers (text, graphics);
  g_autofree char *folder = bst_graphics_look_dup_folder (text);

  g_assert_cmpint (folder[0], ==, '/');
  bst_graphics_look_read_certificates (text, folder, graphics);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = bst_graphics_parse ((const char *)data, (gssize)size, &error);
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr (BstGraphics) by_port = g_new0 (BstGraphics, 1);
  g_autoptr (BstGraphics) by_path = g_new0 (BstGraphics, 1);

  g_assert_true ((all == NULL) == (error != NULL));
  if (all != NULL)
    {
      const BstGraphics *chosen = bst_graphics_choose (all);

      if (chosen != NULL)
        bst_graphics_get_address (chosen);
    }

  by_port->port = 5900;
  look (text, by_port);
  by_path->unix_path = g_strdup ("/run/a");
  look (text, by_path);

  return 0;
}
