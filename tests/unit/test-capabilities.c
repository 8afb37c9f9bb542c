/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-error.h"
#include "formats/bst-capabilities.h"

static BstCapabilities *
parse_file (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "unit", "data", name, NULL);
  g_autofree char *xml = NULL;
  g_autoptr (GError) error = NULL;
  BstCapabilities *capabilities;
  gsize length;

  g_file_get_contents (path, &xml, &length, &error);
  g_assert_no_error (error);
  capabilities = bst_capabilities_parse (xml, (gssize)length, &error);
  g_assert_no_error (error);

  return capabilities;
}

static BstGuestCapability *
find_guest (BstCapabilities *capabilities, const char *arch)
{
  for (guint i = 0; i < capabilities->guests->len; i++)
    {
      BstGuestCapability *guest = capabilities->guests->pdata[i];

      if (g_strcmp0 (guest->arch, arch) == 0)
        return guest;
    }

  return NULL;
}

static guint
count (char **machines, const char *name)
{
  guint n = 0;

  for (guint i = 0; machines[i] != NULL; i++)
    n += g_strcmp0 (machines[i], name) == 0;

  return n;
}

static void
test_qemu (void)
{
  g_autoptr (BstCapabilities) capabilities = parse_file ("capabilities-qemu.xml");
  BstGuestCapability *guest = find_guest (capabilities, "x86_64");

  g_assert_cmpstr (capabilities->uuid, ==, "1b4e28ba-2fa1-11d2-883f-0016d3cca427");
  g_assert_cmpstr (capabilities->arch, ==, "x86_64");
  g_assert_cmpstr (capabilities->cpu_model, ==, "Broadwell");
  g_assert_cmpstr (capabilities->cpu_vendor, ==, "Intel");
  g_assert_cmpuint (capabilities->sockets, ==, 1);
  g_assert_cmpuint (capabilities->cores, ==, 2);
  g_assert_cmpuint (capabilities->threads, ==, 1);
  g_assert_cmpint (capabilities->acceleration, ==, BST_ACCELERATION_NONE);
  g_assert_true (capabilities->live_migration);
  g_assert_true (g_strv_contains ((const char *const *)capabilities->migration_transports, "tcp"));
  g_assert_nonnull (guest);
  g_assert_cmpstr (guest->os_type, ==, "hvm");
  g_assert_true (g_strv_contains ((const char *const *)guest->domain_types, "qemu"));
  g_assert_cmpuint (count (guest->machines, "pc-q35-7.2"), ==, 1);
  g_assert_cmpuint (count (guest->machines, "q35"), ==, 1);
}

/* Two NUMA cells of one socket each: <cpu> says nothing, the cells do. */
static void
test_test_driver (void)
{
  g_autoptr (BstCapabilities) capabilities = parse_file ("capabilities-test.xml");

  g_assert_cmpstr (capabilities->uuid, ==, "");
  g_assert_cmpstr (capabilities->arch, ==, "i686");
  g_assert_cmpuint (capabilities->sockets, ==, 2);
  g_assert_cmpuint (capabilities->cores, ==, 8);
  g_assert_cmpuint (capabilities->threads, ==, 1);
  g_assert_cmpint (capabilities->acceleration, ==, BST_ACCELERATION_UNKNOWN);
  g_assert_false (capabilities->live_migration);
  g_assert_cmpuint (capabilities->guests->len, >, 0);
}

static void
test_kvm (void)
{
  static const char xml[] =
      "<capabilities><host><uuid>not one</uuid><cpu><arch>x86_64</arch>"
      "<topology sockets='1' dies='1' cores='4' threads='2'/></cpu></host>"
      "<guest><os_type>hvm</os_type><arch name='x86_64'><domain type='qemu'/>"
      "<domain type='kvm'><machine canonical='pc-i440fx-9.0'>pc</machine></domain></arch></guest>"
      "<guest><arch name='aarch64'><domain type='qemu'/></arch></guest></capabilities>";
  g_autoptr (GError) error = NULL;
  g_autoptr (BstCapabilities) capabilities = bst_capabilities_parse (xml, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (capabilities->uuid, ==, "");
  g_assert_cmpint (capabilities->acceleration, ==, BST_ACCELERATION_KVM);
  g_assert_cmpuint (capabilities->cores, ==, 4);
  g_assert_cmpuint (capabilities->threads, ==, 2);
  g_assert_cmpuint (capabilities->guests->len, ==, 2);
  g_assert_cmpuint (count (((BstGuestCapability *)capabilities->guests->pdata[0])->machines, "pc"),
                    ==, 1);
}

static void
test_hostile (void)
{
  static const char *const bads[] = {
    "",
    "<domain/>",
    "<capabilities>",
    "<!DOCTYPE c [<!ENTITY a 'a'>]><capabilities/>",
  };
  g_autoptr (BstCapabilities) empty = bst_capabilities_parse ("<capabilities/>", -1, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bads); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bst_capabilities_parse (bads[i], -1, &error));
      g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
    }

  g_assert_nonnull (empty);
  g_assert_cmpuint (empty->guests->len, ==, 0);
  g_assert_cmpint (empty->acceleration, ==, BST_ACCELERATION_UNKNOWN);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/capabilities/qemu", test_qemu);
  g_test_add_func ("/capabilities/test-driver", test_test_driver);
  g_test_add_func ("/capabilities/kvm", test_kvm);
  g_test_add_func ("/capabilities/hostile", test_hostile);

  return g_test_run ();
}
