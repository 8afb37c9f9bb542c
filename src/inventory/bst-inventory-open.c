/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-thread.h"
#include "inventory/bst-inventory-private.h"
#include "inventory/bst-snapshot-table-private.h"

struct _BstInventoryOpening
{
  GThread *thread;
  char *path;
  BstDatabase *database;
  BstInventory *inventory;
};

static gboolean
load_settings (BstInventory *self, BstSql *sql, GError **error)
{
  GError *local = NULL;
  sqlite3_stmt *statement = bst_sql_prepare (sql, "SELECT key, value FROM settings", error);

  if (statement == NULL)
    return FALSE;

  while (bst_sql_next (sql, statement, &local))
    {
      const char *key = bst_sql_text (statement, 0);
      const char *value = bst_sql_text (statement, 1);

      if (key != NULL && value != NULL)
        g_hash_table_insert (self->settings, g_strdup (key), g_utf8_make_valid (value, -1));
    }
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }

  return TRUE;
}

static gboolean
load_logs (BstInventory *self, BstSql *sql, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GPtrArray) operations = NULL;

  entries = bst_journal_read (sql, 0, NULL, 0, 0, BST_JOURNAL_LENGTH, error);
  if (entries == NULL)
    return FALSE;
  operations = bst_operation_log_read (sql, BST_OPERATION_LOG_LENGTH, error);
  if (operations == NULL)
    return FALSE;

  for (guint i = 0; i < entries->len; i++)
    bst_journal_add (self->journal, entries->pdata[i]);
  bst_operation_log_merge (self->operations, operations);
  self->last_id = MAX (self->last_id, bst_journal_get_newest (self->journal));

  return TRUE;
}

/* Each may have read a part before it fails; a second call, of what could be recovered, adds the
 * rest. */
static gboolean
load (BstInventory *self, BstSql *sql, GError **error)
{
  return bst_inventory_load_hosts (self, sql, error) &&
         bst_inventory_load_marks (self, sql, error) &&
         bst_inventory_load_machines (self, sql, error) && load_logs (self, sql, error) &&
         load_settings (self, sql, error) &&
         bst_snapshot_table_read_policies (self->policies, sql, error);
}

static void
set_condition_of (BstInventory *self, BstDatabase *database)
{
  const GError *error = bst_database_get_error (database);

  self->condition = bst_database_get_condition (database);
  self->condition_error = error != NULL ? g_error_copy (error) : NULL;
}

static void
read_file (BstInventoryOpening *self)
{
  g_autoptr (GError) error = NULL;
  gboolean good;

  self->inventory = g_object_new (BST_TYPE_INVENTORY, NULL);
  self->database = bst_database_open (self->path);
  good = load (self->inventory, bst_database_get_sql (self->database), &error);
  if (!good && bst_database_recover (self->database))
    {
      g_clear_error (&error);
      good = load (self->inventory, bst_database_get_sql (self->database), &error);
    }
  if (!good)
    g_warning ("The inventory cannot be read: %s", error->message);
  set_condition_of (self->inventory, self->database);
}

static gpointer
read_in_thread (gpointer data)
{
  bst_thread_build_for_main ();
  read_file (data);

  return NULL;
}

BstInventoryOpening *
bst_inventory_open_begin (const char *path)
{
  BstInventoryOpening *self = g_new0 (BstInventoryOpening, 1);

  self->path = g_strdup (path);
  self->thread = g_thread_new ("inventory", read_in_thread, self);

  return self;
}

BstInventory *
bst_inventory_open_end (BstInventoryOpening *self)
{
  BstInventory *inventory;

  BST_ASSERT_MAIN_THREAD ();

  g_thread_join (self->thread);
  inventory = self->inventory;
  inventory->writer = bst_writer_new (self->database, inventory);
  bst_operation_log_set_writer (inventory->operations, inventory->writer);
  bst_writer_add (inventory->writer, bst_journal_prune, NULL, NULL);
  bst_writer_add (inventory->writer, bst_operation_log_prune, NULL, NULL);
  bst_inventory_watch_others (inventory);
  g_free (self->path);
  g_free (self);

  return inventory;
}

BstInventory *
bst_inventory_open (const char *path)
{
  return bst_inventory_open_end (bst_inventory_open_begin (path));
}
