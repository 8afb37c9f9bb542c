/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/bst-error.h"
#include "formats/bst-console-uri.h"

typedef struct
{
  const char *text;
  BstVvKind kind;
  const char *host;
  guint port;
  guint tls_port;
  const char *unix_path;
} Good;

static const Good goods[] = {
  { "spice://hosta:5900", BST_VV_SPICE, "hosta", 5900, 0, NULL },
  { "SPICE://hosta:5900/", BST_VV_SPICE, "hosta", 5900, 0, NULL },
  { "spice://hosta?port=5900&tls-port=5901", BST_VV_SPICE, "hosta", 5900, 5901, NULL },
  { "spice://hosta?port=5900;tls-port=5901", BST_VV_SPICE, "hosta", 5900, 5901, NULL },
  { "spice://hosta/?tls-port=5901", BST_VV_SPICE, "hosta", 0, 5901, NULL },
  { "spice://hosta:5900?tls-port=5901&what=ever", BST_VV_SPICE, "hosta", 5900, 5901, NULL },
  { "spice://[2001:db8::5]:5900", BST_VV_SPICE, "2001:db8::5", 5900, 0, NULL },
  { "spice+tls://hosta:5901", BST_VV_SPICE, "hosta", 0, 5901, NULL },
  { "spice+unix:///run/a%20b.sock", BST_VV_SPICE, NULL, 0, 0, "/run/a b.sock" },
  { "vnc://hosta", BST_VV_VNC, "hosta", 5900, 0, NULL },
  { " vnc://hosta:5901\n", BST_VV_VNC, "hosta", 5901, 0, NULL },
};

static const struct
{
  const char *text;
  const char *says;
} bads[] = {
  { "", "no sense" },
  { "hosta", "no sense" },
  { "http://hosta:5900", "no sense" },
  { "spice://", "which host" },
  { "spice://:5900", "which host" },
  { "spice://hosta", "which port" },
  { "spice+tls://hosta", "which port" },
  { "spice://hosta:0", "“0” is not a port" },
  { "spice://hosta:70000", "no sense" },
  { "spice://hosta?port=70000", "“70000” is not a port" },
  { "spice://hosta?port=0", "“0” is not a port" },
  { "spice://hosta?port=5900&tls-port=5900", "both as plain" },
  { "spice://ana@hosta:5900", "holds a user name or a password" },
  { "spice://ana:sesame@hosta:5900", "holds a user name or a password" },
  { "spice://hosta?port=5900&password=sesame", "holds a user name or a password" },
  { "spice+unix://hosta/run/x", "names no host" },
  { "spice+unix://", "not the path" },
  { "spice://a%20b:5900", "not a host name" },
  { "spice://-x:5900", "not a host name" },
};

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (goods); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BstVvFile) file = bst_console_uri_parse (goods[i].text, &error);

      g_assert_no_error (error);
      g_assert_cmpint (file->kind, ==, goods[i].kind);
      g_assert_cmpstr (file->host, ==, goods[i].host);
      g_assert_cmpuint (file->port, ==, goods[i].port);
      g_assert_cmpuint (file->tls_port, ==, goods[i].tls_port);
      g_assert_cmpstr (file->unix_path, ==, goods[i].unix_path);
      g_assert_null (file->password);
    }
}

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bads); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bst_console_uri_parse (bads[i].text, &error));
      g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
      g_assert_nonnull (bst_error_get_remedy (error));
      /* There is none. */
      g_assert_null (strstr (bst_error_get_remedy (error), "the file again"));
      if (strstr (error->message, bads[i].says) == NULL)
        g_error ("%s: “%s” does not say “%s”", bads[i].text, error->message, bads[i].says);
      g_assert_null (strstr (error->message, "sesame"));
    }
}

static void
test_is_one (void)
{
  g_assert_true (bst_console_uri_is_one ("spice://x"));
  g_assert_true (bst_console_uri_is_one ("Spice+Unix://x"));
  g_assert_true (bst_console_uri_is_one ("vnc://"));
  g_assert_false (bst_console_uri_is_one ("file:///x.vv"));
  g_assert_false (bst_console_uri_is_one ("x.vv"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/console-uri/good", test_good);
  g_test_add_func ("/console-uri/bad", test_bad);
  g_test_add_func ("/console-uri/is-one", test_is_one);

  return g_test_run ();
}
