/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-guest-query.h"

#include "core/bst-thread.h"

/* Not more of the pool than this: a dead agent holds a thread for some seconds. */
#define MOST_AT_ONCE 2

#define MINUTE (60 * G_USEC_PER_SEC)
#define REST (5 * MINUTE)

/* Seconds between a guest's reports of its memory. */
#define BALLOON_PERIOD_S 5

struct _BstGuestQuery
{
  BstSession *session; /* not owned */
  GHashTable *waiting; /* set of UUIDs */
  GQueue first;        /* of UUIDs, on screen */
  GQueue rest;
  guint n_running;
};

typedef struct
{
  BstSession *session; /* owned */
  char *uuid;
  gboolean agent;
} Query;

static void start_queries (BstGuestQuery *self);

static void
query_free (Query *query)
{
  g_object_unref (query->session);
  g_free (query->uuid);
  g_free (query);
}

static gpointer
run_query (BstLink *link, gpointer data, GError **error)
{
  Query *query = data;
  virDomainPtr domain = bst_link_ref_domain (link, query->uuid, error);
  BstGuestFacts *facts;

  if (domain == NULL)
    return NULL;

  facts = bst_guest_query_ask_domain (link, domain, query->agent);
  virDomainFree (domain);
  bst_link_check (link);

  return facts;
}

static void
on_query (GObject *source, GAsyncResult *result, gpointer data)
{
  Query *query = data;
  BstSession *session = query->session;
  BstGuestQuery *self = session->guests;
  g_autoptr (BstGuestFacts) facts = bst_link_call_finish (BST_LINK (source), result, NULL);
  BstRosterEntry *entry = bst_roster_get (session->roster, query->uuid);

  self->n_running--;
  /* It was paused under the question: that its agent was silent says nothing of it. */
  if (facts != NULL && query->agent && !facts->agent && entry != NULL &&
      entry->state != BST_MACHINE_STATE_RUNNING)
    g_clear_pointer (&facts, bst_guest_facts_free);
  if (facts != NULL && entry != NULL && bst_machine_state_is_active (entry->state))
    {
      if (query->agent && !facts->agent)
        entry->guest_rest = g_get_monotonic_time () + REST;
      bst_session_tell_guest (session, query->uuid, facts);
    }
  if (bst_link_is_open (session->link))
    start_queries (self);
  query_free (query);
}

static char *
take_next (BstGuestQuery *self)
{
  char *uuid = g_queue_pop_head (&self->first);

  return uuid != NULL ? uuid : g_queue_pop_head (&self->rest);
}

/* One that is paused has no more to tell than was told, and its agent cannot answer. */
static gboolean
can_tell (const BstRosterEntry *entry)
{
  return entry != NULL && bst_machine_state_is_active (entry->state) &&
         (entry->state == BST_MACHINE_STATE_RUNNING || entry->guest_asked == 0);
}

static void
start_queries (BstGuestQuery *self)
{
  while (self->n_running < MOST_AT_ONCE && g_hash_table_size (self->waiting) > 0)
    {
      g_autofree char *uuid = take_next (self);
      BstRosterEntry *entry = bst_roster_get (self->session->roster, uuid);
      Query *query;

      g_hash_table_remove (self->waiting, uuid);
      if (!can_tell (entry))
        continue;

      entry->guest_asked = g_get_monotonic_time ();
      query = g_new0 (Query, 1);
      query->session = g_object_ref (self->session);
      query->agent = entry->agent && entry->state == BST_MACHINE_STATE_RUNNING &&
                     entry->guest_rest < entry->guest_asked;
      query->uuid = g_steal_pointer (&uuid);
      self->n_running++;
      bst_link_call_async (self->session->link, BST_LANE_POOL, G_PRIORITY_LOW, run_query, query,
                           NULL, (GDestroyNotify) bst_guest_facts_free, on_query, query);
    }
}

void
bst_guest_query_consider (BstGuestQuery *self, const char *uuid)
{
  const BstRosterEntry *entry = bst_roster_get (self->session->roster, uuid);

  BST_ASSERT_MAIN_THREAD ();

  if (!can_tell (entry) ||
      !g_hash_table_add (self->waiting, g_strdup (uuid)))
    return;

  g_queue_push_tail (
      g_hash_table_contains (self->session->on_screen, uuid) ? &self->first : &self->rest,
      g_strdup (uuid));
  start_queries (self);
}

void
bst_guest_query_minute (BstGuestQuery *self)
{
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer uuid;

  g_hash_table_iter_init (&iter, self->session->on_screen);
  while (g_hash_table_iter_next (&iter, &uuid, NULL))
    {
      const BstRosterEntry *entry = bst_roster_get (self->session->roster, uuid);

      if (entry != NULL && now - entry->guest_asked >= MINUTE)
        bst_guest_query_consider (self, uuid);
    }
}

static gpointer
set_period (BstLink *link, gpointer data, GError **error)
{
  virDomainPtr domain = bst_link_ref_domain (link, data, NULL);

  if (domain != NULL)
    {
      bst_link_count_call (link);
      virDomainSetMemoryStatsPeriod (domain, BALLOON_PERIOD_S, VIR_DOMAIN_AFFECT_LIVE);
      virDomainFree (domain);
    }

  return NULL;
}

static void
on_period_set (GObject *source, GAsyncResult *result, gpointer data)
{
  bst_link_call_finish (BST_LINK (source), result, NULL);
}

void
bst_guest_query_take_stats (BstGuestQuery *self, GArray *stats)
{
  if (!self->session->is_qemu)
    return;

  for (guint i = 0; i < stats->len; i++)
    {
      const BstDomainStats *one = &g_array_index (stats, BstDomainStats, i);
      BstRosterEntry *entry = bst_roster_get (self->session->roster, one->uuid);

      if (entry == NULL || !entry->balloon_silent || one->guest_free_kib != BST_UNKNOWN ||
          one->state != BST_MACHINE_STATE_RUNNING)
        continue;

      entry->balloon_silent = FALSE;
      bst_link_call_async (self->session->link, BST_LANE_POOL, G_PRIORITY_LOW, set_period,
                           g_strdup (one->uuid), g_free, NULL, on_period_set, NULL);
    }
}

BstGuestQuery *
bst_guest_query_new (BstSession *session)
{
  BstGuestQuery *self = g_new0 (BstGuestQuery, 1);

  self->session = session;
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->first);
  g_queue_init (&self->rest);

  return self;
}

void
bst_guest_query_free (BstGuestQuery *self)
{
  g_hash_table_unref (self->waiting);
  g_queue_clear_full (&self->first, g_free);
  g_queue_clear_full (&self->rest, g_free);
  g_free (self);
}
