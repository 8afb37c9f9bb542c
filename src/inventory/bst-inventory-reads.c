/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "inventory/bst-inventory-private.h"
#include "inventory/bst-machine-table-private.h"

/* What is asked of the file, for the writer's thread. */
typedef struct
{
  gint64 host_id;
  char *uuid; /* (nullable) */
  gint64 before;
  guint limit;
  BstHistory history;
} Query;

static Query *
new_query (gint64 host_id, const char *uuid)
{
  Query *query = g_new0 (Query, 1);

  query->host_id = host_id;
  query->uuid = g_strdup (uuid);

  return query;
}

static void
query_free (gpointer data)
{
  Query *query = data;

  g_free (query->uuid);
  g_free (query);
}

static void
read_async (BstInventory *self,
            GTask *task,
            BstReadFunc func,
            Query *query,
            GDestroyNotify result_free)
{
  BST_ASSERT_MAIN_THREAD ();

  if (self->writer != NULL)
    {
      bst_writer_read (self->writer, task, func, query, query_free, result_free);
      return;
    }

  g_task_return_error (
      task, bst_error_new (BST_ERROR_STORAGE, NULL, NULL, _ ("The inventory is closed")));
  g_object_unref (task);
  query_free (query);
}

/* What was to be written before it is. */
static gpointer
read_nothing (BstDatabase *database, gpointer data, GError **error)
{
  return NULL;
}

void
bst_inventory_write_async (BstInventory *self, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  read_async (self, task, read_nothing, new_query (0, NULL), NULL);
}

void
bst_inventory_write_finish (BstInventory *self, GAsyncResult *result)
{
  g_task_propagate_pointer (G_TASK (result), NULL);
}

static gpointer
read_xml (BstDatabase *database, gpointer data, GError **error)
{
  const Query *query = data;

  return bst_machine_table_read_xml (bst_database_get_sql (database), query->host_id, query->uuid,
                                     error);
}

void
bst_inventory_read_xml_async (BstInventory *self,
                              BstMachine *machine,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  gint64 host_id = bst_host_get_id (bst_machine_get_host (machine));

  read_async (self, task, read_xml, new_query (host_id, bst_machine_get_uuid (machine)), g_free);
}

char *
bst_inventory_read_xml_finish (BstInventory *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
read_journal (BstDatabase *database, gpointer data, GError **error)
{
  const Query *query = data;

  return bst_journal_read (bst_database_get_sql (database), query->host_id, query->uuid,
                           query->before, 0, query->limit, error);
}

void
bst_inventory_read_journal_async (BstInventory *self,
                                  gint64 host_id,
                                  const char *machine_uuid,
                                  gint64 before,
                                  guint limit,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Query *query = new_query (host_id, machine_uuid);

  query->before = before;
  query->limit = limit;
  read_async (self, task, read_journal, query, (GDestroyNotify)g_ptr_array_unref);
}

GPtrArray *
bst_inventory_read_journal_finish (BstInventory *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
read_history (BstDatabase *database, gpointer data, GError **error)
{
  const Query *query = data;

  return bst_history_read (bst_database_get_sql (database), query->host_id, query->uuid,
                           query->history, error);
}

void
bst_inventory_read_history_async (BstInventory *self,
                                  BstHost *host,
                                  BstMachine *machine,
                                  BstHistory history,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Query *query =
      new_query (bst_host_get_id (host), machine != NULL ? bst_machine_get_uuid (machine) : NULL);

  query->history = history;
  if (self->writer != NULL)
    bst_history_log_flush (self->history, self->writer);
  read_async (self, task, read_history, query, (GDestroyNotify)g_array_unref);
}

GArray *
bst_inventory_read_history_finish (BstInventory *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
