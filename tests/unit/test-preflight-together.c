/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "operations/bst-preflight-case.h"

/* What fits a target one by one, and not together. */

#define MIB ((guint64)1 << 20)

typedef struct
{
  BstMigrationOptions *options;
  BstMachineSurvey *machines[3];
  BstHostSurvey survey;
  BstHostLook *look;
  GPtrArray *pools;
  BstPreflightPlace source;
  BstPreflightPlace target;
  BstPreflightCase cases[3];
  const BstPreflightCase *subjects[3];
  GPtrArray *findings;
} Fixture;

/* 4 GiB of memory, and a disk that takes 10 MiB and may grow to 20. */
static BstMachineSurvey *
new_machine (guint number)
{
  g_autofree char *xml =
      g_strdup_printf ("<domain type='kvm'><name>m%u</name><memory unit='GiB'>4</memory><devices>"
                       "<disk type='file'><source file='/srv/%u.qcow2'/><target dev='vda'/></disk>"
                       "</devices></domain>",
                       number, number);
  BstMachineSurvey *machine = g_new0 (BstMachineSurvey, 1);
  BstDiskSize *size = g_new0 (BstDiskSize, 1);

  machine->needs = bst_migration_needs_parse (xml, -1, NULL);
  machine->sizes = g_ptr_array_new ();
  machine->active = TRUE;
  size->target = g_strdup ("vda");
  size->allocation = 10 * MIB;
  size->capacity = 20 * MIB;
  g_ptr_array_add (machine->sizes, size);

  return machine;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  memset (f, 0, sizeof *f);
  f->options = bst_migration_options_new ();
  f->findings = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_finding_free);
  f->pools = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_storage_pool_free);
  f->look = bst_host_look_new_unknown ();
  f->survey.memory_free_kib = 5 * 1024 * 1024;
  f->source = (BstPreflightPlace){ .name = "a", .state = BST_HOST_STATE_ONLINE };
  f->target = (BstPreflightPlace){ .name = "b",
                                   .state = BST_HOST_STATE_ONLINE,
                                   .survey = &f->survey,
                                   .pools = f->pools,
                                   .look = f->look };
  g_ptr_array_add (
      f->pools, bst_storage_pool_parse (
                    "<pool type='dir'><name>srv</name><available unit='bytes'>25000000</available>"
                    "<target><path>/srv</path></target></pool>",
                    -1, NULL));
  ((BstStoragePool *)f->pools->pdata[0])->active = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (f->cases); i++)
    {
      f->machines[i] = new_machine (i);
      f->cases[i] = (BstPreflightCase){ .name = "m",
                                        .options = f->options,
                                        .source = &f->source,
                                        .target = &f->target,
                                        .machine = f->machines[i] };
      f->subjects[i] = &f->cases[i];
    }
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (f->machines); i++)
    {
      BstDiskSize *size = f->machines[i]->sizes->pdata[0];

      g_free (size->target);
      g_free (size);
      bst_machine_survey_free (f->machines[i]);
    }
  g_ptr_array_unref (f->findings);
  g_ptr_array_unref (f->pools);
  bst_host_look_free (f->look);
  bst_migration_options_free (f->options);
}

static BstVerdict
run (Fixture *f, BstCheckId check, guint n)
{
  g_ptr_array_set_size (f->findings, 0);

  return bst_check_run_together (check, f->subjects, n, f->findings);
}

static const char *
get_reason (Fixture *f)
{
  return ((BstFinding *)f->findings->pdata[0])->reason;
}

static void
test_memory (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (bst_check_run (BST_CHECK_MEMORY, f->subjects[i], f->findings), ==,
                     BST_VERDICT_PASS);
  g_assert_cmpint (run (f, BST_CHECK_MEMORY, 1), ==, BST_VERDICT_NONE);
  g_assert_cmpint (run (f, BST_CHECK_MEMORY, 2), ==, BST_VERDICT_WARN);
  g_assert_nonnull (strstr (get_reason (f), "Together the machines need 8.2"));
  f->survey.memory_free_kib = 9 * 1024 * 1024;
  g_assert_cmpint (run (f, BST_CHECK_MEMORY, 2), ==, BST_VERDICT_NONE);
  g_assert_cmpint (run (f, BST_CHECK_MEMORY, 3), ==, BST_VERDICT_WARN);
  f->survey.memory_free_kib = BST_UNKNOWN;
  g_assert_cmpint (run (f, BST_CHECK_MEMORY, 3), ==, BST_VERDICT_NONE);
  /* What is off needs none. */
  f->survey.memory_free_kib = 5 * 1024 * 1024;
  bst_migration_options_set_offline (f->options);
  g_assert_cmpint (run (f, BST_CHECK_MEMORY, 3), ==, BST_VERDICT_NONE);
}

static void
test_space (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (run (f, BST_CHECK_SPACE, 3), ==, BST_VERDICT_NONE);
  f->options->copy = BST_MIGRATION_COPY_ALL;
  f->options->copy_others = TRUE;
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (bst_check_run (BST_CHECK_SPACE, f->subjects[i], f->findings), <=,
                     BST_VERDICT_PASS);
  g_assert_cmpint (run (f, BST_CHECK_SPACE, 1), ==, BST_VERDICT_NONE);
  g_assert_cmpint (run (f, BST_CHECK_SPACE, 2), ==, BST_VERDICT_WARN);
  g_assert_cmpint (run (f, BST_CHECK_SPACE, 3), ==, BST_VERDICT_BLOCK);
  g_assert_nonnull (strstr (get_reason (f), "“srv” on b has 25.0"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/preflight-together/memory", Fixture, NULL, set_up, test_memory, tear_down);
  g_test_add ("/preflight-together/space", Fixture, NULL, set_up, test_space, tear_down);

  return g_test_run ();
}
