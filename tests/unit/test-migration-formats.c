/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/bst-error.h"
#include "formats/bst-domain-capabilities.h"
#include "formats/bst-host-look.h"
#include "formats/bst-metadata-origin.h"
#include "formats/bst-migration-needs.h"
#include "formats/bst-road-look.h"
#include "formats/bst-storage-pool.h"

static char *
read_file (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "unit", "data", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

static const BstNeedFile *
find_file (const BstMigrationNeeds *needs, BstNeedKind kind, const char *target)
{
  for (guint i = 0; i < needs->files->len; i++)
    {
      const BstNeedFile *file = needs->files->pdata[i];

      if (file->kind == kind && g_strcmp0 (file->target, target) == 0)
        return file;
    }

  g_error ("no such file: %s", target);
}

static guint
count_ties (const BstMigrationNeeds *needs, BstTieKind kind, const char *name)
{
  guint n = 0;

  for (guint i = 0; i < needs->ties->len; i++)
    {
      const BstTie *tie = needs->ties->pdata[i];

      n += tie->kind == kind && g_strcmp0 (tie->name, name) == 0;
    }

  return n;
}

static BstMigrationNeeds *
parse_needs (const char *name)
{
  g_autofree char *xml = read_file (name);
  g_autoptr (GError) error = NULL;
  BstMigrationNeeds *needs = bst_migration_needs_parse (xml, -1, &error);

  g_assert_no_error (error);

  return needs;
}

static void
test_needs (void)
{
  g_autoptr (BstMigrationNeeds) needs = parse_needs ("domain-tied.xml");
  const BstNeedFile *file;

  g_assert_cmpstr (needs->name, ==, "tied");
  g_assert_cmpstr (needs->type, ==, "kvm");
  g_assert_cmpstr (needs->arch, ==, "x86_64");
  g_assert_cmpstr (needs->machine, ==, "pc-q35-7.2");
  g_assert_cmpuint (needs->memory_kib, ==, 2097152);
  g_assert_cmpuint (needs->vcpus, ==, 4);
  g_assert_cmpstr (needs->cpu_check, ==, "full");
  g_assert_true (g_str_has_prefix (needs->cpu_xml, "<cpu "));
  g_assert_nonnull (strstr (needs->cpu_xml, "clflushopt"));

  file = find_file (needs, BST_NEED_DISK, "vda");
  g_assert_cmpstr (file->path, ==, "/srv/data/tied.qcow2");
  g_assert_cmpstr (file->backing, ==, "/srv/data/base.qcow2");
  g_assert_cmpstr (file->cache, ==, "writeback");
  file = find_file (needs, BST_NEED_DISK, "vdb");
  g_assert_cmpstr (file->path, ==, "/dev/mapper/lun7");
  g_assert_true (file->shareable);
  file = find_file (needs, BST_NEED_DISK, "vdc");
  g_assert_cmpstr (file->pool, ==, "vms");
  g_assert_cmpstr (file->volume, ==, "tied.img");
  g_assert_null (file->path);
  g_assert_true (file->busy);
  g_assert_true (find_file (needs, BST_NEED_DISK, "vdd")->transient);
  g_assert_cmpstr (find_file (needs, BST_NEED_DISK, "vde")->type, ==, "network");
  file = find_file (needs, BST_NEED_CDROM, "sda");
  g_assert_true (file->optional && file->readonly);
  g_assert_cmpstr (find_file (needs, BST_NEED_KERNEL, NULL)->path, ==,
                   "/var/lib/libvirt/boot/vmlinuz");
  g_assert_cmpstr (find_file (needs, BST_NEED_NVRAM, NULL)->path, ==,
                   "/var/lib/libvirt/qemu/nvram/tied_VARS.fd");
  g_assert_cmpstr (find_file (needs, BST_NEED_NVRAM, NULL)->backing, ==,
                   "/usr/share/OVMF/OVMF_VARS_4M.fd");
  g_assert_cmpstr (find_file (needs, BST_NEED_LOADER, NULL)->path, ==,
                   "/usr/share/OVMF/OVMF_CODE_4M.fd");
  g_assert_null (find_file (needs, BST_NEED_TPM, NULL)->path);
  /* The empty drive is not among them. */
  g_assert_cmpuint (needs->files->len, ==, 11);
}

static void
test_ties (void)
{
  g_autoptr (BstMigrationNeeds) needs = parse_needs ("domain-tied.xml");

  g_assert_cmpuint (count_ties (needs, BST_TIE_PCI, "0000:06:12.5"), ==, 1);
  g_assert_cmpuint (count_ties (needs, BST_TIE_USB, "0x1234:0xbeef"), ==, 1);
  g_assert_cmpuint (count_ties (needs, BST_TIE_NIC, "52:54:00:00:00:03"), ==, 1);
  g_assert_cmpuint (count_ties (needs, BST_TIE_VIRTIOFS, "share"), ==, 1);
  g_assert_cmpuint (count_ties (needs, BST_TIE_9P, "old"), ==, 1);
  g_assert_cmpuint (count_ties (needs, BST_TIE_SHMEM_PEER, "ring"), ==, 1);
  g_assert_cmpuint (count_ties (needs, BST_TIE_INVTSC, NULL), ==, 1);
  /* The one of a team goes by itself. */
  g_assert_cmpuint (needs->ties->len, ==, 7);
  g_assert_cmpuint (needs->nics->len, ==, 4);
  g_assert_cmpstr (((BstNeedNic *)needs->nics->pdata[0])->source, ==, "lan");
}

/* Whose a machine is; most are nobody's. */
static void
test_manager (void)
{
  g_autoptr (BstMigrationNeeds) ovirt = parse_needs ("domain-ovirt.xml");
  g_autoptr (BstMigrationNeeds) nobodys = parse_needs ("domain-tied.xml");
  gboolean manages = FALSE;

  g_assert_cmpstr (ovirt->manager, ==, "oVirt");
  g_assert_null (nobodys->manager);

  g_assert_cmpstr (bst_metadata_origin_find ("http://kubevirt.io", &manages), ==, "KubeVirt");
  g_assert_true (manages);
  /* Who only makes a machine does not own it. */
  g_assert_cmpstr (bst_metadata_origin_find ("https://wiki.gnome.org/Apps/Boxes/2", &manages), ==,
                   "GNOME Boxes");
  g_assert_false (manages);
  g_assert_cmpstr (bst_metadata_origin_find ("http://ovirt.org/vm/tune/1.0", &manages), ==, "oVirt");
  g_assert_false (manages);
  g_assert_null (bst_metadata_origin_find ("http://example.org/", &manages));
}

static void
test_paths (void)
{
  static const char xml[] =
      "<domain><devices>"
      "<disk type='file'><source file='/a'/><target dev='a'/></disk>"
      "<disk type='file'><source file='/a'/><target dev='b'/></disk>"
      "<disk type='file'><source file='relative'/><target dev='c'/></disk>"
      "<disk type='file'><source file='/x&#10;none 0'/><target dev='d'/></disk>"
      "</devices></domain>";
  g_autoptr (BstMigrationNeeds) needs = bst_migration_needs_parse (xml, -1, NULL);
  g_auto (GStrv) paths = bst_migration_needs_dup_paths (needs);

  g_assert_cmpuint (g_strv_length (paths), ==, 1);
  g_assert_cmpstr (paths[0], ==, "/a");
}

static void
test_capabilities (void)
{
  g_autofree char *xml = read_file ("domain-capabilities-qemu.xml");
  g_autoptr (GError) error = NULL;
  g_autoptr (BstDomainCapabilities) found = bst_domain_capabilities_parse (xml, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (found->machine, ==, "pc-q35-7.2");
  g_assert_cmpstr (found->arch, ==, "x86_64");
  g_assert_cmpstr (found->domain_type, ==, "qemu");
  g_assert_cmpuint (found->vcpus_max, ==, 288);
  g_assert_false (found->passthrough);
  g_assert_true (found->host_model);
  g_assert_true (g_strv_contains ((const char *const *)found->models, "qemu64"));
  g_assert_true (found->knows_tpm);
  g_assert_false (found->tpm);
  g_assert_null (bst_domain_capabilities_parse ("<domain/>", -1, NULL));
}

static void
test_pools (void)
{
  g_autofree char *xml = read_file ("pool-netfs.xml");
  g_autofree char *rbd_xml = read_file ("pool-rbd.xml");
  g_autoptr (BstStoragePool) pool = bst_storage_pool_parse (xml, -1, NULL);
  g_autoptr (BstStoragePool) same = bst_storage_pool_parse (xml, -1, NULL);
  g_autoptr (BstStoragePool) rbd = bst_storage_pool_parse (rbd_xml, -1, NULL);
  g_autoptr (BstStoragePool) dir = bst_storage_pool_parse (
      "<pool type='dir'><name>a</name><target><path>/v</path></target></pool>", -1, NULL);

  g_assert_cmpstr (pool->name, ==, "vms");
  g_assert_cmpstr (pool->source, ==, "nas.example:/export/vms");
  g_assert_cmpstr (pool->path, ==, "/var/lib/libvirt/vms");
  g_assert_cmpuint (pool->available, ==, 53687091200);
  g_assert_cmpstr (rbd->source, ==, "mon1,mon2:libvirt");
  g_assert_true (bst_storage_pool_is_same (pool, same));
  g_assert_false (bst_storage_pool_is_same (pool, rbd));
  /* Two hosts' folders of one name are two. */
  g_assert_false (bst_storage_pool_is_same (dir, dir));
  g_assert_null (bst_storage_pool_parse ("<volume/>", -1, NULL));
}

static const char look_text[] =
    "time 1700000010.500000000\nuser 0\nbridge br0\ndevice eth0\nfirewall firewalld\n"
    "set migration_host = \"10.0.0.9\"\nset migration_port_min=50000\nuffd 0\n"
    "mount nfs4 nas:/export /srv/data\nmount fuse.glusterfs store:/vol /mnt/my\\040vol\n"
    "mount fuse.sshfs a:/b /mnt/ssh\ncluster\nresource /etc/libvirt/qemu/web.xml\n"
    "path 0 77 4096\nfs 0 6969 4096 100\nnone 1\nfs 1 ef53 4096 5\n"
    "path 2 5 1\nfs 2 65735546 1 1\npath 3 5 1\nfs 3 65735546 1 1\n"
    "block 4 1048576 0x600a\npath 4 9 0\nfs 4 1021994 4096 1\npath 99 1 1\nnonsense\n";
static const char *const look_paths[] = { "/srv/data/a", "/var/lib/b", "/mnt/my vol/c",
                                          "/mnt/ssh/d",  "/dev/lun",   "/unseen",
                                          NULL };

static void
test_host_look (void)
{
  g_autoptr (BstHostLook) look =
      bst_host_look_parse (look_text, look_paths, G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC,
                           G_GINT64_CONSTANT (1700000001) * G_USEC_PER_SEC);
  const BstPathLook *path;

  g_assert_true (look->known && look->is_root && look->pacemaker);
  g_assert_cmpint (look->clock, ==, 10 * G_USEC_PER_SEC);
  g_assert_cmpint (look->clock_error, <=, G_USEC_PER_SEC);
  g_assert_true (g_strv_contains ((const char *const *)look->devices, "br0"));
  g_assert_true (g_strv_contains ((const char *const *)look->devices, "eth0"));
  g_assert_cmpuint (g_strv_length (look->bridges), ==, 1);
  g_assert_cmpstr (look->firewall, ==, "firewalld");
  g_assert_cmpstr (look->migration_host, ==, "10.0.0.9");
  g_assert_cmpuint (look->port_min, ==, 50000);
  g_assert_cmpint (look->userfaultfd, ==, 0);
  g_assert_cmpstr (look->cluster_machines[0], ==, "web");
  g_assert_false (look->cluster_unseen);

  path = bst_host_look_find (look, "/srv/data/a");
  g_assert_cmpint (path->state, ==, BST_PATH_THERE);
  g_assert_cmpuint (path->inode, ==, 77);
  g_assert_cmpuint (path->free, ==, 409600);
  g_assert_cmpstr (path->fs_source, ==, "nas:/export");
  g_assert_cmpint (bst_path_look_is_shared (path), ==, BST_PATH_THERE);
  path = bst_host_look_find (look, "/var/lib/b");
  g_assert_cmpint (path->state, ==, BST_PATH_MISSING);
  g_assert_cmpint (bst_path_look_is_shared (path), ==, BST_PATH_MISSING);
  /* GlusterFS is shared, other file systems in user space are not. */
  g_assert_cmpint (bst_path_look_is_shared (bst_host_look_find (look, "/mnt/my vol/c")), ==,
                   BST_PATH_THERE);
  g_assert_cmpint (bst_path_look_is_shared (bst_host_look_find (look, "/mnt/ssh/d")), ==,
                   BST_PATH_MISSING);
  path = bst_host_look_find (look, "/dev/lun");
  g_assert_cmpuint (path->size, ==, 1048576);
  g_assert_cmpstr (path->wwn, ==, "0x600a");
  path = bst_host_look_find (look, "/unseen");
  g_assert_cmpint (path->state, ==, BST_PATH_UNKNOWN);
  g_assert_cmpint (bst_path_look_is_shared (path), ==, BST_PATH_UNKNOWN);
}

/* Pacemaker is there, and does not say more to who asks. */
static void
test_unseen_cluster (void)
{
  static const char *const paths[] = { NULL };
  g_autoptr (BstHostLook) look =
      bst_host_look_parse ("time 1.0\nuser 1000\ncluster unseen\n", paths, 0, 1);

  g_assert_true (look->known && look->pacemaker && look->cluster_unseen);
}

static void
test_road_look (void)
{
  g_autoptr (GPtrArray) looks = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_road_look_free);
  const BstRoadLook *look;

  for (guint i = 0; i < 3; i++)
    g_ptr_array_add (looks, bst_road_look_new ("x"));
  bst_road_look_read (looks, "address 0 hosta 10.0.0.1\nport 0 0 open\nport 0 1 silent\n"
                             "address 1\naddress 2 me 127.0.1.1\nport 9 0 open\nlogin 0 closed\n");
  look = looks->pdata[0];
  g_assert_true (look->asked);
  g_assert_cmpstr (look->name, ==, "hosta");
  g_assert_cmpstr (look->address, ==, "10.0.0.1");
  g_assert_cmpint (look->ports[0], ==, BST_ROAD_OPEN);
  g_assert_cmpint (look->ports[1], ==, BST_ROAD_SILENT);
  g_assert_cmpint (look->login, ==, BST_ROAD_CLOSED);
  g_assert_false (bst_road_look_is_loopback (look));
  look = looks->pdata[1];
  g_assert_true (look->asked);
  g_assert_null (look->address);
  g_assert_true (bst_road_look_is_loopback (looks->pdata[2]));

  g_assert_true (bst_road_look_is_name ("host-1.example") &&
                 bst_road_look_is_name ("fe80::1%eth0"));
  g_assert_false (bst_road_look_is_name ("-oProxyCommand=x"));
  g_assert_false (bst_road_look_is_name ("a b"));
  g_assert_false (bst_road_look_is_name ("a;b"));
  g_assert_false (bst_road_look_is_name (""));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/migration-formats/needs", test_needs);
  g_test_add_func ("/migration-formats/ties", test_ties);
  g_test_add_func ("/migration-formats/manager", test_manager);
  g_test_add_func ("/migration-formats/paths", test_paths);
  g_test_add_func ("/migration-formats/domain-capabilities", test_capabilities);
  g_test_add_func ("/migration-formats/pools", test_pools);
  g_test_add_func ("/migration-formats/host-look", test_host_look);
  g_test_add_func ("/migration-formats/unseen-cluster", test_unseen_cluster);
  g_test_add_func ("/migration-formats/road-look", test_road_look);

  return g_test_run ();
}
