/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-thread.h"
#include "lab-fixture.h"
#include "operations/bst-drain.h"
#include "operations/bst-migrate.h"

/* A migration while it runs: what it tells, and what can be changed meanwhile. */

static BstMachine *
await_machine (Lab *lab, BstHost *host, const char *name)
{
  LAB_AWAIT (30, lab_find (lab, host, name) != NULL);
  return lab_find (lab, host, name);
}

static guint64
get_iteration (BstOperation *operation)
{
  const BstMigrationStatus *status = bst_operation_get_status (operation);

  return status != NULL && status->iteration != BST_UNKNOWN ? status->iteration : 0;
}

/* It writes faster than the line: it never ends by itself, and does once the guest may stand still
 * for longer, and the line is opened. */
static void
test_controls (Lab *lab, gconstpointer data)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  g_autoptr (BstOperation) operation = NULL;
  BstHost *source = lab_bring_online (lab, "hosta");
  BstHost *destination = lab_bring_online (lab, "hostb");
  BstMachine *machine;
  GArray *samples;

  lab_do ("guest", "busy", "hosta", "--shared", "--memory", "160", "--busy", "48", "--wait", NULL);
  machine = await_machine (lab, source, "busy");
  LAB_AWAIT (30, bst_machine_get_state (machine) == BST_MACHINE_STATE_RUNNING);

  options->bandwidth = (guint64)8 << 20;
  options->max_downtime = 20;
  operation = bst_migrate_new (lab->fleet, machine, destination, options);
  bst_scheduler_submit (bst_fleet_get_scheduler (lab->fleet), operation);
  LAB_AWAIT (240, get_iteration (operation) >= 3);
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_RUNNING);
  g_assert_cmpint (bst_migrate_get_way (BST_MIGRATE (operation)), ==, BST_MIGRATION_WAY_DIRECT);
  g_assert_true (bst_operation_needs_us (operation));
  samples = bst_migrate_get_samples (BST_MIGRATE (operation));
  g_assert_cmpuint (samples->len, >, 3);
  g_assert_cmpuint (bst_operation_get_status (operation)->memory_total, >, (guint64)100 << 20);

  bst_migrate_set_bandwidth (BST_MIGRATE (operation), 0);
  bst_migrate_set_max_downtime (BST_MIGRATE (operation), 20000);
  LAB_AWAIT (120, bst_operation_is_over (operation));
  g_assert_no_error (bst_operation_get_error (operation));
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_DONE);
  g_assert_cmpuint (bst_operation_get_status (operation)->downtime, !=, BST_UNKNOWN);
  g_assert_nonnull (strstr (bst_operation_get_outcome (operation), "hostb"));
  LAB_AWAIT (20,
             lab_find (lab, destination, "busy") != NULL && lab_find (lab, source, "busy") == NULL);
}

/* (transfer full) */
static BstDrainItem *
find_item (BstDrain *drain, const char *name)
{
  GListModel *items = bst_drain_get_items (drain);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (BstDrainItem) item = g_list_model_get_item (items, i);

      if (g_str_equal (bst_machine_get_name (bst_drain_item_get_machine (item)), name))
        return g_steal_pointer (&item);
    }
  g_assert_not_reached ();
}

/* A host's machines, and where they would go: what is chosen by hand stays so. */
static void
test_plan (Lab *lab, gconstpointer data)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  g_autoptr (BstDrain) drain = NULL;
  g_autoptr (BstDrainItem) item = NULL;
  g_autoptr (BstDrainItem) stuck = NULL;
  g_autoptr (BstOperation) none = NULL;
  BstHost *source = lab_bring_online (lab, "hosta");
  BstHost *destination = lab_bring_online (lab, "hostb");

  /* By its memory it would go; by the check of its disk it cannot. */
  lab_do ("guest", "stuck", "hosta", "--memory", "128", NULL);
  LAB_AWAIT (30, bst_machine_get_state (await_machine (lab, source, "stuck")) ==
                     BST_MACHINE_STATE_RUNNING);
  lab_do ("guest", "cold", "hosta", "--off", "--shared", NULL);
  await_machine (lab, source, "cold");
  drain = bst_drain_new (lab->fleet, source, options);
  g_assert_cmpuint (g_list_model_get_n_items (bst_drain_get_items (drain)), ==, 2);
  stuck = find_item (drain, "stuck");
  item = find_item (drain, "cold");
  LAB_AWAIT (30, bst_drain_is_settled (drain));
  g_assert_null (bst_drain_item_get_host (item));
  g_assert_nonnull (bst_drain_item_get_why (item));
  none = bst_drain_operation_new (drain, 1);
  g_assert_null (none);
  g_assert_null (bst_drain_item_get_host (stuck));
  g_assert_nonnull (strstr (bst_drain_item_get_why (stuck), "own storage"));
  g_test_message ("%s", bst_drain_item_get_why (stuck));

  bst_drain_set_offline (drain, TRUE);
  LAB_AWAIT (10, bst_drain_is_settled (drain));
  g_assert_true (bst_drain_item_get_host (item) == destination);
  bst_drain_choose (drain, item, NULL);
  bst_drain_set_options (drain, options); /* plans the others again */
  LAB_AWAIT (10, bst_drain_is_settled (drain));
  g_assert_null (bst_drain_item_get_host (item));
  g_assert_cmpuint (bst_drain_get_n_moves (drain), ==, 0);
  lab_do ("host", "hosta", "virsh", "destroy", "stuck", NULL);
}

int
main (int argc, char **argv)
{
  g_autofree char *store = g_build_filename (g_getenv ("LAB_DIR"), "store", NULL);

  g_test_init (&argc, &argv, NULL);
  bst_thread_init ();

  if (!g_file_test (store, G_FILE_TEST_IS_DIR))
    {
      g_print ("1..0 # SKIP the lab has no store: GlusterFS is not installed\n");
      return 0;
    }
  g_test_add ("/migration-live/controls", Lab, NULL, lab_set_up, test_controls, lab_tear_down);
  g_test_add ("/migration-live/plan", Lab, NULL, lab_set_up, test_plan, lab_tear_down);

  return g_test_run ();
}
