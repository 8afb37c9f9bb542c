/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-sync.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#include "core/bst-thread.h"
#include "host/bst-config-reader.h"
#include "host/bst-host-error.h"
#include "host/bst-stats.h"
#include "host/bst-uptime.h"

#define GATHER_MS 50

/* The lists that together say what there is. They are asked for at the same time. */
typedef enum
{
  PART_DOMAINS,
  PART_STATES,
  PART_AUTOSTART,
  PART_MANAGED_SAVE,
  PART_SNAPSHOTS,
  PART_TRANSIENT,
  N_PARTS,
} Part;

static const guint part_filters[N_PARTS] = {
  [PART_DOMAINS] = 0,
  [PART_AUTOSTART] = VIR_CONNECT_LIST_DOMAINS_AUTOSTART,
  [PART_MANAGED_SAVE] = VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE,
  [PART_SNAPSHOTS] = VIR_CONNECT_LIST_DOMAINS_HAS_SNAPSHOT,
  [PART_TRANSIENT] = VIR_CONNECT_LIST_DOMAINS_TRANSIENT,
};

/* One listing of all. */
typedef struct
{
  BstSession *session; /* owned */
  GPtrArray *facts;    /* PART_DOMAINS: of BstDomainFacts */
  GArray *states;      /* PART_STATES: of BstDomainStats */
  GHashTable *sets[N_PARTS]; /* (nullable): where the driver does not know the filter */
  guint n_left;
  GError *error;
} Run;

struct _BstSync
{
  BstSession *session; /* not owned: it owns this */
  gboolean running;
  gboolean again;
  GHashTable *asked; /* UUID → whether with configuration */
  guint gather_id;
};

static void
run_free (Run *run)
{
  g_clear_pointer (&run->facts, g_ptr_array_unref);
  g_clear_pointer (&run->states, g_array_unref);
  for (guint i = 0; i < N_PARTS; i++)
    g_clear_pointer (&run->sets[i], g_hash_table_unref);
  g_clear_error (&run->error);
  g_object_unref (run->session);
  g_free (run);
}

static void
facts_free (gpointer facts)
{
  bst_domain_facts_free (facts);
}

static gpointer
list_all (BstLink *link, gpointer data, GError **error)
{
  virDomainPtr *domains = NULL;
  GPtrArray *all;
  int n;

  bst_link_count_call (link);
  n = virConnectListAllDomains (bst_link_get_connection (link), &domains, 0);
  if (n < 0)
    {
      g_propagate_error (
          error,
          bst_host_error_take_last (_ ("Cannot list the machines of %s"), bst_link_get_host (link)));
      return NULL;
    }

  all = g_ptr_array_new_full ((guint) n, facts_free);
  for (int i = 0; i < n; i++)
    {
      char uuid[VIR_UUID_STRING_BUFLEN];
      BstDomainFacts *facts;

      virDomainGetUUIDString (domains[i], uuid);
      facts = bst_domain_facts_new (uuid, NULL);
      facts->name = g_utf8_make_valid (virDomainGetName (domains[i]), -1);
      facts->id = (int) virDomainGetID (domains[i]);
      g_ptr_array_add (all, facts);
      bst_link_keep_domain (link, domains[i]);
    }
  free (domains);

  return all;
}

/* The UUIDs of what a filter lets through; NULL without @error where the driver has no such filter. */
static gpointer
list_filtered (BstLink *link, gpointer data, GError **error)
{
  virDomainPtr *domains = NULL;
  GHashTable *set;
  int n;

  bst_link_count_call (link);
  n = virConnectListAllDomains (
      bst_link_get_connection (link), &domains, GPOINTER_TO_UINT (data));
  if (n < 0 && bst_host_error_is_unsupported ())
    return NULL;
  if (n < 0)
    {
      g_propagate_error (
          error,
          bst_host_error_take_last (_ ("Cannot list the machines of %s"), bst_link_get_host (link)));
      return NULL;
    }

  set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (int i = 0; i < n; i++)
    {
      char uuid[VIR_UUID_STRING_BUFLEN];

      virDomainGetUUIDString (domains[i], uuid);
      g_hash_table_add (set, g_strdup (uuid));
      virDomainFree (domains[i]);
    }
  free (domains);

  return set;
}

static gpointer
fetch_states (BstLink *link, gpointer data, GError **error)
{
  return bst_stats_fetch (link, BST_STATS_STATES, error);
}

/* Puts the lists together, on a thread: it is some milliseconds of work for ten thousand. */
static gpointer
merge_parts (BstLink *link, gpointer data, GError **error)
{
  Run *run = data;
  g_autoptr (GHashTable) states = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < run->states->len; i++)
    {
      BstDomainStats *stats = &g_array_index (run->states, BstDomainStats, i);

      g_hash_table_insert (states, stats->uuid, stats);
    }

  for (guint i = 0; i < run->facts->len; i++)
    {
      BstDomainFacts *facts = run->facts->pdata[i];
      const BstDomainStats *stats = g_hash_table_lookup (states, facts->uuid);
      gboolean in[N_PARTS];

      for (guint p = 0; p < N_PARTS; p++)
        in[p] = run->sets[p] != NULL && g_hash_table_contains (run->sets[p], facts->uuid);

      if (stats != NULL)
        {
          facts->known |= BST_DOMAIN_KNOWN_STATE;
          facts->state = stats->state;
          facts->reason = stats->reason;
          if (!bst_machine_state_is_active (facts->state))
            facts->id = -1;
          if (stats->vcpus > 0 && stats->memory_max_kib != BST_UNKNOWN)
            {
              facts->known |= BST_DOMAIN_KNOWN_SIZE;
              facts->vcpus = stats->vcpus;
              facts->memory_kib = stats->memory_max_kib;
            }
        }
      if (run->sets[PART_TRANSIENT] != NULL)
        {
          facts->known |= BST_DOMAIN_KNOWN_FLAGS;
          facts->persistent = !in[PART_TRANSIENT];
          facts->autostart = in[PART_AUTOSTART];
          facts->managed_save = in[PART_MANAGED_SAVE];
        }
      if (run->sets[PART_SNAPSHOTS] != NULL && !in[PART_SNAPSHOTS])
        facts->known |= BST_DOMAIN_KNOWN_SNAPSHOTS; /* none */
    }

  return g_steal_pointer (&run->facts);
}

static void
finish_run (Run *run, const GError *error)
{
  BstSync *self = run->session->sync;

  self->running = FALSE;
  bst_session_tell_synced (run->session, error);
  if (self->again && bst_link_is_open (run->session->link))
    {
      self->again = FALSE;
      bst_sync_start (self);
    }
  run_free (run);
}

/* Domains that were there and are not listed any more. */
static void
drop_missing (BstSession *session, GPtrArray *all)
{
  g_autoptr (GHashTable) there = NULL;
  GHashTableIter iter;
  gpointer uuid;

  if (bst_roster_get_n (session->roster) == all->len)
    return;

  there = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < all->len; i++)
    g_hash_table_add (there, ((BstDomainFacts *) all->pdata[i])->uuid);

  bst_roster_iter_init (session->roster, &iter);
  while (g_hash_table_iter_next (&iter, &uuid, NULL))
    {
      if (!g_hash_table_contains (there, uuid))
        g_hash_table_iter_remove (&iter);
    }
}

static void
on_merged (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  BstSession *session = run->session;
  g_autoptr (GError) error = NULL;
  GPtrArray *all = bst_link_call_finish (BST_LINK (source), result, &error);

  if (!bst_link_is_open (session->link))
    {
      run_free (run);
      return;
    }
  if (all == NULL)
    {
      finish_run (run, error);
      return;
    }

  for (guint i = 0; i < all->len; i++)
    {
      const BstDomainFacts *facts = all->pdata[i];
      BstRead what = BST_READ_CONFIG;

      if ((facts->known & BST_DOMAIN_KNOWN_SNAPSHOTS) == 0)
        what |= BST_READ_SNAPSHOTS;
      if (bst_machine_state_is_active (facts->state))
        what |= BST_READ_JOB;
      bst_roster_update (session->roster, facts);
      bst_config_reader_add (session->reader, facts->uuid, what);
    }
  drop_missing (session, all);
  bst_session_tell_domains (session, all, TRUE);
  bst_uptime_consider (session);
  finish_run (run, NULL);
}

static void
on_part (Run *run, Part part, GObject *source, GAsyncResult *result)
{
  BstSession *session = run->session;
  g_autoptr (GError) error = NULL;
  gpointer found = bst_link_call_finish (BST_LINK (source), result, &error);

  if (part == PART_DOMAINS)
    run->facts = found;
  else if (part == PART_STATES)
    run->states = found;
  else
    run->sets[part] = found;
  if (error != NULL && run->error == NULL)
    run->error = g_steal_pointer (&error);

  if (--run->n_left > 0)
    return;

  if (!bst_link_is_open (session->link))
    run_free (run);
  else if (run->error != NULL)
    finish_run (run, run->error);
  else
    bst_link_call_async (session->link, BST_LANE_POOL, G_PRIORITY_HIGH, merge_parts, run, NULL,
                         (GDestroyNotify) g_ptr_array_unref, on_merged, run);
}

#define DEFINE_ON_PART(name, part)                                                                 \
  static void on_##name (GObject *source, GAsyncResult *result, gpointer data)                     \
  {                                                                                                \
    on_part (data, part, source, result);                                                          \
  }

DEFINE_ON_PART (domains, PART_DOMAINS)
DEFINE_ON_PART (states, PART_STATES)
DEFINE_ON_PART (autostart, PART_AUTOSTART)
DEFINE_ON_PART (managed_save, PART_MANAGED_SAVE)
DEFINE_ON_PART (snapshots, PART_SNAPSHOTS)
DEFINE_ON_PART (transient, PART_TRANSIENT)

static const struct
{
  BstLane lane;
  BstLinkFunc func;
  GDestroyNotify free_result;
  GAsyncReadyCallback callback;
} parts[N_PARTS] = {
  [PART_DOMAINS] = { BST_LANE_CONTROL, list_all, (GDestroyNotify) g_ptr_array_unref, on_domains },
  [PART_STATES] = { BST_LANE_POOL, fetch_states, (GDestroyNotify) g_array_unref, on_states },
  [PART_AUTOSTART] = { BST_LANE_POOL, list_filtered, (GDestroyNotify) g_hash_table_unref,
                       on_autostart },
  [PART_MANAGED_SAVE] = { BST_LANE_POOL, list_filtered, (GDestroyNotify) g_hash_table_unref,
                          on_managed_save },
  [PART_SNAPSHOTS] = { BST_LANE_POOL, list_filtered, (GDestroyNotify) g_hash_table_unref,
                       on_snapshots },
  [PART_TRANSIENT] = { BST_LANE_POOL, list_filtered, (GDestroyNotify) g_hash_table_unref,
                       on_transient },
};

void
bst_sync_start (BstSync *self)
{
  Run *run;

  BST_ASSERT_MAIN_THREAD ();

  if (self->running)
    {
      self->again = TRUE;
      return;
    }

  self->running = TRUE;
  run = g_new0 (Run, 1);
  run->session = g_object_ref (self->session);
  run->n_left = N_PARTS;
  for (guint i = 0; i < N_PARTS; i++)
    bst_link_call_async (self->session->link, parts[i].lane, G_PRIORITY_HIGH, parts[i].func,
                         GUINT_TO_POINTER (part_filters[i]), NULL, parts[i].free_result,
                         parts[i].callback, run);
}

/* Some domains again. */

typedef struct
{
  BstSession *session;
  GPtrArray *uuids;
  GHashTable *asked;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_ptr_array_unref (look->uuids);
  g_hash_table_unref (look->asked);
  g_object_unref (look->session);
  g_free (look);
}

/* States of those that are there; whoever is missing in it is gone. */
static gpointer
look_at_some (BstLink *link, gpointer data, GError **error)
{
  Look *look = data;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (facts_free);
  g_autoptr (GArray) states = bst_stats_fetch_some (link, look->uuids, error);

  if (states == NULL)
    return NULL;

  for (guint i = 0; i < states->len; i++)
    {
      const BstDomainStats *stats = &g_array_index (states, BstDomainStats, i);
      virDomainPtr domain = bst_link_ref_domain (link, stats->uuid, NULL);
      BstDomainFacts *facts;

      if (domain == NULL)
        continue;

      facts = bst_domain_facts_new (stats->uuid, NULL);
      facts->name = g_utf8_make_valid (virDomainGetName (domain), -1);
      facts->known = BST_DOMAIN_KNOWN_STATE;
      facts->state = stats->state;
      facts->reason = stats->reason;
      facts->id = bst_machine_state_is_active (stats->state) ? (int) virDomainGetID (domain) : -1;
      g_ptr_array_add (all, facts);
      virDomainFree (domain);
    }

  return g_steal_pointer (&all);
}

static void
tell_missing (Look *look, GPtrArray *found)
{
  for (guint i = 0; i < found->len; i++)
    g_hash_table_remove (look->asked, ((BstDomainFacts *) found->pdata[i])->uuid);

  for (guint i = 0; i < look->uuids->len; i++)
    {
      const char *uuid = look->uuids->pdata[i];

      if (!g_hash_table_contains (look->asked, uuid))
        continue;

      bst_config_reader_remove (look->session->reader, uuid);
      if (bst_roster_remove (look->session->roster, uuid))
        bst_session_tell_gone (look->session, uuid);
    }
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  Look *look = data;
  BstSession *session = look->session;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = bst_link_call_finish (BST_LINK (source), result, &error);

  if (found != NULL)
    {
      for (guint i = 0; i < found->len; i++)
        {
          const BstDomainFacts *facts = found->pdata[i];
          gboolean is_new = bst_roster_get (session->roster, facts->uuid) == NULL;

          bst_roster_update (session->roster, facts);
          if (is_new || GPOINTER_TO_INT (g_hash_table_lookup (look->asked, facts->uuid)))
            bst_config_reader_add (session->reader, facts->uuid, BST_READ_ALL);
        }
      tell_missing (look, found);
      if (found->len > 0)
        bst_session_tell_domains (session, g_steal_pointer (&found), FALSE);
      bst_uptime_consider (session);
    }
  else if (bst_link_is_open (session->link))
    {
      g_debug ("%s: looking at machines: %s", bst_link_get_host (session->link), error->message);
    }
  look_free (look);
}

static gboolean
on_gathered (gpointer data)
{
  BstSync *self = data;
  Look *look = g_new0 (Look, 1);
  GHashTableIter iter;
  gpointer uuid;

  self->gather_id = 0;
  look->session = g_object_ref (self->session);
  look->asked = g_steal_pointer (&self->asked);
  look->uuids = g_ptr_array_new_with_free_func (g_free);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_iter_init (&iter, look->asked);
  while (g_hash_table_iter_next (&iter, &uuid, NULL))
    g_ptr_array_add (look->uuids, g_strdup (uuid));

  bst_link_call_async (self->session->link, BST_LANE_CONTROL, G_PRIORITY_DEFAULT, look_at_some, look,
                       NULL, (GDestroyNotify) g_ptr_array_unref, on_looked, look);

  return G_SOURCE_REMOVE;
}

void
bst_sync_ask (BstSync *self, const char *uuid, gboolean config)
{
  gpointer with_config;

  BST_ASSERT_MAIN_THREAD ();

  with_config = g_hash_table_lookup (self->asked, uuid);
  g_hash_table_insert (
      self->asked, g_strdup (uuid), GINT_TO_POINTER (config || GPOINTER_TO_INT (with_config)));
  if (self->gather_id == 0)
    self->gather_id = g_timeout_add (GATHER_MS, on_gathered, self);
}

BstSync *
bst_sync_new (BstSession *session)
{
  BstSync *self = g_new0 (BstSync, 1);

  self->session = session;
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
bst_sync_free (BstSync *self)
{
  g_clear_handle_id (&self->gather_id, g_source_remove);
  g_hash_table_unref (self->asked);
  g_free (self);
}
