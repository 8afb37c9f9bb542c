/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "inventory/bst-inventory-private.h"
#include "inventory/bst-snapshot-table-private.h"

static gint64
get_host_id (BstMachine *machine)
{
  return bst_host_get_id (bst_machine_get_host (machine));
}

void
bst_inventory_set_snapshots (BstInventory *self, BstMachine *machine, GPtrArray *snapshots)
{
  BST_ASSERT_MAIN_THREAD ();

  if (self->writer != NULL)
    bst_snapshot_table_set (self->writer, get_host_id (machine), bst_machine_get_uuid (machine),
                            snapshots);
  bst_inventory_emit_snapshots (self, machine);
}

void
bst_inventory_set_snapshot_mark (BstInventory *self,
                                 BstMachine *machine,
                                 const char *name,
                                 const char *policy,
                                 GBytes *thumbnail)
{
  BST_ASSERT_MAIN_THREAD ();

  if (self->writer != NULL && (policy != NULL || thumbnail != NULL))
    bst_snapshot_table_set_mark (self->writer, get_host_id (machine),
                                 bst_machine_get_uuid (machine), name, policy, thumbnail);
}

void
bst_inventory_rename_snapshot_mark (BstInventory *self,
                                    BstMachine *machine,
                                    const char *name,
                                    const char *new_name)
{
  BST_ASSERT_MAIN_THREAD ();

  if (self->writer != NULL)
    bst_snapshot_table_rename_mark (self->writer, get_host_id (machine),
                                    bst_machine_get_uuid (machine), name, new_name);
}

/* --- Reading --- */

typedef struct
{
  gint64 host_id;
  char *uuid;
  char *name; /* (nullable) */
} Query;

static void
query_free (gpointer data)
{
  Query *query = data;

  g_free (query->uuid);
  g_free (query->name);
  g_free (query);
}

static void
read_async (BstInventory *self,
            BstMachine *machine,
            const char *name,
            BstReadFunc func,
            GDestroyNotify result_free,
            GTask *task)
{
  Query *query;

  BST_ASSERT_MAIN_THREAD ();

  if (self->writer == NULL)
    {
      g_task_return_error (
          task, bst_error_new (BST_ERROR_STORAGE, NULL, NULL, _ ("The inventory is closed")));
      g_object_unref (task);
      return;
    }

  query = g_new0 (Query, 1);
  query->host_id = get_host_id (machine);
  query->uuid = g_strdup (bst_machine_get_uuid (machine));
  query->name = g_strdup (name);
  bst_writer_read (self->writer, task, func, query, query_free, result_free);
}

static gpointer
read_all (BstDatabase *database, gpointer data, GError **error)
{
  const Query *query = data;

  return bst_snapshot_table_read (bst_database_get_sql (database), query->host_id, query->uuid,
                                  error);
}

void
bst_inventory_read_snapshots_async (BstInventory *self,
                                    BstMachine *machine,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  read_async (self, machine, NULL, read_all, (GDestroyNotify)g_ptr_array_unref,
              g_task_new (self, cancellable, callback, data));
}

GPtrArray *
bst_inventory_read_snapshots_finish (BstInventory *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
read_xml (BstDatabase *database, gpointer data, GError **error)
{
  const Query *query = data;

  return bst_snapshot_table_read_xml (bst_database_get_sql (database), query->host_id, query->uuid,
                                      query->name, error);
}

void
bst_inventory_read_snapshot_xml_async (BstInventory *self,
                                       BstMachine *machine,
                                       const char *name,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer data)
{
  read_async (self, machine, name, read_xml, g_free,
              g_task_new (self, cancellable, callback, data));
}

char *
bst_inventory_read_snapshot_xml_finish (BstInventory *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Policies --- */

const BstSnapshotPolicy *
bst_inventory_get_snapshot_policy (BstInventory *self, BstMachine *machine)
{
  g_autofree char *key = bst_marks_make_key (get_host_id (machine), bst_machine_get_uuid (machine));

  BST_ASSERT_MAIN_THREAD ();

  return g_hash_table_lookup (self->policies, key);
}

void
bst_inventory_set_snapshot_policy (BstInventory *self,
                                   BstMachine *machine,
                                   const BstSnapshotPolicy *policy)
{
  g_autofree char *key = bst_marks_make_key (get_host_id (machine), bst_machine_get_uuid (machine));

  BST_ASSERT_MAIN_THREAD ();

  if (policy != NULL)
    g_hash_table_replace (self->policies, g_steal_pointer (&key),
                          g_memdup2 (policy, sizeof *policy));
  else
    g_hash_table_remove (self->policies, key);
  self->changes++;
  if (self->writer != NULL)
    bst_snapshot_table_set_policy (self->writer, get_host_id (machine),
                                   bst_machine_get_uuid (machine), policy);
  bst_inventory_emit_snapshots (self, machine);
}

GPtrArray *
bst_inventory_get_policy_machines (BstInventory *self)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);
  guint n;
  gpointer *machines = bst_row_list_peek (self->machines, &n);

  BST_ASSERT_MAIN_THREAD ();

  for (guint i = 0; g_hash_table_size (self->policies) > 0 && i < n; i++)
    {
      if (bst_inventory_get_snapshot_policy (self, machines[i]) != NULL)
        g_ptr_array_add (found, g_object_ref (machines[i]));
    }

  return found;
}
