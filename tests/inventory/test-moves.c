/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-thread.h"
#include "inventory-helpers.h"

/* What the user gave a machine goes with it to another host. */

typedef struct
{
  BstInventory *inventory;
  BstHost *hosts[2];
} Pair;

static const char *const tags[] = { "prod", "web", NULL };
static const BstSnapshotPolicy policy = { .keep = { 7, 4 },
                                          .minute = 125,
                                          .weekday = 3,
                                          .taken = { 1000, 900 } };

static BstMachine *
get (Pair *pair, guint host)
{
  return bst_inventory_get_machine (pair->inventory, pair->hosts[host], WEB);
}

static void
arrive (Pair *pair, guint host)
{
  update_one (pair->inventory, pair->hosts[host],
              make_facts (WEB, "web", BST_MACHINE_STATE_RUNNING), TRUE);
}

static void
leave (Pair *pair, guint host)
{
  update_one (pair->inventory, pair->hosts[host], NULL, TRUE);
  g_assert_null (get (pair, host));
}

static void
begin (Pair *pair, Fixture *fixture)
{
  pair->inventory = bst_inventory_open (fixture->path);
  for (guint i = 0; i < 2; i++)
    {
      pair->hosts[i] = bst_inventory_add_host (
          pair->inventory, i == 0 ? "qemu+ssh://hosta/system" : "qemu+ssh://hostb/system", NULL,
          NULL);
      bst_inventory_set_host_state (pair->inventory, pair->hosts[i], BST_HOST_STATE_ONLINE, NULL);
    }
  arrive (pair, 0);
  bst_inventory_set_tags (pair->inventory, get (pair, 0), tags);
  bst_inventory_set_group (pair->inventory, get (pair, 0), "School");
  bst_inventory_set_notes (pair->inventory, get (pair, 0), "Mind the step");
  bst_inventory_set_snapshot_policy (pair->inventory, get (pair, 0), &policy);
}

static void
carry (Pair *pair, guint from, guint to)
{
  bst_inventory_carry_marks (pair->inventory, bst_host_get_id (pair->hosts[from]), get (pair, to));
}

static void
check_marks (BstInventory *inventory, BstMachine *machine)
{
  const BstSnapshotPolicy *kept = bst_inventory_get_snapshot_policy (inventory, machine);

  g_assert_true (g_strv_equal (bst_machine_get_tags (machine), tags));
  g_assert_cmpstr (bst_machine_get_group (machine), ==, "School");
  g_assert_cmpstr (bst_machine_get_notes (machine), ==, "Mind the step");
  g_assert_nonnull (kept);
  g_assert_cmpmem (kept, sizeof *kept, &policy, sizeof policy);
}

static void
test_there (Fixture *fixture, gconstpointer data)
{
  Pair pair;

  begin (&pair, fixture);
  arrive (&pair, 1);
  carry (&pair, 0, 1);
  check_marks (pair.inventory, get (&pair, 1));
  /* It is off there: nothing is to be taken of it. */
  g_assert_null (bst_inventory_get_snapshot_policy (pair.inventory, get (&pair, 0)));
  close_inventory (pair.inventory);
}

/* It left before anybody looked; and the file has it. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  Pair pair;
  BstMachine *machine;

  begin (&pair, fixture);
  leave (&pair, 0);
  arrive (&pair, 1);
  carry (&pair, 0, 1);
  check_marks (pair.inventory, get (&pair, 1));
  close_inventory (pair.inventory);

  pair.inventory = bst_inventory_open (fixture->path);
  machine = nth_machine (pair.inventory, 0);
  g_assert_cmpstr (bst_host_get_name (bst_machine_get_host (machine)), ==, "hostb");
  check_marks (pair.inventory, machine);
  close_inventory (pair.inventory);
}

/* What was given up away from home does not come back there. */
static void
test_back (Fixture *fixture, gconstpointer data)
{
  Pair pair;

  begin (&pair, fixture);
  leave (&pair, 0);
  arrive (&pair, 1);
  carry (&pair, 0, 1);
  bst_inventory_set_snapshot_policy (pair.inventory, get (&pair, 1), NULL);
  leave (&pair, 1);
  arrive (&pair, 0);
  carry (&pair, 1, 0);
  g_assert_null (bst_inventory_get_snapshot_policy (pair.inventory, get (&pair, 0)));
  close_inventory (pair.inventory);
}

/* Another program moved it: this one goes on with its snapshots, too. */
static void
test_by_another (Fixture *fixture, gconstpointer data)
{
  Pair pair;
  BstInventory *other;
  BstHost *hosts[2];

  begin (&pair, fixture);
  arrive (&pair, 1);
  close_inventory (pair.inventory);
  pair.inventory = bst_inventory_open (fixture->path);
  other = bst_inventory_open (fixture->path);
  for (guint i = 0; i < 2; i++)
    {
      const char *name = i == 0 ? "hosta" : "hostb";

      pair.hosts[i] = bst_inventory_find_host (pair.inventory, name);
      hosts[i] = bst_inventory_find_host (other, name);
    }
  g_assert_nonnull (bst_inventory_get_snapshot_policy (pair.inventory, get (&pair, 0)));
  bst_inventory_carry_marks (other, bst_host_get_id (hosts[0]),
                             bst_inventory_get_machine (other, hosts[1], WEB));
  WAIT_FOR (bst_inventory_get_snapshot_policy (pair.inventory, get (&pair, 1)) != NULL);
  check_marks (pair.inventory, get (&pair, 1));
  g_assert_null (bst_inventory_get_snapshot_policy (pair.inventory, get (&pair, 0)));
  close_inventory (other);
  close_inventory (pair.inventory);
}

/* One that has marks of its own there keeps them. */
static void
test_own (Fixture *fixture, gconstpointer data)
{
  Pair pair;

  begin (&pair, fixture);
  arrive (&pair, 1);
  bst_inventory_set_notes (pair.inventory, get (&pair, 1), "Mine");
  carry (&pair, 0, 1);
  g_assert_cmpstr (bst_machine_get_notes (get (&pair, 1)), ==, "Mine");
  g_assert_cmpstr (bst_machine_get_group (get (&pair, 1)), ==, "School");
  close_inventory (pair.inventory);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);
  ADD_TEST ("/moves/there", test_there);
  ADD_TEST ("/moves/gone", test_gone);
  ADD_TEST ("/moves/back", test_back);
  ADD_TEST ("/moves/own", test_own);
  ADD_TEST ("/moves/by-another", test_by_another);

  return g_test_run ();
}
