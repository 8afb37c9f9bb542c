/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "formats/bst-domain-capabilities.h"
#include "fuzz.h"

const char *const fuzz_seeds[] = { "<domainCapabilities/>", NULL };
const char *const fuzz_seed_files[] = { "domain-capabilities-qemu.xml", NULL };

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BstDomainCapabilities) found =
      bst_domain_capabilities_parse ((const char *)data, (gssize)size, &error);

  g_assert_true ((found == NULL) == (error != NULL));
  g_assert_true (found == NULL || found->models != NULL);

  return 0;
}
