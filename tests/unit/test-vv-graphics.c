/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/bst-error.h"
#include "formats/bst-vv-graphics.h"

static const struct
{
  const char *xml; /* the <graphics> */
  const char *host;
  const char *lines; /* that the file must have, "|" between them */
} goods[] = {
  { "<graphics type='spice' port='5900' autoport='yes' listen='127.0.0.1' passwd='sesame'/>",
    "qemu+ssh://ana@hosta:2209/system",
    "type=spice|host=127.0.0.1|port=5900|x-bastida-via=ana@hosta:2209|password=sesame|title=web" },
  { "<graphics type='spice' port='5900' tlsPort='5901' listen='0.0.0.0'><channel name='main' "
    "mode='secure'/></graphics>",
    "qemu+ssh://hosta/system",
    "host=hosta|port=5900|tls-port=5901|x-bastida-via=hosta|secure-channels=main;" },
  { "<graphics type='spice' tlsPort='5901' listen='10.0.0.1' defaultMode='secure'/>",
    "qemu+ssh://hosta/system", "host=10.0.0.1|tls-port=5901|secure-channels=all;" },
  { "<graphics type='vnc' port='5902' listen='127.0.0.1'/>", "qemu:///system",
    "type=vnc|host=127.0.0.1|port=5902" },
  { "<graphics type='spice'><listen type='socket' socket='/run/x/spice.sock'/></graphics>",
    "qemu+ssh://hosta/system", "unix-path=/run/x/spice.sock|x-bastida-via=hosta" },
  { "<graphics type='spice' port='5900' listen='127.0.0.1'/>",
    "qemu+ssh://ana@hosta/system?jump=bo@gate:2209", "x-bastida-via=bo@gate:2209,ana@hosta" },
};

static const struct
{
  const char *xml;
  int code;
} bads[] = {
  { "<graphics type='spice' autoport='yes' listen='127.0.0.1'/>", BST_ERROR_NOT_CONNECTED },
  { "<graphics type='spice' port='-1' tlsPort='-1'/>", BST_ERROR_NOT_CONNECTED },
  { "<graphics type='spice'><listen type='none'/></graphics>", BST_ERROR_UNSUPPORTED },
  { "<graphics type='sdl'/>", BST_ERROR_UNSUPPORTED },
};

static BstVvFile *
make (const char *element, const char *host, GError **error)
{
  g_autofree char *xml = g_strdup_printf ("<domain type='qemu' id='1'><name>web</name><devices>%s"
                                          "</devices></domain>",
                                          element);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GPtrArray) graphics = bst_graphics_parse (xml, -1, &local_error);
  g_autoptr (BstUri) uri = bst_uri_parse (host, &local_error);

  g_assert_no_error (local_error);
  g_assert_cmpuint (graphics->len, ==, 1);

  return bst_vv_graphics_new_file (graphics->pdata[0], uri, "web", error);
}

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (goods); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BstVvFile) file = make (goods[i].xml, goods[i].host, &error);
      g_auto (GStrv) wanted = g_strsplit (goods[i].lines, "|", -1);
      g_auto (GStrv) lines = NULL;
      g_autofree char *text = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (BstVvFile) again = NULL;

      g_assert_no_error (error);
      text = bst_vv_file_to_text (file);
      lines = g_strsplit (text, "\n", -1);
      for (guint n = 0; wanted[n] != NULL; n++)
        {
          if (!g_strv_contains ((const char *const *)lines, wanted[n]))
            g_error ("no “%s” in\n%s", wanted[n], text);
        }

      bytes = g_bytes_new (text, strlen (text));
      again = bst_vv_file_parse (bytes, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (again->via, ==, file->via);
    }
}

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bads); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (make (bads[i].xml, "qemu+ssh://hosta/system", &error));
      g_assert_error (error, BST_ERROR, bads[i].code);
      g_assert_nonnull (bst_error_get_remedy (error));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vv-graphics/good", test_good);
  g_test_add_func ("/vv-graphics/bad", test_bad);

  return g_test_run ();
}
