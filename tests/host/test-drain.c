/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fleet-fixture.h"
#include "operations/bst-drain.h"
#include "operations/bst-migrate.h"

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

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/drain/chosen", FleetFixture, NULL, fleet_fixture_set_up, test_chosen,
              fleet_fixture_tear_down);

  return g_test_run ();
}
