/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-drain.h"

#include <glib/gi18n.h>

#include "core/bst-thread.h"
#include "operations/bst-migrate.h"

/* What is brought back, as it is gathered. */
typedef struct
{
  BstFleet *fleet;
  BstHost *home;

  /* Machines whose last move is found, by their UUIDs: NULL, or the move, where that is only of a drain
   * if one was tried again by it. */
  GHashTable *moves;
  GPtrArray *parts;
  GString *copied; /* what may be in the way */
} Return;

/* The pools were of the host that it is at now; at home it goes where that one has it. */
static void
forget_pools (BstMigrationOptions *options)
{
  for (guint i = 0; i < options->disks->len; i++)
    {
      BstMigrationDisk *disk = options->disks->pdata[i];

      g_clear_pointer (&disk->pool, g_free);
    }
}

/* (transfer full) (nullable): a machine whose disks were copied, and which: what they were copied from
 * stands in the way of its return, unless it was removed since. */
static char *
dup_copied (BstOperation *part)
{
  GVariant *parameters = bst_operation_get_parameters (part);
  g_auto (GStrv) copied = NULL;
  g_autofree char *disks = NULL;

  if (parameters == NULL || !g_variant_lookup (parameters, "copied", "^as", &copied))
    return NULL;

  disks = g_strjoinv (", ", copied);
  /* Translators: a machine, and its disks: “web” (vda, vdb). */
  return g_strdup_printf (_ ("“%s” (%s)"), bst_operation_get_target (part), disks);
}

/* (transfer full) (nullable): the way back of what @part moved. */
static BstOperation *
new_return (BstFleet *fleet, BstOperation *part)
{
  BstInventory *inventory = bst_fleet_get_inventory (fleet);
  BstHost *home = bst_inventory_get_host (inventory, bst_operation_get_host_id (part));
  BstHost *away = bst_inventory_get_host (inventory, bst_operation_get_other_host_id (part));
  BstMachine *machine =
      away != NULL
          ? bst_inventory_get_machine (inventory, away, bst_operation_get_machine_uuid (part))
          : NULL;
  g_autoptr (BstMigrationOptions) options = NULL;

  if (home == NULL || machine == NULL ||
      bst_inventory_get_machine (inventory, home, bst_operation_get_machine_uuid (part)) != NULL)
    return NULL;

  options = bst_operation_get_parameters (part) != NULL
                ? bst_migration_options_from_variant (bst_operation_get_parameters (part))
                : bst_migration_options_new ();
  forget_pools (options);
  /* One that is off when it is its turn goes offline all the same. */
  options->live = TRUE;

  return bst_migrate_new (fleet, machine, home, options);
}

static void
bring_back (Return *self, BstOperation *move)
{
  BstOperation *back = new_return (self->fleet, move);
  g_autofree char *disks = back != NULL ? dup_copied (move) : NULL;

  if (back == NULL)
    return;

  g_ptr_array_add (self->parts, back);
  if (disks != NULL)
    g_string_append_printf (self->copied, "%s%s", self->copied->len > 0 ? ", " : "", disks);
}

/* Whether the machine is where @move was to put it. */
static gboolean
is_there (Return *self, BstOperation *move)
{
  BstInventory *inventory = bst_fleet_get_inventory (self->fleet);
  BstHost *host = bst_inventory_get_host (inventory, bst_operation_get_other_host_id (move));

  return host != NULL &&
         bst_inventory_get_machine (inventory, host, bst_operation_get_machine_uuid (move)) != NULL;
}

/* @later: a move by itself, which came after @move: brings back what it moved where it did again what
 * failed in a drain. */
static void
take_retried (Return *self, BstOperation *later, BstOperation *move, gboolean drained)
{
  gboolean same =
      bst_operation_get_host_id (move) == bst_operation_get_host_id (later) &&
      bst_operation_get_other_host_id (move) == bst_operation_get_other_host_id (later) &&
      bst_operation_get_state (move) != BST_OPERATION_STATE_DONE;

  /* It may have been tried more than once. */
  if (same && !drained)
    return;
  if (same)
    bring_back (self, later);
  g_hash_table_insert (self->moves, g_strdup (bst_operation_get_machine_uuid (move)), NULL);
}

/* The newest come first: of a machine, the one that put it where it is. */
static void
take_move (Return *self, BstOperation *move, gboolean drained)
{
  const char *uuid = bst_operation_get_machine_uuid (move);
  gboolean from_home = bst_operation_get_host_id (move) == bst_host_get_id (self->home);
  gpointer later = NULL;
  gboolean found;

  if (uuid == NULL || g_strcmp0 (bst_operation_get_kind (move), BST_MIGRATE_KIND) != 0)
    return;
  found = g_hash_table_lookup_extended (self->moves, uuid, NULL, &later);
  if (found && later != NULL)
    take_retried (self, later, move, drained);
  if (found || !is_there (self, move))
    return;

  g_hash_table_insert (self->moves, g_strdup (uuid),
                       from_home && !drained ? g_object_ref (move) : NULL);
  if (from_home && drained)
    bring_back (self, move);
}

static void
unref_move (gpointer move)
{
  if (move != NULL)
    g_object_unref (move);
}

static void
gather (Return *self)
{
  GListModel *operations = bst_inventory_get_operations (bst_fleet_get_inventory (self->fleet));

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i);
      GListModel *parts = bst_operation_get_parts (operation);
      gboolean drained = g_strcmp0 (bst_operation_get_kind (operation), BST_DRAIN_KIND) == 0;

      if (parts == NULL)
        take_move (self, operation, FALSE);
      for (guint j = 0; parts != NULL && j < g_list_model_get_n_items (parts); j++)
        {
          g_autoptr (BstOperation) part = g_list_model_get_item (parts, j);

          take_move (self, part, drained);
        }
    }
}

BstOperation *
bst_drain_home_operation_new (BstFleet *fleet, BstHost *home, guint at_a_time)
{
  g_autoptr (GHashTable) moves =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_move);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GString) copied = g_string_new (NULL);
  Return back = { .fleet = fleet, .home = home, .moves = moves, .parts = parts, .copied = copied };
  BstOperation *sum;

  BST_ASSERT_MAIN_THREAD ();

  gather (&back);
  if (parts->len == 0)
    return NULL;

  sum = bst_operation_new_sum (BST_DRAIN_HOME_KIND, _ ("Bring machines back home"),
                               g_steal_pointer (&parts));
  bst_operation_set_limit (sum, at_a_time);
  if (copied->len > 0)
    {
      /* Translators: machines and their disks, and a host. */
      g_autofree char *obstacle = g_strdup_printf (
          _ ("These run from copies of their disks: %s. Where the old ones are still on %s, remove "
             "them first: nothing is written over them, and the machine would stay away."),
          copied->str, bst_host_get_name (home));

      bst_operation_set_outcome (sum, obstacle);
    }

  return sum;
}
