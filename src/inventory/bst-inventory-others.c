/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/bst-thread.h"
#include "inventory/bst-host-table-private.h"
#include "inventory/bst-inventory-private.h"
#include "inventory/bst-snapshot-table-private.h"

#define POLL_SECONDS 2

/* Another program's entries may be older than our newest by as long as its writing took. */
#define LATE (10 * 60 * (gint64)G_USEC_PER_SEC)

typedef struct
{
  gboolean forced; /* even where the file did not change */
  gint64 journal_after;
} Request;

/* What the file has, read on the writer's thread. */
typedef struct
{
  GPtrArray *hosts;      /* of BstHostRecord */
  GHashTable *marks;     /* key → BstMarks */
  GHashTable *policies;  /* key → BstSnapshotPolicy */
  GPtrArray *entries;    /* of BstJournalEntry */
  GPtrArray *operations; /* records */
} News;

static void
news_free (gpointer data)
{
  News *news = data;

  g_clear_pointer (&news->hosts, g_ptr_array_unref);
  g_clear_pointer (&news->marks, g_hash_table_unref);
  g_clear_pointer (&news->policies, g_hash_table_unref);
  g_clear_pointer (&news->entries, g_ptr_array_unref);
  g_clear_pointer (&news->operations, g_ptr_array_unref);
  g_free (news);
}

/* NULL where nothing changed. */
static gpointer
read_news (BstDatabase *database, gpointer data, GError **error)
{
  const Request *request = data;
  BstSql *sql = bst_database_get_sql (database);
  News *news;

  if (!bst_database_was_changed (database) && !request->forced)
    return NULL;

  news = g_new0 (News, 1);
  news->marks =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)bst_marks_free);
  news->policies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  news->hosts = bst_host_table_read (sql, FALSE, error);
  if (news->hosts != NULL && bst_marks_read (news->marks, sql, error) &&
      bst_snapshot_table_read_policies (news->policies, sql, error))
    news->entries =
        bst_journal_read (sql, 0, NULL, 0, request->journal_after, BST_JOURNAL_LENGTH, error);
  if (news->entries != NULL)
    news->operations = bst_operation_log_read (sql, 100, error);
  if (news->operations == NULL)
    g_clear_pointer (&news, news_free);

  return news;
}

static BstHostRecord *
find_record (GPtrArray *records, gint64 id)
{
  for (guint i = 0; i < records->len; i++)
    {
      BstHostRecord *record = records->pdata[i];

      if (record->id == id)
        return record;
    }

  return NULL;
}

static void
merge_hosts (BstInventory *self, GPtrArray *records)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_object_unref);
  guint n;
  gpointer *hosts = bst_row_list_peek (self->hosts, &n);

  for (guint i = 0; i < n; i++)
    {
      BstHostRecord *record = find_record (records, bst_host_get_id (hosts[i]));

      if (record == NULL)
        g_ptr_array_add (gone, g_object_ref (hosts[i]));
      else if (g_strcmp0 (record->name, bst_host_get_name (hosts[i])) != 0)
        {
          bst_host_set_name (hosts[i], record->name);
          bst_inventory_emit_machines (self, hosts[i], BST_MACHINE_CHANGED_IDENTITY);
        }
    }
  for (guint i = 0; i < gone->len; i++)
    bst_inventory_remove_host_row (self, gone->pdata[i]);

  for (guint i = 0; i < records->len; i++)
    {
      BstHostRecord *record = records->pdata[i];
      g_autoptr (BstHost) host = NULL;

      if (bst_inventory_get_host (self, record->id) != NULL)
        continue;
      host = bst_host_new (record->id, record->name, record->uri);
      bst_host_set_seen (host, record->seen);
      bst_inventory_add_host_row (self, host);
    }
}

static void
merge_marks (BstInventory *self, GHashTable *marks)
{
  static const BstMarks none;
  guint n;
  gpointer *machines = bst_row_list_peek (self->machines, &n);

  for (guint i = 0; i < n; i++)
    {
      BstMachine *machine = machines[i];
      g_autofree char *key = bst_marks_make_key (bst_host_get_id (bst_machine_get_host (machine)),
                                                 bst_machine_get_uuid (machine));
      const BstMarks *new_marks = g_hash_table_lookup (marks, key);

      bst_inventory_apply_marks (self, machine, new_marks != NULL ? new_marks : &none);
      g_hash_table_remove (marks, key);
    }

  /* The rest is of machines that are not there. */
  g_hash_table_unref (self->marks);
  self->marks = g_hash_table_ref (marks);
}

static gboolean
is_same_policy (const BstSnapshotPolicy *one, const BstSnapshotPolicy *other)
{
  return one == other || (one != NULL && other != NULL && memcmp (one, other, sizeof *one) == 0);
}

/* Another program may have moved the machine: what is to be taken of it goes on here. */
static void
merge_policies (BstInventory *self, GHashTable *policies)
{
  g_autoptr (GHashTable) before = g_steal_pointer (&self->policies);
  guint n;
  gpointer *machines = bst_row_list_peek (self->machines, &n);

  self->policies = g_hash_table_ref (policies);
  for (guint i = 0; i < n && g_hash_table_size (before) + g_hash_table_size (policies) > 0; i++)
    {
      g_autofree char *key = bst_marks_make_key (
          bst_host_get_id (bst_machine_get_host (machines[i])), bst_machine_get_uuid (machines[i]));

      if (!is_same_policy (g_hash_table_lookup (before, key), g_hash_table_lookup (policies, key)))
        bst_inventory_emit_snapshots (self, machines[i]);
    }
}

static void
find_orphans (BstInventory *self)
{
  g_autoptr (GPtrArray) orphans = bst_operation_log_take_orphans (self->operations);

  for (guint i = 0; i < orphans->len; i++)
    bst_inventory_emit_orphaned (self, orphans->pdata[i]);
}

static void
on_news (GObject *source, GAsyncResult *result, gpointer data)
{
  BstInventory *self = BST_INVENTORY (source);
  News *news = g_task_propagate_pointer (G_TASK (result), NULL);
  guint changes = GPOINTER_TO_UINT (data);

  self->polling = FALSE;
  if (self->writer == NULL || news == NULL)
    {
      if (self->writer != NULL)
        find_orphans (self);
      g_clear_pointer (&news, news_free);
      return;
    }

  /* What was changed here meanwhile is newer than what was read. */
  self->poll_again = changes != self->changes;
  if (!self->poll_again)
    {
      merge_hosts (self, news->hosts);
      merge_marks (self, news->marks);
      merge_policies (self, news->policies);
    }
  for (guint i = news->entries->len; i > 0; i--)
    bst_journal_add (self->journal, news->entries->pdata[i - 1]);
  bst_operation_log_merge (self->operations, news->operations);
  find_orphans (self);
  news_free (news);
}

static gboolean
poll (gpointer data)
{
  BstInventory *self = data;
  Request *request;
  gint64 newest = bst_journal_get_newest (self->journal);

  if (self->polling || self->condition == BST_INVENTORY_READ_ONLY ||
      self->condition == BST_INVENTORY_IN_MEMORY)
    return G_SOURCE_CONTINUE;

  self->polling = TRUE;
  request = g_new0 (Request, 1);
  request->forced = self->poll_again;
  request->journal_after = newest > LATE ? newest - LATE : 0;
  bst_writer_read (self->writer, g_task_new (self, NULL, on_news, GUINT_TO_POINTER (self->changes)),
                   read_news, request, g_free, news_free);

  return G_SOURCE_CONTINUE;
}

void
bst_inventory_watch_others (BstInventory *self)
{
  BST_ASSERT_MAIN_THREAD ();

  self->poll_source = g_timeout_add_seconds (POLL_SECONDS, poll, self);
}
