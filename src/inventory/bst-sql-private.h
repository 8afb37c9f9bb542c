/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

typedef enum
{
  BST_SQL_WRITE,
  BST_SQL_READ,
  /* What is in the file itself, whoever may hold it: for a disk where nothing can be made. */
  BST_SQL_READ_IMMUTABLE,
} BstSqlMode;

/**
 * BstSql:
 *
 * A connection of SQLite with its prepared statements. Used by one thread at a time.
 */
typedef struct _BstSql BstSql;

/* ":memory:" is none. A file is made readable for its owner alone. Errors: %BST_ERROR_STORAGE, all
 * of them here; bst_sql_get_result () has SQLite's number. */
BstSql *bst_sql_open (const char *path, BstSqlMode mode, int *result, GError **error);
void bst_sql_close (BstSql *self);
sqlite3 *bst_sql_get_handle (BstSql *self);

/* Why the last call failed: SQLite's primary result code. */
int bst_sql_get_result (BstSql *self);

gboolean bst_sql_exec (BstSql *self, const char *text, GError **error);

/* (nullable): the statement of @text, made once, with nothing bound. */
sqlite3_stmt *bst_sql_prepare (BstSql *self, const char *text, GError **error);

/* One row: TRUE; at the end or with an error: FALSE. The statement is reset then. */
gboolean bst_sql_next (BstSql *self, sqlite3_stmt *statement, GError **error);

/* To its end. */
gboolean bst_sql_run (BstSql *self, sqlite3_stmt *statement, GError **error);

/* The one number of a query. */
gboolean bst_sql_get_number (BstSql *self, const char *text, gint64 *number, GError **error);

/* Text is made valid UTF-8; it must live until the statement was run. NULL binds NULL. */
void bst_sql_bind_text (sqlite3_stmt *statement, int index, const char *text);
void bst_sql_bind_int (sqlite3_stmt *statement, int index, gint64 value);

/* NULL for %BST_UNKNOWN. */
void bst_sql_bind_kib (sqlite3_stmt *statement, int index, guint64 value);

/* As @scale times the value, rounded; NULL for a negative one. */
void bst_sql_bind_figure (sqlite3_stmt *statement, int index, double value, double scale);

/* (nullable): valid until the next row. */
const char *bst_sql_text (sqlite3_stmt *statement, int column);
gint64 bst_sql_int (sqlite3_stmt *statement, int column);
guint bst_sql_uint (sqlite3_stmt *statement, int column);
guint64 bst_sql_kib (sqlite3_stmt *statement, int column);
double bst_sql_figure (sqlite3_stmt *statement, int column, double scale);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstSql, bst_sql_close)

G_END_DECLS
