/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-snapshot-table-private.h"

#include <string.h>

#include "core/bst-domain-facts.h"
#include "inventory/bst-inventory-private.h"

/* Seconds that a mark stands without its snapshot: a list that was asked for before the snapshot was
 * there may come after it. */
#define MARK_PATIENCE "120"

/* The machine's row. */
#define MACHINE "(SELECT id FROM machines WHERE host_id = ? AND uuid = ?)"

typedef struct
{
  gint64 host_id;
  char uuid[BST_UUID_LEN];
  GPtrArray *snapshots; /* (nullable): of BstSnapshotFacts */
  char *name;           /* (nullable) */
  char *text;           /* (nullable): the policy's name, or a new one */
  GBytes *thumbnail;    /* (nullable) */
  gboolean has_policy;
  BstSnapshotPolicy policy;
} SnapshotWrite;

static void
snapshot_write_free (gpointer data)
{
  SnapshotWrite *write = data;

  g_clear_pointer (&write->snapshots, g_ptr_array_unref);
  g_clear_pointer (&write->thumbnail, g_bytes_unref);
  g_free (write->name);
  g_free (write->text);
  g_free (write);
}

static SnapshotWrite *
new_write (gint64 host_id, const char *uuid)
{
  SnapshotWrite *write = g_new0 (SnapshotWrite, 1);

  write->host_id = host_id;
  g_strlcpy (write->uuid, uuid, sizeof write->uuid);

  return write;
}

/* With the first two places bound; (nullable). */
static sqlite3_stmt *
prepare (BstSql *sql, const SnapshotWrite *write, const char *text, GError **error)
{
  sqlite3_stmt *statement = bst_sql_prepare (sql, text, error);

  if (statement != NULL)
    {
      bst_sql_bind_int (statement, 1, write->host_id);
      bst_sql_bind_text (statement, 2, write->uuid);
    }

  return statement;
}

static void
append_field (GString *lines, const char *text)
{
  for (; text != NULL && *text != '\0'; text++)
    g_string_append_c (lines, strchr ("\t\n\r", *text) == NULL ? *text : ' ');
}

static char *
join_disks (const BstSnapshotFacts *facts)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < facts->disks->len; i++)
    {
      const BstSnapshotDisk *disk = facts->disks->pdata[i];
      const char *fields[] = { disk->target, disk->kind, disk->file, disk->base };

      for (guint j = 0; j < G_N_ELEMENTS (fields); j++)
        {
          append_field (lines, fields[j]);
          g_string_append_c (lines, j + 1 < G_N_ELEMENTS (fields) ? '\t' : '\n');
        }
    }

  return g_string_free (lines, FALSE);
}

static char *
dup_field (char **fields, guint n, guint i)
{
  return i < n && fields[i][0] != '\0' ? g_utf8_make_valid (fields[i], -1) : NULL;
}

static void
split_disks (BstSnapshotFacts *facts, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", 0);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], "\t", 0);
      guint n = g_strv_length (fields);
      g_autofree char *target = dup_field (fields, n, 0);
      BstSnapshotDisk *disk;

      if (target == NULL)
        continue;
      disk = bst_snapshot_facts_add_disk (facts, target);
      disk->kind = dup_field (fields, n, 1);
      disk->file = dup_field (fields, n, 2);
      disk->base = dup_field (fields, n, 3);
    }
}

static gboolean
insert (BstSql *sql, const SnapshotWrite *write, const BstSnapshotFacts *facts, GError **error)
{
  g_autofree char *disks = join_disks (facts);
  sqlite3_stmt *statement = prepare (
      sql, write,
      "INSERT OR REPLACE INTO snapshots (machine_id, name, parent, description, created_at, state,"
      " kind, has_memory, memory_file, disks, current, size, xml)"
      " SELECT id, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14 FROM machines"
      " WHERE host_id = ?1 AND uuid = ?2",
      error);

  if (statement == NULL)
    return FALSE;

  bst_sql_bind_text (statement, 3, facts->name);
  bst_sql_bind_text (statement, 4, facts->parent);
  bst_sql_bind_text (statement, 5, facts->description);
  bst_sql_bind_int (statement, 6, facts->created_at);
  bst_sql_bind_text (statement, 7, facts->state);
  bst_sql_bind_text (statement, 8, bst_snapshot_kind_to_nick (facts->kind));
  bst_sql_bind_int (statement, 9, facts->has_memory);
  bst_sql_bind_text (statement, 10, facts->memory_file);
  bst_sql_bind_text (statement, 11, disks);
  bst_sql_bind_int (statement, 12, facts->current);
  bst_sql_bind_kib (statement, 13, facts->size);
  bst_sql_bind_text (statement, 14, facts->xml);

  return bst_sql_run (sql, statement, error);
}

static gboolean
write_all (BstSql *sql, gpointer data, GError **error)
{
  const SnapshotWrite *write = data;
  sqlite3_stmt *statement =
      prepare (sql, write, "DELETE FROM snapshots WHERE machine_id = " MACHINE, error);

  if (statement == NULL || !bst_sql_run (sql, statement, error))
    return FALSE;
  for (guint i = 0; i < write->snapshots->len; i++)
    {
      if (!insert (sql, write, write->snapshots->pdata[i], error))
        return FALSE;
    }

  statement = prepare (sql, write,
                       "DELETE FROM snapshot_marks WHERE host_id = ?1 AND uuid = ?2"
                       " AND marked_at < unixepoch () - " MARK_PATIENCE
                       " AND name NOT IN (SELECT name FROM snapshots WHERE machine_id ="
                       " (SELECT id FROM machines WHERE host_id = ?1 AND uuid = ?2))",
                       error);

  return statement != NULL && bst_sql_run (sql, statement, error);
}

void
bst_snapshot_table_set (BstWriter *writer, gint64 host_id, const char *uuid, GPtrArray *snapshots)
{
  SnapshotWrite *write = new_write (host_id, uuid);

  write->snapshots = g_ptr_array_ref (snapshots);
  bst_writer_add (writer, write_all, write, snapshot_write_free);
}

static gboolean
write_mark (BstSql *sql, gpointer data, GError **error)
{
  const SnapshotWrite *write = data;
  sqlite3_stmt *statement =
      prepare (sql, write,
               "INSERT OR REPLACE INTO snapshot_marks (host_id, uuid, name, marked_at, policy,"
               " thumbnail) VALUES (?, ?, ?, unixepoch (), ?, ?)",
               error);

  if (statement == NULL)
    return FALSE;

  bst_sql_bind_text (statement, 3, write->name);
  bst_sql_bind_text (statement, 4, write->text);
  if (write->thumbnail != NULL)
    sqlite3_bind_blob64 (statement, 5, g_bytes_get_data (write->thumbnail, NULL),
                         g_bytes_get_size (write->thumbnail), SQLITE_STATIC);

  return bst_sql_run (sql, statement, error);
}

void
bst_snapshot_table_set_mark (BstWriter *writer,
                             gint64 host_id,
                             const char *uuid,
                             const char *name,
                             const char *policy,
                             GBytes *thumbnail)
{
  SnapshotWrite *write = new_write (host_id, uuid);

  write->name = g_strdup (name);
  write->text = g_strdup (policy);
  write->thumbnail = thumbnail != NULL ? g_bytes_ref (thumbnail) : NULL;
  bst_writer_add (writer, write_mark, write, snapshot_write_free);
}

static gboolean
write_rename (BstSql *sql, gpointer data, GError **error)
{
  const SnapshotWrite *write = data;
  sqlite3_stmt *statement =
      prepare (sql, write,
               "UPDATE OR REPLACE snapshot_marks SET name = ?4, marked_at = unixepoch ()"
               " WHERE host_id = ?1 AND uuid = ?2 AND name = ?3",
               error);

  if (statement == NULL)
    return FALSE;
  bst_sql_bind_text (statement, 3, write->name);
  bst_sql_bind_text (statement, 4, write->text);

  return bst_sql_run (sql, statement, error);
}

void
bst_snapshot_table_rename_mark (BstWriter *writer,
                                gint64 host_id,
                                const char *uuid,
                                const char *name,
                                const char *new_name)
{
  SnapshotWrite *write = new_write (host_id, uuid);

  write->name = g_strdup (name);
  write->text = g_strdup (new_name);
  bst_writer_add (writer, write_rename, write, snapshot_write_free);
}

static gboolean
write_policy (BstSql *sql, gpointer data, GError **error)
{
  const SnapshotWrite *write = data;
  const BstSnapshotPolicy *policy = &write->policy;
  sqlite3_stmt *statement = prepare (
      sql, write,
      write->has_policy
          ? "INSERT OR REPLACE INTO snapshot_policies (host_id, uuid, daily, weekly, minute,"
            " weekday, daily_taken, weekly_taken) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
          : "DELETE FROM snapshot_policies WHERE host_id = ? AND uuid = ?",
      error);

  if (statement == NULL)
    return FALSE;

  if (write->has_policy)
    {
      bst_sql_bind_int (statement, 3, policy->keep[BST_SNAPSHOT_DAILY]);
      bst_sql_bind_int (statement, 4, policy->keep[BST_SNAPSHOT_WEEKLY]);
      bst_sql_bind_int (statement, 5, policy->minute);
      bst_sql_bind_int (statement, 6, policy->weekday);
      bst_sql_bind_int (statement, 7, policy->taken[BST_SNAPSHOT_DAILY]);
      bst_sql_bind_int (statement, 8, policy->taken[BST_SNAPSHOT_WEEKLY]);
    }

  return bst_sql_run (sql, statement, error);
}

void
bst_snapshot_table_set_policy (BstWriter *writer,
                               gint64 host_id,
                               const char *uuid,
                               const BstSnapshotPolicy *policy)
{
  SnapshotWrite *write = new_write (host_id, uuid);

  write->has_policy = policy != NULL;
  if (policy != NULL)
    write->policy = *policy;
  bst_writer_add (writer, write_policy, write, snapshot_write_free);
}

/* --- Reading --- */

static char *
dup_column (sqlite3_stmt *statement, int column)
{
  const char *text = bst_sql_text (statement, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

static BstSnapshotFacts *
read_row (sqlite3_stmt *statement)
{
  g_autofree char *name = dup_column (statement, 0);
  BstSnapshotFacts *facts = bst_snapshot_facts_new (name != NULL ? name : "");
  int size = sqlite3_column_bytes (statement, 12);

  facts->parent = dup_column (statement, 1);
  facts->description = dup_column (statement, 2);
  facts->created_at = bst_sql_int (statement, 3);
  facts->state = dup_column (statement, 4);
  facts->kind = bst_snapshot_kind_from_nick (bst_sql_text (statement, 5));
  if (facts->kind == BST_N_SNAPSHOT_KINDS)
    facts->kind = BST_SNAPSHOT_INTERNAL;
  facts->has_memory = bst_sql_int (statement, 6) != 0;
  facts->memory_file = dup_column (statement, 7);
  split_disks (facts, bst_sql_text (statement, 8));
  facts->current = bst_sql_int (statement, 9) != 0;
  facts->size = bst_sql_kib (statement, 10);
  facts->policy = dup_column (statement, 11);
  if (size > 0)
    facts->thumbnail = g_bytes_new (sqlite3_column_blob (statement, 12), (gsize)size);

  return facts;
}

GPtrArray *
bst_snapshot_table_read (BstSql *sql, gint64 host_id, const char *uuid, GError **error)
{
  g_autoptr (GPtrArray) snapshots = bst_snapshot_facts_array_new ();
  GError *local = NULL;
  sqlite3_stmt *statement = bst_sql_prepare (
      sql,
      "SELECT s.name, s.parent, s.description, s.created_at, s.state, s.kind, s.has_memory,"
      " s.memory_file, s.disks, s.current, s.size, k.policy, k.thumbnail"
      " FROM snapshots s JOIN machines m ON m.id = s.machine_id LEFT JOIN snapshot_marks k"
      " ON k.host_id = m.host_id AND k.uuid = m.uuid AND k.name = s.name"
      " WHERE m.host_id = ? AND m.uuid = ?",
      error);

  if (statement == NULL)
    return NULL;

  bst_sql_bind_int (statement, 1, host_id);
  bst_sql_bind_text (statement, 2, uuid);
  while (bst_sql_next (sql, statement, &local))
    g_ptr_array_add (snapshots, read_row (statement));
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return NULL;
    }

  return g_steal_pointer (&snapshots);
}

char *
bst_snapshot_table_read_xml (
    BstSql *sql, gint64 host_id, const char *uuid, const char *name, GError **error)
{
  char *xml = NULL;
  GError *local = NULL;
  sqlite3_stmt *statement =
      bst_sql_prepare (sql,
                       "SELECT xml FROM snapshots WHERE machine_id = " MACHINE " AND name = ?",
                       error);

  if (statement == NULL)
    return NULL;

  bst_sql_bind_int (statement, 1, host_id);
  bst_sql_bind_text (statement, 2, uuid);
  bst_sql_bind_text (statement, 3, name);
  while (bst_sql_next (sql, statement, &local))
    {
      g_free (xml);
      xml = dup_column (statement, 0);
    }
  if (local != NULL)
    g_propagate_error (error, local);

  return xml;
}

gboolean
bst_snapshot_table_read_policies (GHashTable *policies, BstSql *sql, GError **error)
{
  GError *local = NULL;
  sqlite3_stmt *statement = bst_sql_prepare (
      sql,
      "SELECT host_id, uuid, daily, weekly, minute, weekday, daily_taken, weekly_taken"
      " FROM snapshot_policies",
      error);

  if (statement == NULL)
    return FALSE;

  while (bst_sql_next (sql, statement, &local))
    {
      const char *uuid = bst_sql_text (statement, 1);
      BstSnapshotPolicy *policy;

      if (uuid == NULL)
        continue;
      policy = g_new0 (BstSnapshotPolicy, 1);
      policy->keep[BST_SNAPSHOT_DAILY] = MIN (bst_sql_uint (statement, 2), BST_SNAPSHOT_POLICY_MOST);
      policy->keep[BST_SNAPSHOT_WEEKLY] =
          MIN (bst_sql_uint (statement, 3), BST_SNAPSHOT_POLICY_MOST);
      policy->minute = MIN (bst_sql_uint (statement, 4), 24 * 60 - 1);
      policy->weekday = CLAMP (bst_sql_uint (statement, 5), 1, 7);
      policy->taken[BST_SNAPSHOT_DAILY] = bst_sql_int (statement, 6);
      policy->taken[BST_SNAPSHOT_WEEKLY] = bst_sql_int (statement, 7);
      g_hash_table_insert (policies, bst_marks_make_key (bst_sql_int (statement, 0), uuid), policy);
    }
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }

  return TRUE;
}
