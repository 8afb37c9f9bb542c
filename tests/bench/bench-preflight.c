/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/bst-stall-meter.h"
#include "core/bst-thread.h"
#include "operations/bst-drain.h"
#include "operations/bst-preflight.h"

/* bench-preflight INVENTORY: how long the pre-flight of the first host's first machine takes against all
 * other hosts, once these are online; and the main loop's longest stall meanwhile. */

#define PATIENCE_S 120

static gboolean
on_deadline (gpointer data)
{
  g_printerr ("bench-preflight: not in time\n");
  exit (1);
}

static gboolean
are_online (GListModel *hosts)
{
  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);

      if (bst_host_get_state (host) != BST_HOST_STATE_ONLINE || bst_host_get_facts (host) == NULL)
        return FALSE;
    }

  return TRUE;
}

/* (transfer full) (nullable) */
static BstMachine *
find_machine (BstInventory *inventory)
{
  GListModel *machines = bst_inventory_get_machines (inventory);
  g_autoptr (BstHost) first = g_list_model_get_item (bst_inventory_get_hosts (inventory), 0);

  for (guint i = 0; i < g_list_model_get_n_items (machines); i++)
    {
      g_autoptr (BstMachine) machine = g_list_model_get_item (machines, i);

      if (bst_machine_get_host (machine) == first)
        return g_steal_pointer (&machine);
    }

  return NULL;
}

static void
measure (BstFleet *fleet, BstMachine *machine)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  g_autoptr (BstPreflight) preflight = NULL;
  gint64 began = g_get_monotonic_time ();

  bst_stall_meter_reset ();
  g_ptr_array_add (machines, machine);
  preflight = bst_preflight_new (fleet, machines, options);
  while (!bst_preflight_is_settled (preflight))
    g_main_context_iteration (NULL, TRUE);
  printf ("preflight %.2f s\n", (double)(g_get_monotonic_time () - began) / G_USEC_PER_SEC);
  printf ("targets %u hosts\n", g_list_model_get_n_items (G_LIST_MODEL (preflight)));
  printf ("stall %.0f ms\n", bst_stall_meter_get_longest ());
}

/* A plan for all machines of the first host. */
static void
measure_drain (BstFleet *fleet)
{
  g_autoptr (BstHost) host =
      g_list_model_get_item (bst_inventory_get_hosts (bst_fleet_get_inventory (fleet)), 0);
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  gint64 began = g_get_monotonic_time ();
  g_autoptr (BstDrain) drain = NULL;

  bst_stall_meter_reset ();
  drain = bst_drain_new (fleet, host, options);
  while (!bst_drain_is_settled (drain))
    g_main_context_iteration (NULL, TRUE);
  printf ("drain %.2f s\n", (double)(g_get_monotonic_time () - began) / G_USEC_PER_SEC);
  printf ("machines %u machines\n", g_list_model_get_n_items (bst_drain_get_items (drain)));
  printf ("stall %.0f ms\n", bst_stall_meter_get_longest ());
}

int
main (int argc, char *argv[])
{
  g_autoptr (BstInventory) inventory = NULL;
  g_autoptr (BstFleet) fleet = NULL;
  g_autoptr (BstMachine) machine = NULL;

  if (argc != 2 && (argc != 3 || !g_str_equal (argv[2], "drain")))
    {
      g_printerr ("Usage: bench-preflight INVENTORY [drain]\n");
      return 2;
    }

  bst_thread_init ();
  bst_stall_meter_start (0);
  inventory = bst_inventory_open (argv[1]);
  fleet = bst_fleet_new (inventory);
  g_timeout_add_seconds (PATIENCE_S, on_deadline, NULL);
  bst_fleet_open (fleet);
  while (!are_online (bst_inventory_get_hosts (inventory)))
    g_main_context_iteration (NULL, TRUE);
  machine = find_machine (inventory);
  if (machine == NULL)
    {
      g_printerr ("bench-preflight: the first host has no machine\n");
      return 1;
    }
  if (argc == 2)
    measure (fleet, machine);
  else
    measure_drain (fleet);

  g_clear_object (&machine);
  bst_fleet_close (fleet);
  bst_inventory_close (inventory);

  return 0;
}
