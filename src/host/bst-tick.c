/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-tick.h"

#include "core/bst-thread.h"
#include "host/bst-guest-query.h"
#include "host/bst-host-error.h"
#include "host/bst-stats.h"
#include "host/bst-sync.h"

/* Which of the host's own figures a tick asks for: they take turns. */
typedef enum
{
  HOST_CPU,
  HOST_MEMORY,
  N_HOST_FIGURES,
} HostFigure;

/* libvirt wants to be asked for just as many parts of a figure as it has. Linux has had these four
 * always; where they are not so many, the next turn asks for the number. */
#define USUAL_PARTS 4
#define MOST_PARTS 16

/* A tick on its way, and what it brought. */
typedef struct
{
  BstSession *session; /* owned */
  BstStatsScope scope;
  HostFigure figure;
  int n_parts; /* 0: to be asked for */
  GArray *stats;
  gboolean has_cpu;
  guint64 cpu_busy, cpu_idle; /* ns since the host started */
  gboolean has_memory;
  guint64 memory_kib, memory_free_kib;
  gboolean unsupported;
} Round;

struct _BstTick
{
  BstSession *session; /* not owned */
  guint timer_id;
  gboolean running;
  HostFigure figure;
  gboolean unsupported[N_HOST_FIGURES];
  int n_parts[N_HOST_FIGURES];
  guint64 cpu_busy, cpu_idle;
  BstHostStats host;
};

static void
round_free (Round *round)
{
  g_clear_pointer (&round->stats, g_array_unref);
  g_object_unref (round->session);
  g_free (round);
}

/* Of a question for a figure that answered @result: whether there is one. */
static gboolean
take_result (Round *round, int result, int n_parts)
{
  gboolean asked_number = round->n_parts == 0;

  if (result >= 0 && !asked_number)
    return TRUE;

  if (result >= 0 && n_parts > 0 && n_parts <= MOST_PARTS)
    round->n_parts = n_parts;
  else if (result < 0 && !asked_number && virGetLastErrorCode () == VIR_ERR_INVALID_ARG)
    round->n_parts = 0;
  else
    round->unsupported = result >= 0 || asked_number || bst_host_error_is_unsupported ();

  return FALSE;
}

static void
fetch_cpu (BstLink *link, Round *round)
{
  virNodeCPUStats params[MOST_PARTS] = { 0 };
  int n = round->n_parts;
  int result;

  bst_link_count_call (link);
  result = virNodeGetCPUStats (bst_link_get_connection (link), VIR_NODE_CPU_STATS_ALL_CPUS,
                               n > 0 ? params : NULL, &n, 0);
  if (!take_result (round, result, n))
    return;

  round->has_cpu = TRUE;
  for (int i = 0; i < n; i++)
    {
      /* libvirt counts iowait apart from idle; a waiting processor is free all the same. */
      if (g_str_equal (params[i].field, VIR_NODE_CPU_STATS_IDLE) ||
          g_str_equal (params[i].field, VIR_NODE_CPU_STATS_IOWAIT))
        round->cpu_idle += params[i].value;
      else if (!g_str_equal (params[i].field, VIR_NODE_CPU_STATS_UTILIZATION))
        round->cpu_busy += params[i].value;
    }
}

static void
fetch_memory (BstLink *link, Round *round)
{
  virNodeMemoryStats params[MOST_PARTS] = { 0 };
  int n = round->n_parts;
  int result;

  bst_link_count_call (link);
  result = virNodeGetMemoryStats (bst_link_get_connection (link), VIR_NODE_MEMORY_STATS_ALL_CELLS,
                                  n > 0 ? params : NULL, &n, 0);
  if (!take_result (round, result, n))
    return;

  for (int i = 0; i < n; i++)
    {
      if (g_str_equal (params[i].field, VIR_NODE_MEMORY_STATS_TOTAL))
        round->memory_kib = params[i].value;
      else if (g_str_equal (params[i].field, VIR_NODE_MEMORY_STATS_FREE) ||
               g_str_equal (params[i].field, VIR_NODE_MEMORY_STATS_CACHED) ||
               g_str_equal (params[i].field, VIR_NODE_MEMORY_STATS_BUFFERS))
        round->memory_free_kib += params[i].value;
    }
  round->has_memory = round->memory_kib > 0 && round->memory_free_kib <= round->memory_kib;
}

static gpointer
fetch_round (BstLink *link, gpointer data, GError **error)
{
  Round *round = data;

  round->stats = bst_stats_fetch (link, round->scope, error);
  if (round->stats == NULL)
    return NULL;

  if (round->figure == HOST_CPU)
    fetch_cpu (link, round);
  else if (round->figure == HOST_MEMORY)
    fetch_memory (link, round);

  return round;
}

static void
take_host (BstTick *self, const Round *round)
{
  if (round->figure < N_HOST_FIGURES)
    {
      self->unsupported[round->figure] = round->unsupported;
      self->n_parts[round->figure] = round->n_parts;
    }

  if (round->has_cpu)
    {
      guint64 busy = round->cpu_busy - self->cpu_busy;
      guint64 all = busy + round->cpu_idle - self->cpu_idle;

      if (self->cpu_busy != 0 && round->cpu_busy >= self->cpu_busy &&
          round->cpu_idle >= self->cpu_idle && all > 0)
        self->host.cpu_percent = 100.0 * (double) busy / (double) all;
      self->cpu_busy = round->cpu_busy;
      self->cpu_idle = round->cpu_idle;
    }
  if (round->has_memory)
    {
      self->host.memory_free_kib = round->memory_free_kib;
      self->host.memory_used_kib = round->memory_kib - round->memory_free_kib;
    }
  if (round->has_cpu || round->has_memory)
    {
      self->host.time = g_get_monotonic_time ();
      bst_session_tell_host_stats (self->session, &self->host);
    }
}

/* An event may be missed, and some drivers have none: whatever does not fit is asked for again. */
static void
compare_with_roster (BstTick *self, GArray *stats, BstStatsScope scope)
{
  BstSession *session = self->session;
  g_autoptr (GHashTable) listed = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; i < stats->len; i++)
    {
      BstDomainStats *one = &g_array_index (stats, BstDomainStats, i);
      const BstRosterEntry *entry = bst_roster_get (session->roster, one->uuid);

      g_hash_table_add (listed, one->uuid);
      if (entry == NULL)
        bst_sync_ask (session->sync, one->uuid, TRUE);
      else if (entry->state != one->state)
        bst_sync_ask (session->sync, one->uuid, FALSE);
      if (entry != NULL && one->vcpus == 0)
        one->vcpus = entry->vcpus;
    }

  bst_roster_iter_init (session->roster, &iter);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const BstRosterEntry *entry = value;

      if ((scope == BST_STATS_ALL || bst_machine_state_is_active (entry->state)) &&
          !g_hash_table_contains (listed, entry->uuid))
        bst_sync_ask (session->sync, entry->uuid, FALSE);
    }
}

static void
on_round (GObject *source, GAsyncResult *result, gpointer data)
{
  Round *round = data;
  BstSession *session = round->session;
  BstTick *self = session->tick;
  g_autoptr (GError) error = NULL;

  self->running = FALSE;
  if (bst_link_call_finish (BST_LINK (source), result, &error) != NULL)
    {
      compare_with_roster (self, round->stats, round->scope);
      take_host (self, round);
      bst_guest_query_take_stats (session->guests, round->stats);
      bst_session_tell_stats (session, g_steal_pointer (&round->stats));
    }
  else if (bst_link_is_open (session->link))
    {
      g_debug ("%s: tick: %s", bst_link_get_host (session->link), error->message);
    }
  round_free (round);
}

void
bst_tick_now (BstTick *self)
{
  Round *round;

  BST_ASSERT_MAIN_THREAD ();

  if (self->running || !bst_link_is_open (self->session->link))
    return;

  self->running = TRUE;
  round = g_new0 (Round, 1);
  round->session = g_object_ref (self->session);
  round->scope = self->session->has_events ? BST_STATS_ACTIVE : BST_STATS_ALL;
  self->figure = (self->figure + 1) % N_HOST_FIGURES;
  round->figure = self->figure;
  if (self->unsupported[self->figure])
    {
      round->figure = (self->figure + 1) % N_HOST_FIGURES;
      if (self->unsupported[round->figure])
        round->figure = N_HOST_FIGURES;
    }
  if (round->figure < N_HOST_FIGURES)
    round->n_parts = self->n_parts[round->figure];
  bst_link_call_async (self->session->link, BST_LANE_CONTROL, G_PRIORITY_DEFAULT, fetch_round,
                       round, NULL, NULL, on_round, round);
}

static gboolean
on_timer (gpointer data)
{
  BstTick *self = data;

  bst_tick_now (self);
  bst_guest_query_minute (self->session->guests);

  return G_SOURCE_CONTINUE;
}

void
bst_tick_set_interval (BstTick *self, guint seconds)
{
  BST_ASSERT_MAIN_THREAD ();

  g_clear_handle_id (&self->timer_id, g_source_remove);
  self->timer_id = g_timeout_add (MAX (seconds, 1) * 1000, on_timer, self);
  bst_tick_now (self);
}

BstTick *
bst_tick_new (BstSession *session)
{
  BstTick *self = g_new0 (BstTick, 1);

  self->session = session;
  for (guint i = 0; i < N_HOST_FIGURES; i++)
    self->n_parts[i] = USUAL_PARTS;
  self->host = (BstHostStats){
    .cpu_percent = -1,
    .memory_used_kib = BST_UNKNOWN,
    .memory_free_kib = BST_UNKNOWN,
  };

  return self;
}

void
bst_tick_free (BstTick *self)
{
  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_free (self);
}
