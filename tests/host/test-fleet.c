/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <libvirt/libvirt.h>

#include "fleet-fixture.h"

static guint
count_machines (FleetFixture *fixture)
{
  return g_list_model_get_n_items (bst_inventory_get_machines (fixture->inventory));
}

static gboolean
all_running (gpointer data)
{
  GListModel *machines = bst_inventory_get_machines (data);

  for (guint i = 0; i < g_list_model_get_n_items (machines); i++)
    {
      g_autoptr (BstMachine) machine = g_list_model_get_item (machines, i);

      if (bst_machine_get_state (machine) != BST_MACHINE_STATE_RUNNING ||
          !bst_machine_is_fresh (machine))
        return FALSE;
    }

  return TRUE;
}

/* The same machines, by UUID and name, on two hosts: that is what a copied disk looks like. */
static void
test_list (FleetFixture *fixture, gconstpointer data)
{
  BstHost *hosta = fleet_fixture_add_host (fixture, "hosta", 3);
  BstHost *hostb = NULL;

  bst_fleet_open (fixture->fleet);
  fleet_fixture_wait_for_state (hosta, BST_HOST_STATE_ONLINE);
  g_assert_cmpuint (count_machines (fixture), ==, 3);

  /* One added later connects by itself. */
  hostb = fleet_fixture_add_host (fixture, "hostb", 3);
  fleet_fixture_wait_for_state (hostb, BST_HOST_STATE_ONLINE);
  g_assert_cmpuint (count_machines (fixture), ==, 6);
  fleet_fixture_wait (all_running, fixture->inventory);
  g_assert_true (fleet_fixture_find (fixture, "hosta/m-1") !=
                 fleet_fixture_find (fixture, "hostb/m-1"));
  g_assert_nonnull (bst_host_get_facts (hosta));
  g_assert_cmpuint (fleet_fixture_count_entries (fixture, "host-lost"), ==, 0);
}

static gboolean
has_no_hosts (gpointer data)
{
  return g_list_model_get_n_items (bst_inventory_get_hosts (data)) == 0;
}

static void
test_remove (FleetFixture *fixture, gconstpointer data)
{
  BstHost *host = fleet_fixture_add_host (fixture, "hosta", 3);
  g_autoptr (BstHost) kept = g_object_ref (host);

  bst_fleet_open (fixture->fleet);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);
  bst_inventory_remove_host (fixture->inventory, host);
  fleet_fixture_wait (has_no_hosts, fixture->inventory);
  g_assert_cmpuint (count_machines (fixture), ==, 0);
  g_assert_null (bst_fleet_get_connection (fixture->fleet, kept));
}

/* What was known is there again at once, before anything is connected. */
static void
test_restart (FleetFixture *fixture, gconstpointer data)
{
  BstHost *host = fleet_fixture_add_host (fixture, "hosta", 3);

  bst_fleet_open (fixture->fleet);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);
  fleet_fixture_restart (fixture);
  g_assert_cmpuint (count_machines (fixture), ==, 3);
  g_assert_false (bst_machine_is_fresh (fleet_fixture_find (fixture, "hosta/m-0")));

  bst_fleet_open (fixture->fleet);
  host = bst_inventory_find_host (fixture->inventory, "hosta");
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);
  g_assert_cmpuint (count_machines (fixture), ==, 3);
  fleet_fixture_wait (all_running, fixture->inventory);
}

static gboolean
is_down (gpointer host)
{
  return bst_host_get_state (host) == BST_HOST_STATE_LOST ||
         bst_host_get_state (host) == BST_HOST_STATE_FAILED;
}

/* A host that cannot be reached says why, is one line of the journal however often it is tried, and
 * holds up no other. */
static void
test_unreachable (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  BstHost *good = fleet_fixture_add_host (fixture, "hosta", 3);
  BstHost *bad =
      bst_inventory_add_host (fixture->inventory, "test:///nowhere/at/all.xml", "bad", &error);

  g_assert_no_error (error);
  bst_fleet_open (fixture->fleet);
  fleet_fixture_wait_for_state (good, BST_HOST_STATE_ONLINE);
  fleet_fixture_wait (is_down, bad);
  g_assert_nonnull (bst_host_get_error (bad));
  g_assert_cmpuint (strlen (bst_host_get_error (bad)->message), >, 0);
  g_assert_cmpuint (fleet_fixture_count_entries (fixture, "host-lost"), ==, 1);

  bst_fleet_connect_host (fixture->fleet, bad);
  fleet_fixture_wait (is_down, bad);
  g_assert_cmpuint (fleet_fixture_count_entries (fixture, "host-lost"), ==, 1);

  /* Nor is it news for the next program. */
  fleet_fixture_restart (fixture);
  bst_fleet_open (fixture->fleet);
  fleet_fixture_wait (is_down, bst_inventory_find_host (fixture->inventory, "bad"));
  g_assert_cmpuint (fleet_fixture_count_entries (fixture, "host-lost"), ==, 1);
}

static gboolean
has_two_entries (gpointer fixture)
{
  return fleet_fixture_count_entries (fixture, "host-lost") == 2;
}

/* The journal says what is wrong, and says it again when something else is, for a person to mend. */
static void
test_other_reason (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "node.xml", NULL);
  g_autofree char *uri = g_strconcat ("test://", path, NULL);
  g_autofree char *first = NULL;
  g_autoptr (BstJournalEntry) entry = NULL;
  BstHost *bad = bst_inventory_add_host (fixture->inventory, uri, "bad", &error);

  g_assert_no_error (error);
  bst_fleet_open (fixture->fleet);
  fleet_fixture_wait_for_state (bad, BST_HOST_STATE_FAILED);
  first = g_strdup (bst_host_get_error (bad)->message);
  entry = g_list_model_get_item (bst_inventory_get_journal (fixture->inventory), 0);
  g_assert_cmpstr (bst_journal_entry_get_fields (entry)->text, ==, first);

  g_file_set_contents (path, "no XML at all", -1, &error);
  g_assert_no_error (error);
  bst_fleet_connect_host (fixture->fleet, bad);
  fleet_fixture_wait (has_two_entries, fixture);
  g_assert_cmpstr (bst_host_get_error (bad)->message, !=, first);
}

static void
test_disconnect (FleetFixture *fixture, gconstpointer data)
{
  BstHost *host = fleet_fixture_add_host (fixture, "hosta", 3);

  bst_fleet_open (fixture->fleet);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);
  bst_fleet_disconnect_host (fixture->fleet, host);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_OFFLINE);
  g_assert_cmpuint (count_machines (fixture), ==, 3);
  g_assert_false (bst_machine_is_fresh (fleet_fixture_find (fixture, "hosta/m-0")));
  g_assert_cmpuint (fleet_fixture_count_entries (fixture, "host-lost"), ==, 0);

  bst_fleet_connect_host (fixture->fleet, host);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);
  fleet_fixture_wait (all_running, fixture->inventory);
  g_assert_cmpuint (count_machines (fixture), ==, 3);
}

/* Messages call the host what the user calls it now. */
static void
test_rename (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (BstOperation) operation = NULL;
  BstHost *host = fleet_fixture_add_host (fixture, "hosta", 1);

  bst_fleet_open (fixture->fleet);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);
  g_assert_true (bst_inventory_rename_host (fixture->inventory, host, "school", NULL));
  bst_fleet_disconnect_host (fixture->fleet, host);
  bst_fleet_connect_host (fixture->fleet, host);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);
  fleet_fixture_wait (all_running, fixture->inventory);

  operation =
      fleet_fixture_do (fixture, BST_LIFECYCLE_START, fleet_fixture_find (fixture, "school/m-0"));
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_FAILED);
  g_assert_nonnull (strstr (bst_operation_get_error (operation)->message, "school"));
}

static void
run_pool (virConnectPtr connection, const char *name)
{
  g_autofree char *xml = g_strdup_printf (
      "<pool type='dir'><name>%s</name><target><path>/nowhere/%s</path></target></pool>", name,
      name);
  virStoragePoolPtr pool = virStoragePoolCreateXML (connection, xml, 0);

  g_assert_nonnull (pool);
  g_assert_cmpint (virStoragePoolDestroy (pool), ==, 0);
  virStoragePoolFree (pool);
}

static gboolean
heard_of_pool (gpointer data)
{
  return fleet_fixture_count_entries (data, "pool-stopped") > 0;
}

/* A pool that a migration makes for the time being is nobody’s news; others are. */
static void
test_pools (FleetFixture *fixture, gconstpointer data)
{
  BstHost *host = bst_inventory_add_host (fixture->inventory, "test:///default", "hosta", NULL);
  virConnectPtr other;

  bst_fleet_open (fixture->fleet);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);
  other = virConnectOpen ("test:///default");
  g_assert_nonnull (other);
  run_pool (other, "bastida-fb330f49-035f-4487-9622-aef61cc5ed5e");
  run_pool (other, "bastida-isos");
  fleet_fixture_wait (heard_of_pool, fixture);
  g_assert_cmpuint (fleet_fixture_count_entries (fixture, "pool-started"), ==, 1);
  g_assert_cmpuint (fleet_fixture_count_entries (fixture, "pool-stopped"), ==, 1);
  virConnectClose (other);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func)                                                                            \
  g_test_add (path, FleetFixture, NULL, fleet_fixture_set_up, func, fleet_fixture_tear_down)
  ADD ("/fleet/list", test_list);
  ADD ("/fleet/remove", test_remove);
  ADD ("/fleet/restart", test_restart);
  ADD ("/fleet/unreachable", test_unreachable);
  ADD ("/fleet/other-reason", test_other_reason);
  ADD ("/fleet/disconnect", test_disconnect);
  ADD ("/fleet/rename", test_rename);
  ADD ("/fleet/pools", test_pools);

  return g_test_run ();
}
