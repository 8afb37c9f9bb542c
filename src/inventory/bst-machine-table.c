/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-machine-table-private.h"

#include <string.h>

#define CPU_SCALE 100

typedef struct
{
  gint64 host_id;
  GPtrArray *facts; /* of BstDomainFacts */
  GArray *indices;
  gint64 seen;
} Facts;

static void
facts_free (gpointer data)
{
  Facts *facts = data;

  g_ptr_array_unref (facts->facts);
  g_array_unref (facts->indices);
  g_free (facts);
}

/* NULL where the group of facts is not known: what is in the row stays. */
static void
bind_if (sqlite3_stmt *statement, int index, gboolean known, gint64 value)
{
  if (known)
    bst_sql_bind_int (statement, index, value);
}

static void
bind_text_if (sqlite3_stmt *statement, int index, gboolean known, const char *text)
{
  if (known)
    bst_sql_bind_text (statement, index, text != NULL ? text : "");
}

static gboolean
write_xml (BstSql *sql, gint64 host_id, const BstDomainFacts *facts, GError **error)
{
  sqlite3_stmt *statement = bst_sql_prepare (
      sql,
      "INSERT INTO configs (machine_id, xml)"
      " SELECT id, ?3 FROM machines WHERE host_id = ?1 AND uuid = ?2"
      " ON CONFLICT (machine_id) DO UPDATE SET xml = excluded.xml WHERE xml <> excluded.xml",
      error);

  if (statement == NULL)
    return FALSE;

  bst_sql_bind_int (statement, 1, host_id);
  bst_sql_bind_text (statement, 2, facts->uuid);
  bst_sql_bind_text (statement, 3, facts->xml);

  return bst_sql_run (sql, statement, error);
}

static gboolean
write_facts_of (BstSql *sql,
                gint64 host_id,
                const BstDomainFacts *facts,
                gint64 seen,
                GError **error)
{
  gboolean state = (facts->known & BST_DOMAIN_KNOWN_STATE) != 0;
  gboolean flags = (facts->known & BST_DOMAIN_KNOWN_FLAGS) != 0;
  gboolean config = (facts->known & BST_DOMAIN_KNOWN_CONFIG) != 0;
  gboolean size = (facts->known & BST_DOMAIN_KNOWN_SIZE) != 0;
  sqlite3_stmt *statement = bst_sql_prepare (
      sql,
      "INSERT INTO machines (host_id, uuid, name, seen, state, reason, persistent, autostart,"
      " managed_save, snapshots, started_at, title, description, os_id, vcpus, memory_kib)"
      " VALUES (?1, ?2, coalesce (?3, (SELECT name FROM machines WHERE host_id = ?1 AND uuid = "
      "?2)),"
      " ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"
      " ON CONFLICT (host_id, uuid) DO UPDATE SET name = excluded.name, seen = excluded.seen,"
      " state = coalesce (?5, state), reason = coalesce (?6, reason),"
      " persistent = coalesce (?7, persistent), autostart = coalesce (?8, autostart),"
      " managed_save = coalesce (?9, managed_save), snapshots = coalesce (?10, snapshots),"
      " started_at = coalesce (?11, started_at), title = coalesce (?12, title),"
      " description = coalesce (?13, description), os_id = coalesce (?14, os_id),"
      " vcpus = coalesce (?15, vcpus), memory_kib = coalesce (?16, memory_kib)",
      error);

  if (statement == NULL)
    return FALSE;

  bst_sql_bind_int (statement, 1, host_id);
  bst_sql_bind_text (statement, 2, facts->uuid);
  bst_sql_bind_text (statement, 3, facts->name);
  bst_sql_bind_int (statement, 4, seen);
  bind_if (statement, 5, state, facts->state);
  bind_if (statement, 6, state, facts->reason);
  bind_if (statement, 7, flags, facts->persistent);
  bind_if (statement, 8, flags, facts->autostart);
  bind_if (statement, 9, flags, facts->managed_save);
  bind_if (statement, 10, (facts->known & BST_DOMAIN_KNOWN_SNAPSHOTS) != 0, facts->n_snapshots);
  bind_if (statement, 11, (facts->known & BST_DOMAIN_KNOWN_STARTED) != 0, facts->started_at);
  bind_text_if (statement, 12, config, facts->title);
  bind_text_if (statement, 13, config, facts->description);
  bind_text_if (statement, 14, config, facts->os_id);
  bind_if (statement, 15, size, facts->vcpus);
  bind_if (statement, 16, size, (gint64)facts->memory_kib);
  if (!bst_sql_run (sql, statement, error))
    return FALSE;

  return !config || facts->xml == NULL || write_xml (sql, host_id, facts, error);
}

/* A machine that does not fit (its host or itself was removed by another program) is left out. */
static gboolean
forgive (BstSql *sql, gboolean good, GError **error)
{
  if (good || bst_sql_get_result (sql) != SQLITE_CONSTRAINT)
    return good;

  g_clear_error (error);
  return TRUE;
}

static gboolean
write_facts (BstSql *sql, gpointer data, GError **error)
{
  const Facts *facts = data;

  for (guint i = 0; i < facts->indices->len; i++)
    {
      const BstDomainFacts *one = facts->facts->pdata[g_array_index (facts->indices, guint, i)];

      if (!forgive (sql, write_facts_of (sql, facts->host_id, one, facts->seen, error), error))
        return FALSE;
    }

  return TRUE;
}

void
bst_machine_table_apply (BstWriter *writer,
                         gint64 host_id,
                         GPtrArray *facts,
                         GArray *indices,
                         gint64 seen)
{
  Facts *data = g_new0 (Facts, 1);

  data->host_id = host_id;
  data->facts = g_ptr_array_ref (facts);
  data->indices = indices;
  data->seen = seen;
  bst_writer_add (writer, write_facts, data, facts_free);
}

typedef struct
{
  gint64 host_id;
  GPtrArray *uuids;
} Removal;

static void
removal_free (gpointer data)
{
  Removal *removal = data;

  g_ptr_array_unref (removal->uuids);
  g_free (removal);
}

static gboolean
write_removal (BstSql *sql, gpointer data, GError **error)
{
  const Removal *removal = data;

  for (guint i = 0; i < removal->uuids->len; i++)
    {
      sqlite3_stmt *statement =
          bst_sql_prepare (sql, "DELETE FROM machines WHERE host_id = ? AND uuid = ?", error);

      if (statement == NULL)
        return FALSE;
      bst_sql_bind_int (statement, 1, removal->host_id);
      bst_sql_bind_text (statement, 2, removal->uuids->pdata[i]);
      if (!bst_sql_run (sql, statement, error))
        return FALSE;
    }

  return TRUE;
}

void
bst_machine_table_remove (BstWriter *writer, gint64 host_id, GPtrArray *uuids)
{
  Removal *removal = g_new0 (Removal, 1);

  removal->host_id = host_id;
  removal->uuids = uuids;
  bst_writer_add (writer, write_removal, removal, removal_free);
}

typedef struct
{
  gint64 host_id;
  char uuid[BST_UUID_LEN];
  BstGuestFacts *facts;
} Guest;

static void
guest_free (gpointer data)
{
  Guest *guest = data;

  bst_guest_facts_free (guest->facts);
  g_free (guest);
}

static gboolean
find_machine (BstSql *sql, gint64 host_id, const char *uuid, gint64 *id, GError **error)
{
  sqlite3_stmt *statement =
      bst_sql_prepare (sql, "SELECT id FROM machines WHERE host_id = ? AND uuid = ?", error);

  *id = 0;
  if (statement == NULL)
    return FALSE;

  bst_sql_bind_int (statement, 1, host_id);
  bst_sql_bind_text (statement, 2, uuid);
  if (bst_sql_next (sql, statement, error))
    *id = bst_sql_int (statement, 0);
  sqlite3_reset (statement);

  return TRUE;
}

static gboolean
write_filesystem (BstSql *sql,
                  gint64 id,
                  guint number,
                  const BstGuestFilesystem *filesystem,
                  GError **error)
{
  sqlite3_stmt *statement =
      bst_sql_prepare (sql,
                       "INSERT INTO filesystems (machine_id, number, mountpoint, type, total, used)"
                       " VALUES (?, ?, ?, ?, ?, ?)",
                       error);

  if (statement == NULL)
    return FALSE;

  bst_sql_bind_int (statement, 1, id);
  bst_sql_bind_int (statement, 2, number);
  bst_sql_bind_text (statement, 3, filesystem->mountpoint);
  bst_sql_bind_text (statement, 4, filesystem->type);
  bst_sql_bind_int (statement, 5, (gint64)MIN (filesystem->total, G_MAXINT64));
  bst_sql_bind_int (statement, 6, (gint64)MIN (filesystem->used, G_MAXINT64));

  return bst_sql_run (sql, statement, error);
}

static gboolean
write_guest (BstSql *sql, gpointer data, GError **error)
{
  const Guest *guest = data;
  const BstGuestFacts *facts = guest->facts;
  g_autofree char *addresses =
      facts->addresses != NULL ? g_strjoinv ("\n", facts->addresses) : NULL;
  g_autofree char *users = facts->users != NULL ? g_strjoinv ("\n", facts->users) : NULL;
  sqlite3_stmt *statement;
  gint64 id;

  if (!find_machine (sql, guest->host_id, guest->uuid, &id, error))
    return FALSE;
  if (id == 0)
    return TRUE;

  /* Its file systems go with the old row. */
  statement = bst_sql_prepare (
      sql,
      "INSERT OR REPLACE INTO guests (machine_id, agent, agent_version, hostname, addresses, os_id,"
      " os_name, kernel, users) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error);
  if (statement == NULL)
    return FALSE;
  bst_sql_bind_int (statement, 1, id);
  bst_sql_bind_int (statement, 2, facts->agent);
  bst_sql_bind_text (statement, 3, facts->agent_version);
  bst_sql_bind_text (statement, 4, facts->hostname);
  bst_sql_bind_text (statement, 5, addresses);
  bst_sql_bind_text (statement, 6, facts->os_id);
  bst_sql_bind_text (statement, 7, facts->os_name);
  bst_sql_bind_text (statement, 8, facts->kernel);
  bst_sql_bind_text (statement, 9, users);
  if (!bst_sql_run (sql, statement, error))
    return FALSE;

  for (guint i = 0; facts->filesystems != NULL && i < facts->filesystems->len; i++)
    {
      if (!write_filesystem (sql, id, i, &g_array_index (facts->filesystems, BstGuestFilesystem, i),
                             error))
        return FALSE;
    }

  return TRUE;
}

void
bst_machine_table_set_guest (BstWriter *writer,
                             gint64 host_id,
                             const char *uuid,
                             const BstGuestFacts *facts)
{
  Guest *guest = g_new0 (Guest, 1);

  guest->host_id = host_id;
  g_strlcpy (guest->uuid, uuid, sizeof guest->uuid);
  guest->facts = bst_guest_facts_copy (facts);
  bst_writer_add (writer, write_guest, guest, guest_free);
}

typedef struct
{
  char uuid[BST_UUID_LEN];
  BstMachineState state;
  int reason;
  gint64 started_at;
  guint vcpus;
  guint64 memory_kib;
  gint64 seen;
  BstMachineFigures figures;
} Figures;

typedef struct
{
  gint64 host_id;
  GArray *figures; /* of Figures */
} FiguresBatch;

static void
figures_batch_free (gpointer data)
{
  FiguresBatch *batch = data;

  g_array_unref (batch->figures);
  g_free (batch);
}

static gboolean
write_figures_of (BstSql *sql, gint64 host_id, const Figures *one, GError **error)
{
  const BstMachineFigures *figures = &one->figures;
  sqlite3_stmt *statement = bst_sql_prepare (
      sql,
      "UPDATE machines SET state = ?, reason = ?, started_at = ?, vcpus = ?, memory_kib = ?,"
      " seen = ?, cpu = ?, net_rx = ?, net_tx = ?, disk_read = ?, disk_written = ?,"
      " memory_now_kib = ?, memory_used_kib = ?, guest_free_kib = ?, guest_caches_kib = ?,"
      " guest_total_kib = ? WHERE host_id = ? AND uuid = ?",
      error);
  int i = 0;

  if (statement == NULL)
    return FALSE;

  bst_sql_bind_int (statement, ++i, one->state);
  bst_sql_bind_int (statement, ++i, one->reason);
  bst_sql_bind_int (statement, ++i, one->started_at);
  bst_sql_bind_int (statement, ++i, one->vcpus);
  bst_sql_bind_kib (statement, ++i, one->memory_kib);
  bst_sql_bind_int (statement, ++i, one->seen);
  bst_sql_bind_figure (statement, ++i, figures->cpu_percent, CPU_SCALE);
  bst_sql_bind_figure (statement, ++i, figures->net_rx, 1);
  bst_sql_bind_figure (statement, ++i, figures->net_tx, 1);
  bst_sql_bind_figure (statement, ++i, figures->disk_read, 1);
  bst_sql_bind_figure (statement, ++i, figures->disk_written, 1);
  bst_sql_bind_kib (statement, ++i, figures->memory_kib);
  bst_sql_bind_kib (statement, ++i, figures->memory_used_kib);
  bst_sql_bind_kib (statement, ++i, figures->guest_free_kib);
  bst_sql_bind_kib (statement, ++i, figures->guest_caches_kib);
  bst_sql_bind_kib (statement, ++i, figures->guest_total_kib);
  bst_sql_bind_int (statement, ++i, host_id);
  bst_sql_bind_text (statement, ++i, one->uuid);

  return bst_sql_run (sql, statement, error);
}

static gboolean
write_figures (BstSql *sql, gpointer data, GError **error)
{
  const FiguresBatch *batch = data;

  for (guint i = 0; i < batch->figures->len; i++)
    {
      if (!write_figures_of (sql, batch->host_id, &g_array_index (batch->figures, Figures, i),
                             error))
        return FALSE;
    }

  return TRUE;
}

void
bst_machine_table_set_figures (BstWriter *writer, gint64 host_id, GPtrArray *machines)
{
  FiguresBatch *batch = g_new0 (FiguresBatch, 1);

  batch->host_id = host_id;
  batch->figures = g_array_sized_new (FALSE, FALSE, sizeof (Figures), machines->len);
  for (guint i = 0; i < machines->len; i++)
    {
      BstMachine *machine = machines->pdata[i];
      Figures figures = {
        .state = bst_machine_get_state (machine),
        .reason = bst_machine_get_state_reason (machine),
        .started_at = bst_machine_get_started_at (machine),
        .vcpus = bst_machine_get_vcpus (machine),
        .memory_kib = bst_machine_get_memory_kib (machine),
        .seen = bst_machine_get_seen (machine),
        .figures = *bst_machine_get_figures (machine),
      };

      g_strlcpy (figures.uuid, bst_machine_get_uuid (machine), sizeof figures.uuid);
      g_array_append_val (batch->figures, figures);
    }
  bst_writer_add (writer, write_figures, batch, figures_batch_free);
}

static void
read_facts (sqlite3_stmt *statement, BstDomainFacts *facts)
{
  const char *uuid = bst_sql_text (statement, 1);
  guint64 memory_kib = bst_sql_kib (statement, 15);

  *facts = (BstDomainFacts){
    .name = (char *)bst_sql_text (statement, 2),
    .known = BST_DOMAIN_KNOWN_CONFIG | BST_DOMAIN_KNOWN_SIZE,
    .title = (char *)bst_sql_text (statement, 3),
    .description = (char *)bst_sql_text (statement, 4),
    .os_id = (char *)bst_sql_text (statement, 5),
    .state = (BstMachineState)CLAMP (bst_sql_int (statement, 6), BST_MACHINE_STATE_NOSTATE,
                                     BST_MACHINE_STATE_PMSUSPENDED),
    .reason = (int)CLAMP (bst_sql_int (statement, 7), G_MININT, G_MAXINT),
    .persistent = bst_sql_int (statement, 8) != 0,
    .autostart = bst_sql_int (statement, 9) != 0,
    .managed_save = bst_sql_int (statement, 10) != 0,
    .n_snapshots = bst_sql_uint (statement, 11),
    .started_at = bst_sql_int (statement, 12),
    .vcpus = bst_sql_uint (statement, 14),
    .memory_kib = memory_kib != BST_UNKNOWN ? memory_kib : 0,
  };
  g_strlcpy (facts->uuid, uuid != NULL ? uuid : "", sizeof facts->uuid);
  if (sqlite3_column_type (statement, 6) != SQLITE_NULL)
    facts->known |= BST_DOMAIN_KNOWN_STATE | BST_DOMAIN_KNOWN_STARTED;
  if (sqlite3_column_type (statement, 8) != SQLITE_NULL)
    facts->known |= BST_DOMAIN_KNOWN_FLAGS;
  if (sqlite3_column_type (statement, 11) != SQLITE_NULL)
    facts->known |= BST_DOMAIN_KNOWN_SNAPSHOTS;
}

static void
read_figures (sqlite3_stmt *statement, BstMachineFigures *figures)
{
  *figures = (BstMachineFigures){
    .cpu_percent = bst_sql_figure (statement, 16, CPU_SCALE),
    .net_rx = bst_sql_figure (statement, 17, 1),
    .net_tx = bst_sql_figure (statement, 18, 1),
    .disk_read = bst_sql_figure (statement, 19, 1),
    .disk_written = bst_sql_figure (statement, 20, 1),
    .memory_kib = bst_sql_kib (statement, 21),
    .memory_used_kib = bst_sql_kib (statement, 22),
    .guest_free_kib = bst_sql_kib (statement, 23),
    .guest_caches_kib = bst_sql_kib (statement, 24),
    .guest_total_kib = bst_sql_kib (statement, 25),
  };
}

static char *
dup_valid (const char *text)
{
  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

static char **
split_lines (const char *text)
{
  g_autofree char *valid = dup_valid (text);

  return valid != NULL ? g_strsplit (valid, "\n", -1) : NULL;
}

static BstGuestFacts *
read_guest (sqlite3_stmt *statement)
{
  BstGuestFacts *facts;

  if (sqlite3_column_type (statement, 27) == SQLITE_NULL)
    return NULL;

  facts = bst_guest_facts_new ();
  facts->agent = bst_sql_int (statement, 27) != 0;
  facts->agent_version = dup_valid (bst_sql_text (statement, 28));
  facts->hostname = dup_valid (bst_sql_text (statement, 29));
  facts->addresses = split_lines (bst_sql_text (statement, 30));
  facts->os_id = dup_valid (bst_sql_text (statement, 31));
  facts->os_name = dup_valid (bst_sql_text (statement, 32));
  facts->kernel = dup_valid (bst_sql_text (statement, 33));
  facts->users = split_lines (bst_sql_text (statement, 34));

  return facts;
}

/* Reads on while the rows are those of machine @id: both queries come in the order of their IDs. */
static void
read_filesystems (BstSql *sql,
                  sqlite3_stmt *filesystems,
                  gboolean *more,
                  gint64 id,
                  BstGuestFacts *guest)
{
  while (*more && bst_sql_int (filesystems, 0) <= id)
    {
      g_autofree char *mountpoint = dup_valid (bst_sql_text (filesystems, 1));
      g_autofree char *type = dup_valid (bst_sql_text (filesystems, 2));

      if (guest != NULL && mountpoint != NULL && bst_sql_int (filesystems, 0) == id)
        bst_guest_facts_add_filesystem (guest, mountpoint, type,
                                        (guint64)MAX (bst_sql_int (filesystems, 3), 0),
                                        (guint64)MAX (bst_sql_int (filesystems, 4), 0));
      *more = bst_sql_next (sql, filesystems, NULL);
    }
}

gboolean
bst_machine_table_read (BstSql *sql, BstMachineFunc func, gpointer data, GError **error)
{
  GError *local = NULL;
  gboolean more_filesystems;
  sqlite3_stmt *filesystems =
      bst_sql_prepare (sql,
                       "SELECT machine_id, mountpoint, type, total, used FROM filesystems"
                       " ORDER BY machine_id, number",
                       error);
  sqlite3_stmt *machines;

  if (filesystems == NULL)
    return FALSE;
  machines = bst_sql_prepare (
      sql,
      "SELECT host_id, uuid, name, title, description, m.os_id, state, reason, persistent,"
      " autostart, managed_save, snapshots, started_at, seen, vcpus, memory_kib, cpu, net_rx,"
      " net_tx, disk_read, disk_written, memory_now_kib, memory_used_kib, guest_free_kib,"
      " guest_caches_kib, guest_total_kib, id, agent, agent_version, hostname, addresses, g.os_id,"
      " os_name, kernel, users FROM machines m LEFT JOIN guests g ON machine_id = id ORDER BY id",
      error);
  if (machines == NULL)
    return FALSE;

  more_filesystems = bst_sql_next (sql, filesystems, NULL);
  while (bst_sql_next (sql, machines, &local))
    {
      BstDomainFacts facts;
      BstMachineFigures figures;
      g_autoptr (BstGuestFacts) guest = read_guest (machines);

      read_facts (machines, &facts);
      read_figures (machines, &figures);
      read_filesystems (sql, filesystems, &more_filesystems, bst_sql_int (machines, 26), guest);
      func (bst_sql_int (machines, 0), &facts, bst_sql_int (machines, 13), &figures,
            g_steal_pointer (&guest), data);
    }
  sqlite3_reset (filesystems);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }

  return TRUE;
}

char *
bst_machine_table_read_xml (BstSql *sql, gint64 host_id, const char *uuid, GError **error)
{
  char *xml = NULL;
  gint64 id;
  sqlite3_stmt *statement;

  if (!find_machine (sql, host_id, uuid, &id, error))
    return NULL;
  statement = bst_sql_prepare (sql, "SELECT xml FROM configs WHERE machine_id = ?", error);
  if (statement == NULL)
    return NULL;

  bst_sql_bind_int (statement, 1, id);
  if (bst_sql_next (sql, statement, error))
    xml = dup_valid (bst_sql_text (statement, 0));
  sqlite3_reset (statement);

  return xml;
}
