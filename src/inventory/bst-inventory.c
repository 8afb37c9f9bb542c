/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-inventory-private.h"

#include "core/bst-thread.h"

G_DEFINE_FINAL_TYPE (BstInventory, bst_inventory, G_TYPE_OBJECT)

enum
{
  CONDITION_CHANGED,
  OPERATION_ORPHANED,
  SNAPSHOTS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
bst_inventory_finalize (GObject *object)
{
  BstInventory *self = BST_INVENTORY (object);

  bst_inventory_close (self);
  bst_operation_log_free (self->operations);
  bst_journal_free (self->journal);
  bst_history_log_free (self->history);
  bst_labels_free (self->tags);
  bst_labels_free (self->groups);
  g_hash_table_unref (self->settings);
  g_hash_table_unref (self->policies);
  g_hash_table_unref (self->marks);
  g_hash_table_unref (self->index);
  g_object_unref (self->machines);
  g_object_unref (self->hosts);
  g_clear_error (&self->condition_error);

  G_OBJECT_CLASS (bst_inventory_parent_class)->finalize (object);
}

static void
bst_inventory_class_init (BstInventoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_inventory_finalize;

  signals[CONDITION_CHANGED] =
      g_signal_new ("condition-changed", BST_TYPE_INVENTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 0);
  signals[OPERATION_ORPHANED] =
      g_signal_new ("operation-orphaned", BST_TYPE_INVENTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, BST_TYPE_OPERATION);
  signals[SNAPSHOTS_CHANGED] =
      g_signal_new ("snapshots-changed", BST_TYPE_INVENTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, BST_TYPE_MACHINE);
}

static void
bst_inventory_init (BstInventory *self)
{
  self->hosts = bst_row_list_new (BST_TYPE_HOST);
  self->machines = bst_row_list_new (BST_TYPE_MACHINE);
  self->index = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_hash_table_unref);
  self->marks =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)bst_marks_free);
  self->tags = bst_labels_new ();
  self->groups = bst_labels_new ();
  self->journal = bst_journal_new ();
  self->operations = bst_operation_log_new ();
  self->history = bst_history_log_new ();
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->policies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

char *
bst_inventory_get_default_path (void)
{
  const char *path = g_getenv ("BASTIDA_INVENTORY");

  if (path != NULL && *path != '\0')
    return g_strdup (path);

  return g_build_filename (g_get_user_data_dir (), "bastida", "inventory.db", NULL);
}

BstInventoryCondition
bst_inventory_get_condition (BstInventory *self)
{
  return self->condition;
}

const GError *
bst_inventory_get_condition_error (BstInventory *self)
{
  return self->condition_error;
}

void
bst_inventory_set_condition (BstInventory *self, BstInventoryCondition condition, GError *error)
{
  BST_ASSERT_MAIN_THREAD ();

  g_clear_error (&self->condition_error);
  self->condition = condition;
  self->condition_error = error;
  /* Begun anew under way: what could not be read from the old file is still here. */
  if (condition == BST_INVENTORY_RECOVERED && self->writer != NULL)
    bst_inventory_write_rows (self);
  g_signal_emit (self, signals[CONDITION_CHANGED], 0);
}

void
bst_inventory_close (BstInventory *self)
{
  BstWriter *writer = self->writer;

  BST_ASSERT_MAIN_THREAD ();

  if (writer == NULL)
    return;

  g_clear_handle_id (&self->poll_source, g_source_remove);
  bst_inventory_write_figures (self);
  bst_operation_log_set_writer (self->operations, NULL);
  self->writer = NULL;
  bst_writer_free (writer);
}

gboolean
bst_inventory_flush (BstInventory *self, GError **error)
{
  BST_ASSERT_MAIN_THREAD ();

  if (self->writer == NULL)
    return TRUE;

  return bst_writer_drain (self->writer, error);
}

gint64
bst_inventory_make_id (BstInventory *self)
{
  self->last_id = MAX (g_get_real_time (), self->last_id + 1);

  return self->last_id;
}

GListModel *
bst_inventory_get_hosts (BstInventory *self)
{
  return G_LIST_MODEL (self->hosts);
}

GListModel *
bst_inventory_get_machines (BstInventory *self)
{
  return G_LIST_MODEL (self->machines);
}

GListModel *
bst_inventory_get_tags (BstInventory *self)
{
  return bst_labels_get_model (self->tags);
}

GListModel *
bst_inventory_get_groups (BstInventory *self)
{
  return bst_labels_get_model (self->groups);
}

GListModel *
bst_inventory_get_journal (BstInventory *self)
{
  return bst_journal_get_model (self->journal);
}

GListModel *
bst_inventory_get_operations (BstInventory *self)
{
  return bst_operation_log_get_model (self->operations);
}

void
bst_inventory_track_operation (BstInventory *self, BstOperation *operation)
{
  BST_ASSERT_MAIN_THREAD ();

  bst_operation_log_track (self->operations, operation);
}

void
bst_inventory_show_operation (BstInventory *self, BstOperation *operation)
{
  bst_operation_log_show (self->operations, operation);
}

void
bst_inventory_ask_cancel (BstInventory *self, BstOperation *operation)
{
  bst_operation_log_ask_cancel (self->operations, operation);
}

gboolean
bst_inventory_is_orphaned (BstInventory *self, BstOperation *operation)
{
  return bst_operation_log_is_orphan (self->operations, operation);
}

gboolean
bst_inventory_is_own (BstInventory *self, BstOperation *operation)
{
  return bst_operation_log_is_own (self->operations, operation);
}

gboolean
bst_inventory_can_cancel (BstInventory *self, BstOperation *operation)
{
  return bst_operation_can_cancel (operation) ||
         (bst_operation_get_state (operation) == BST_OPERATION_STATE_RUNNING &&
          !bst_inventory_is_own (self, operation));
}

void
bst_inventory_emit_orphaned (BstInventory *self, BstOperation *operation)
{
  g_signal_emit (self, signals[OPERATION_ORPHANED], 0, operation);
}

void
bst_inventory_emit_snapshots (BstInventory *self, BstMachine *machine)
{
  g_signal_emit (self, signals[SNAPSHOTS_CHANGED], 0, machine);
}

void
bst_inventory_add_entry (BstInventory *self, const BstJournalFields *fields)
{
  BstJournalFields full = *fields;
  BstHost *host = bst_inventory_get_host (self, fields->host_id);
  BstMachine *machine = NULL;
  BstJournalEntry *entry;

  BST_ASSERT_MAIN_THREAD ();

  if (host != NULL && full.machine_uuid != NULL)
    machine = bst_inventory_get_machine (self, host, full.machine_uuid);
  if (host != NULL && full.host_name == NULL)
    full.host_name = bst_host_get_name (host);
  if (machine != NULL && full.machine_name == NULL)
    full.machine_name = bst_machine_get_name (machine);
  full.id = bst_inventory_make_id (self);

  entry = bst_journal_entry_new (&full);
  bst_journal_add (self->journal, entry);
  if (self->writer != NULL)
    bst_writer_add (self->writer, bst_journal_write, entry, g_object_unref);
  else
    g_object_unref (entry);
}

typedef struct
{
  char *key;
  char *value; /* (nullable) */
} Setting;

static void
setting_free (gpointer data)
{
  Setting *setting = data;

  g_free (setting->key);
  g_free (setting->value);
  g_free (setting);
}

static gboolean
write_setting (BstSql *sql, gpointer data, GError **error)
{
  const Setting *setting = data;
  sqlite3_stmt *statement;

  if (setting->value != NULL)
    statement =
        bst_sql_prepare (sql, "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", error);
  else
    statement = bst_sql_prepare (sql, "DELETE FROM settings WHERE key = ?", error);
  if (statement == NULL)
    return FALSE;

  bst_sql_bind_text (statement, 1, setting->key);
  if (setting->value != NULL)
    bst_sql_bind_text (statement, 2, setting->value);

  return bst_sql_run (sql, statement, error);
}

void
bst_inventory_set_setting (BstInventory *self, const char *key, const char *value)
{
  Setting *setting;

  BST_ASSERT_MAIN_THREAD ();

  if (g_strcmp0 (g_hash_table_lookup (self->settings, key), value) == 0)
    return;

  if (value != NULL)
    g_hash_table_insert (self->settings, g_strdup (key), g_strdup (value));
  else
    g_hash_table_remove (self->settings, key);
  if (self->writer == NULL)
    return;

  setting = g_new0 (Setting, 1);
  setting->key = g_strdup (key);
  setting->value = g_strdup (value);
  bst_writer_add (self->writer, write_setting, setting, setting_free);
}

char *
bst_inventory_get_setting (BstInventory *self, const char *key)
{
  BST_ASSERT_MAIN_THREAD ();

  return g_strdup (g_hash_table_lookup (self->settings, key));
}
