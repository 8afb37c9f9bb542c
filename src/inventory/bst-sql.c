/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-sql-private.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>

#include "core/bst-domain-facts.h"
#include "core/bst-error.h"

/* How long another program's transaction is waited for. */
#define BUSY_TIMEOUT_MS 5000

struct _BstSql
{
  sqlite3 *db;
  GHashTable *statements; /* text, which is static → sqlite3_stmt */
  int result;
};

static gboolean
fail (BstSql *self, int result, GError **error)
{
  const char *why = sqlite3_errstr (result & 0xff);

  self->result = result & 0xff;
  g_propagate_error (error, bst_error_new (BST_ERROR_STORAGE, NULL,
                                           self->db != NULL ? sqlite3_errmsg (self->db) : NULL,
                                           _ ("The inventory’s file: %s"), why));

  return FALSE;
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

/* SQLite gives its log the file's own mode, so it is made before SQLite does. */
static void
make_private (const char *path)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0)
    g_close (fd, NULL);
}

static sqlite3 *
open_handle (const char *path, BstSqlMode mode, int *result)
{
  sqlite3 *db = NULL;
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
  g_autofree char *uri = NULL;

  if (g_str_equal (path, ":memory:"))
    {
      uri = g_strdup (path);
      flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    }
  else
    {
      g_autofree char *absolute = g_canonicalize_filename (path, NULL);
      g_autofree char *escaped = g_uri_escape_string (absolute, "/", FALSE);

      uri = g_strdup_printf ("file://%s%s", escaped,
                             mode == BST_SQL_READ_IMMUTABLE ? "?immutable=1" : "");
      flags |= mode == BST_SQL_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
      if (mode == BST_SQL_WRITE)
        make_private (path);
    }

  *result = sqlite3_open_v2 (uri, &db, flags, NULL);
  if (*result != SQLITE_OK)
    g_clear_pointer (&db, sqlite3_close_v2);

  return db;
}

BstSql *
bst_sql_open (const char *path, BstSqlMode mode, int *result, GError **error)
{
  g_autoptr (BstSql) self = g_new0 (BstSql, 1);

  self->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize_statement);
  self->db = open_handle (path, mode, result);
  if (self->db == NULL)
    {
      fail (self, *result, error);
      *result &= 0xff;
      return NULL;
    }

  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  *result = SQLITE_OK;

  return g_steal_pointer (&self);
}

void
bst_sql_close (BstSql *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->statements);
  sqlite3_close_v2 (self->db);
  g_free (self);
}

sqlite3 *
bst_sql_get_handle (BstSql *self)
{
  return self->db;
}

int
bst_sql_get_result (BstSql *self)
{
  return self->result;
}

gboolean
bst_sql_exec (BstSql *self, const char *text, GError **error)
{
  int result = sqlite3_exec (self->db, text, NULL, NULL, NULL);

  return result == SQLITE_OK || fail (self, result, error);
}

sqlite3_stmt *
bst_sql_prepare (BstSql *self, const char *text, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, text);
  int result;

  if (statement != NULL)
    {
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
      return statement;
    }

  result = sqlite3_prepare_v3 (self->db, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (result != SQLITE_OK)
    {
      fail (self, result, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, (gpointer)text, statement);

  return statement;
}

gboolean
bst_sql_next (BstSql *self, sqlite3_stmt *statement, GError **error)
{
  int result = sqlite3_step (statement);

  if (result == SQLITE_ROW)
    return TRUE;

  if (result != SQLITE_DONE)
    fail (self, result, error);
  sqlite3_reset (statement);

  return FALSE;
}

gboolean
bst_sql_run (BstSql *self, sqlite3_stmt *statement, GError **error)
{
  GError *local = NULL;

  if (statement == NULL)
    return FALSE;

  while (bst_sql_next (self, statement, &local))
    ;
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, local);
  return FALSE;
}

gboolean
bst_sql_get_number (BstSql *self, const char *text, gint64 *number, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int result = sqlite3_prepare_v2 (self->db, text, -1, &statement, NULL);

  if (result == SQLITE_OK)
    {
      result = sqlite3_step (statement);
      if (result == SQLITE_ROW)
        *number = sqlite3_column_int64 (statement, 0);
      sqlite3_finalize (statement);
    }

  return result == SQLITE_ROW || fail (self, result, error);
}

void
bst_sql_bind_text (sqlite3_stmt *statement, int index, const char *text)
{
  if (text == NULL)
    sqlite3_bind_null (statement, index);
  else if (g_utf8_validate (text, -1, NULL))
    sqlite3_bind_text (statement, index, text, -1, SQLITE_STATIC);
  else
    sqlite3_bind_text (statement, index, g_utf8_make_valid (text, -1), -1, g_free);
}

void
bst_sql_bind_int (sqlite3_stmt *statement, int index, gint64 value)
{
  sqlite3_bind_int64 (statement, index, value);
}

void
bst_sql_bind_kib (sqlite3_stmt *statement, int index, guint64 value)
{
  if (value == BST_UNKNOWN)
    sqlite3_bind_null (statement, index);
  else
    sqlite3_bind_int64 (statement, index, (gint64)MIN (value, G_MAXINT64));
}

void
bst_sql_bind_figure (sqlite3_stmt *statement, int index, double value, double scale)
{
  if (value < 0 || !isfinite (value))
    sqlite3_bind_null (statement, index);
  else
    sqlite3_bind_int64 (statement, index, (gint64)MIN (value * scale + 0.5, 9e15));
}

const char *
bst_sql_text (sqlite3_stmt *statement, int column)
{
  return (const char *)sqlite3_column_text (statement, column);
}

gint64
bst_sql_int (sqlite3_stmt *statement, int column)
{
  return sqlite3_column_int64 (statement, column);
}

guint
bst_sql_uint (sqlite3_stmt *statement, int column)
{
  return (guint)CLAMP (sqlite3_column_int64 (statement, column), 0, G_MAXUINT);
}

guint64
bst_sql_kib (sqlite3_stmt *statement, int column)
{
  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return BST_UNKNOWN;

  return (guint64)MAX (sqlite3_column_int64 (statement, column), 0);
}

double
bst_sql_figure (sqlite3_stmt *statement, int column, double scale)
{
  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return -1;

  return (double)sqlite3_column_int64 (statement, column) / scale;
}
