/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-inventory-private.h"
#include "inventory/bst-machine-table-private.h"

typedef struct
{
  gint64 host_id;
  char uuid[BST_UUID_LEN];
  char **tags; /* (nullable) */
  char *text;  /* (nullable) */
} MarksWrite;

void
bst_marks_free (BstMarks *marks)
{
  g_strfreev (marks->tags);
  g_free (marks->group);
  g_free (marks->notes);
  g_free (marks);
}

char *
bst_marks_make_key (gint64 host_id, const char *uuid)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " %s", host_id, uuid);
}

BstMarks *
bst_marks_ensure (GHashTable *marks, gint64 host_id, const char *uuid)
{
  g_autofree char *key = bst_marks_make_key (host_id, uuid);
  BstMarks *found = g_hash_table_lookup (marks, key);

  if (found == NULL)
    {
      found = g_new0 (BstMarks, 1);
      g_hash_table_insert (marks, g_steal_pointer (&key), found);
    }

  return found;
}

static void
add_tag (BstMarks *marks, char *tag)
{
  guint n = marks->tags != NULL ? g_strv_length (marks->tags) : 0;

  marks->tags = g_renew (char *, marks->tags, n + 2);
  marks->tags[n] = tag;
  marks->tags[n + 1] = NULL;
}

static gboolean
read_table (GHashTable *marks,
            BstSql *sql,
            const char *query,
            void (*add) (BstMarks *marks, char *text),
            GError **error)
{
  GError *local = NULL;
  sqlite3_stmt *statement = bst_sql_prepare (sql, query, error);

  if (statement == NULL)
    return FALSE;

  while (bst_sql_next (sql, statement, &local))
    {
      const char *uuid = bst_sql_text (statement, 1);
      const char *text = bst_sql_text (statement, 2);

      if (uuid != NULL && text != NULL)
        add (bst_marks_ensure (marks, bst_sql_int (statement, 0), uuid),
             g_utf8_make_valid (text, -1));
    }
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }

  return TRUE;
}

static void
set_group (BstMarks *marks, char *text)
{
  g_free (marks->group);
  marks->group = text;
}

static void
set_notes (BstMarks *marks, char *text)
{
  g_free (marks->notes);
  marks->notes = text;
}

gboolean
bst_marks_read (GHashTable *marks, BstSql *sql, GError **error)
{
  return read_table (marks, sql, "SELECT host_id, uuid, tag FROM tags ORDER BY host_id, uuid, tag",
                     add_tag, error) &&
         read_table (marks, sql, "SELECT host_id, uuid, path FROM groups", set_group, error) &&
         read_table (marks, sql, "SELECT host_id, uuid, text FROM notes", set_notes, error);
}

static void
marks_write_free (gpointer data)
{
  MarksWrite *write = data;

  g_strfreev (write->tags);
  g_free (write->text);
  g_free (write);
}

static MarksWrite *
new_write (gint64 host_id, const char *uuid)
{
  MarksWrite *write = g_new0 (MarksWrite, 1);

  write->host_id = host_id;
  g_strlcpy (write->uuid, uuid, sizeof write->uuid);

  return write;
}

static gboolean
run_for (BstSql *sql, const MarksWrite *write, const char *query, const char *text, GError **error)
{
  sqlite3_stmt *statement = bst_sql_prepare (sql, query, error);

  if (statement == NULL)
    return FALSE;

  bst_sql_bind_int (statement, 1, write->host_id);
  bst_sql_bind_text (statement, 2, write->uuid);
  if (text != NULL)
    bst_sql_bind_text (statement, 3, text);

  return bst_sql_run (sql, statement, error);
}

static gboolean
write_tags (BstSql *sql, gpointer data, GError **error)
{
  const MarksWrite *write = data;

  if (!run_for (sql, write, "DELETE FROM tags WHERE host_id = ? AND uuid = ?", NULL, error))
    return FALSE;

  for (guint i = 0; write->tags != NULL && write->tags[i] != NULL; i++)
    {
      if (!run_for (sql, write, "INSERT OR IGNORE INTO tags (host_id, uuid, tag) VALUES (?, ?, ?)",
                    write->tags[i], error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
write_group (BstSql *sql, gpointer data, GError **error)
{
  const MarksWrite *write = data;

  if (write->text == NULL || *write->text == '\0')
    return run_for (sql, write, "DELETE FROM groups WHERE host_id = ? AND uuid = ?", NULL, error);

  return run_for (sql, write,
                  "INSERT OR REPLACE INTO groups (host_id, uuid, path) VALUES (?, ?, ?)",
                  write->text, error);
}

static gboolean
write_notes (BstSql *sql, gpointer data, GError **error)
{
  const MarksWrite *write = data;

  if (write->text == NULL || *write->text == '\0')
    return run_for (sql, write, "DELETE FROM notes WHERE host_id = ? AND uuid = ?", NULL, error);

  return run_for (sql, write, "INSERT OR REPLACE INTO notes (host_id, uuid, text) VALUES (?, ?, ?)",
                  write->text, error);
}

void
bst_machine_table_set_tags (BstWriter *writer,
                            gint64 host_id,
                            const char *uuid,
                            const char *const *tags)
{
  MarksWrite *write = new_write (host_id, uuid);

  write->tags = g_strdupv ((char **)tags);
  bst_writer_add (writer, write_tags, write, marks_write_free);
}

void
bst_machine_table_set_group (BstWriter *writer, gint64 host_id, const char *uuid, const char *group)
{
  MarksWrite *write = new_write (host_id, uuid);

  write->text = g_strdup (group);
  bst_writer_add (writer, write_group, write, marks_write_free);
}

void
bst_machine_table_set_notes (BstWriter *writer, gint64 host_id, const char *uuid, const char *notes)
{
  MarksWrite *write = new_write (host_id, uuid);

  write->text = g_strdup (notes);
  bst_writer_add (writer, write_notes, write, marks_write_free);
}
