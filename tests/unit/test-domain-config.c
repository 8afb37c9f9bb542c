/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-error.h"
#include "formats/bst-domain-config.h"

static BstDomainConfig *
parse_file (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "unit", "data", name, NULL);
  g_autofree char *xml = NULL;
  g_autoptr (GError) error = NULL;
  BstDomainConfig *config;
  gsize length;

  g_file_get_contents (path, &xml, &length, &error);
  g_assert_no_error (error);
  config = bst_domain_config_parse (xml, (gssize)length, &error);
  g_assert_no_error (error);

  return config;
}

/* The whole of a disk in one line. */
static void
assert_disk (BstDomainConfig *config, guint i, const char *expected)
{
  g_autofree char *line = NULL;
  BstDisk *disk;

  g_assert_cmpuint (i, <, config->disks->len);
  disk = config->disks->pdata[i];
  line = g_strdup_printf ("%s %s %s %s %s %s%s%s", disk->target, disk->device, disk->type,
                          disk->bus, disk->format != NULL ? disk->format : "-",
                          disk->source != NULL ? disk->source : "-", disk->readonly ? " ro" : "",
                          disk->shareable ? " shared" : "");
  g_assert_cmpstr (line, ==, expected);
}

static void
assert_nic (BstDomainConfig *config, guint i, const char *expected)
{
  g_autofree char *line = NULL;
  BstNic *nic;

  g_assert_cmpuint (i, <, config->nics->len);
  nic = config->nics->pdata[i];
  line = g_strdup_printf ("%s %s %s %s %s", nic->type, nic->source != NULL ? nic->source : "-",
                          nic->mac, nic->model != NULL ? nic->model : "-",
                          nic->target != NULL ? nic->target : "-");
  g_assert_cmpstr (line, ==, expected);
}

static void
test_qemu (void)
{
  g_autoptr (BstDomainConfig) config = parse_file ("domain-qemu.xml");

  g_assert_cmpstr (config->type, ==, "qemu");
  g_assert_cmpstr (config->uuid, ==, "0f6bcd1c-8f47-4b1c-a2b0-2b9d6e5f0001");
  g_assert_cmpstr (config->name, ==, "web-01");
  g_assert_cmpstr (config->title, ==, "Web server of the school");
  g_assert_cmpstr (config->description, ==,
                   "Runs the site.\nAsk Marta before rebooting; costs < 5 min & a coffee.");
  g_assert_cmpstr (config->os_id, ==, "http://debian.org/debian/12");
  g_assert_null (config->origin);
  g_assert_null (config->template_name);
  g_assert_cmpstr (config->os_type, ==, "hvm");
  g_assert_cmpstr (config->arch, ==, "x86_64");
  g_assert_cmpstr (config->machine, ==, "pc-q35-7.2");
  g_assert_cmpstr (config->firmware, ==, "efi");
  g_assert_false (config->secure_boot);
  g_assert_cmpuint (config->memory_kib, ==, 4 * 1024 * 1024);
  g_assert_cmpuint (config->current_memory_kib, ==, 2 * 1024 * 1024);
  g_assert_cmpuint (config->guaranteed_kib, ==, 0);
  g_assert_cmpuint (config->vcpus, ==, 2);
  g_assert_cmpuint (config->vcpus_max, ==, 8);
  g_assert_cmpuint (config->sockets, ==, 2);
  g_assert_cmpuint (config->cores, ==, 2);
  g_assert_cmpuint (config->threads, ==, 2);
  g_assert_cmpstr (config->cpu_mode, ==, "custom");
  g_assert_cmpstr (config->cpu_model, ==, "qemu64");
  g_assert_cmpstr (config->graphics_type, ==, "spice");
  g_assert_cmpstr (config->graphics_listen, ==, "127.0.0.1");
  g_assert_cmpint (config->graphics_port, ==, -1);
  g_assert_cmpstr (config->video_model, ==, "qxl");
  g_assert_true (config->has_agent_channel);
  g_assert_false (config->agent_connected);
  g_assert_true (config->has_tpm);
  g_assert_cmpstr (config->watchdog, ==, "i6300esb, poweroff");

  g_assert_cmpuint (config->disks->len, ==, 8);
  assert_disk (config, 0, "vda disk file virtio qcow2 /srv/data/web-01.qcow2");
  assert_disk (config, 1, "vdb disk block virtio raw /dev/vg0/web data shared");
  assert_disk (config, 2, "vdc disk volume virtio qcow2 default/scratch.qcow2");
  assert_disk (config, 3, "vdd disk network virtio raw rbd://mon1:6789/pool/image");
  assert_disk (config, 4, "vde disk network virtio raw nbd://[2001:db8::5]:10809/export");
  assert_disk (config, 5, "vdf disk network virtio raw nbd:///run/nbd.sock/x");
  assert_disk (config, 6, "sda cdrom file sata raw - ro");
  assert_disk (config, 7, "sdb cdrom file sata raw /srv/iso/Installer \"12\".iso ro");

  g_assert_cmpuint (config->nics->len, ==, 4);
  assert_nic (config, 0, "network default 52:54:00:aa:00:01 virtio -");
  assert_nic (config, 1, "bridge br0 52:54:00:aa:00:02 e1000e -");
  assert_nic (config, 2, "direct eno1 52:54:00:aa:00:03 virtio -");
  g_assert_cmpstr (((BstNic *)config->nics->pdata[3])->type, ==, "user");
  g_assert_null (((BstNic *)config->nics->pdata[3])->source);
}

static void
test_ovirt (void)
{
  g_autoptr (BstDomainConfig) config = parse_file ("domain-ovirt.xml");

  g_assert_cmpstr (config->origin, ==, "oVirt");
  g_assert_cmpstr (config->template_name, ==, "debian-base");
  g_assert_cmpuint (config->guaranteed_kib, ==, 2 * 1024 * 1024);
  g_assert_cmpstr (config->firmware, ==, "efi");
  g_assert_true (config->secure_boot);
  g_assert_cmpuint (config->vcpus, ==, 4);
  g_assert_cmpuint (config->vcpus_max, ==, 64);
  g_assert_cmpuint (config->sockets, ==, 16);
  g_assert_cmpuint (config->cores, ==, 4);
  g_assert_cmpstr (config->graphics_type, ==, "spice");
  g_assert_cmpstr (config->graphics_listen, ==, "192.168.5.20");
  g_assert_cmpint (config->graphics_port, ==, 5902);
  g_assert_true (config->has_agent_channel);
  g_assert_true (config->agent_connected);
  g_assert_cmpuint (config->disks->len, ==, 2);
  assert_disk (config, 0, "sdc cdrom file sata - - ro");
  assert_disk (config, 1,
               "sda disk network scsi qcow2 gluster://gluster1:24007/vmstore/images/disk1");
  assert_nic (config, 0, "bridge ovirtmgmt 00:1a:4a:16:01:51 virtio vnet7");
}

static void
test_other_drivers (void)
{
  g_autoptr (BstDomainConfig) test = parse_file ("domain-test.xml");
  g_autoptr (BstDomainConfig) lxc = parse_file ("domain-lxc.xml");
  g_autoptr (BstDomainConfig) xen = parse_file ("domain-xen.xml");

  g_assert_cmpstr (test->type, ==, "test");
  g_assert_cmpstr (test->name, ==, "test");
  g_assert_cmpuint (test->memory_kib, ==, 8388608);
  g_assert_null (test->graphics_type);
  assert_disk (test, 0, "vda disk file virtio - /guest/diskimage1");

  g_assert_cmpstr (lxc->type, ==, "lxc");
  g_assert_cmpstr (lxc->os_type, ==, "exe");
  g_assert_null (lxc->machine);
  g_assert_null (lxc->firmware);
  g_assert_null (lxc->video_model);
  g_assert_cmpuint (lxc->disks->len, ==, 0);
  g_assert_cmpint (lxc->graphics_port, ==, -1);
  assert_nic (lxc, 0, "bridge br0 00:16:3e:11:22:33 - vnet1");

  g_assert_cmpstr (xen->os_type, ==, "linux");
  g_assert_null (xen->firmware);
  g_assert_cmpstr (xen->graphics_type, ==, "vnc");
  g_assert_cmpint (xen->graphics_port, ==, 5901);
  g_assert_cmpuint (xen->current_memory_kib, ==, 786432);
  assert_disk (xen, 0, "xvda disk block xen - /dev/vg0/dns");
}

/* A driver that nobody knows yet still has a name and a state to show. */
static void
test_unknown_driver (void)
{
  static const char xml[] =
      "<?xml version='1.0'?><domain type='quantum' future='yes'><name> a\nb </name>"
      "<memory unit='GB'>1</memory><vcpu>many</vcpu><os><type>qubit</type></os>"
      "<devices><disk type='foam'/><interface/><graphics/><channel/><video/></devices>"
      "<cpu><topology sockets='-1' dies='4294967295' cores='2' threads='99999999999'/></cpu>"
      "</domain>";
  g_autoptr (GError) error = NULL;
  g_autoptr (BstDomainConfig) config = bst_domain_config_parse (xml, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (config->name, ==, " a\nb ");
  g_assert_cmpuint (config->memory_kib, ==, 1000 * 1000 * 1000 / 1024);
  g_assert_cmpuint (config->vcpus, ==, 0);
  g_assert_null (config->firmware);
  g_assert_cmpuint (config->sockets, ==, 0);
  g_assert_cmpuint (config->threads, ==, 0);
  g_assert_cmpuint (config->cores, ==, 0);
  g_assert_cmpuint (config->disks->len, ==, 1);
  g_assert_cmpuint (config->nics->len, ==, 1);
}

static void
test_units (void)
{
  static const struct
  {
    const char *memory;
    guint64 kib;
  } cases[] = {
    { "<memory>1024</memory>", 1024 },
    { "<memory unit='b'>2048</memory>", 2 },
    { "<memory unit='bytes'>1</memory>", 0 },
    { "<memory unit='k'>5</memory>", 5 },
    { "<memory unit='M'>1</memory>", 1024 },
    { "<memory unit='MiB'>192</memory>", 192 * 1024 },
    { "<memory unit='TiB'>1</memory>", G_GUINT64_CONSTANT (1) << 30 },
    { "<memory unit='EiB'>99999</memory>", 0 },
    { "<memory unit='KiB'>18446744073709551615</memory>", G_MAXUINT64 },
    { "<memory unit='KB'>18446744073709551615</memory>", 0 },
    { "<memory unit='furlong'>1</memory>", 0 },
    { "<memory>-1</memory>", 0 },
    { "<memory>1e9</memory>", 0 },
    { "<memory/>", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *xml = g_strdup_printf ("<domain>%s</domain>", cases[i].memory);
      g_autoptr (BstDomainConfig) config = bst_domain_config_parse (xml, -1, NULL);

      g_test_message ("%s", cases[i].memory);
      g_assert_nonnull (config);
      g_assert_cmpuint (config->memory_kib, ==, cases[i].kib);
    }
}

static void
assert_refused (const char *xml, gssize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BstDomainConfig) config = bst_domain_config_parse (xml, length, &error);

  g_assert_null (config);
  g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
  g_assert_cmpuint (strlen (error->message), >, 0);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_nonnull (bst_error_get_remedy (error));
}

static void
test_hostile (void)
{
  static const char *const bads[] = {
    "",
    " ",
    "no xml",
    "<domain>",
    "<domain><name>a</domain>",
    "<domain></domain><domain/>",
    "<network><name>a</name></network>",
    "<domain><name>\xff\xfe</name></domain>",
    "<?xml version='1.0' encoding='nonsense'?><domain><name>caf\xe9</name></domain>",
    "<domain a='1' a='2'/>",
    "<domain>&unknown;</domain>",
    "<domain>\x01</domain>",
    "<!DOCTYPE domain><domain/>",
    "<!DOCTYPE domain SYSTEM 'http://127.0.0.1:1/x.dtd'><domain/>",
    "<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><domain><name>&x;</name></domain>",
    "<!DOCTYPE d [<!ENTITY a 'lollollollollollollollollol'>"
    "<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>"
    "<!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'><!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'>"
    "<!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;'><!ENTITY g '&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;'>"
    "<!ENTITY h '&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;'>]><domain title='&h;'><name>&h;</name></domain>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bads); i++)
    {
      g_test_message ("%u", i);
      assert_refused (bads[i], -1);
    }
  assert_refused ("<domain/>\0<domain/>", 19);
}

static void
test_truncated (void)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "unit", "data", "domain-qemu.xml", NULL);
  g_autofree char *xml = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &xml, &length, NULL));
  while (length > 0 && xml[length - 1] != '>')
    length--;
  for (gsize cut = 0; cut < length; cut += 37)
    assert_refused (xml, (gssize)cut);
}

static void
test_large (void)
{
  g_autoptr (GString) nested = g_string_new ("<domain>");
  g_autoptr (GString) many = g_string_new ("<domain><devices>");
  g_autoptr (GString) huge = g_string_new ("<domain><description>");
  g_autoptr (BstDomainConfig) config = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (nested, "<a>");
  assert_refused (nested->str, (gssize)nested->len);

  while (huge->len <= 16 * 1024 * 1024)
    g_string_append (huge, "All work and no play makes a dull description.\n");
  g_string_append (huge, "</description></domain>");
  assert_refused (huge->str, (gssize)huge->len);

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (many, "<disk type='file'><source file='/%u'/></disk>", i);
  g_string_append (many, "</devices></domain>");
  config = bst_domain_config_parse (many->str, (gssize)many->len, NULL);
  g_assert_nonnull (config);
  g_assert_cmpuint (config->disks->len, ==, 20000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/domain-config/qemu", test_qemu);
  g_test_add_func ("/domain-config/ovirt", test_ovirt);
  g_test_add_func ("/domain-config/other-drivers", test_other_drivers);
  g_test_add_func ("/domain-config/unknown-driver", test_unknown_driver);
  g_test_add_func ("/domain-config/units", test_units);
  g_test_add_func ("/domain-config/hostile", test_hostile);
  g_test_add_func ("/domain-config/truncated", test_truncated);
  g_test_add_func ("/domain-config/large", test_large);

  return g_test_run ();
}
