/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-host-table-private.h"

void
bst_host_record_free (BstHostRecord *record)
{
  g_free (record->uri);
  g_free (record->name);
  bst_host_facts_free (record->facts);
  g_free (record);
}

static BstHostRecord *
new_record (gint64 id)
{
  BstHostRecord *record = g_new0 (BstHostRecord, 1);

  record->id = id;

  return record;
}

static void
free_record (gpointer record)
{
  bst_host_record_free (record);
}

static gboolean
write_insert (BstSql *sql, gpointer data, GError **error)
{
  const BstHostRecord *record = data;
  sqlite3_stmt *statement = bst_sql_prepare (
      sql, "INSERT INTO hosts (id, uri, name) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING", error);

  if (statement == NULL)
    return FALSE;

  bst_sql_bind_int (statement, 1, record->id);
  bst_sql_bind_text (statement, 2, record->uri);
  bst_sql_bind_text (statement, 3, record->name);

  return bst_sql_run (sql, statement, error);
}

void
bst_host_table_insert (BstWriter *writer, BstHost *host)
{
  BstHostRecord *record = new_record (bst_host_get_id (host));

  record->uri = g_strdup (bst_host_get_uri (host));
  record->name = g_strdup (bst_host_get_name (host));
  bst_writer_add (writer, write_insert, record, free_record);
}

static gboolean
write_rename (BstSql *sql, gpointer data, GError **error)
{
  const BstHostRecord *record = data;
  sqlite3_stmt *statement = bst_sql_prepare (sql, "UPDATE hosts SET name = ? WHERE id = ?", error);

  if (statement == NULL)
    return FALSE;

  bst_sql_bind_text (statement, 1, record->name);
  bst_sql_bind_int (statement, 2, record->id);

  return bst_sql_run (sql, statement, error);
}

void
bst_host_table_rename (BstWriter *writer, BstHost *host)
{
  BstHostRecord *record = new_record (bst_host_get_id (host));

  record->name = g_strdup (bst_host_get_name (host));
  bst_writer_add (writer, write_rename, record, free_record);
}

static gboolean
write_remove (BstSql *sql, gpointer data, GError **error)
{
  const BstHostRecord *record = data;
  sqlite3_stmt *statement = bst_sql_prepare (sql, "DELETE FROM hosts WHERE id = ?", error);

  if (statement == NULL)
    return FALSE;

  bst_sql_bind_int (statement, 1, record->id);

  return bst_sql_run (sql, statement, error);
}

void
bst_host_table_remove (BstWriter *writer, gint64 id)
{
  bst_writer_add (writer, write_remove, new_record (id), free_record);
}

static gboolean
write_facts (BstSql *sql, gpointer data, GError **error)
{
  const BstHostRecord *record = data;
  const BstHostFacts *facts = record->facts;
  sqlite3_stmt *statement = bst_sql_prepare (
      sql,
      "UPDATE hosts SET uuid = ?, hostname = ?, driver = ?, driver_version = ?,"
      " libvirt_version = ?, arch = ?, cpu_model = ?, cpus = ?, cpu_sockets = ?, cpu_cores = ?,"
      " cpu_threads = ?, cpu_mhz = ?, memory_kib = ?, acceleration = ?, capabilities = ?"
      " WHERE id = ?",
      error);

  if (statement == NULL)
    return FALSE;

  bst_sql_bind_text (statement, 1, facts->uuid);
  bst_sql_bind_text (statement, 2, facts->hostname);
  bst_sql_bind_text (statement, 3, facts->driver);
  bst_sql_bind_int (statement, 4, (gint64)facts->driver_version);
  bst_sql_bind_int (statement, 5, (gint64)facts->libvirt_version);
  bst_sql_bind_text (statement, 6, facts->arch);
  bst_sql_bind_text (statement, 7, facts->cpu_model);
  bst_sql_bind_int (statement, 8, facts->cpus);
  bst_sql_bind_int (statement, 9, facts->cpu_sockets);
  bst_sql_bind_int (statement, 10, facts->cpu_cores);
  bst_sql_bind_int (statement, 11, facts->cpu_threads);
  bst_sql_bind_int (statement, 12, facts->cpu_mhz);
  bst_sql_bind_kib (statement, 13, facts->memory_kib);
  bst_sql_bind_int (statement, 14, facts->acceleration);
  bst_sql_bind_text (statement, 15, facts->capabilities_xml);
  bst_sql_bind_int (statement, 16, record->id);

  return bst_sql_run (sql, statement, error);
}

void
bst_host_table_set_facts (BstWriter *writer, gint64 id, const BstHostFacts *facts)
{
  BstHostRecord *record = new_record (id);

  record->facts = bst_host_facts_copy (facts);
  bst_writer_add (writer, write_facts, record, free_record);
}

static gboolean
write_seen (BstSql *sql, gpointer data, GError **error)
{
  const BstHostRecord *record = data;
  sqlite3_stmt *statement = bst_sql_prepare (sql, "UPDATE hosts SET seen = ? WHERE id = ?", error);

  if (statement == NULL)
    return FALSE;

  bst_sql_bind_int (statement, 1, record->seen);
  bst_sql_bind_int (statement, 2, record->id);

  return bst_sql_run (sql, statement, error);
}

void
bst_host_table_set_seen (BstWriter *writer, gint64 id, gint64 seen)
{
  BstHostRecord *record = new_record (id);

  record->seen = seen;
  bst_writer_add (writer, write_seen, record, free_record);
}

static char *
dup_valid (const char *text)
{
  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

static BstHostFacts *
read_facts (sqlite3_stmt *statement)
{
  BstHostFacts *facts;
  const char *uuid = bst_sql_text (statement, 4);
  guint64 memory_kib = bst_sql_kib (statement, 16);

  if (uuid == NULL)
    return NULL;

  facts = bst_host_facts_new ();
  g_strlcpy (facts->uuid, uuid, sizeof facts->uuid);
  facts->hostname = dup_valid (bst_sql_text (statement, 5));
  facts->driver = dup_valid (bst_sql_text (statement, 6));
  facts->driver_version = bst_sql_uint (statement, 7);
  facts->libvirt_version = bst_sql_uint (statement, 8);
  facts->arch = dup_valid (bst_sql_text (statement, 9));
  facts->cpu_model = dup_valid (bst_sql_text (statement, 10));
  facts->cpus = bst_sql_uint (statement, 11);
  facts->cpu_sockets = bst_sql_uint (statement, 12);
  facts->cpu_cores = bst_sql_uint (statement, 13);
  facts->cpu_threads = bst_sql_uint (statement, 14);
  facts->cpu_mhz = bst_sql_uint (statement, 15);
  facts->memory_kib = memory_kib != BST_UNKNOWN ? memory_kib : 0;
  facts->acceleration =
      (BstAcceleration)CLAMP (bst_sql_int (statement, 17), 0, BST_ACCELERATION_KVM);
  facts->capabilities_xml = dup_valid (bst_sql_text (statement, 18));

  return facts;
}

GPtrArray *
bst_host_table_read (BstSql *sql, gboolean with_facts, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (free_record);
  GError *local = NULL;
  sqlite3_stmt *statement;

  if (with_facts)
    statement = bst_sql_prepare (
        sql,
        "SELECT id, uri, name, seen, uuid, hostname, driver, driver_version, libvirt_version,"
        " arch, cpu_model, cpus, cpu_sockets, cpu_cores, cpu_threads, cpu_mhz, memory_kib,"
        " acceleration, capabilities FROM hosts ORDER BY id",
        error);
  else
    statement = bst_sql_prepare (sql, "SELECT id, uri, name, seen FROM hosts ORDER BY id", error);
  if (statement == NULL)
    return NULL;

  while (bst_sql_next (sql, statement, &local))
    {
      BstHostRecord *record = new_record (bst_sql_int (statement, 0));

      record->uri = dup_valid (bst_sql_text (statement, 1));
      record->name = dup_valid (bst_sql_text (statement, 2));
      record->seen = bst_sql_int (statement, 3);
      record->facts = with_facts ? read_facts (statement) : NULL;
      g_ptr_array_add (records, record);
    }
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return NULL;
    }

  return g_steal_pointer (&records);
}
