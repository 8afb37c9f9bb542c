/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-journal-private.h"

/* Rows of the file. */
#define MOST_KEPT "100000"

struct _BstJournal
{
  GListStore *store;
  GHashTable *ids; /* set of those in the store */
};

BstJournal *
bst_journal_new (void)
{
  BstJournal *self = g_new0 (BstJournal, 1);

  self->store = g_list_store_new (BST_TYPE_JOURNAL_ENTRY);
  self->ids = g_hash_table_new (g_int64_hash, g_int64_equal);

  return self;
}

void
bst_journal_free (BstJournal *self)
{
  g_hash_table_unref (self->ids);
  g_object_unref (self->store);
  g_free (self);
}

GListModel *
bst_journal_get_model (BstJournal *self)
{
  return G_LIST_MODEL (self->store);
}

static gint64
get_id (BstJournal *self, guint position)
{
  g_autoptr (BstJournalEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->store), position);

  return entry != NULL ? bst_journal_entry_get_fields (entry)->id : 0;
}

gint64
bst_journal_get_newest (BstJournal *self)
{
  return get_id (self, 0);
}

void
bst_journal_add (BstJournal *self, BstJournalEntry *entry)
{
  const BstJournalFields *fields = bst_journal_entry_get_fields (entry);
  GListModel *model = G_LIST_MODEL (self->store);
  guint n = g_list_model_get_n_items (model);
  guint position = 0;

  if (g_hash_table_contains (self->ids, &fields->id))
    return;

  /* Another program's may be a little older than our newest; when loading, each is the oldest. */
  if (n > 0 && fields->id < get_id (self, n - 1))
    position = n;
  while (position < n && get_id (self, position) > fields->id)
    position++;
  if (position >= BST_JOURNAL_LENGTH)
    return;

  g_hash_table_add (self->ids, (gpointer)&fields->id);
  g_list_store_insert (self->store, position, entry);
  if (n + 1 > BST_JOURNAL_LENGTH)
    {
      gint64 oldest = get_id (self, n);

      g_hash_table_remove (self->ids, &oldest);
      g_list_store_remove (self->store, n);
    }
}

gboolean
bst_journal_write (BstSql *sql, gpointer entry, GError **error)
{
  const BstJournalFields *fields = bst_journal_entry_get_fields (entry);
  sqlite3_stmt *statement = bst_sql_prepare (
      sql,
      "INSERT OR IGNORE INTO journal (id, time, severity, kind, host_id, host_name, machine_uuid,"
      " machine_name, operation_id, text, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error);

  if (statement == NULL)
    return FALSE;

  bst_sql_bind_int (statement, 1, fields->id);
  bst_sql_bind_int (statement, 2, fields->time);
  bst_sql_bind_int (statement, 3, fields->severity);
  bst_sql_bind_text (statement, 4, fields->kind);
  bst_sql_bind_int (statement, 5, fields->host_id);
  bst_sql_bind_text (statement, 6, fields->host_name);
  bst_sql_bind_text (statement, 7, fields->machine_uuid);
  bst_sql_bind_text (statement, 8, fields->machine_name);
  bst_sql_bind_text (statement, 9, fields->operation_id);
  bst_sql_bind_text (statement, 10, fields->text);
  bst_sql_bind_text (statement, 11, fields->detail);

  return bst_sql_run (sql, statement, error);
}

gboolean
bst_journal_prune (BstSql *sql, gpointer data, GError **error)
{
  return bst_sql_exec (sql,
                       "DELETE FROM journal WHERE id <= (SELECT id FROM journal"
                       " ORDER BY id DESC LIMIT 1 OFFSET " MOST_KEPT ")",
                       error);
}

static BstJournalEntry *
read_entry (sqlite3_stmt *statement)
{
  const BstJournalFields fields = {
    .id = bst_sql_int (statement, 0),
    .time = bst_sql_int (statement, 1),
    .severity = (BstSeverity)CLAMP (bst_sql_int (statement, 2), 0, BST_SEVERITY_ALERT),
    .kind = bst_sql_text (statement, 3),
    .host_id = bst_sql_int (statement, 4),
    .host_name = bst_sql_text (statement, 5),
    .machine_uuid = bst_sql_text (statement, 6),
    .machine_name = bst_sql_text (statement, 7),
    .operation_id = bst_sql_text (statement, 8),
    .text = bst_sql_text (statement, 9),
    .detail = bst_sql_text (statement, 10),
  };

  return bst_journal_entry_new (&fields);
}

#define SELECT                                                                                     \
  "SELECT id, time, severity, kind, host_id, host_name, machine_uuid, machine_name, operation_id," \
  " text, detail FROM journal"
#define RANGE " id < ? AND id > ? ORDER BY id DESC LIMIT ?"

GPtrArray *
bst_journal_read (BstSql *sql,
                  gint64 host_id,
                  const char *machine_uuid,
                  gint64 before,
                  gint64 after,
                  guint limit,
                  GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  GError *local = NULL;
  sqlite3_stmt *statement;
  int i = 0;

  if (machine_uuid != NULL)
    statement =
        bst_sql_prepare (sql, SELECT " WHERE machine_uuid = ? AND host_id = ? AND" RANGE, error);
  else if (host_id != 0)
    statement = bst_sql_prepare (sql, SELECT " WHERE host_id = ? AND" RANGE, error);
  else
    statement = bst_sql_prepare (sql, SELECT " WHERE" RANGE, error);
  if (statement == NULL)
    return NULL;

  if (machine_uuid != NULL)
    bst_sql_bind_text (statement, ++i, machine_uuid);
  if (machine_uuid != NULL || host_id != 0)
    bst_sql_bind_int (statement, ++i, host_id);
  bst_sql_bind_int (statement, ++i, before > 0 ? before : G_MAXINT64);
  bst_sql_bind_int (statement, ++i, after);
  bst_sql_bind_int (statement, ++i, limit);

  while (bst_sql_next (sql, statement, &local))
    g_ptr_array_add (entries, read_entry (statement));
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return NULL;
    }

  return g_steal_pointer (&entries);
}
