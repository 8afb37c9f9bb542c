/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "formats/bst-migration-needs.h"
#include "fuzz.h"

const char *const fuzz_seeds[] = { "<domain/>", NULL };
const char *const fuzz_seed_files[] = { "domain-tied.xml", "domain-qemu.xml", "domain-lxc.xml",
                                        NULL };

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BstMigrationNeeds) found =
      bst_migration_needs_parse ((const char *)data, (gssize)size, &error);

  g_assert_true ((found == NULL) == (error != NULL));
  if (found != NULL)
    {
      g_auto (GStrv) paths = bst_migration_needs_dup_paths (found);

      for (guint i = 0; paths[i] != NULL; i++)
        g_assert_true (paths[i][0] == '/');
    }

  return 0;
}
