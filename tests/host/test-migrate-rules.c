/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fleet-fixture.h"
#include "operations/bst-foreign-job-private.h"
#include "operations/bst-migrate-private.h"

/* What migrations keep to and say, between hosts of libvirt's test driver, which moves nothing. */

static BstHost *
bring_online (FleetFixture *fixture, const char *name, guint n)
{
  BstHost *host = fleet_fixture_add_host (fixture, name, n);

  bst_fleet_connect_host (fixture->fleet, host);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);

  return host;
}

static void
assert_remedy (BstOperation *operation)
{
  const char *remedy = bst_error_get_remedy (bst_operation_get_error (operation));

  g_assert_nonnull (remedy);
  g_assert_cmpstr (remedy, !=, "");
}

/* Of options that do not go together, it is said what to do. */
static void
test_conflict (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  BstHost *to;
  g_autoptr (BstOperation) migrate = NULL;

  bring_online (fixture, "hosta", 1);
  to = bring_online (fixture, "hostb", 0);
  options->tunnelled = TRUE;
  options->way = BST_MIGRATION_WAY_DIRECT;
  migrate = bst_migrate_new (fixture->fleet, fleet_fixture_find (fixture, "m-0"), to, options);
  bst_scheduler_submit (bst_fleet_get_scheduler (fixture->fleet), migrate);
  fleet_fixture_wait_until_over (migrate);
  g_assert_cmpint (bst_operation_get_state (migrate), ==, BST_OPERATION_STATE_FAILED);
  assert_remedy (migrate);
}

/* One that somebody else began: nobody here was told why it failed. */
static void
test_foreign (FleetFixture *fixture, gconstpointer data)
{
  const BstMachineLook look = { .there = TRUE, .state = BST_MACHINE_STATE_RUNNING };
  g_autoptr (BstOperation) job = NULL;

  bring_online (fixture, "hosta", 1);
  job = bst_foreign_job_new (fixture->fleet, fleet_fixture_find (fixture, "m-0"),
                             BST_JOB_MIGRATION_OUT);
  bst_operation_run (job);
  bst_foreign_job_end (BST_FOREIGN_JOB (job), &look, FALSE);
  g_assert_cmpint (bst_operation_get_state (job), ==, BST_OPERATION_STATE_FAILED);
  assert_remedy (job);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func)                                                                            \
  g_test_add (path, FleetFixture, NULL, fleet_fixture_set_up, func, fleet_fixture_tear_down)
  ADD ("/migrate-rules/conflict", test_conflict);
  ADD ("/migrate-rules/foreign", test_foreign);

  return g_test_run ();
}
