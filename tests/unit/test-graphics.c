/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/bst-error.h"
#include "formats/bst-graphics-look.h"
#include "formats/bst-graphics.h"

static GPtrArray *
parse (const char *devices)
{
  g_autofree char *xml = g_strdup_printf ("<domain type='kvm' id='3'><name>web</name><devices>%s"
                                          "</devices></domain>",
                                          devices);
  g_autoptr (GError) error = NULL;
  GPtrArray *all = bst_graphics_parse (xml, -1, &error);

  g_assert_no_error (error);
  return all;
}

static void
test_spice (void)
{
  g_autoptr (GPtrArray) all =
      parse ("<graphics type='egl-headless'/>"
             "<graphics type='spice' port='5900' tlsPort='5901' autoport='yes' listen='0.0.0.0' "
             "passwd='sesame' passwdValidTo='2026-11-26T05:00:00' connected='keep' "
             "defaultMode='secure'><listen type='address' address='10.0.0.1'/>"
             "<channel name='main' mode='secure'/><channel name='record' mode='insecure'/>"
             "<gl enable='yes'/></graphics>");
  const BstGraphics *graphics = all->pdata[0];

  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpint (graphics->type, ==, BST_GRAPHICS_SPICE);
  g_assert_cmpstr (graphics->type_name, ==, "spice");
  g_assert_cmpuint (graphics->index, ==, 1);
  g_assert_cmpstr (graphics->listen, ==, "10.0.0.1");
  g_assert_cmpuint (graphics->port, ==, 5900);
  g_assert_cmpuint (graphics->tls_port, ==, 5901);
  g_assert_cmpstr (graphics->password, ==, "sesame");
  g_assert_cmpint (graphics->password_until, ==, 1795669200);
  g_assert_true (graphics->keep_others);
  g_assert_true (graphics->gl);
  g_assert_false (graphics->none);
  g_assert_cmpuint (g_strv_length (graphics->secure_channels), ==, 2);
  g_assert_cmpstr (graphics->secure_channels[0], ==, "all");
  g_assert_cmpstr (graphics->secure_channels[1], ==, "main");
  g_assert_null (graphics->viewers);
}

/* What is chosen, and where it is for its own host. */
static void
test_choice (void)
{
  static const struct
  {
    const char *devices;
    BstGraphicsType type; /* OTHER: none is chosen */
    const char *address;
  } cases[] = {
    { "", BST_GRAPHICS_OTHER, NULL },
    { "<graphics type='sdl'/><graphics type='egl-headless'/>", BST_GRAPHICS_OTHER, NULL },
    { "<graphics type='vnc' port='5900'/>", BST_GRAPHICS_VNC, "127.0.0.1" },
    { "<graphics type='vnc' port='5900'/><graphics type='spice' port='5901' listen='::'/>",
      BST_GRAPHICS_SPICE, "::1" },
    { "<graphics type='spice' tlsPort='5901' listen='0.0.0.0'/>", BST_GRAPHICS_SPICE, "127.0.0.1" },
    { "<graphics type='spice' port='5901' listen='10.0.0.1'/>", BST_GRAPHICS_SPICE, "10.0.0.1" },
    { "<graphics type='spice' port='-1' autoport='yes'/>", BST_GRAPHICS_SPICE, NULL },
    { "<graphics type='spice' port='70000' tlsPort='x'/>", BST_GRAPHICS_SPICE, NULL },
    { "<graphics type='spice'><listen type='none'/></graphics>", BST_GRAPHICS_SPICE, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) all = parse (cases[i].devices);
      const BstGraphics *chosen = bst_graphics_choose (all);

      g_assert_true ((chosen == NULL) == (cases[i].type == BST_GRAPHICS_OTHER));
      if (chosen == NULL)
        continue;
      g_assert_cmpint (chosen->type, ==, cases[i].type);
      g_assert_cmpstr (bst_graphics_get_address (chosen), ==, cases[i].address);
    }
}

static void
test_listen (void)
{
  g_autoptr (GPtrArray) none = parse ("<graphics type='spice'><listen type='none'/></graphics>");
  g_autoptr (GPtrArray) listen = parse (
      "<graphics type='spice'><listen type='socket' socket='/run/x/spice.sock'/></graphics>");
  g_autoptr (GPtrArray) old = parse ("<graphics type='vnc' socket='/run/x/vnc.sock'/>");
  g_autoptr (GPtrArray) browser = parse ("<graphics type='vnc' websocket='5700'/>");

  g_assert_true (((BstGraphics *)none->pdata[0])->none);
  g_assert_null (((BstGraphics *)none->pdata[0])->unix_path);
  g_assert_cmpstr (((BstGraphics *)listen->pdata[0])->unix_path, ==, "/run/x/spice.sock");
  g_assert_cmpstr (((BstGraphics *)old->pdata[0])->unix_path, ==, "/run/x/vnc.sock");
  g_assert_true (((BstGraphics *)browser->pdata[0])->websocket_only);
}

static void
test_broken (void)
{
  static const char *const texts[] = { "", "web", "<network/>", "<domain>", "<domain><devices>" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bst_graphics_parse (texts[i], -1, &error));
      g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
    }
}

/* As Linux writes them: 5900 listens, and has three connections that stand and one that ends. */
static const char tables[] =
    "==> /proc/net/tcp <==\n"
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n"
    "   0: 0100007F:170C 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 "
    "27186 1 0000000000000000 100 0 0 10 0\n"
    "   1: 0100007F:170C 0100007F:D5A2 01 00000000:00000000 00:00000000 00000000     0        0 "
    "27189 1 0000000000000000 20 4 30 10 -1\n"
    "   2: 0100007F:170C 0100007F:D5A4 01 00000000:00000000 00:00000000 00000000     0        0 "
    "27190 1 0000000000000000 20 4 30 10 -1\n"
    "   3: 0100007F:170C 0700000A:D5A6 06 00000000:00000000 00:00000000 00000000     0        0 "
    "0 1 0000000000000000 20 4 30 10 -1\n"
    "   4: 0100007F:D5A2 0100007F:170C 01 00000000:00000000 00:00000000 00000000     0        0 "
    "27191 1 0000000000000000 20 4 30 10 -1\n"
    "\n"
    "==> /proc/net/tcp6 <==\n"
    "  sl  local_address                         remote_address                        st\n"
    "   0: 0000000000000000FFFF00000500000A:170D 0000000000000000FFFF00000900000A:C001 01 0:0 0\n"
    "   1: B80D01200000000000000000010000:170C 00:0000 01\n"
    "   2: B80D0120000000000000000001000000:170C B80D0120000000000000000002000000:C001 01 0:0 0\n"
    "\n"
    "==> /proc/net/unix <==\n"
    "Num       RefCount Protocol Flags    Type St Inode Path\n"
    "0000000000000000: 00000002 00000000 00010000 0001 01 23456 /run/a/spice.sock\n"
    "0000000000000000: 00000003 00000000 00000000 0001 03 23457 /run/a/spice.sock\n"
    "0000000000000000: 00000003 00000000 00000000 0001 03 23458\n"
    "0000000000000000: 00000002 00000000 00010000 0001 01 23459 /run/b/spice.sock\n"
    "\n"
    "==> /etc/libvirt/qemu.conf <==\n"
    "#spice_tls_x509_cert_dir = \"/etc/pki/libvirt-spice\"\n"
    "spice_tls_x509_cert_dir = \"/srv/keys\"\n";

static void
test_viewers (void)
{
  static const struct
  {
    guint port, tls_port;
    const char *unix_path;
    const char *viewers; /* with spaces between; NULL: not known */
  } cases[] = {
    { 5900, 0, NULL, "127.0.0.1 2001:db8::2" },
    { 5900, 5901, NULL, "127.0.0.1 10.0.0.9 2001:db8::2" },
    { 0, 5901, NULL, "10.0.0.9" },
    { 5902, 0, NULL, "" },
    { 0, 0, "/run/a/spice.sock", "" },
    { 0, 0, "/run/b/spice.sock", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BstGraphics graphics = { .port = cases[i].port,
                               .tls_port = cases[i].tls_port,
                               .unix_path = (char *)cases[i].unix_path };
      g_auto (GStrv) viewers = bst_graphics_look_dup_viewers (tables, &graphics);
      g_autofree char *joined = g_strjoinv (" ", viewers);

      g_assert_nonnull (viewers);
      g_assert_cmpstr (joined, ==, cases[i].viewers);
    }
}

/* One of a socket has no address, but is there. */
static void
test_viewers_of_sockets (void)
{
  BstGraphics first = { .unix_path = (char *)"/run/a/spice.sock" };
  BstGraphics other = { .unix_path = (char *)"/run/b/spice.sock" };
  g_auto (GStrv) one = bst_graphics_look_dup_viewers (tables, &first);
  g_auto (GStrv) none = bst_graphics_look_dup_viewers (tables, &other);
  g_auto (GStrv) unknown = bst_graphics_look_dup_viewers ("head: no such file\n", &first);

  g_assert_cmpuint (g_strv_length (one), ==, 1);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  g_assert_null (unknown);
}

static void
test_folder (void)
{
  g_autofree char *set = bst_graphics_look_dup_folder (tables);
  g_autofree char *usual = bst_graphics_look_dup_folder ("");

  g_assert_cmpstr (set, ==, "/srv/keys");
  g_assert_cmpstr (usual, ==, "/etc/pki/libvirt-spice");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/graphics/spice", test_spice);
  g_test_add_func ("/graphics/choice", test_choice);
  g_test_add_func ("/graphics/listen", test_listen);
  g_test_add_func ("/graphics/broken", test_broken);
  g_test_add_func ("/graphics/viewers", test_viewers);
  g_test_add_func ("/graphics/viewers-of-sockets", test_viewers_of_sockets);
  g_test_add_func ("/graphics/folder", test_folder);

  return g_test_run ();
}
