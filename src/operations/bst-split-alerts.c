/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-split-alerts-private.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "operations/bst-alert.h"
#include "operations/bst-foreign-job-private.h"
#include "operations/bst-migrate.h"

static gboolean
is_torn (BstMachine *machine)
{
  return bst_machine_state_is_torn (bst_machine_get_state (machine),
                                    bst_machine_get_state_reason (machine));
}

/* One that is torn is told of by the migration that tore it: neither part is to be forced off
 * before its owner has thought about both. */
static gboolean
is_active (BstMachine *machine)
{
  BstMachineState state = bst_machine_get_state (machine);

  return bst_machine_is_fresh (machine) && bst_machine_state_is_active (state) &&
         !bst_machine_state_is_half_moved (state, bst_machine_get_state_reason (machine)) &&
         !is_torn (machine);
}

static gboolean
is_of (BstOperation *operation, const char *uuid)
{
  return g_strcmp0 (bst_operation_get_kind (operation), BST_MIGRATE_KIND) == 0 &&
         g_strcmp0 (bst_operation_get_machine_uuid (operation), uuid) == 0;
}

/* (nullable) (transfer full): the newest migration of the machine, a part of many or not. */
static BstOperation *
find_last (BstInventory *inventory, const char *uuid)
{
  GListModel *operations = bst_inventory_get_operations (inventory);

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i);
      GListModel *parts = bst_operation_get_parts (operation);

      if (parts == NULL && is_of (operation, uuid))
        return g_steal_pointer (&operation);
      for (guint j = 0; parts != NULL && j < g_list_model_get_n_items (parts); j++)
        {
          g_autoptr (BstOperation) part = g_list_model_get_item (parts, j);

          if (is_of (part, uuid))
            return g_steal_pointer (&part);
        }
    }

  return NULL;
}

static void
add_pair (BstInventory *inventory, GPtrArray *alerts, BstMachine *first, BstMachine *second)
{
  g_autoptr (BstOperation) last = find_last (inventory, bst_machine_get_uuid (first));
  g_autofree char *text = NULL;
  g_autofree char *detail = NULL;

  /* It is on its way: for a moment it may be seen at both. */
  if (last != NULL && !bst_operation_is_over (last))
    return;

  /* Translators: a machine, then two hosts, each with the machine's state there. */
  text = g_strdup_printf (_ ("“%s” is on two hosts: %s: %s; %s: %s"), bst_machine_get_name (first),
                          bst_host_get_name (bst_machine_get_host (first)),
                          bst_machine_state_get_label (bst_machine_get_state (first)),
                          bst_host_get_name (bst_machine_get_host (second)),
                          bst_machine_state_get_label (bst_machine_get_state (second)));
  detail =
      g_strdup (_ ("Force off the one that is paused, or that you do not need, before both write "
                   "to the same disk."));
  g_ptr_array_add (alerts, bst_alert_new (BST_SPLIT_ALERT, BST_SEVERITY_ALERT,
                                          bst_machine_get_host (first), first, text, detail));
}

static void
add_on_two (BstInventory *inventory, GPtrArray *alerts)
{
  GListModel *machines = bst_inventory_get_machines (inventory);
  g_autoptr (GHashTable) active = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < g_list_model_get_n_items (machines); i++)
    {
      g_autoptr (BstMachine) machine = g_list_model_get_item (machines, i);
      BstMachine *other;

      if (!is_active (machine))
        continue;
      other = g_hash_table_lookup (active, bst_machine_get_uuid (machine));
      if (other != NULL)
        add_pair (inventory, alerts, other, machine);
      else
        g_hash_table_insert (active, (gpointer)bst_machine_get_uuid (machine), machine);
    }
}

/* (nullable): of one of the two hosts of @operation. */
static BstMachine *
find_machine (BstInventory *inventory, BstOperation *operation, gint64 host_id)
{
  BstHost *host = bst_inventory_get_host (inventory, host_id);

  return host != NULL ? bst_inventory_get_machine (inventory, host,
                                                   bst_operation_get_machine_uuid (operation))
                      : NULL;
}

/* Whether somebody else moves it, by virsh or another program: what comes in is part of that. */
static gboolean
is_moved_by_others (BstInventory *inventory, const char *uuid)
{
  GListModel *operations = bst_inventory_get_operations (inventory);

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i);

      if (BST_IS_FOREIGN_JOB (operation) && !bst_operation_is_over (operation) &&
          g_strcmp0 (bst_operation_get_machine_uuid (operation), uuid) == 0)
        return TRUE;
    }

  return FALSE;
}

/* Half moved in, and it stayed: one of the two is the machine, and the other holds its disks, too.
 */
static gboolean
is_stuck (BstInventory *inventory, BstMachine *machine)
{
  return bst_machine_is_fresh (machine) &&
         bst_machine_state_is_half_moved (bst_machine_get_state (machine),
                                          bst_machine_get_state_reason (machine)) &&
         !is_moved_by_others (inventory, bst_machine_get_uuid (machine));
}

/* Whether there is nothing to tell any more of how a migration left it at its two hosts. @machines:
 * (nullable) each. */
static gboolean
is_mended (BstInventory *inventory, BstMachine *machines[2])
{
  gboolean active = FALSE;

  for (guint i = 0; i < 2; i++)
    {
      if (machines[i] == NULL)
        continue;
      if (is_torn (machines[i]))
        return FALSE;
      active = active || bst_machine_state_is_active (bst_machine_get_state (machines[i]));
    }

  return active && (machines[1] == NULL || !is_stuck (inventory, machines[1]));
}

/* One that a migration left at neither, half at both, or torn, is told of until it runs again at
 * one, or was moved again. */
static void
look_at_operation (BstInventory *inventory, GPtrArray *alerts, BstOperation *operation)
{
  g_autoptr (BstOperation) last = NULL;
  BstHost *host = bst_inventory_get_host (inventory, bst_operation_get_host_id (operation));
  BstMachine *machines[2];
  const GError *error = bst_operation_get_error (operation);

  if (host == NULL || !g_error_matches (error, BST_ERROR, BST_ERROR_SPLIT))
    return;

  machines[0] = find_machine (inventory, operation, bst_operation_get_host_id (operation));
  machines[1] = find_machine (inventory, operation, bst_operation_get_other_host_id (operation));
  if (is_mended (inventory, machines))
    return;
  last = find_last (inventory, bst_operation_get_machine_uuid (operation));
  if (last != operation)
    return;

  g_ptr_array_add (alerts, bst_alert_new (BST_SPLIT_ALERT, BST_SEVERITY_ALERT, host,
                                          machines[0] != NULL ? machines[0] : machines[1],
                                          error->message, bst_error_get_remedy (error)));
}

static void
add_on_none (BstInventory *inventory, GPtrArray *alerts)
{
  GListModel *operations = bst_inventory_get_operations (inventory);

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i);
      GListModel *parts = bst_operation_get_parts (operation);

      if (parts == NULL)
        look_at_operation (inventory, alerts, operation);
      for (guint j = 0; parts != NULL && j < g_list_model_get_n_items (parts); j++)
        {
          g_autoptr (BstOperation) part = g_list_model_get_item (parts, j);

          look_at_operation (inventory, alerts, part);
        }
    }
}

void
bst_split_alerts_add (BstInventory *inventory, GPtrArray *alerts)
{
  add_on_two (inventory, alerts);
  add_on_none (inventory, alerts);
}
