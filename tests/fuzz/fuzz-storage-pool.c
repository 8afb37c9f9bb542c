/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "formats/bst-storage-pool.h"
#include "fuzz.h"

const char *const fuzz_seeds[] = { "<pool/>", NULL };
const char *const fuzz_seed_files[] = { "pool-netfs.xml", "pool-rbd.xml", NULL };

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BstStoragePool) found =
      bst_storage_pool_parse ((const char *)data, (gssize)size, &error);

  g_assert_true ((found == NULL) == (error != NULL));
  if (found != NULL)
    bst_storage_pool_is_same (found, found);

  return 0;
}
