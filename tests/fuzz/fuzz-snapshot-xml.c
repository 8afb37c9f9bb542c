/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/bst-error.h"
#include "formats/bst-block-chain.h"
#include "formats/bst-snapshot-xml.h"
#include "fuzz.h"

const char *const fuzz_seeds[] = { "<domainsnapshot/>", "<domainsnapshot><name>a</name></domainsnapshot>",
                                   "<domain><devices><disk><source file='a'/><target dev='vda'/>"
                                   "</disk></devices></domain>",
                                   NULL };
const char *const fuzz_seed_files[] = { "snapshot-internal.xml", "snapshot-external.xml",
                                        "domain-chain.xml", NULL };

static void
assert_text (const char *text)
{
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
}

static void
try_chains (const char *data, gssize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) chains = bst_block_chain_parse_all (data, size, &error);

  g_assert_true ((chains == NULL) == (error != NULL));
  for (guint i = 0; chains != NULL && i < chains->len; i++)
    {
      const BstBlockChain *chain = chains->pdata[i];

      g_assert_cmpuint (chain->layers->len, >=, 1);
      assert_text (chain->target);
      assert_text (((BstBlockLayer *)chain->layers->pdata[0])->source);
    }
}

/* What can be read can be changed, and reads as what it was changed to. */
static void
try_edit (const BstSnapshotFacts *facts, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *changed = bst_snapshot_xml_edit (text, "n<&\">", "p'", NULL, &error);
  g_autoptr (BstSnapshotFacts) again = NULL;

  g_assert_no_error (error);
  again = bst_snapshot_xml_parse (changed, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->name, ==, "n<&\">");
  g_assert_cmpstr (again->parent, ==, "p'");
  g_assert_cmpstr (again->description, ==, facts->description);
  g_assert_cmpint (again->kind, ==, facts->kind);
  g_assert_cmpuint (again->disks->len, ==, facts->disks->len);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BstSnapshotFacts) facts =
      bst_snapshot_xml_parse ((const char *)data, (gssize)size, &error);

  g_assert_true ((facts == NULL) == (error != NULL));
  try_chains ((const char *)data, (gssize)size);
  if (facts == NULL)
    {
      assert_text (error->message);
      return 0;
    }

  assert_text (facts->name);
  assert_text (facts->description);
  assert_text (facts->memory_file);
  for (guint i = 0; i < facts->disks->len; i++)
    assert_text (((BstSnapshotDisk *)facts->disks->pdata[i])->file);
  {
    g_autofree char *text = g_strndup ((const char *)data, size);
    g_autofree char *domain = bst_snapshot_xml_dup_domain (text);

    assert_text (domain);
    try_edit (facts, text);
  }

  return 0;
}
