/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/bst-domain-facts.h"
#include "core/bst-error.h"
#include "formats/bst-block-chain.h"
#include "formats/bst-snapshot-xml.h"
#include "formats/bst-thumbnail.h"

static char *
read_file (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "unit", "data", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

static BstSnapshotFacts *
parse (const char *xml)
{
  g_autoptr (GError) error = NULL;
  BstSnapshotFacts *facts = bst_snapshot_xml_parse (xml, -1, &error);

  g_assert_no_error (error);

  return facts;
}

static void
test_internal (void)
{
  g_autofree char *xml = read_file ("snapshot-internal.xml");
  g_autoptr (BstSnapshotFacts) facts = parse (xml);
  const BstSnapshotDisk *disk = facts->disks->pdata[0];

  g_assert_cmpstr (facts->name, ==, "before <b>upgrade</b> & more");
  g_assert_cmpstr (facts->parent, ==, "clean");
  g_assert_cmpstr (facts->state, ==, "running");
  g_assert_cmpint (facts->kind, ==, BST_SNAPSHOT_INTERNAL);
  g_assert_true (facts->has_memory);
  g_assert_cmpint (facts->created_at, ==, 1764132000);
  g_assert_cmpuint (facts->disks->len, ==, 2);
  g_assert_cmpstr (disk->target, ==, "vda");
  g_assert_cmpstr (disk->base, ==, "/images/web.qcow2");
  g_assert_true (facts->size == BST_UNKNOWN);
}

static void
test_external (void)
{
  g_autofree char *xml = read_file ("snapshot-external.xml");
  g_autoptr (BstSnapshotFacts) facts = parse (xml);
  const BstSnapshotDisk *disk = facts->disks->pdata[1];

  g_assert_cmpint (facts->kind, ==, BST_SNAPSHOT_EXTERNAL);
  g_assert_null (facts->parent);
  g_assert_cmpstr (facts->memory_file, ==, "/images/web.e1.memory");
  g_assert_cmpstr (disk->file, ==, "/dev/vg/web-e1");
  g_assert_cmpstr (disk->base, ==, "/dev/vg/web");
}

/* Everything that is not changed stays, what is not known here too. */
static void
test_edit (void)
{
  g_autofree char *xml = read_file ("snapshot-internal.xml");
  g_autoptr (GError) error = NULL;
  g_autofree char *changed = bst_snapshot_xml_edit (xml, "a & <b>", "p", "", &error);
  g_autoptr (BstSnapshotFacts) facts = NULL;
  g_autofree char *domain = NULL;

  g_assert_no_error (error);
  facts = parse (changed);
  g_assert_cmpstr (facts->name, ==, "a & <b>");
  g_assert_cmpstr (facts->parent, ==, "p");
  g_assert_null (facts->description);
  g_assert_nonnull (strstr (changed, "slirpHelper"));
  g_assert_nonnull (strstr (changed, "http://example.org/future"));
  domain = bst_snapshot_xml_dup_domain (changed);
  g_assert_true (g_str_has_prefix (domain, "<domain "));
  g_assert_nonnull (strstr (domain, "/images/web.qcow2"));

  g_assert_null (bst_snapshot_xml_edit ("<domain/>", "a", NULL, NULL, &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
}

static void
check_name (const char *name)
{
  const BstSnapshotRequestDisk disks[] = { { "vda", TRUE, "/images/a'b\"<&>.qcow2" },
                                           { "vdb", FALSE, NULL } };
  g_autofree char *xml = bst_snapshot_xml_build (&(BstSnapshotRequest){
      .name = name,
      .description = name,
      .kind = BST_SNAPSHOT_EXTERNAL,
      .memory = TRUE,
      .memory_file = "/images/m<>",
      .disks = disks,
      .n_disks = 2,
  });
  g_autoptr (BstSnapshotFacts) facts = parse (xml);
  const BstSnapshotDisk *disk = facts->disks->pdata[0];
  const BstSnapshotDisk *other = facts->disks->pdata[1];

  g_assert_cmpstr (facts->name, ==, name);
  g_assert_cmpstr (facts->description, ==, name);
  g_assert_cmpstr (facts->memory_file, ==, "/images/m<>");
  g_assert_cmpstr (disk->file, ==, disks[0].file);
  g_assert_cmpstr (other->kind, ==, "no");
  g_assert_null (other->file);
}

static void
test_build (void)
{
  g_autofree char *longest = g_strnfill (255, 'x');
  g_autofree char *plain = NULL;

  check_name ("plain");
  check_name ("</name><name>two & \"three\" 'four' ]]> <!--");
  check_name ("ñandú — 雪 🐧");
  check_name (longest);

  /* A driver without disks decides by itself. */
  plain = bst_snapshot_xml_build (&(BstSnapshotRequest){ .name = "a\x01" "b" });
  g_assert_cmpstr (plain, ==, "<domainsnapshot><name>ab</name></domainsnapshot>");
}

static void
test_chains (void)
{
  g_autofree char *xml = read_file ("domain-chain.xml");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) chains = bst_block_chain_parse_all (xml, -1, &error);
  const BstBlockChain *chain;

  g_assert_no_error (error);
  g_assert_cmpuint (chains->len, ==, 3);
  chain = chains->pdata[0];
  g_assert_cmpstr (chain->target, ==, "vda");
  g_assert_cmpuint (chain->layers->len, ==, 3);
  g_assert_true (chain->complete);
  g_assert_cmpstr (((BstBlockLayer *)chain->layers->pdata[2])->source, ==, "/images/web.qcow2");
  chain = chains->pdata[1];
  g_assert_cmpstr (((BstBlockLayer *)chain->layers->pdata[0])->type, ==, "block");
  g_assert_true (chain->complete);
}

static void
test_thumbnail (void)
{
  static const char head[] = "P6\n640 480\n255\n";
  gsize size = strlen (head) + 640 * 480 * 3;
  g_autofree char *picture = g_malloc0 (size);
  g_autoptr (GBytes) png = NULL;
  const guint8 *bytes;

  memcpy (picture, head, strlen (head));
  png = bst_thumbnail_make (picture, size, 320, 320);
  g_assert_nonnull (png);
  bytes = g_bytes_get_data (png, NULL);
  g_assert_cmpmem (bytes, 4, "\x89PNG", 4);
  /* Width and height, in its first chunk. */
  g_assert_cmpint (bytes[18] * 256 + bytes[19], ==, 320);
  g_assert_cmpint (bytes[22] * 256 + bytes[23], ==, 240);

  g_assert_null (bst_thumbnail_make ("GIF89a", 6, 320, 320));
  g_assert_null (bst_thumbnail_make (head, strlen (head), 320, 320));
  g_assert_null (bst_thumbnail_make ("P6\n99999 99999\n255\n", 19, 320, 320));
  g_assert_null (bst_thumbnail_make (NULL, 0, 320, 320));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/snapshot-xml/internal", test_internal);
  g_test_add_func ("/snapshot-xml/external", test_external);
  g_test_add_func ("/snapshot-xml/edit", test_edit);
  g_test_add_func ("/snapshot-xml/build", test_build);
  g_test_add_func ("/snapshot-xml/chains", test_chains);
  g_test_add_func ("/snapshot-xml/thumbnail", test_thumbnail);

  return g_test_run ();
}
