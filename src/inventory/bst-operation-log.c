/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-operation-log-private.h"

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "inventory/bst-program-private.h"

/* Rows of the file. */
#define MOST_KEPT "10000"

/* An operation as a row of the file; crosses threads. */
typedef struct
{
  char *id;
  char *sum_id; /* (nullable) */
  char *kind;
  char *title;
  gint64 host_id;
  char *machine_uuid;
  char *target;
  gint64 other_host_id;
  char *parameters; /* (nullable): a GVariant's text */
  char *outcome;    /* (nullable) */
  gboolean cancel_asked;
  BstOperationState state;
  gint64 queued_at;
  gint64 started_at;
  gint64 ended_at;
  GError *error;
  BstProgram program;
} Record;

/* An operation of the model, or a part of one. */
typedef struct
{
  BstOperationLog *log;
  BstOperation *operation;
  char *id;
  char *sum_id; /* (nullable) */
  BstProgram program;
  gboolean orphaned;  /* and told */
  gboolean unwritten; /* shown only */
} Item;

struct _BstOperationLog
{
  GListStore *store;
  GHashTable *items;        /* ID → Item */
  GHashTable *by_operation; /* BstOperation → Item, unowned */
  BstWriter *writer;        /* (unowned) (nullable) */
  gboolean merging;
};

static void
record_free (gpointer data)
{
  Record *record = data;

  g_free (record->id);
  g_free (record->sum_id);
  g_free (record->kind);
  g_free (record->title);
  g_free (record->machine_uuid);
  g_free (record->target);
  g_free (record->outcome);
  g_free (record->parameters);
  g_clear_error (&record->error);
  g_free (record);
}

static void
item_free (gpointer data)
{
  Item *item = data;

  g_signal_handlers_disconnect_by_data (item->operation, item);
  g_object_unref (item->operation);
  g_free (item->id);
  g_free (item->sum_id);
  g_free (item);
}

BstOperationLog *
bst_operation_log_new (void)
{
  BstOperationLog *self = g_new0 (BstOperationLog, 1);

  self->store = g_list_store_new (BST_TYPE_OPERATION);
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, item_free);
  self->by_operation = g_hash_table_new (NULL, NULL);

  return self;
}

void
bst_operation_log_free (BstOperationLog *self)
{
  g_hash_table_unref (self->by_operation);
  g_hash_table_unref (self->items);
  g_object_unref (self->store);
  g_free (self);
}

GListModel *
bst_operation_log_get_model (BstOperationLog *self)
{
  return G_LIST_MODEL (self->store);
}

void
bst_operation_log_set_writer (BstOperationLog *self, BstWriter *writer)
{
  self->writer = writer;
}

static gboolean
write_record (BstSql *sql, gpointer data, GError **error)
{
  Record *record = data;
  sqlite3_stmt *statement = bst_sql_prepare (
      sql,
      "INSERT INTO operations (id, sum_id, kind, title, host_id, machine_uuid, target, state,"
      " queued_at, started_at, ended_at, error_code, error, error_remedy, error_detail, boot, pid,"
      " program_start, other_host_id, parameters, outcome)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (id) DO UPDATE SET state = excluded.state, started_at = excluded.started_at,"
      " ended_at = excluded.ended_at, error_code = excluded.error_code, error = excluded.error,"
      " error_remedy = excluded.error_remedy, error_detail = excluded.error_detail,"
      " parameters = excluded.parameters, outcome = excluded.outcome",
      error);

  if (statement == NULL)
    return FALSE;

  bst_sql_bind_text (statement, 1, record->id);
  bst_sql_bind_text (statement, 2, record->sum_id);
  bst_sql_bind_text (statement, 3, record->kind);
  bst_sql_bind_text (statement, 4, record->title);
  bst_sql_bind_int (statement, 5, record->host_id);
  bst_sql_bind_text (statement, 6, record->machine_uuid);
  bst_sql_bind_text (statement, 7, record->target);
  bst_sql_bind_text (statement, 8, bst_operation_state_to_nick (record->state));
  bst_sql_bind_int (statement, 9, record->queued_at);
  bst_sql_bind_int (statement, 10, record->started_at);
  bst_sql_bind_int (statement, 11, record->ended_at);
  if (record->error != NULL)
    {
      bst_sql_bind_int (statement, 12, record->error->code);
      bst_sql_bind_text (statement, 13, record->error->message);
      bst_sql_bind_text (statement, 14, bst_error_get_remedy (record->error));
      bst_sql_bind_text (statement, 15, bst_error_get_detail (record->error));
    }
  bst_sql_bind_text (statement, 16, record->program.boot);
  bst_sql_bind_int (statement, 17, record->program.pid);
  bst_sql_bind_int (statement, 18, record->program.start);
  bst_sql_bind_int (statement, 19, record->other_host_id);
  bst_sql_bind_text (statement, 20, record->parameters);
  bst_sql_bind_text (statement, 21, record->outcome);

  return bst_sql_run (sql, statement, error);
}

static void
write_item (Item *item)
{
  BstOperation *operation = item->operation;
  const GError *error = bst_operation_get_error (operation);
  GVariant *parameters = bst_operation_get_parameters (operation);
  Record *record;

  if (item->log->writer == NULL || item->log->merging || item->unwritten)
    return;

  record = g_new0 (Record, 1);
  record->id = g_strdup (item->id);
  record->sum_id = g_strdup (item->sum_id);
  record->kind = g_strdup (bst_operation_get_kind (operation));
  record->title = g_strdup (bst_operation_get_title (operation));
  record->host_id = bst_operation_get_host_id (operation);
  record->machine_uuid = g_strdup (bst_operation_get_machine_uuid (operation));
  record->target = g_strdup (bst_operation_get_target (operation));
  record->other_host_id = bst_operation_get_other_host_id (operation);
  record->parameters = parameters != NULL ? g_variant_print (parameters, TRUE) : NULL;
  record->outcome = g_strdup (bst_operation_get_outcome (operation));
  record->state = bst_operation_get_state (operation);
  record->queued_at = bst_operation_get_queued_at (operation);
  record->started_at = bst_operation_get_started_at (operation);
  record->ended_at = bst_operation_get_ended_at (operation);
  record->error = error != NULL ? g_error_copy (error) : NULL;
  record->program = item->program;
  bst_writer_add (item->log->writer, write_record, record, record_free);
}

static void
on_changed (BstOperation *operation, GParamSpec *pspec, gpointer item)
{
  write_item (item);
}

static Item *
add_item (BstOperationLog *self,
          BstOperation *operation,
          const char *id,
          const char *sum_id,
          const BstProgram *program)
{
  Item *item = g_new0 (Item, 1);

  item->log = self;
  item->operation = g_object_ref (operation);
  item->id = g_strdup (id);
  item->sum_id = g_strdup (sum_id);
  item->program = *program;
  g_signal_connect (operation, "notify::state", G_CALLBACK (on_changed), item);
  g_signal_connect (operation, "notify::parameters", G_CALLBACK (on_changed), item);
  g_signal_connect (operation, "notify::outcome", G_CALLBACK (on_changed), item);
  g_hash_table_insert (self->items, item->id, item);
  g_hash_table_insert (self->by_operation, operation, item);

  return item;
}

static void
remove_item (BstOperationLog *self, BstOperation *operation)
{
  Item *item = g_hash_table_lookup (self->by_operation, operation);

  if (item == NULL)
    return;

  g_hash_table_remove (self->by_operation, operation);
  g_hash_table_remove (self->items, item->id);
}

/* The oldest that are over. */
static void
trim (BstOperationLog *self)
{
  GListModel *model = G_LIST_MODEL (self->store);
  guint n = g_list_model_get_n_items (model);

  for (guint i = n; i > 0 && n > BST_OPERATION_LOG_LENGTH; i--)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (model, i - 1);
      GListModel *parts = bst_operation_get_parts (operation);

      if (!bst_operation_is_over (operation))
        continue;
      for (guint j = 0; parts != NULL && j < g_list_model_get_n_items (parts); j++)
        {
          g_autoptr (BstOperation) part = g_list_model_get_item (parts, j);

          remove_item (self, part);
        }
      remove_item (self, operation);
      g_list_store_remove (self->store, i - 1);
      n--;
    }
}

void
bst_operation_log_track (BstOperationLog *self, BstOperation *operation)
{
  const char *id = bst_operation_get_id (operation);
  GListModel *parts = bst_operation_get_parts (operation);

  BST_ASSERT_MAIN_THREAD ();

  if (g_hash_table_contains (self->items, id))
    return;

  write_item (add_item (self, operation, id, NULL, bst_program_get_own ()));
  for (guint i = 0; parts != NULL && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);

      write_item (add_item (self, part, bst_operation_get_id (part), id, bst_program_get_own ()));
    }
  g_list_store_insert (self->store, 0, operation);
  trim (self);
  if (self->writer != NULL)
    bst_writer_flush (self->writer);
}

void
bst_operation_log_show (BstOperationLog *self, BstOperation *operation)
{
  BST_ASSERT_MAIN_THREAD ();

  add_item (self, operation, bst_operation_get_id (operation), NULL, bst_program_get_own ())
      ->unwritten = TRUE;
  g_list_store_insert (self->store, 0, operation);
  trim (self);
}

static gboolean
write_cancel (BstSql *sql, gpointer data, GError **error)
{
  sqlite3_stmt *statement =
      bst_sql_prepare (sql, "UPDATE operations SET cancel_asked = 1 WHERE id = ?", error);

  if (statement == NULL)
    return FALSE;

  bst_sql_bind_text (statement, 1, data);

  return bst_sql_run (sql, statement, error);
}

void
bst_operation_log_ask_cancel (BstOperationLog *self, BstOperation *operation)
{
  Item *item = g_hash_table_lookup (self->by_operation, operation);

  BST_ASSERT_MAIN_THREAD ();

  if (bst_operation_can_cancel (operation) || item == NULL || item->unwritten ||
      bst_program_is_own (&item->program))
    bst_operation_cancel (operation);
  else if (self->writer != NULL)
    {
      bst_writer_add (self->writer, write_cancel, g_strdup (item->id), g_free);
      bst_writer_flush (self->writer);
    }
}

static Record *
read_record (sqlite3_stmt *statement)
{
  Record *record = g_new0 (Record, 1);
  const char *message = bst_sql_text (statement, 12);
  const char *boot = bst_sql_text (statement, 15);

  record->id = g_strdup (bst_sql_text (statement, 0));
  record->sum_id = g_strdup (bst_sql_text (statement, 1));
  record->kind = g_strdup (bst_sql_text (statement, 2));
  record->title = g_strdup (bst_sql_text (statement, 3));
  record->host_id = bst_sql_int (statement, 4);
  record->machine_uuid = g_strdup (bst_sql_text (statement, 5));
  record->target = g_strdup (bst_sql_text (statement, 6));
  record->state = bst_operation_state_from_nick (bst_sql_text (statement, 7));
  record->queued_at = bst_sql_int (statement, 8);
  record->started_at = bst_sql_int (statement, 9);
  record->ended_at = bst_sql_int (statement, 10);
  if (message != NULL)
    record->error =
        bst_error_new ((BstErrorCode)bst_sql_int (statement, 11), bst_sql_text (statement, 13),
                       bst_sql_text (statement, 14), "%s", message);
  if (boot != NULL)
    g_strlcpy (record->program.boot, boot, sizeof record->program.boot);
  record->program.pid = bst_sql_int (statement, 16);
  record->program.start = bst_sql_int (statement, 17);
  record->other_host_id = bst_sql_int (statement, 18);
  record->parameters = g_strdup (bst_sql_text (statement, 19));
  record->outcome = g_strdup (bst_sql_text (statement, 20));
  record->cancel_asked = bst_sql_int (statement, 21) != 0;

  return record;
}

GPtrArray *
bst_operation_log_read (BstSql *sql, guint limit, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (record_free);
  GError *local = NULL;
  sqlite3_stmt *statement = bst_sql_prepare (
      sql,
      "WITH newest AS (SELECT id FROM operations WHERE sum_id IS NULL"
      " ORDER BY queued_at DESC LIMIT ?)"
      " SELECT id, sum_id, kind, title, host_id, machine_uuid, target, state, queued_at,"
      " started_at, ended_at, error_code, error, error_remedy, error_detail, boot, pid,"
      " program_start, other_host_id, parameters, outcome, cancel_asked FROM operations"
      " WHERE id IN (SELECT id FROM newest) OR sum_id IN (SELECT id FROM newest)"
      " ORDER BY queued_at",
      error);

  if (statement == NULL)
    return NULL;

  bst_sql_bind_int (statement, 1, limit);
  while (bst_sql_next (sql, statement, &local))
    g_ptr_array_add (records, read_record (statement));
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return NULL;
    }

  return g_steal_pointer (&records);
}

static void
set_recorded (BstOperation *operation, const Record *record)
{
  bst_operation_set_outcome (operation, record->outcome);
  bst_operation_set_recorded (operation, record->state, record->queued_at, record->started_at,
                              record->ended_at,
                              record->error != NULL ? g_error_copy (record->error) : NULL);
}

/* (nullable): what a newer or a broken file says may make no sense here. */
static GVariant *
parse_parameters (const char *text)
{
  return text != NULL ? g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, NULL) : NULL;
}

static BstOperation *
make_recorded (const Record *record)
{
  g_autoptr (GVariant) parameters = parse_parameters (record->parameters);
  BstOperation *operation =
      bst_operation_new_recorded (record->id, record->kind, record->title, record->host_id,
                                  record->machine_uuid, record->target, record->other_host_id,
                                  parameters);

  set_recorded (operation, record);

  return operation;
}

static void
insert_newest_first (BstOperationLog *self, BstOperation *operation)
{
  GListModel *model = G_LIST_MODEL (self->store);
  guint n = g_list_model_get_n_items (model);
  guint position = 0;

  while (position < n)
    {
      g_autoptr (BstOperation) other = g_list_model_get_item (model, position);

      if (bst_operation_get_queued_at (other) <= bst_operation_get_queued_at (operation))
        break;
      position++;
    }
  g_list_store_insert (self->store, position, operation);
}

/* @parts: (nullable): records of a sum's parts. */
static void
add_record (BstOperationLog *self, const Record *record, GPtrArray *parts)
{
  g_autoptr (BstOperation) operation = NULL;

  if (parts == NULL)
    {
      operation = make_recorded (record);
    }
  else
    {
      GPtrArray *operations = g_ptr_array_new_with_free_func (g_object_unref);

      for (guint i = 0; i < parts->len; i++)
        {
          Record *part = parts->pdata[i];

          g_ptr_array_add (operations, make_recorded (part));
          add_item (self, operations->pdata[i], part->id, part->sum_id, &part->program);
        }
      operation = bst_operation_new_recorded_sum (record->id, record->kind, record->title,
                                                  operations);
      set_recorded (operation, record);
    }

  add_item (self, operation, record->id, NULL, &record->program);
  insert_newest_first (self, operation);
}

void
bst_operation_log_merge (BstOperationLog *self, GPtrArray *records)
{
  g_autoptr (GHashTable) parts =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
  g_autoptr (GPtrArray) cancelled = g_ptr_array_new_with_free_func (g_object_unref);

  BST_ASSERT_MAIN_THREAD ();

  self->merging = TRUE;
  for (guint i = 0; i < records->len; i++)
    {
      Record *record = records->pdata[i];
      Item *item = g_hash_table_lookup (self->items, record->id);
      GPtrArray *siblings;

      if (item != NULL)
        {
          /* What this program runs, it knows better; nothing that is over begins again. */
          if (!bst_program_is_own (&item->program) && !bst_operation_is_over (item->operation) &&
              record->state != bst_operation_get_state (item->operation))
            set_recorded (item->operation, record);
          /* What is asked for once is not asked twice: that would give it up. */
          else if (record->cancel_asked && bst_operation_can_cancel (item->operation) &&
                   !bst_operation_can_give_up (item->operation))
            g_ptr_array_add (cancelled, g_object_ref (item->operation));
          continue;
        }
      if (record->sum_id == NULL)
        continue;

      siblings = g_hash_table_lookup (parts, record->sum_id);
      if (siblings == NULL)
        {
          siblings = g_ptr_array_new ();
          g_hash_table_insert (parts, record->sum_id, siblings);
        }
      g_ptr_array_add (siblings, record);
    }

  for (guint i = 0; i < records->len; i++)
    {
      Record *record = records->pdata[i];

      if (record->sum_id == NULL && !g_hash_table_contains (self->items, record->id))
        add_record (self, record, g_hash_table_lookup (parts, record->id));
    }
  trim (self);
  self->merging = FALSE;

  /* What becomes of it is written. */
  for (guint i = 0; i < cancelled->len; i++)
    bst_operation_cancel (cancelled->pdata[i]);
}

gboolean
bst_operation_log_is_orphan (BstOperationLog *self, BstOperation *operation)
{
  Item *item = g_hash_table_lookup (self->by_operation, operation);

  return item != NULL && !bst_operation_is_over (operation) &&
         !bst_program_is_alive (&item->program);
}

gboolean
bst_operation_log_is_own (BstOperationLog *self, BstOperation *operation)
{
  Item *item = g_hash_table_lookup (self->by_operation, operation);

  return item != NULL && !item->unwritten && bst_program_is_own (&item->program);
}

GPtrArray *
bst_operation_log_take_orphans (BstOperationLog *self)
{
  GPtrArray *orphans = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Item *item = value;

      if (item->orphaned || item->sum_id != NULL ||
          !bst_operation_log_is_orphan (self, item->operation))
        continue;
      item->orphaned = TRUE;
      g_ptr_array_add (orphans, g_object_ref (item->operation));
    }

  return orphans;
}

gboolean
bst_operation_log_prune (BstSql *sql, gpointer data, GError **error)
{
  return bst_sql_exec (sql,
                       "DELETE FROM operations WHERE queued_at <= (SELECT queued_at FROM operations"
                       " ORDER BY queued_at DESC LIMIT 1 OFFSET " MOST_KEPT ")",
                       error);
}
