/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "formats/bst-fresh-volume.h"

#define CLUSTER 65536

/* As qemu-img makes one of 1 GiB: header, reference counts in two clusters, the first table. */
#define IMAGE (4 * CLUSTER)

static guint8 *
new_image (void)
{
  static const guint8 header[] = {
    'Q', 'F', 'I', 0xfb, 0,  0, 0, 3,             /* version */
    0,   0,   0,   0,    0,  0, 0, 0, 0, 0, 0, 0, /* no backing file */
    0,   0,   0,   16,                            /* bits of a cluster */
    0,   0,   0,   0,    64, 0, 0, 0,             /* 1 GiB */
    0,   0,   0,   0,                             /* not encrypted */
    0,   0,   0,   2,    0,  0, 0, 0, 0, 3, 0, 0, /* the first table: two entries in cluster 3 */
  };
  guint8 *image = g_malloc0 (IMAGE);

  memcpy (image, header, sizeof header);

  return image;
}

static void
test_empty (void)
{
  g_autofree guint8 *image = new_image ();

  g_assert_true (bst_fresh_volume_is_empty_qcow2 (image, IMAGE));
  /* As older ones are. */
  image[7] = 2;
  g_assert_true (bst_fresh_volume_is_empty_qcow2 (image, IMAGE));
  image[7] = 3;
  /* Compressed by zstd, with longer entries. */
  image[79] = 0x18;
  g_assert_true (bst_fresh_volume_is_empty_qcow2 (image, IMAGE));
}

/* A byte that says that it holds something, or that this cannot be told. */
static void
test_used (void)
{
  static const gsize bytes[] = {
    0,               /* another kind of file */
    6,               /* a version that nobody knows */
    63,              /* a snapshot */
    79,              /* it is open */
    95,              /* a bitmap of what was written */
    37,              /* a table that goes on behind what was read */
    41,              /* ... that is elsewhere */
    3 * CLUSTER,     /* a cluster of the guest's */
    3 * CLUSTER + 15 /* ... by the last entry */
  };

  for (guint i = 0; i < G_N_ELEMENTS (bytes); i++)
    {
      g_autofree guint8 *image = new_image ();

      image[bytes[i]] ^= 1;
      g_assert_false (bst_fresh_volume_is_empty_qcow2 (image, IMAGE));
      image[bytes[i]] ^= 1;
      g_assert_true (bst_fresh_volume_is_empty_qcow2 (image, IMAGE));
    }
}

static void
test_cut (void)
{
  g_autofree guint8 *image = new_image ();

  g_assert_false (bst_fresh_volume_is_empty_qcow2 (image, 0));
  g_assert_false (bst_fresh_volume_is_empty_qcow2 (image, 71));
  g_assert_false (bst_fresh_volume_is_empty_qcow2 (image, 103));
  g_assert_false (bst_fresh_volume_is_empty_qcow2 (image, 3 * CLUSTER + 15));
  g_assert_true (bst_fresh_volume_is_empty_qcow2 (image, 3 * CLUSTER + 16));
}

#define VOLUME(type, unit, format, more)                                                           \
  "<volume type='" type "'><name>web.qcow2</name><capacity unit='" unit "'>268435456</capacity>"   \
  "<target><path>/a/web.qcow2</path><format type='" format "'/></target>" more "</volume>"
#define OVER "<backingStore><path>/a/base.qcow2</path><format type='qcow2'/></backingStore>"

static void
test_like (void)
{
  const guint64 size = 268435456;
  const char *plain = VOLUME ("file", "bytes", "qcow2", "");
  const char *over = VOLUME ("file", "bytes", "qcow2", OVER);

  g_assert_true (bst_fresh_volume_is_like (plain, "qcow2", size, NULL));
  g_assert_true (bst_fresh_volume_is_like (over, "qcow2", size, "/a/base.qcow2"));
  g_assert_false (bst_fresh_volume_is_like (plain, "raw", size, NULL));
  g_assert_false (bst_fresh_volume_is_like (plain, "qcow2", size + 1, NULL));
  g_assert_false (bst_fresh_volume_is_like (plain, "qcow2", size, "/a/base.qcow2"));
  g_assert_false (bst_fresh_volume_is_like (over, "qcow2", size, NULL));
  g_assert_false (bst_fresh_volume_is_like (over, "qcow2", size, "/a/other.qcow2"));
  g_assert_false (
      bst_fresh_volume_is_like (VOLUME ("block", "bytes", "qcow2", ""), "qcow2", size, NULL));
  g_assert_false (
      bst_fresh_volume_is_like (VOLUME ("file", "KiB", "qcow2", ""), "qcow2", size, NULL));
  g_assert_false (bst_fresh_volume_is_like ("<pool/>", "qcow2", size, NULL));
  g_assert_false (bst_fresh_volume_is_like ("<volume type='file'/>", "qcow2", 0, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fresh-volume/empty", test_empty);
  g_test_add_func ("/fresh-volume/used", test_used);
  g_test_add_func ("/fresh-volume/cut", test_cut);
  g_test_add_func ("/fresh-volume/like", test_like);

  return g_test_run ();
}
