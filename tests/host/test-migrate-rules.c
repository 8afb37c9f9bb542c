/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fleet-fixture.h"
#include "operations/bst-foreign-job-private.h"
#include "operations/bst-migrate-private.h"
#include "operations/bst-retry.h"

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

static gboolean
is_off (gpointer machine)
{
  return bst_machine_get_state (machine) == BST_MACHINE_STATE_SHUTOFF;
}

#define N_TOGETHER 5

/* How many of @migrations have begun, and are not over. */
static guint
count_under_way (GPtrArray *migrations)
{
  guint n = 0;

  for (guint i = 0; i < migrations->len; i++)
    n += !bst_operation_is_over (migrations->pdata[i]) &&
         BST_MIGRATE (migrations->pdata[i])->stage != BST_MIGRATE_WAIT;

  return n;
}

static gboolean
are_over (gpointer data)
{
  GPtrArray *migrations = data;
  guint n = 0;

  g_assert_cmpuint (count_under_way (migrations), <=, BST_SCHEDULER_MOVES_PER_HOST);
  for (guint i = 0; i < migrations->len; i++)
    n += bst_operation_is_over (migrations->pdata[i]);

  return n == migrations->len;
}

/* All machines of @host, by what it says of them. */
static void
tell_paused (FleetFixture *fixture, BstHost *host, GPtrArray *migrations)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);

  for (guint i = 0; i < migrations->len; i++)
    {
      BstDomainFacts *facts =
          bst_domain_facts_new (bst_operation_get_machine_uuid (migrations->pdata[i]),
                                bst_operation_get_target (migrations->pdata[i]));

      facts->known = BST_DOMAIN_KNOWN_STATE;
      facts->state = BST_MACHINE_STATE_PAUSED;
      g_ptr_array_add (all, facts);
    }
  bst_inventory_update_domains (fixture->inventory, host, all, FALSE);
}

/* Machines that are waited for, and are paused together, go one after the other all the same. */
static void
test_paused_together (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  BstHost *from = bring_online (fixture, "hosta", N_TOGETHER);
  BstHost *to = bring_online (fixture, "hostb", 0);
  g_autoptr (GPtrArray) migrations = g_ptr_array_new_with_free_func (g_object_unref);

  options->until_paused = TRUE;
  for (guint i = 0; i < N_TOGETHER; i++)
    {
      g_autofree char *name = g_strdup_printf ("m-%u", i);

      g_ptr_array_add (migrations, bst_migrate_new (fixture->fleet,
                                                    fleet_fixture_find (fixture, name), to, options));
      bst_scheduler_submit (bst_fleet_get_scheduler (fixture->fleet), migrations->pdata[i]);
      fleet_fixture_wait_until_begun (migrations->pdata[i]);
    }
  g_assert_cmpuint (count_under_way (migrations), ==, 0);
  tell_paused (fixture, from, migrations);
  g_assert_cmpuint (count_under_way (migrations), ==, BST_SCHEDULER_MOVES_PER_HOST);
  fleet_fixture_wait (are_over, migrations);
}

/* One that was off went offline; tried again after it was started, it goes as it was asked for. */
static void
test_retry (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  BstHost *to;
  BstMachine *machine;
  g_autoptr (BstOperation) migrate = NULL;
  g_autoptr (BstOperation) again = NULL;

  bring_online (fixture, "hosta", 1);
  to = bring_online (fixture, "hostb", 0);
  machine = fleet_fixture_find (fixture, "m-0");
  g_object_unref (fleet_fixture_do (fixture, BST_LIFECYCLE_OFF, machine));
  fleet_fixture_wait (is_off, machine);
  bst_migration_options_apply_preset (options, BST_MIGRATION_PRESET_BUSY);
  options->forced = TRUE;
  migrate = bst_migrate_new (fixture->fleet, machine, to, options);
  bst_scheduler_submit (bst_fleet_get_scheduler (fixture->fleet), migrate);
  fleet_fixture_wait_until_over (migrate);
  g_assert_cmpint (bst_operation_get_state (migrate), ==, BST_OPERATION_STATE_FAILED);
  g_assert_false (bst_migrate_get_options (BST_MIGRATE (migrate))->live);

  again = bst_retry_new (fixture->fleet, migrate);
  g_assert_nonnull (again);
  g_assert_true (bst_migration_options_equal (bst_migrate_get_options (BST_MIGRATE (again)), options));
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
  ADD ("/migrate-rules/paused-together", test_paused_together);
  ADD ("/migrate-rules/retry", test_retry);

  return g_test_run ();
}
