/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-history-private.h"

#include "core/bst-thread.h"

#define FLUSH_AFTER 30 /* s */
#define CPU_SCALE 100

typedef struct
{
  guint step;   /* s */
  guint length; /* samples */
} Ring;

static const Ring rings[] = {
  [BST_HISTORY_HOUR] = { 3, 1200 },
  [BST_HISTORY_DAY] = { 60, 1440 },
  [BST_HISTORY_MONTH] = { 900, 2976 },
};

/* A sample on its way to the file. */
typedef struct
{
  gint64 host_id;
  char uuid[BST_UUID_LEN]; /* empty: of the host itself */
  BstSample sample;
} Point;

struct _BstHistoryLog
{
  GArray *points; /* of Point */
  gint64 begun;   /* Unix time in seconds of the first of them */
};

guint
bst_history_get_step (BstHistory history)
{
  g_return_val_if_fail (history < G_N_ELEMENTS (rings), 0);

  return rings[history].step;
}

guint
bst_history_get_length (BstHistory history)
{
  g_return_val_if_fail (history < G_N_ELEMENTS (rings), 0);

  return rings[history].length;
}

static GArray *
new_points (void)
{
  return g_array_new (FALSE, FALSE, sizeof (Point));
}

BstHistoryLog *
bst_history_log_new (void)
{
  BstHistoryLog *self = g_new0 (BstHistoryLog, 1);

  self->points = new_points ();

  return self;
}

void
bst_history_log_free (BstHistoryLog *self)
{
  g_array_unref (self->points);
  g_free (self);
}

gboolean
bst_history_log_add (BstHistoryLog *self,
                     BstHost *host,
                     BstMachine *machine,
                     const BstSample *sample)
{
  Point point = { .host_id = bst_host_get_id (host), .sample = *sample };

  BST_ASSERT_MAIN_THREAD ();

  if (machine != NULL)
    g_strlcpy (point.uuid, bst_machine_get_uuid (machine), sizeof point.uuid);
  if (self->points->len == 0)
    self->begun = sample->time;
  g_array_append_val (self->points, point);

  return ABS (sample->time - self->begun) >= FLUSH_AFTER;
}

static int
compare_points (gconstpointer a, gconstpointer b)
{
  const Point *left = a;
  const Point *right = b;
  int order = (left->host_id > right->host_id) - (left->host_id < right->host_id);

  if (order == 0)
    order = strcmp (left->uuid, right->uuid);
  if (order == 0)
    order = (left->sample.time > right->sample.time) - (left->sample.time < right->sample.time);

  return order;
}

static gboolean
find_owner (BstSql *sql, gint64 host_id, const char *uuid, gint64 *owner, GError **error)
{
  sqlite3_stmt *statement;

  if (*uuid == '\0')
    {
      *owner = host_id;
      return TRUE;
    }

  *owner = 0;
  statement =
      bst_sql_prepare (sql, "SELECT id FROM machines WHERE host_id = ? AND uuid = ?", error);
  if (statement == NULL)
    return FALSE;

  bst_sql_bind_int (statement, 1, host_id);
  bst_sql_bind_text (statement, 2, uuid);
  if (bst_sql_next (sql, statement, error))
    *owner = bst_sql_int (statement, 0);
  sqlite3_reset (statement);

  return TRUE;
}

static gboolean
write_point (BstSql *sql, gint64 owner, gboolean of_host, const BstSample *sample, GError **error)
{
#define INSERT(table)                                                                              \
  "INSERT OR REPLACE INTO " table                                                                  \
  " (owner, ring, slot, time, cpu, memory_used_kib, net_rx, net_tx,"                               \
  " disk_read, disk_written) VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?)"
  const Ring *ring = &rings[BST_HISTORY_HOUR];
  gint64 span = sample->time / ring->step;
  sqlite3_stmt *statement = of_host ? bst_sql_prepare (sql, INSERT ("host_history"), error)
                                    : bst_sql_prepare (sql, INSERT ("machine_history"), error);

  if (statement == NULL)
    return FALSE;

  bst_sql_bind_int (statement, 1, owner);
  bst_sql_bind_int (statement, 2, span % ring->length);
  bst_sql_bind_int (statement, 3, (span + 1) * ring->step);
  bst_sql_bind_figure (statement, 4, sample->cpu_percent, CPU_SCALE);
  bst_sql_bind_figure (statement, 5, sample->memory_used_kib, 1);
  bst_sql_bind_figure (statement, 6, sample->net_rx, 1);
  bst_sql_bind_figure (statement, 7, sample->net_tx, 1);
  bst_sql_bind_figure (statement, 8, sample->disk_read, 1);
  bst_sql_bind_figure (statement, 9, sample->disk_written, 1);

  return bst_sql_run (sql, statement, error);
}

/* The span of ring @to that holds @time becomes the mean of the finer ring's samples in it. Each
 * coarser span is a whole number of finer ones, which do not wrap within it. */
static gboolean
write_mean (BstSql *sql, gint64 owner, gboolean of_host, BstHistory to, gint64 time, GError **error)
{
#define MEAN(table)                                                                                \
  "INSERT OR REPLACE INTO " table                                                                  \
  " (owner, ring, slot, time, cpu, memory_used_kib, net_rx, net_tx,"                               \
  " disk_read, disk_written) SELECT ?1, ?2, ?3, ?4, CAST (round (avg (cpu)) AS INTEGER),"          \
  " CAST (round (avg (memory_used_kib)) AS INTEGER), CAST (round (avg (net_rx)) AS INTEGER),"      \
  " CAST (round (avg (net_tx)) AS INTEGER), CAST (round (avg (disk_read)) AS INTEGER),"            \
  " CAST (round (avg (disk_written)) AS INTEGER) FROM " table                                      \
  " WHERE owner = ?1 AND ring = ?2 - 1 AND slot BETWEEN ?5 AND ?6"                                 \
  " AND time > ?4 - ?7 AND time <= ?4 HAVING count (*) > 0"
  const Ring *ring = &rings[to];
  const Ring *finer = &rings[to - 1];
  gint64 span = time / ring->step;
  gint64 first = span * ring->step / finer->step % finer->length;
  sqlite3_stmt *statement = of_host ? bst_sql_prepare (sql, MEAN ("host_history"), error)
                                    : bst_sql_prepare (sql, MEAN ("machine_history"), error);

  if (statement == NULL)
    return FALSE;

  bst_sql_bind_int (statement, 1, owner);
  bst_sql_bind_int (statement, 2, to);
  bst_sql_bind_int (statement, 3, span % ring->length);
  bst_sql_bind_int (statement, 4, (span + 1) * ring->step);
  bst_sql_bind_int (statement, 5, first);
  bst_sql_bind_int (statement, 6, first + ring->step / finer->step - 1);
  bst_sql_bind_int (statement, 7, ring->step);

  return bst_sql_run (sql, statement, error);
}

static gboolean
write_means (BstSql *sql, gint64 owner, gboolean of_host, gint64 time, GError **error)
{
  return write_mean (sql, owner, of_host, BST_HISTORY_DAY, time, error) &&
         write_mean (sql, owner, of_host, BST_HISTORY_MONTH, time, error);
}

/* All points of one owner, sorted by time. */
static gboolean
write_points (BstSql *sql, const Point *points, guint n, GError **error)
{
  gboolean of_host = points->uuid[0] == '\0';
  gint64 minute = -1;
  gint64 owner;

  if (!find_owner (sql, points->host_id, points->uuid, &owner, error))
    return FALSE;
  if (owner == 0)
    return TRUE;

  for (guint i = 0; i < n; i++)
    {
      gint64 time = points[i].sample.time;

      if (minute >= 0 && time / 60 != minute &&
          !write_means (sql, owner, of_host, minute * 60, error))
        return FALSE;
      if (!write_point (sql, owner, of_host, &points[i].sample, error))
        return FALSE;
      minute = time / 60;
    }

  return write_means (sql, owner, of_host, minute * 60, error);
}

static gboolean
write_log (BstSql *sql, gpointer data, GError **error)
{
  GArray *points = data;
  const Point *all = (const Point *)points->data;
  guint begin = 0;

  g_array_sort (points, compare_points);
  while (begin < points->len)
    {
      guint end = begin + 1;
      g_autoptr (GError) local = NULL;

      while (end < points->len && all[end].host_id == all[begin].host_id &&
             g_str_equal (all[end].uuid, all[begin].uuid))
        end++;
      /* An owner that another program removed is left out. */
      if (!write_points (sql, all + begin, end - begin, &local) &&
          bst_sql_get_result (sql) != SQLITE_CONSTRAINT)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      begin = end;
    }

  return TRUE;
}

void
bst_history_log_flush (BstHistoryLog *self, BstWriter *writer)
{
  BST_ASSERT_MAIN_THREAD ();

  if (self->points->len == 0)
    return;

  bst_writer_add (writer, write_log, self->points, (GDestroyNotify)g_array_unref);
  self->points = new_points ();
}

static BstSample
read_sample (sqlite3_stmt *statement)
{
  return (BstSample){
    .time = bst_sql_int (statement, 0),
    .cpu_percent = (float)bst_sql_figure (statement, 1, CPU_SCALE),
    .memory_used_kib = (float)bst_sql_figure (statement, 2, 1),
    .net_rx = (float)bst_sql_figure (statement, 3, 1),
    .net_tx = (float)bst_sql_figure (statement, 4, 1),
    .disk_read = (float)bst_sql_figure (statement, 5, 1),
    .disk_written = (float)bst_sql_figure (statement, 6, 1),
  };
}

GArray *
bst_history_read (BstSql *sql, gint64 host_id, const char *uuid, BstHistory history, GError **error)
{
#define SELECT(table)                                                                              \
  "SELECT time, cpu, memory_used_kib, net_rx, net_tx, disk_read, disk_written FROM " table         \
  " WHERE owner = ? AND ring = ? AND time > ? AND time <= ? ORDER BY time"
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (BstSample));
  const Ring *ring = &rings[history];
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  GError *local = NULL;
  sqlite3_stmt *statement;
  gint64 owner;

  if (!find_owner (sql, host_id, uuid != NULL ? uuid : "", &owner, error))
    return NULL;
  statement = uuid == NULL ? bst_sql_prepare (sql, SELECT ("host_history"), error)
                           : bst_sql_prepare (sql, SELECT ("machine_history"), error);
  if (statement == NULL)
    return NULL;

  bst_sql_bind_int (statement, 1, owner);
  bst_sql_bind_int (statement, 2, history);
  bst_sql_bind_int (statement, 3, now - (gint64)ring->step * ring->length);
  bst_sql_bind_int (statement, 4, now + ring->step);
  while (bst_sql_next (sql, statement, &local))
    {
      BstSample sample = read_sample (statement);

      g_array_append_val (samples, sample);
    }
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return NULL;
    }

  return g_steal_pointer (&samples);
}
