/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-error.h"
#include "formats/bst-domain-config.h"
#include "fuzz.h"

const char *const fuzz_seeds[] = { "<domain/>",
                                   "<!DOCTYPE d [<!ENTITY a 'b'>]><domain>&a;</domain>", NULL };
const char *const fuzz_seed_files[] = { "domain-qemu.xml", "domain-ovirt.xml", "domain-lxc.xml",
                                        "domain-xen.xml",  "domain-test.xml",  NULL };

static void
assert_text (const char *text)
{
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BstDomainConfig) config =
      bst_domain_config_parse ((const char *)data, (gssize)size, &error);

  g_assert_true ((config == NULL) == (error != NULL));
  if (config == NULL)
    {
      assert_text (error->message);
      assert_text (bst_error_get_detail (error));
      return 0;
    }

  assert_text (config->name);
  assert_text (config->title);
  assert_text (config->description);
  assert_text (config->graphics_listen);
  g_assert_cmpint (config->graphics_port, <=, 65535);
  for (guint i = 0; i < config->disks->len; i++)
    assert_text (((BstDisk *)config->disks->pdata[i])->source);
  for (guint i = 0; i < config->nics->len; i++)
    assert_text (((BstNic *)config->nics->pdata[i])->source);

  return 0;
}
