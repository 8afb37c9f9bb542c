/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-database-private.h"

/* In the order of their references. The rest is asked from the hosts again, or is not worth a wait
 * at the start. */
static const struct
{
  const char *name;
  gboolean has_rowid;
} tables[] = {
  { "hosts", TRUE },   { "machines", TRUE },  { "guests", TRUE }, { "filesystems", FALSE },
  { "tags", FALSE },   { "groups", FALSE },   { "notes", FALSE }, { "operations", TRUE },
  { "journal", TRUE }, { "settings", FALSE }, { "snapshot_marks", TRUE },
  { "snapshot_policies", FALSE },
};

static gboolean
has_column (BstSql *sql, const char *table, const char *column)
{
  return sqlite3_table_column_metadata (bst_sql_get_handle (sql), NULL, table, column, NULL, NULL,
                                        NULL, NULL, NULL) == SQLITE_OK;
}

/* The columns that both have: either may be of another version. */
static char *
get_columns (BstSql *from, BstSql *to, const char *table, guint *n)
{
  g_autofree char *query = g_strdup_printf ("SELECT * FROM %s", table);
  g_autoptr (GString) columns = g_string_new (NULL);
  sqlite3_stmt *statement = NULL;

  *n = 0;
  if (sqlite3_prepare_v2 (bst_sql_get_handle (to), query, -1, &statement, NULL) != SQLITE_OK)
    return NULL;

  for (int i = 0; i < sqlite3_column_count (statement); i++)
    {
      const char *name = sqlite3_column_name (statement, i);

      if (!has_column (from, table, name))
        continue;
      g_string_append_printf (columns, "%s%s", columns->len > 0 ? ", " : "", name);
      *n += 1;
    }
  sqlite3_finalize (statement);

  return columns->len > 0 ? g_strdup (columns->str) : NULL;
}

/* Until the end or the first row that cannot be read; FALSE for the latter. */
static gboolean
copy_rows (BstSql *from, BstSql *to, const char *query, const char *insert)
{
  sqlite3_stmt *source = NULL;
  sqlite3_stmt *target = NULL;
  int result = sqlite3_prepare_v2 (bst_sql_get_handle (from), query, -1, &source, NULL);

  if (result == SQLITE_OK)
    result = sqlite3_prepare_v2 (bst_sql_get_handle (to), insert, -1, &target, NULL);
  if (result == SQLITE_OK)
    {
      while ((result = sqlite3_step (source)) == SQLITE_ROW)
        {
          for (int i = 0; i < sqlite3_column_count (source); i++)
            sqlite3_bind_value (target, i + 1, sqlite3_column_value (source, i));
          /* A row that does not fit is left out. */
          sqlite3_step (target);
          sqlite3_reset (target);
        }
    }
  sqlite3_finalize (source);
  sqlite3_finalize (target);

  return result == SQLITE_DONE;
}

static void
copy_table (BstSql *from, BstSql *to, const char *table, gboolean has_rowid)
{
  g_autoptr (GString) places = g_string_new ("?");
  g_autofree char *columns = NULL;
  g_autofree char *insert = NULL;
  g_autofree char *forward = NULL;
  g_autofree char *backward = NULL;
  guint n;

  columns = get_columns (from, to, table, &n);
  if (columns == NULL)
    return;

  for (guint i = 1; i < n; i++)
    g_string_append (places, ", ?");
  insert =
      g_strdup_printf ("INSERT OR IGNORE INTO %s (%s) VALUES (%s)", table, columns, places->str);
  forward = g_strdup_printf ("SELECT %s FROM %s", columns, table);
  backward = g_strdup_printf ("SELECT %s FROM %s ORDER BY rowid DESC", columns, table);

  /* Around a broken page from both sides. */
  if (!copy_rows (from, to, forward, insert) && has_rowid)
    copy_rows (from, to, backward, insert);
}

static gboolean
is_readable (BstSql *sql)
{
  gint64 n;

  return bst_sql_get_number (sql, "SELECT count (*) FROM sqlite_schema", &n, NULL) && n > 0;
}

/* A file whose first bytes were overwritten, with those of a new one in their place: (nullable). */
static BstSql *
open_with_new_header (const char *path, BstSql *model)
{
  g_autoptr (BstSql) sql = NULL;
  g_autofree char *contents = NULL;
  unsigned char *header, *data;
  sqlite3_int64 header_size;
  gsize size;
  int result;
  guint n_pages;

  if (!g_file_get_contents (path, &contents, &size, NULL) || size < 4096 || size % 4096 != 0)
    return NULL;

  header = sqlite3_serialize (bst_sql_get_handle (model), "main", &header_size, 0);
  if (header == NULL || header_size < 100)
    {
      sqlite3_free (header);
      return NULL;
    }

  data = sqlite3_malloc64 (size);
  if (data == NULL)
    {
      sqlite3_free (header);
      return NULL;
    }
  memcpy (data, contents, size);
  memcpy (data, header, 100);
  sqlite3_free (header);

  /* No log, and as many pages as there are; see https://sqlite.org/fileformat.html. */
  n_pages = GUINT32_TO_BE ((guint32)(size / 4096));
  data[18] = data[19] = 1;
  memcpy (data + 28, &n_pages, sizeof n_pages);
  memset (data + 32, 0, 8);
  memcpy (data + 92, data + 24, 4);

  sql = bst_sql_open (":memory:", BST_SQL_WRITE, &result, NULL);
  if (sql == NULL)
    {
      sqlite3_free (data);
      return NULL;
    }
  if (sqlite3_deserialize (
          bst_sql_get_handle (sql), "main", data, (sqlite3_int64)size, (sqlite3_int64)size,
          SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY) != SQLITE_OK)
    return NULL;

  return g_steal_pointer (&sql);
}

static BstSql *
open_source (const char *path, BstSql *to)
{
  static const BstSqlMode modes[] = { BST_SQL_READ, BST_SQL_READ_IMMUTABLE };
  BstSql *sql;
  int result;

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      sql = bst_sql_open (path, modes[i], &result, NULL);
      if (sql != NULL && is_readable (sql))
        return sql;
      bst_sql_close (sql);
    }

  sql = open_with_new_header (path, to);
  if (sql != NULL && is_readable (sql))
    return sql;
  bst_sql_close (sql);

  return NULL;
}

void
bst_salvage (const char *path, BstSql *to)
{
  g_autoptr (BstSql) from = open_source (path, to);

  if (from == NULL || !bst_sql_exec (to, "BEGIN IMMEDIATE", NULL))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    copy_table (from, to, tables[i].name, tables[i].has_rowid);
  bst_sql_exec (to, "COMMIT", NULL);
}
