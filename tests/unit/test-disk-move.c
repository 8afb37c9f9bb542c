/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-error.h"
#include "formats/bst-disk-move.h"

static const char domain[] =
    "<domain type='qemu'><name>web</name><metadata><a:b "
    "xmlns:a='urn:a'>kept</a:b></metadata><devices>"
    "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source "
    "file='/a/over.qcow2'/>"
    "<backingStore type='file'><format type='qcow2'/><source file='/a/base &amp; co.qcow2'/>"
    "<backingStore/></backingStore><target dev='vda' bus='virtio'/></disk>"
    "<disk type='block' device='disk'><driver name='qemu' type='raw'/><source dev='/dev/vg/web'/>"
    "<target dev='vdb'/></disk>"
    "<disk type='file' device='cdrom'><source file='/a/cd.iso'/><target "
    "dev='sda'/><readonly/></disk>"
    "<disk type='file' device='disk'><source file='/a/shared'/><target "
    "dev='vdc'/><shareable/></disk>"
    "<disk type='file' device='disk'><target dev='vdd'/></disk>"
    "</devices></domain>";

static void
test_read (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) moves = bst_disk_moves_read (domain, &error);
  const BstDiskMove *move;

  g_assert_no_error (error);
  g_assert_cmpuint (moves->len, ==, 2);
  move = moves->pdata[0];
  g_assert_cmpstr (move->target, ==, "vda");
  g_assert_cmpstr (move->format, ==, "qcow2");
  g_assert_cmpstr (move->path, ==, "/a/over.qcow2");
  g_assert_cmpstr (move->backing_path, ==, "/a/base & co.qcow2");
  g_assert_cmpstr (move->backing_format, ==, "qcow2");
  move = moves->pdata[1];
  g_assert_cmpstr (move->path, ==, "/dev/vg/web");
  g_assert_null (move->backing_path);
}

/* Nothing else of the machine changes. */
static void
test_apply (void)
{
  g_autoptr (GPtrArray) moves = bst_disk_moves_read (domain, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *xml = NULL;

  ((BstDiskMove *)moves->pdata[1])->new_path = g_strdup ("/dev/other/<web>");
  xml = bst_disk_moves_apply (moves, domain, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (xml, "dev=\"/dev/other/&lt;web&gt;\""));
  g_assert_nonnull (strstr (xml, "file=\"/a/over.qcow2\""));
  g_assert_nonnull (strstr (xml, "kept"));
  g_assert_null (strstr (xml, "/dev/vg/web"));
}

static void
test_volume (void)
{
  g_autoptr (GPtrArray) moves = bst_disk_moves_read (domain, NULL);
  g_autofree char *whole = bst_disk_move_dup_volume_xml (moves->pdata[0], "a<b", 1000, FALSE);
  g_autofree char *over = bst_disk_move_dup_volume_xml (moves->pdata[0], "a", 1000, TRUE);

  g_assert_nonnull (strstr (whole, "<name>a&lt;b</name>"));
  g_assert_nonnull (strstr (whole, "<capacity unit='bytes'>1000</capacity>"));
  g_assert_null (strstr (whole, "backingStore"));
  g_assert_nonnull (strstr (over, "<path>/a/base &amp; co.qcow2</path>"));
}

/* One that is off tells nothing of its backing file; the volume does. */
static void
test_backing (void)
{
  g_autoptr (GPtrArray) moves = bst_disk_moves_read (domain, NULL);
  g_autoptr (GError) error = NULL;
  BstDiskMove *move = moves->pdata[1];

  g_assert_true (bst_disk_move_read_volume (
      move, "<volume><backingStore><path>/a/b</path><format type='raw'/></backingStore></volume>",
      &error));
  g_assert_cmpstr (move->backing_path, ==, "/a/b");
  g_assert_cmpstr (move->backing_format, ==, "raw");
  g_assert_true (bst_disk_move_read_volume (move, "<volume/>", &error));
  g_assert_null (move->backing_path);
  g_assert_false (bst_disk_move_read_volume (move, "<pool/>", &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
}

static void
test_nonsense (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (bst_disk_moves_read ("<volume/>", &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/disk-move/read", test_read);
  g_test_add_func ("/disk-move/apply", test_apply);
  g_test_add_func ("/disk-move/volume", test_volume);
  g_test_add_func ("/disk-move/backing", test_backing);
  g_test_add_func ("/disk-move/nonsense", test_nonsense);

  return g_test_run ();
}
