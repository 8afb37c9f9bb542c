/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-retry.h"

#include "core/bst-thread.h"
#include "operations/bst-lifecycle.h"
#include "operations/bst-migrate.h"
#include "operations/bst-snapshot-operation.h"

/* (nullable) */
static BstMachine *
find_machine (BstFleet *fleet, BstOperation *operation)
{
  BstInventory *inventory = bst_fleet_get_inventory (fleet);
  BstHost *host = bst_inventory_get_host (inventory, bst_operation_get_host_id (operation));
  const char *uuid = bst_operation_get_machine_uuid (operation);

  return host != NULL && uuid != NULL ? bst_inventory_get_machine (inventory, host, uuid) : NULL;
}

static BstOperation *
migrate_again (BstFleet *fleet, BstOperation *operation, BstMachine *machine)
{
  BstHost *destination = bst_inventory_get_host (bst_fleet_get_inventory (fleet),
                                                 bst_operation_get_other_host_id (operation));
  GVariant *parameters = bst_operation_get_parameters (operation);
  g_autoptr (BstMigrationOptions) options = NULL;

  if (destination == NULL || destination == bst_machine_get_host (machine) || parameters == NULL)
    return NULL;

  options = bst_migration_options_from_variant (parameters);

  return bst_migrate_new (fleet, machine, destination, options);
}

static BstOperation *
edit_again (BstFleet *fleet, BstOperation *operation, BstMachine *machine)
{
  GVariant *parameters = bst_operation_get_parameters (operation);
  const char *text;

  if (parameters == NULL || !g_variant_lookup (parameters, "text", "&s", &text))
    return NULL;

  return g_str_equal (bst_operation_get_kind (operation), BST_EDIT_TITLE_KIND)
             ? bst_edit_title_new (fleet, machine, text)
             : bst_edit_description_new (fleet, machine, text);
}

static BstOperation *
do_again (BstFleet *fleet, BstOperation *operation)
{
  const char *kind = bst_operation_get_kind (operation);
  BstMachine *machine = find_machine (fleet, operation);
  BstLifecycle lifecycle = bst_lifecycle_from_kind (kind);
  g_autoptr (GPtrArray) machines = NULL;

  if (machine == NULL)
    return NULL;
  if (g_str_equal (kind, BST_MIGRATE_KIND))
    return migrate_again (fleet, operation, machine);
  if (g_str_has_prefix (kind, "snapshot-"))
    return bst_snapshot_operation_new_again (fleet, machine, operation);
  if (g_str_equal (kind, BST_EDIT_TITLE_KIND) || g_str_equal (kind, BST_EDIT_DESCRIPTION_KIND))
    return edit_again (fleet, operation, machine);
  if (lifecycle == BST_N_LIFECYCLES)
    return NULL;

  machines = g_ptr_array_new ();
  g_ptr_array_add (machines, machine);

  return bst_lifecycle_operation_new (fleet, lifecycle, machines);
}

static BstOperation *
do_parts_again (BstFleet *fleet, BstOperation *operation, GListModel *parts)
{
  GPtrArray *again = g_ptr_array_new_with_free_func (g_object_unref);
  BstOperation *sum;

  for (guint i = 0; i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);
      BstOperation *one = bst_operation_get_state (part) != BST_OPERATION_STATE_DONE
                              ? do_again (fleet, part)
                              : NULL;

      if (one != NULL)
        g_ptr_array_add (again, one);
    }
  if (again->len == 0)
    {
      g_ptr_array_unref (again);
      return NULL;
    }

  sum = bst_operation_new_sum (bst_operation_get_kind (operation),
                               bst_operation_get_title (operation), again);
  bst_operation_set_limit (sum, bst_operation_get_limit (operation));

  return sum;
}

BstOperation *
bst_retry_new (BstFleet *fleet, BstOperation *operation)
{
  GListModel *parts = bst_operation_get_parts (operation);

  BST_ASSERT_MAIN_THREAD ();

  if (!bst_operation_is_over (operation))
    return NULL;

  return parts != NULL ? do_parts_again (fleet, operation, parts) : do_again (fleet, operation);
}

gboolean
bst_retry_is_possible (BstFleet *fleet, BstOperation *operation)
{
  g_autoptr (BstOperation) again = NULL;

  if (bst_operation_get_state (operation) == BST_OPERATION_STATE_DONE)
    return FALSE;

  again = bst_retry_new (fleet, operation);

  return again != NULL;
}
