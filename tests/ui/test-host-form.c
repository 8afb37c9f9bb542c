/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-host-form.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"

#define FORM(...) ((BstHostForm){ __VA_ARGS__ })

static void
check (BstHostForm form, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = bst_host_form_dup_uri (&form, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (uri, ==, expected);
}

static void
check_refused (BstHostForm form)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = bst_host_form_dup_uri (&form, &error);

  g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
  g_assert_null (uri);
  g_assert_nonnull (bst_error_get_remedy (error));
}

static void
test_addresses (void)
{
  check (FORM (.address = "hosta"), "qemu+ssh://hosta/system");
  check (FORM (.address = "  HostA "), "qemu+ssh://hosta/system");
  check (FORM (.address = "root@hosta:2209"), "qemu+ssh://root@hosta:2209/system");
  check (FORM (.address = "192.168.1.10", .user = "root", .port = "2209"),
         "qemu+ssh://root@192.168.1.10:2209/system");
  check (FORM (.address = "2001:db8::5", .user = "root"), "qemu+ssh://root@[2001:db8::5]/system");
  check (FORM (.address = "hosta", .driver = 1), "qemu+ssh://hosta/session");
}

static void
test_uris (void)
{
  check (FORM (.address = "test:///default", .user = "nobody", .port = "1"), "test:///default");
  check (FORM (.address = "qemu:///session"), "qemu:///session");
  check (FORM (.address = "xen+ssh://root@hosta/system"), "xen+ssh://root@hosta/system");
}

static void
test_refused (void)
{
  check_refused (FORM (.address = ""));
  check_refused (FORM (.address = "-oProxyCommand=true"));
  check_refused (FORM (.address = "hosta", .user = "-l"));
  check_refused (FORM (.address = "hosta", .port = "99999"));
  check_refused (FORM (.address = "hosta", .port = "ssh"));
  check_refused (FORM (.address = "hosta", .jump = "-J"));
  check_refused (FORM (.address = "two words"));
}

/* Whatever the jump host and key file hold must not become another parameter. */
static void
test_parameters (void)
{
  BstHostForm form =
      FORM (.address = "hosta", .jump = "me@gate:22", .keyfile = "/home/me/a&b?c=d e");
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = bst_host_form_dup_uri (&form, &error);

  g_assert_no_error (error);
  g_assert_nonnull (strstr (uri, "jump=me@gate:22"));
  g_assert_null (strstr (uri, "a&b"));
  g_assert_null (strchr (uri, ' '));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  bst_thread_init ();
  g_test_add_func ("/app/host-form/addresses", test_addresses);
  g_test_add_func ("/app/host-form/uris", test_uris);
  g_test_add_func ("/app/host-form/refused", test_refused);
  g_test_add_func ("/app/host-form/parameters", test_parameters);
  return g_test_run ();
}
