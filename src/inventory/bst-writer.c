/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-writer-private.h"

#include "core/bst-thread.h"
#include "core/bst-worker.h"
#include "inventory/bst-inventory-private.h"

#define GATHER_MS 150
#define RETRY_MS 5000

struct _BstWriter
{
  /* The worker's thread alone. */
  BstDatabase *database;

  /* The main thread alone. */
  BstInventory *owner; /* (unowned) */
  BstWorker *worker;
  GPtrArray *gathered; /* of BstWrite */
  guint gather_source;
  guint retry_source;

  /* The condition last told; written by the worker's thread. */
  BstInventoryCondition told;
};

/* How the database is, from its thread to the main one. */
typedef struct
{
  BstInventoryCondition condition;
  GError *error;
} Report;

static void
report_free (gpointer data)
{
  Report *report = data;

  g_clear_error (&report->error);
  g_free (report);
}

static void
on_report (GObject *source, GAsyncResult *result, gpointer data)
{
  BstInventory *owner = BST_INVENTORY (source);
  Report *report = g_task_propagate_pointer (G_TASK (result), NULL);

  if (report == NULL)
    return;

  bst_inventory_set_condition (owner, report->condition, g_steal_pointer (&report->error));
  report_free (report);
}

static void
return_report (BstWriter *self, GTask *task)
{
  BstInventoryCondition condition = bst_database_get_condition (self->database);
  const GError *error = bst_database_get_error (self->database);
  Report *report;

  if (condition == self->told)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }

  self->told = condition;
  report = g_new0 (Report, 1);
  report->condition = condition;
  report->error = error != NULL ? g_error_copy (error) : NULL;
  g_task_return_pointer (task, report, report_free);
}

typedef struct
{
  BstWriter *writer;
  GPtrArray *writes; /* (nullable): only try again */
} Batch;

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_clear_pointer (&batch->writes, g_ptr_array_unref);
  g_free (batch);
}

static void
run_batch (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Batch *batch = data;

  BST_ASSERT_WORKER_THREAD ();

  if (batch->writes != NULL)
    {
      bst_database_write (batch->writer->database, batch->writes);
      /* Freed here: the last of large texts need not be freed on the main thread. */
      g_clear_pointer (&batch->writes, g_ptr_array_unref);
    }
  else
    {
      bst_database_retry (batch->writer->database);
    }
  return_report (batch->writer, task);
}

static void
push_batch (BstWriter *self, GPtrArray *writes)
{
  GTask *task = g_task_new (self->owner, NULL, on_report, NULL);
  Batch *batch = g_new0 (Batch, 1);

  batch->writer = self;
  batch->writes = writes;
  g_task_set_task_data (task, batch, batch_free);
  bst_worker_push (self->worker, G_PRIORITY_DEFAULT, task, run_batch);
}

static gboolean
retry (gpointer data)
{
  BstWriter *self = data;

  if (bst_inventory_get_condition (self->owner) == BST_INVENTORY_IN_MEMORY)
    push_batch (self, NULL);

  return G_SOURCE_CONTINUE;
}

BstWriter *
bst_writer_new (BstDatabase *database, BstInventory *owner)
{
  BstWriter *self = g_new0 (BstWriter, 1);

  BST_ASSERT_MAIN_THREAD ();

  self->database = database;
  self->owner = owner;
  self->worker = bst_worker_new ("inventory", 1);
  self->gathered = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_write_free);
  self->told = bst_database_get_condition (database);
  self->retry_source = g_timeout_add (RETRY_MS, retry, self);

  return self;
}

void
bst_writer_free (BstWriter *self)
{
  if (self == NULL)
    return;

  BST_ASSERT_MAIN_THREAD ();

  bst_writer_drain (self, NULL);
  g_clear_handle_id (&self->gather_source, g_source_remove);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  bst_worker_unref (self->worker);
  g_ptr_array_unref (self->gathered);
  /* Nothing runs on the thread any more. */
  bst_database_close (self->database);
  g_free (self);
}

void
bst_writer_flush (BstWriter *self)
{
  GPtrArray *writes;

  g_clear_handle_id (&self->gather_source, g_source_remove);
  if (self->gathered->len == 0)
    return;

  writes = self->gathered;
  self->gathered = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_write_free);
  push_batch (self, writes);
}

static gboolean
on_gathered (gpointer data)
{
  BstWriter *self = data;

  self->gather_source = 0;
  bst_writer_flush (self);

  return G_SOURCE_REMOVE;
}

void
bst_writer_add (BstWriter *self, BstWriteFunc func, gpointer data, GDestroyNotify free)
{
  BST_ASSERT_MAIN_THREAD ();

  g_ptr_array_add (self->gathered, bst_write_new (func, data, free));
  if (self->gather_source == 0)
    self->gather_source = g_timeout_add (GATHER_MS, on_gathered, self);
}

gboolean
bst_writer_drain (BstWriter *self, GError **error)
{
  BstInventoryCondition condition;

  bst_writer_flush (self);
  bst_worker_drain (self->worker);

  /* Nothing runs on the thread now. */
  condition = bst_database_get_condition (self->database);
  if (condition != BST_INVENTORY_IN_MEMORY && condition != BST_INVENTORY_READ_ONLY)
    return TRUE;

  g_propagate_error (error, g_error_copy (bst_database_get_error (self->database)));
  return FALSE;
}

typedef struct
{
  BstWriter *writer;
  BstReadFunc func;
  gpointer query;
  GDestroyNotify query_free;
  GDestroyNotify result_free;
} Read;

static void
read_free (gpointer data)
{
  Read *read = data;

  if (read->query_free != NULL)
    read->query_free (read->query);
  g_free (read);
}

static void
run_read (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Read *read = data;
  BstDatabase *database = read->writer->database;
  GError *error = NULL;
  gpointer result;

  BST_ASSERT_WORKER_THREAD ();

  result = read->func (database, read->query, &error);
  if (error != NULL && bst_database_recover (database))
    {
      g_clear_error (&error);
      result = read->func (database, read->query, &error);
    }

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, read->result_free);
}

void
bst_writer_read (BstWriter *self,
                 GTask *task,
                 BstReadFunc func,
                 gpointer query,
                 GDestroyNotify query_free,
                 GDestroyNotify result_free)
{
  Read *read = g_new0 (Read, 1);

  BST_ASSERT_MAIN_THREAD ();

  read->writer = self;
  read->func = func;
  read->query = query;
  read->query_free = query_free;
  read->result_free = result_free;
  g_task_set_task_data (task, read, read_free);

  bst_writer_flush (self);
  bst_worker_push (self->worker, G_PRIORITY_DEFAULT, task, run_read);
}
