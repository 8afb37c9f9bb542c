/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-error.h"
#include "formats/bst-uri.h"

typedef struct
{
  const char *text;
  const char *kept;
  const char *libvirt;
  const char *name;
} Good;

static const Good goods[] = {
  { "qemu:///system", NULL, "qemu:///system", "localhost" },
  { "qemu:///session", NULL, "qemu:///session", "localhost" },
  { "qemu:///", "qemu:///system", "qemu:///system", "localhost" },
  { "QEMU:///system", "qemu:///system", "qemu:///system", "localhost" },
  { "  qemu:///system\n", "qemu:///system", "qemu:///system", "localhost" },
  { "test:///default", NULL, "test:///default", "test" },
  { "test:///", "test:///default", "test:///default", "test" },
  { "test:///tmp/a%20b.xml", NULL, "test:///tmp/a%20b.xml", "test" },
  { "test+unix:///default?socket=/tmp/x/libvirt-sock", NULL,
    "test+unix:///default?socket=/tmp/x/libvirt-sock", "test" },
  { "qemu+unix:///session?socket=/run/user/1000/libvirt/libvirt-sock&mode=direct", NULL,
    "qemu+unix:///session?socket=/run/user/1000/libvirt/libvirt-sock&mode=direct", "localhost" },
  { "qemu+ssh://hosta/system", NULL, "qemu+ssh://hosta/system?command=/run/x%20y", "hosta" },
  { "qemu+ssh://root@HostA:2209/system", "qemu+ssh://root@hosta:2209/system",
    "qemu+ssh://root@hosta:2209/system?command=/run/x%20y", "hosta" },
  { "qemu+ssh://hosta", "qemu+ssh://hosta/system", "qemu+ssh://hosta/system?command=/run/x%20y",
    "hosta" },
  { "qemu+ssh://hosta:22/session", NULL, "qemu+ssh://hosta:22/session?command=/run/x%20y",
    "hosta" },
  { "xen+ssh://root@hosta/system", NULL, "xen+ssh://root@hosta/system?command=/run/x%20y",
    "hosta" },
  { "lxc+ssh://hosta/system", NULL, "lxc+ssh://hosta/system?command=/run/x%20y", "hosta" },
  { "ch+ssh://hosta/session", NULL, "ch+ssh://hosta/session?command=/run/x%20y", "hosta" },
  { "new0+ssh://hosta/what/ever", NULL, "new0+ssh://hosta/what/ever?command=/run/x%20y", "hosta" },
  { "qemu+ssh://[2001:db8::5]:2209/system", NULL,
    "qemu+ssh://[2001:db8::5]:2209/system?command=/run/x%20y", "2001:db8::5" },
  { "qemu+ssh://[fe80::1%25eth0]/system", NULL,
    "qemu+ssh://[fe80::1%25eth0]/system?command=/run/x%20y", "fe80::1%eth0" },
  { "qemu+ssh://ana%40school.example@hosta/system", NULL,
    "qemu+ssh://ana%40school.example@hosta/system?command=/run/x%20y", "hosta" },
  { "qemu+ssh://hosta/system?jump=ana@gate:2222&netcat=/usr/bin/nc&keyfile=~/.ssh/id_lab",
    "qemu+ssh://hosta/system?netcat=/usr/bin/nc&jump=ana@gate:2222&keyfile=~/.ssh/id_lab",
    "qemu+ssh://hosta/system?netcat=/usr/bin/nc&command=/run/x%20y", "hosta" },
  { "qemu+ssh://hosta/system?jump=gate1,ana@[2001:db8::1]:22",
    "qemu+ssh://hosta/system?jump=gate1,ana@%5B2001:db8::1%5D:22",
    "qemu+ssh://hosta/system?command=/run/x%20y", "hosta" },
  { "qemu+ssh://hosta/system?jump=&keyfile=", "qemu+ssh://hosta/system",
    "qemu+ssh://hosta/system?command=/run/x%20y", "hosta" },
  { "hosta", "qemu+ssh://hosta/system", "qemu+ssh://hosta/system?command=/run/x%20y", "hosta" },
  { "my_host.lab", "qemu+ssh://my_host.lab/system",
    "qemu+ssh://my_host.lab/system?command=/run/x%20y", "my_host.lab" },
  { "192.168.1.5", "qemu+ssh://192.168.1.5/system",
    "qemu+ssh://192.168.1.5/system?command=/run/x%20y", "192.168.1.5" },
  { "root@hosta", "qemu+ssh://root@hosta/system", "qemu+ssh://root@hosta/system?command=/run/x%20y",
    "hosta" },
  { "root@hosta:2209", "qemu+ssh://root@hosta:2209/system",
    "qemu+ssh://root@hosta:2209/system?command=/run/x%20y", "hosta" },
  { "2001:db8::5", "qemu+ssh://[2001:db8::5]/system",
    "qemu+ssh://[2001:db8::5]/system?command=/run/x%20y", "2001:db8::5" },
  { "root@[2001:db8::5]:2209", "qemu+ssh://root@[2001:db8::5]:2209/system",
    "qemu+ssh://root@[2001:db8::5]:2209/system?command=/run/x%20y", "2001:db8::5" },
};

static const char *const bads[] = {
  "",
  "   ",
  "://",
  "://hosta/system",
  "qemu+ssh:///system",
  "qemu+ssh://@hosta/system",
  "qemu://hosta/system",
  "qemu+tls://hosta/system",
  "qemu+tcp://hosta/system",
  "qemu+libssh2://hosta/system",
  "qemu+ext:///system?command=/bin/sh",
  "qemu+ssh://hosta/system?command=/bin/sh",
  "qemu+ssh://hosta/system?%63ommand=/bin/sh",
  "qemu+ssh://hosta/system?Command=/bin/sh",
  "qemu+ssh+x://hosta/system",
  "qemu+unix://hosta/system",
  "qemu+ssh://root:secret@hosta/system",
  "qemu+ssh://root:@hosta/system",
  "qemu+ssh://-oProxyCommand=id/system",
  "qemu+ssh://%2doProxyCommand=id/system",
  "qemu+ssh://root@-x/system",
  "qemu+ssh://-lroot@hosta/system",
  "qemu+ssh://a%0ab@hosta/system",
  "qemu+ssh://a%20b@hosta/system",
  "qemu+ssh://$(id);@hosta/system",
  "qemu+ssh://a`id`@hosta/system",
  "qemu+ssh://a$HOME@hosta/system",
  "qemu+ssh://hos ta/system",
  "qemu+ssh://hosta%0aProxyCommand/system",
  "qemu+ssh://hosta%00/system",
  "qemu+ssh://host$(id)/system",
  "qemu+ssh://hosta:0/system",
  "qemu+ssh://hosta:65536/system",
  "qemu+ssh://hosta:-1/system",
  "qemu+ssh://hosta:ssh/system",
  "qemu+ssh://hosta:99999999999999999999/system",
  "qemu+ssh://[::1/system",
  "qemu+ssh://[hosta]:22/system",
  "qemu+ssh://[fe80::1%25;id]/system",
  "qemu+ssh://hosta/system#part",
  "qemu+ssh://hosta/sys%0atem",
  "qemu+ssh://hosta/system?jump=-oProxyCommand=id",
  "qemu+ssh://hosta/system?jump=gate,-x",
  "qemu+ssh://hosta/system?jump=gate:0",
  "qemu+ssh://hosta/system?jump=ga%20te",
  "qemu+ssh://hosta/system?jump=@gate",
  "qemu+ssh://hosta/system?keyfile=-x",
  "qemu+ssh://hosta/system?keyfile=id_rsa",
  "qemu+ssh://hosta/system?keyfile=/a%0ab",
  "qemu+ssh://hosta/system?socket=/a%0ab",
  "qemu+ssh://hosta/system?x=%zz",
  "-oProxyCommand=id",
  "-x@hosta",
  "root@-x",
  "root@hosta:x",
  "hosta/session",
  "hosta; reboot",
  "host\na",
  "host\x01",
  "host\xff",
  "qemu:system",
  "file:///etc/passwd#",
  "\u202ehosta",
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (goods); i++)
    {
      const Good *good = &goods[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (BstUri) uri = bst_uri_parse (good->text, &error);
      g_autoptr (BstUri) again = NULL;
      g_autofree char *kept = NULL;
      g_autofree char *kept_again = NULL;
      g_autofree char *libvirt = NULL;

      g_test_message ("%s", good->text);
      g_assert_no_error (error);
      kept = bst_uri_to_string (uri);
      libvirt = bst_uri_to_libvirt (uri, "/run/x y");
      g_assert_cmpstr (kept, ==, good->kept != NULL ? good->kept : good->text);
      g_assert_cmpstr (libvirt, ==, good->libvirt);
      g_assert_cmpstr (bst_uri_get_short_name (uri), ==, good->name);

      /* What is kept reads as what it was. */
      again = bst_uri_parse (kept, &error);
      g_assert_no_error (error);
      kept_again = bst_uri_to_string (again);
      g_assert_cmpstr (kept_again, ==, kept);
      g_assert_cmpstr (again->user, ==, uri->user);
      g_assert_cmpstr (again->host, ==, uri->host);
      g_assert_cmpuint (again->port, ==, uri->port);
      g_assert_cmpstr (again->jump, ==, uri->jump);
      g_assert_cmpstr (again->keyfile, ==, uri->keyfile);
    }
}

static void
test_bad (void)
{
  g_autofree char *long_host = g_strnfill (300, 'a');
  g_autofree char *huge = g_strnfill (1 << 20, 'a');

  for (guint i = 0; i < G_N_ELEMENTS (bads) + 2; i++)
    {
      g_autoptr (GError) error = NULL;
      const char *text = i < G_N_ELEMENTS (bads)    ? bads[i]
                         : i == G_N_ELEMENTS (bads) ? long_host
                                                    : huge;
      g_autoptr (BstUri) uri = bst_uri_parse (text, &error);

      g_test_message ("%u", i);
      g_assert_null (uri);
      g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_cmpuint (strlen (error->message), <, 1500);
      g_assert_null (strpbrk (error->message, "\n\x01"));
      g_assert_nonnull (bst_error_get_remedy (error));
    }
}

static void
test_parts (void)
{
  g_autoptr (BstUri) uri = bst_uri_parse ("qemu+ssh://ana%40school@[2001:db8::5]:2209/"
                                          "session?jump=bob@gate&keyfile=/k%20ey&mode=direct",
                                          NULL);

  g_assert_nonnull (uri);
  g_assert_cmpstr (uri->driver, ==, "qemu");
  g_assert_cmpstr (uri->transport, ==, "ssh");
  g_assert_cmpstr (uri->user, ==, "ana@school");
  g_assert_cmpstr (uri->host, ==, "2001:db8::5");
  g_assert_cmpuint (uri->port, ==, 2209);
  g_assert_cmpstr (uri->path, ==, "/session");
  g_assert_cmpstr (uri->query, ==, "mode=direct");
  g_assert_cmpstr (uri->jump, ==, "bob@gate");
  g_assert_cmpstr (uri->keyfile, ==, "/k ey");
  g_assert_true (bst_uri_is_ssh (uri));
}

/* The message does not repeat a password. */
static void
test_secret (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (bst_uri_parse ("qemu+ssh://root:hunter2@hosta/system", &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
  g_assert_null (strstr (error->message, "hunter2"));
  g_assert_null (strstr (bst_error_get_remedy (error), "hunter2"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/uri/good", test_good);
  g_test_add_func ("/uri/bad", test_bad);
  g_test_add_func ("/uri/parts", test_parts);
  g_test_add_func ("/uri/secret", test_secret);

  return g_test_run ();
}
