/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "formats/bst-host-look.h"
#include "formats/bst-road-look.h"
#include "fuzz.h"

const char *const fuzz_seeds[] = {
  "time 1700000010.5\nuser 0\nbridge br0\nset migration_host = \"h\"\nmount nfs4 nas:/e /srv\n"
  "path 0 77 4096\nfs 0 6969 4096 100\nnone 1\nblock 1 4096 0x60\nresource /etc/web.xml\n",
  "address 0 hosta 10.0.0.1\nport 0 0 open\nport 0 1 silent\naddress 1\nlogin 1 closed\n", NULL
};
const char *const fuzz_seed_files[] = { NULL };

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const paths[] = { "/srv/a", "/dev/b", NULL };
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr (BstHostLook) look = bst_host_look_parse (text, paths, 0, 1000);
  g_autoptr (GPtrArray) roads = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_road_look_free);

  g_assert_cmpuint (look->paths->len, ==, 2);
  for (guint i = 0; i < look->paths->len; i++)
    bst_path_look_is_shared (look->paths->pdata[i]);
  for (guint i = 0; look->devices[i] != NULL; i++)
    g_assert_true (g_utf8_validate (look->devices[i], -1, NULL));
  g_ptr_array_add (roads, bst_road_look_new ("a"));
  bst_road_look_read (roads, text);
  bst_road_look_is_loopback (roads->pdata[0]);

  return 0;
}
