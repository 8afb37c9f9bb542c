/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-database-private.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/bst-error.h"
#include "inventory/migrations.h"

/* "Bsti": which of SQLite's many files are ours. */
#define FILE_ID 0x42737469
#define MIGRATIONS "/org/bastida/Bastida/migrations"

/* What may wait for a disk that cannot be written; the oldest goes then. */
#define MOST_STUCK 10000

struct _BstDatabase
{
  char *path;
  BstSql *sql;
  gboolean in_memory; /* sql is not the file */
  BstSql *file;       /* (nullable): the one that could not be written, while in memory */
  GQueue stuck;       /* of GPtrArray of BstWrite, for it */

  BstInventoryCondition condition;
  GError *error; /* (nullable) */
  gint64 data_version;
};

BstWrite *
bst_write_new (BstWriteFunc func, gpointer data, GDestroyNotify free)
{
  BstWrite *self = g_new0 (BstWrite, 1);

  self->func = func;
  self->data = data;
  self->free = free;

  return self;
}

void
bst_write_free (BstWrite *self)
{
  if (self->free != NULL)
    self->free (self->data);
  g_free (self);
}

static void
set_condition (BstDatabase *self, BstInventoryCondition condition, GError *error)
{
  g_clear_error (&self->error);
  self->condition = condition;
  self->error = error;
}

static gint64
get_newest_version (void)
{
  g_auto (GStrv) names =
      g_resource_enumerate_children (bst_migrations_get_resource (), MIGRATIONS, 0, NULL);
  gint64 newest = 0;

  for (guint i = 0; names[i] != NULL; i++)
    newest = MAX (newest, g_ascii_strtoll (names[i], NULL, 10));

  return newest;
}

static gboolean
migrate_once (BstSql *sql, gint64 version, GError **error)
{
  g_auto (GStrv) names =
      g_resource_enumerate_children (bst_migrations_get_resource (), MIGRATIONS, 0, NULL);
  g_autofree char *prefix = g_strdup_printf ("%04d-", (int)version + 1);
  g_autofree char *pragma = g_strdup_printf ("PRAGMA user_version = %d", (int)version + 1);
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%s", MIGRATIONS, names[i]);

      if (g_str_has_prefix (names[i], prefix))
        bytes = g_resource_lookup_data (bst_migrations_get_resource (), path, 0, NULL);
    }

  /* A resource ends with a NUL, which is not counted. A number may be left out. */
  return (bytes == NULL || bst_sql_exec (sql, g_bytes_get_data (bytes, NULL), error)) &&
         bst_sql_exec (sql, pragma, error);
}

/* Another program may do the same at the same time: what counts is seen within the transaction. */
static gboolean
migrate (BstSql *sql, gint64 newest, GError **error)
{
  g_autofree char *pragma = g_strdup_printf ("PRAGMA application_id = %d", FILE_ID);
  gint64 version = 0;

  if (!bst_sql_get_number (sql, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version >= newest)
    return TRUE;

  if (!bst_sql_exec (sql, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (bst_sql_get_number (sql, "PRAGMA user_version", &version, error))
    {
      gboolean good = TRUE;

      for (; good && version < newest; version++)
        good = migrate_once (sql, version, error);
      if (good && bst_sql_exec (sql, pragma, error) && bst_sql_exec (sql, "COMMIT", error))
        return TRUE;
    }
  bst_sql_exec (sql, "ROLLBACK", NULL);

  return FALSE;
}

static BstSql *
open_memory (void)
{
  int result;
  g_autoptr (GError) error = NULL;
  BstSql *sql = bst_sql_open (":memory:", BST_SQL_WRITE, &result, &error);

  if (sql == NULL || !migrate (sql, get_newest_version (), &error) ||
      !bst_sql_exec (sql, "PRAGMA foreign_keys = ON", &error))
    g_error ("A database in memory cannot be made: %s", error->message);

  return sql;
}

/* Words for why the file cannot be written. */
static GError *
describe (BstDatabase *self, int result)
{
  const char *remedy =
      _ ("Bastida goes on in memory: what changes now is kept when the file can be "
         "written again, and is lost if Bastida ends before.");
  const char *detail = sqlite3_errstr (result);

  switch (result)
    {
    case SQLITE_FULL:
      return bst_error_new (BST_ERROR_STORAGE, remedy, detail,
                            _ ("The inventory “%s” cannot be written: the disk is full"),
                            self->path);
    case SQLITE_READONLY:
      return bst_error_new (BST_ERROR_STORAGE, remedy, detail,
                            _ ("The inventory “%s” cannot be written: it is read-only"),
                            self->path);
    case SQLITE_BUSY:
      return bst_error_new (BST_ERROR_STORAGE, remedy, detail,
                            _ ("The inventory “%s” cannot be written: another program holds it"),
                            self->path);
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return bst_error_new (BST_ERROR_STORAGE, remedy, detail,
                            _ ("The inventory “%s” cannot be opened for writing"), self->path);
    default:
      return bst_error_new (BST_ERROR_STORAGE, remedy, detail,
                            _ ("The inventory “%s” cannot be written"), self->path);
    }
}

static void
use_memory (BstDatabase *self)
{
  g_clear_pointer (&self->sql, bst_sql_close);
  self->sql = open_memory ();
  self->in_memory = TRUE;
  bst_salvage (self->path, self->sql);
}

static gboolean
is_broken (int result)
{
  return result == SQLITE_CORRUPT || result == SQLITE_NOTADB;
}

/* FALSE, with the condition set, for a file that must not be touched. */
static gboolean
check_owner (BstDatabase *self, gint64 newest, int *result)
{
  gint64 version, application, n;

  if (!bst_sql_get_number (self->sql, "PRAGMA user_version", &version, NULL) ||
      !bst_sql_get_number (self->sql, "PRAGMA application_id", &application, NULL) ||
      !bst_sql_get_number (self->sql, "SELECT count (*) FROM sqlite_schema", &n, NULL))
    {
      *result = bst_sql_get_result (self->sql);
      return TRUE;
    }

  if (application != FILE_ID && n > 0)
    {
      set_condition (self, BST_INVENTORY_READ_ONLY,
                     bst_error_new (BST_ERROR_STORAGE,
                                    _ ("Name another file. Nothing is kept meanwhile."), NULL,
                                    _ ("“%s” belongs to another program and is not an inventory"),
                                    self->path));
      return FALSE;
    }
  if (version > newest)
    {
      set_condition (
          self, BST_INVENTORY_READ_ONLY,
          bst_error_new (BST_ERROR_STORAGE,
                         _ ("Update Bastida, or name another file. It is shown as it is; what "
                            "changes now is not kept."),
                         NULL, _ ("The inventory “%s” was made by a newer version of Bastida"),
                         self->path));
      return FALSE;
    }

  return TRUE;
}

/* FALSE with @result: it cannot be used as it is. */
static gboolean
prepare_file (BstDatabase *self, gint64 newest, int *result)
{
  static const char setup[] = "PRAGMA synchronous = NORMAL;"
                              "PRAGMA foreign_keys = ON;"
                              "PRAGMA cell_size_check = ON;"
                              "PRAGMA journal_size_limit = 8388608;";

  if (sqlite3_db_readonly (bst_sql_get_handle (self->sql), "main") == 1)
    {
      *result = SQLITE_READONLY;
      return FALSE;
    }
  if (!bst_sql_exec (self->sql, "PRAGMA journal_mode = WAL", NULL) ||
      !bst_sql_exec (self->sql, setup, NULL) || !migrate (self->sql, newest, NULL) ||
      !bst_sql_get_number (self->sql, "PRAGMA data_version", &self->data_version, NULL))
    {
      *result = bst_sql_get_result (self->sql);
      return FALSE;
    }

  return TRUE;
}

/* FALSE with @result. */
static gboolean
open_file (BstDatabase *self, int *result)
{
  gint64 newest = get_newest_version ();

  self->sql = bst_sql_open (self->path, BST_SQL_WRITE, result, NULL);
  if (self->sql == NULL)
    return FALSE;

  if (!check_owner (self, newest, result))
    {
      use_memory (self);
      return TRUE;
    }

  return *result == SQLITE_OK && prepare_file (self, newest, result);
}

/* (nullable): the name that the broken file now has. */
static char *
set_aside (BstDatabase *self)
{
  static const char *const parts[] = { "", "-wal", "-shm" };
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%dT%H%M%S");
  g_autofree char *aside = g_strdup_printf ("%s.broken-%s", self->path, date);

  for (guint n = 2; g_file_test (aside, G_FILE_TEST_EXISTS); n++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.broken-%s-%u", self->path, date, n);
    }

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *from = g_strconcat (self->path, parts[i], NULL);
      g_autofree char *to = g_strconcat (aside, parts[i], NULL);

      if (g_rename (from, to) != 0 && i == 0)
        return NULL;
    }

  return g_steal_pointer (&aside);
}

static gint64
count_hosts (BstSql *sql)
{
  gint64 n = 0;

  bst_sql_get_number (sql, "SELECT count (*) FROM hosts", &n, NULL);

  return n;
}

static void
begin_anew (BstDatabase *self)
{
  g_autofree char *aside = NULL;
  int result = SQLITE_OK;
  gint64 n;

  g_clear_pointer (&self->sql, bst_sql_close);
  aside = set_aside (self);
  if (aside == NULL)
    {
      use_memory (self);
      set_condition (self, BST_INVENTORY_IN_MEMORY,
                     bst_error_new (BST_ERROR_STORAGE,
                                    _ ("Move the file away. What changes now is not kept."), NULL,
                                    _ ("The inventory “%s” is broken and cannot be set aside"),
                                    self->path));
      return;
    }

  if (!open_file (self, &result))
    {
      use_memory (self);
      bst_salvage (aside, self->sql);
      set_condition (self, BST_INVENTORY_IN_MEMORY, describe (self, result));
      return;
    }

  bst_salvage (aside, self->sql);
  n = count_hosts (self->sql);
  set_condition (
      self, BST_INVENTORY_RECOVERED,
      bst_error_new (BST_ERROR_STORAGE,
                     n > 0 ? _ ("Look whether all hosts are there, and add those that are missing.")
                           : _ ("Add the hosts again."),
                     NULL,
                     g_dngettext (GETTEXT_PACKAGE,
                                  "The inventory was broken: it is kept as “%s”, and a new one was "
                                  "begun with the %d host that could be read",
                                  "The inventory was broken: it is kept as “%s”, and a new one was "
                                  "begun with the %d hosts that could be read",
                                  (gulong)n),
                     aside, (int)n));
}

BstDatabase *
bst_database_open (const char *path)
{
  BstDatabase *self = g_new0 (BstDatabase, 1);
  g_autofree char *folder = g_path_get_dirname (path);
  int result = SQLITE_OK;

  self->path = g_strdup (path);
  g_queue_init (&self->stuck);

  if (g_str_equal (path, ":memory:"))
    {
      self->sql = open_memory ();
      self->in_memory = TRUE;
      return self;
    }

  g_mkdir_with_parents (folder, 0700);
  if (open_file (self, &result))
    return self;

  if (is_broken (result))
    {
      begin_anew (self);
    }
  else
    {
      use_memory (self);
      set_condition (self, BST_INVENTORY_IN_MEMORY, describe (self, result));
    }

  return self;
}

static void
drop_stuck (BstDatabase *self)
{
  g_queue_clear_full (&self->stuck, (GDestroyNotify)g_ptr_array_unref);
}

void
bst_database_close (BstDatabase *self)
{
  if (self == NULL)
    return;

  if (self->file != NULL)
    bst_database_retry (self);
  drop_stuck (self);
  bst_sql_close (self->file);
  bst_sql_close (self->sql);
  g_clear_error (&self->error);
  g_free (self->path);
  g_free (self);
}

BstSql *
bst_database_get_sql (BstDatabase *self)
{
  return self->sql;
}

BstInventoryCondition
bst_database_get_condition (BstDatabase *self)
{
  return self->condition;
}

const GError *
bst_database_get_error (BstDatabase *self)
{
  return self->error;
}

static gboolean
apply_all (BstSql *sql, GPtrArray *writes)
{
  for (guint i = 0; i < writes->len; i++)
    {
      BstWrite *write = writes->pdata[i];
      g_autoptr (GError) error = NULL;

      if (write->func (sql, write->data, &error))
        continue;

      /* Such as a machine of a host that another program has removed meanwhile. */
      if (bst_sql_get_result (sql) == SQLITE_CONSTRAINT)
        g_debug ("A change does not fit any more: %s", error->message);
      else
        return FALSE;
    }

  return TRUE;
}

/* In one transaction; FALSE with @result. */
static gboolean
apply (BstSql *sql, GPtrArray *writes, int *result)
{
  if (bst_sql_exec (sql, "BEGIN IMMEDIATE", NULL))
    {
      if (apply_all (sql, writes) && bst_sql_exec (sql, "COMMIT", NULL))
        return TRUE;

      *result = bst_sql_get_result (sql);
      if (!sqlite3_get_autocommit (bst_sql_get_handle (sql)))
        bst_sql_exec (sql, "ROLLBACK", NULL);
      return FALSE;
    }
  *result = bst_sql_get_result (sql);

  return FALSE;
}

static void
keep_stuck (BstDatabase *self, GPtrArray *writes)
{
  g_queue_push_tail (&self->stuck, g_ptr_array_ref (writes));
  if (self->stuck.length > MOST_STUCK)
    g_ptr_array_unref (g_queue_pop_head (&self->stuck));
}

void
bst_database_write (BstDatabase *self, GPtrArray *writes)
{
  int result = SQLITE_OK;

  if (apply (self->sql, writes, &result))
    {
      if (self->file != NULL)
        keep_stuck (self, writes);
      return;
    }

  if (self->in_memory)
    {
      g_warning ("The inventory in memory: %s", sqlite3_errstr (result));
      return;
    }

  if (is_broken (result))
    {
      begin_anew (self);
    }
  else
    {
      self->file = g_steal_pointer (&self->sql);
      use_memory (self);
      set_condition (self, BST_INVENTORY_IN_MEMORY, describe (self, result));
      keep_stuck (self, writes);
    }
  if (!apply (self->sql, writes, &result))
    g_warning ("The inventory: %s", sqlite3_errstr (result));
}

void
bst_database_retry (BstDatabase *self)
{
  GPtrArray *writes;
  int result = SQLITE_OK;

  if (self->file == NULL)
    return;

  while ((writes = g_queue_peek_head (&self->stuck)) != NULL)
    {
      if (!apply (self->file, writes, &result))
        return;
      g_ptr_array_unref (g_queue_pop_head (&self->stuck));
    }

  bst_sql_close (self->sql);
  self->sql = g_steal_pointer (&self->file);
  self->in_memory = FALSE;
  set_condition (self, BST_INVENTORY_GOOD, NULL);
}

gboolean
bst_database_recover (BstDatabase *self)
{
  if (self->in_memory || !is_broken (bst_sql_get_result (self->sql)))
    return FALSE;

  begin_anew (self);
  return TRUE;
}

gboolean
bst_database_was_changed (BstDatabase *self)
{
  gint64 version = self->data_version;

  if (self->in_memory)
    return FALSE;

  bst_sql_get_number (self->sql, "PRAGMA data_version", &version, NULL);
  if (version == self->data_version)
    return FALSE;

  self->data_version = version;
  return TRUE;
}
