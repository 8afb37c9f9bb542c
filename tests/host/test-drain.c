/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fleet-fixture.h"
#include "operations/bst-drain.h"
#include "operations/bst-migrate-private.h"

/* Plans between hosts of libvirt's test driver, which moves nothing. */

static BstHost *
bring_online (FleetFixture *fixture, const char *name, guint n)
{
  BstHost *host = fleet_fixture_add_host (fixture, name, n);

  bst_fleet_connect_host (fixture->fleet, host);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);

  return host;
}

static gboolean
is_settled (gpointer drain)
{
  return bst_drain_is_settled (drain);
}

/* A choice is judged as the plan is: what cannot go is not sent, and says why. */
static void
test_chosen (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  BstHost *from = bring_online (fixture, "hosta", 1);
  BstHost *to = bring_online (fixture, "hostb", 0);
  g_autoptr (BstDrain) drain = bst_drain_new (fixture->fleet, from, options);
  g_autoptr (BstDrainItem) item = g_list_model_get_item (bst_drain_get_items (drain), 0);

  bst_drain_choose (drain, item, to);
  fleet_fixture_wait (is_settled, drain);
  g_assert_true (bst_drain_item_is_chosen (item));
  g_assert_true (bst_drain_item_get_wish (item) == to);
  g_assert_null (bst_drain_item_get_host (item));
  g_assert_nonnull (strstr (bst_drain_item_get_why (item), "It cannot go to “hostb” as chosen: "));
  g_assert_cmpuint (bst_drain_get_n_moves (drain), ==, 0);
  g_assert_null (bst_drain_operation_new (drain, 1));

  bst_drain_choose (drain, item, NULL);
  g_assert_cmpstr (bst_drain_item_get_why (item), ==, "It was chosen to stay.");
}

/* As a drain left it: moved from @home to where it is now, its disk copied into a pool there. */
static BstOperation *
new_drained (BstHost *home, BstMachine *machine)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  char *targets[] = { (char *)"vda", NULL };
  char *sources[] = { (char *)"/srv/local/m.qcow2", NULL };
  BstMigrationPlace place = { .path = (char *)"/srv/copies/m.qcow2", .state = BST_PLACE_MADE };
  g_autoptr (GPtrArray) places = g_ptr_array_new ();
  const BstMigrationStorage storage = { .targets = targets, .sources = sources, .places = places };
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (places, &place);
  options->copy = BST_MIGRATION_COPY_ALL;
  bst_migration_options_add_disk (options, "vda")->pool = g_strdup ("copies");
  g_ptr_array_add (parts,
                   g_object_new (BST_TYPE_OPERATION, "kind", BST_MIGRATE_KIND, "title", "Move",
                                 "host-id", bst_host_get_id (home), "other-host-id",
                                 bst_host_get_id (bst_machine_get_host (machine)), "machine-uuid",
                                 bst_machine_get_uuid (machine), "target", "m-0", "parameters",
                                 bst_migrate_new_parameters (options, "hosta", "hostb", TRUE,
                                                             BST_MIGRATION_WAY_DIRECT, &storage),
                                 NULL));

  return bst_operation_new_sum (BST_DRAIN_KIND, "Drain", parts);
}

/* Home again: what is in the way is said at once, and pools of the other host are none of this one.
 */
static void
test_home (FleetFixture *fixture, gconstpointer data)
{
  BstHost *home = bring_online (fixture, "hosta", 0);
  BstHost *away = bring_online (fixture, "hostb", 1);
  BstMachine *machine = fleet_fixture_find (fixture, "m-0");
  g_autoptr (BstOperation) drain = new_drained (home, machine);
  g_autoptr (BstOperation) operation = bst_drain_home_operation_new (fixture->fleet, drain, 1);
  g_autoptr (BstMigrate) part = NULL;
  const BstMigrationDisk *disk;

  g_assert_nonnull (operation);
  g_assert_true (bst_machine_get_host (machine) == away);
  g_assert_true (g_str_has_prefix (bst_operation_get_outcome (operation),
                                   "These run from copies of their disks: “m-0” (vda)."));
  part = g_list_model_get_item (bst_operation_get_parts (operation), 0);
  disk = bst_migration_options_find_disk (bst_migrate_get_options (part), "vda");
  g_assert_nonnull (disk);
  g_assert_true (disk->copy);
  g_assert_null (disk->pool);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/drain/chosen", FleetFixture, NULL, fleet_fixture_set_up, test_chosen,
              fleet_fixture_tear_down);

  g_test_add ("/drain/home", FleetFixture, NULL, fleet_fixture_set_up, test_home,
              fleet_fixture_tear_down);

  return g_test_run ();
}
