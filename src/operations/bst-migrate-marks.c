/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-migrate-private.h"

/* One that arrived, and whose row at the destination is not there yet. */
typedef struct
{
  BstInventory *inventory; /* (unowned): it owns the list that is listened to */
  BstOperation *operation; /* owned */
} Arrival;

static void
arrival_free (gpointer data, GClosure *closure)
{
  Arrival *arrival = data;

  g_object_unref (arrival->operation);
  g_free (arrival);
}

/* FALSE: it is not there yet. */
static gboolean
carry (BstInventory *inventory, BstOperation *operation)
{
  BstHost *host = bst_inventory_get_host (inventory, bst_operation_get_other_host_id (operation));
  BstMachine *machine =
      host != NULL
          ? bst_inventory_get_machine (inventory, host, bst_operation_get_machine_uuid (operation))
          : NULL;

  if (machine == NULL)
    return FALSE;

  bst_inventory_carry_marks (inventory, bst_operation_get_host_id (operation), machine);

  return TRUE;
}

/* Its row comes by the destination's own events, now or soon. */
static void
on_machines_changed (GListModel *machines,
                     guint position,
                     guint removed,
                     guint added,
                     gpointer data)
{
  Arrival *arrival = data;

  if (added > 0 && carry (arrival->inventory, arrival->operation))
    g_signal_handlers_disconnect_by_data (machines, arrival);
}

void
bst_migrate_carry_marks (BstInventory *inventory, BstOperation *operation)
{
  Arrival *arrival;

  if (carry (inventory, operation))
    return;

  arrival = g_new0 (Arrival, 1);
  arrival->inventory = inventory;
  arrival->operation = g_object_ref (operation);
  g_signal_connect_data (bst_inventory_get_machines (inventory), "items-changed",
                         G_CALLBACK (on_machines_changed), arrival, arrival_free, 0);
}
