/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "formats/bst-capabilities.h"
#include "fuzz.h"

const char *const fuzz_seeds[] = { "<capabilities/>", NULL };
const char *const fuzz_seed_files[] = { "capabilities-qemu.xml", "capabilities-test.xml", NULL };

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BstCapabilities) capabilities =
      bst_capabilities_parse ((const char *)data, (gssize)size, &error);

  g_assert_true ((capabilities == NULL) == (error != NULL));
  if (capabilities != NULL)
    g_assert_true (capabilities->uuid[0] == '\0' || strlen (capabilities->uuid) == 36);

  return 0;
}
