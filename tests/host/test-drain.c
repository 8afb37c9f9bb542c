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
static void
add_drained (FleetFixture *fixture, BstHost *home, BstMachine *machine)
{
  g_autoptr (BstOperation) drain = NULL;
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
                                 bst_migrate_new_parameters (&(BstMigrateRecord){
                                     .options = options,
                                     .source = "hosta",
                                     .destination = "hostb",
                                     .live = TRUE,
                                     .way = BST_MIGRATION_WAY_DIRECT,
                                     .storage = &storage,
                                 }),
                                 NULL));

  drain = bst_operation_new_sum (BST_DRAIN_KIND, "Drain", parts);
  bst_inventory_track_operation (fixture->inventory, drain);
}

/* Home again: what is in the way is said at once, and pools of the other host are none of this one.
 */
static void
test_home (FleetFixture *fixture, gconstpointer data)
{
  BstHost *home = bring_online (fixture, "hosta", 0);
  BstHost *away = bring_online (fixture, "hostb", 1);
  BstMachine *machine = fleet_fixture_find (fixture, "m-0");
  g_autoptr (BstOperation) operation = NULL;
  g_autoptr (BstMigrate) part = NULL;
  const BstMigrationDisk *disk;

  add_drained (fixture, home, machine);
  operation = bst_drain_home_operation_new (fixture->fleet, home, 1);
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

/* The newest operation there is: @name, which is at hostb now, from @home to @place. */
static void
add_move (FleetFixture *fixture,
          const char *kind,
          BstHost *home,
          const char *name,
          BstHost *place,
          BstOperationState state)
{
  BstMachine *machine = fleet_fixture_find (fixture, name);
  g_autoptr (BstOperation) operation =
      g_object_new (BST_TYPE_OPERATION, "kind", BST_MIGRATE_KIND, "title", "Move", "host-id",
                    bst_host_get_id (home), "other-host-id", bst_host_get_id (place), "machine-uuid",
                    bst_machine_get_uuid (machine), "target", name, NULL);
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_object_unref);

  bst_operation_set_recorded (operation, state, 1, 2, 3, NULL);
  if (g_strcmp0 (kind, BST_DRAIN_KIND) == 0)
    {
      g_ptr_array_add (parts, g_steal_pointer (&operation));
      operation = bst_operation_new_recorded_sum (NULL, kind, "Drain", parts);
      bst_operation_set_recorded (operation, state, 1, 2, 3, NULL);
    }
  else
    {
      g_ptr_array_unref (parts);
    }
  bst_inventory_track_operation (fixture->inventory, operation);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char **)a, *(char **)b);
}

/* Asserts which machines would be brought back: names, with a blank after each. */
static void
assert_back (FleetFixture *fixture, BstHost *home, const char *expected)
{
  g_autoptr (BstOperation) operation = bst_drain_home_operation_new (fixture->fleet, home, 1);
  GListModel *parts = operation != NULL ? bst_operation_get_parts (operation) : NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; parts != NULL && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);

      g_assert_cmpint (bst_operation_get_other_host_id (part), ==, bst_host_get_id (home));
      g_ptr_array_add (names, g_strdup (bst_operation_get_target (part)));
    }
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, "%s ", (char *)names->pdata[i]);
  g_assert_cmpstr (text->str, ==, expected);
}

#define DRAINED(name, place, state)                                                                \
  add_move (fixture, BST_DRAIN_KIND, home, name, place, BST_OPERATION_STATE_##state)
#define MOVED(name, place, state)                                                                  \
  add_move (fixture, BST_MIGRATE_KIND, home, name, place, BST_OPERATION_STATE_##state)

/* What more than one drain took away comes home together; what was put elsewhere since does not. */
static void
test_home_of_all (FleetFixture *fixture, gconstpointer data)
{
  BstHost *home = bring_online (fixture, "hosta", 0);
  BstHost *away = bring_online (fixture, "hostb", 4);
  BstHost *third = bring_online (fixture, "hostc", 0);

  assert_back (fixture, home, "");
  DRAINED ("m-0", away, DONE);
  DRAINED ("m-1", away, DONE);
  assert_back (fixture, home, "m-0 m-1 ");
  assert_back (fixture, third, "");

  /* A drain that did not go through, to elsewhere, changes nothing; one that did is the one. */
  DRAINED ("m-0", third, FAILED);
  assert_back (fixture, home, "m-0 m-1 ");

  /* By hand, where it is to stay now. */
  MOVED ("m-1", away, DONE);
  assert_back (fixture, home, "m-0 ");
  DRAINED ("m-1", away, DONE);
  assert_back (fixture, home, "m-0 m-1 ");
  add_move (fixture, BST_MIGRATE_KIND, third, "m-1", away, BST_OPERATION_STATE_DONE);
  assert_back (fixture, home, "m-0 ");

  /* Tried again by itself, until it went. */
  DRAINED ("m-2", away, FAILED);
  MOVED ("m-2", away, FAILED);
  MOVED ("m-2", away, DONE);
  assert_back (fixture, home, "m-0 m-2 ");

  /* No drain had to do with it. */
  MOVED ("m-3", away, DONE);
  assert_back (fixture, home, "m-0 m-2 ");
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
  g_test_add ("/drain/home-of-all", FleetFixture, NULL, fleet_fixture_set_up, test_home_of_all,
              fleet_fixture_tear_down);

  return g_test_run ();
}
