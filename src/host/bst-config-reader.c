/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-config-reader.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#include "core/bst-thread.h"
#include "formats/bst-domain-config.h"
#include "host/bst-guest-query.h"
#include "host/bst-host-error.h"

#define GATHER_MS 50

/* Domains a turn on a thread: few enough that one that comes on screen does not wait for long. */
#define PORTION 8

typedef struct
{
  char *uuid;
  BstRead what;
} Wish;

/* One turn on a thread. */
typedef struct
{
  BstSession *session; /* owned */
  GArray *wishes;      /* of Wish */
} Turn;

/* What was read of one domain. */
typedef struct
{
  BstDomainFacts *facts;
  gboolean agent_connected;
  gboolean balloon_silent;
  gboolean busy;
} Found;

struct _BstConfigReader
{
  BstSession *session; /* not owned */
  GHashTable *wishes;  /* UUID → BstRead: what waits */
  GQueue first;        /* of UUIDs: on screen; some may have been served since */
  GQueue rest;
  guint n_turns;
  GPtrArray *found; /* of BstDomainFacts: to be told */
  guint tell_id;
};

static void
wish_clear (gpointer data)
{
  g_free (((Wish *) data)->uuid);
}

static void
found_free (gpointer data)
{
  Found *found = data;

  bst_domain_facts_free (found->facts);
  g_free (found);
}

static void
take_config (Found *found, const char *xml)
{
  BstDomainFacts *facts = found->facts;
  g_autoptr (GError) error = NULL;
  g_autoptr (BstDomainConfig) config = NULL;

  facts->xml = g_utf8_make_valid (xml, -1);
  facts->known |= BST_DOMAIN_KNOWN_CONFIG;
  config = bst_domain_config_parse (facts->xml, -1, &error);
  if (config == NULL)
    {
      /* The XML is kept for whoever wants to look at it. */
      g_debug ("XML of %s: %s", facts->uuid, error->message);
      return;
    }

  facts->title = g_strdup (config->title);
  facts->description = g_strdup (config->description);
  facts->os_id = g_strdup (config->os_id);
  facts->known |= BST_DOMAIN_KNOWN_SIZE;
  facts->vcpus = config->vcpus;
  facts->memory_kib = config->memory_kib;
  facts->agent = config->has_agent_channel;
  found->agent_connected = config->agent_connected;
  found->balloon_silent = strstr (facts->xml, "<memballoon model='virtio") != NULL &&
                          strstr (facts->xml, "<stats period=") == NULL;
}

static gboolean
read_config (BstLink *link, virDomainPtr domain, Found *found)
{
  char *xml;

  bst_link_count_call (link);
  xml = virDomainGetXMLDesc (domain, 0);
  if (xml == NULL)
    return FALSE;

  take_config (found, xml);
  free (xml);

  return TRUE;
}

static gboolean
read_flags (BstLink *link, virDomainPtr domain, Found *found)
{
  BstDomainFacts *facts = found->facts;
  int persistent, saved, autostart = 0;

  bst_link_count_call (link);
  persistent = virDomainIsPersistent (domain);
  if (persistent < 0)
    return FALSE;

  bst_link_count_call (link);
  saved = virDomainHasManagedSaveImage (domain, 0);
  if (persistent == 1)
    {
      bst_link_count_call (link);
      if (virDomainGetAutostart (domain, &autostart) < 0)
        autostart = 0;
    }
  facts->persistent = persistent == 1;
  facts->managed_save = saved == 1;
  facts->autostart = autostart == 1;
  facts->known |= BST_DOMAIN_KNOWN_FLAGS;

  return TRUE;
}

/* No event tells of what began before anybody listened. */
static gboolean
read_job (BstLink *link, virDomainPtr domain)
{
  virDomainJobInfo info;

  bst_link_count_call (link);

  return virDomainGetJobInfo (domain, &info) == 0 &&
         (info.type == VIR_DOMAIN_JOB_BOUNDED || info.type == VIR_DOMAIN_JOB_UNBOUNDED);
}

/* NULL where the domain is gone, or the link. */
static Found *
read_one (BstLink *link, const Wish *wish)
{
  virDomainPtr domain = bst_link_ref_domain (link, wish->uuid, NULL);
  Found *found;
  gboolean ok = TRUE;
  int n;

  if (domain == NULL)
    return NULL;

  found = g_new0 (Found, 1);
  found->facts = bst_domain_facts_new (wish->uuid, NULL);
  if (wish->what & BST_READ_CONFIG)
    ok = read_config (link, domain, found);
  if (ok && (wish->what & BST_READ_FLAGS))
    ok = read_flags (link, domain, found);
  if (ok && (wish->what & BST_READ_SNAPSHOTS))
    {
      bst_link_count_call (link);
      n = virDomainSnapshotNum (domain, 0);
      if (n >= 0)
        {
          found->facts->n_snapshots = (guint) n;
          found->facts->known |= BST_DOMAIN_KNOWN_SNAPSHOTS;
        }
    }
  if (ok && (wish->what & BST_READ_JOB))
    found->busy = read_job (link, domain);
  virDomainFree (domain);

  if (found->facts->known == 0)
    {
      bst_link_check (link);
      g_clear_pointer (&found, found_free);
    }

  return found;
}

static gpointer
read_some (BstLink *link, gpointer data, GError **error)
{
  Turn *turn = data;
  GPtrArray *all = g_ptr_array_new_with_free_func (found_free);

  for (guint i = 0; i < turn->wishes->len && bst_link_is_open (link); i++)
    {
      Found *found = read_one (link, &g_array_index (turn->wishes, Wish, i));

      if (found != NULL)
        g_ptr_array_add (all, found);
    }

  return all;
}

static gboolean
tell_found (gpointer data)
{
  BstConfigReader *self = data;
  GPtrArray *facts = g_steal_pointer (&self->found);

  self->tell_id = 0;
  if (bst_link_is_open (self->session->link))
    bst_session_tell_domains (self->session, facts, FALSE);
  else
    g_ptr_array_unref (facts);

  return G_SOURCE_REMOVE;
}

static void start_turns (BstConfigReader *self);

static gboolean
is_found (BstConfigReader *self, const char *uuid)
{
  for (guint i = 0; self->found != NULL && i < self->found->len; i++)
    {
      const BstDomainFacts *facts = self->found->pdata[i];

      if (g_str_equal (facts->uuid, uuid))
        return TRUE;
    }

  return FALSE;
}

static void
take_found (BstConfigReader *self, Found *found)
{
  BstRosterEntry *entry = bst_roster_get (self->session->roster, found->facts->uuid);

  /* Gone since. */
  if (entry == NULL)
    return;

  bst_roster_update (self->session->roster, found->facts);
  if (found->busy)
    bst_session_tell_job (self->session, entry->uuid, FALSE, FALSE, NULL);
  if (found->facts->known & BST_DOMAIN_KNOWN_CONFIG)
    {
      entry->agent = found->agent_connected;
      entry->balloon_silent = found->balloon_silent;
      bst_guest_query_consider (self->session->guests, entry->uuid);
    }
  /* A machine stands once in what is told; what was read of it first is told first. */
  if (is_found (self, entry->uuid))
    {
      g_clear_handle_id (&self->tell_id, g_source_remove);
      tell_found (self);
    }
  if (self->found == NULL)
    self->found = g_ptr_array_new_with_free_func ((GDestroyNotify) bst_domain_facts_free);
  g_ptr_array_add (self->found, g_steal_pointer (&found->facts));
  if (self->tell_id == 0)
    self->tell_id = g_timeout_add (GATHER_MS, tell_found, self);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Turn *turn = data;
  BstConfigReader *self = turn->session->reader;
  g_autoptr (GPtrArray) all = bst_link_call_finish (BST_LINK (source), result, NULL);

  self->n_turns--;
  if (all != NULL)
    {
      for (guint i = 0; i < all->len; i++)
        take_found (self, all->pdata[i]);
      start_turns (self);
    }
  g_array_unref (turn->wishes);
  g_object_unref (turn->session);
  g_free (turn);
}

static gboolean
take_wish (BstConfigReader *self, GQueue *queue, GArray *wishes)
{
  g_autofree char *uuid = g_queue_pop_head (queue);
  gpointer what;
  Wish wish;

  if (uuid == NULL)
    return FALSE;

  if (g_hash_table_steal_extended (self->wishes, uuid, (gpointer *) &wish.uuid, &what))
    {
      wish.what = (BstRead) GPOINTER_TO_UINT (what);
      g_array_append_val (wishes, wish);
    }

  return TRUE;
}

static void
start_turns (BstConfigReader *self)
{
  while (self->n_turns < BST_LINK_POOL && g_hash_table_size (self->wishes) > 0)
    {
      Turn *turn = g_new0 (Turn, 1);

      turn->session = g_object_ref (self->session);
      turn->wishes = g_array_new (FALSE, FALSE, sizeof (Wish));
      g_array_set_clear_func (turn->wishes, wish_clear);
      while (turn->wishes->len < PORTION && (take_wish (self, &self->first, turn->wishes) ||
                                             take_wish (self, &self->rest, turn->wishes)))
        ;

      self->n_turns++;
      bst_link_call_async (self->session->link, BST_LANE_POOL, G_PRIORITY_LOW, read_some, turn,
                           NULL, (GDestroyNotify) g_ptr_array_unref, on_read, turn);
    }
}

/* After everything else that this turn of the main loop adds: the order is known then. */
static gboolean
start_soon (gpointer data)
{
  BstSession *session = data;

  if (bst_link_is_open (session->link))
    start_turns (session->reader);

  return G_SOURCE_REMOVE;
}

void
bst_config_reader_add (BstConfigReader *self, const char *uuid, BstRead what)
{
  gboolean seen = g_hash_table_contains (self->session->on_screen, uuid);
  guint before = g_hash_table_size (self->wishes);

  BST_ASSERT_MAIN_THREAD ();

  what |= GPOINTER_TO_UINT (g_hash_table_lookup (self->wishes, uuid));
  g_hash_table_insert (self->wishes, g_strdup (uuid), GUINT_TO_POINTER (what));
  if (g_hash_table_size (self->wishes) > before)
    g_queue_push_tail (seen ? &self->first : &self->rest, g_strdup (uuid));
  if (before == 0)
    g_idle_add_full (G_PRIORITY_DEFAULT, start_soon, g_object_ref (self->session), g_object_unref);
}

void
bst_config_reader_remove (BstConfigReader *self, const char *uuid)
{
  g_hash_table_remove (self->wishes, uuid);
}

void
bst_config_reader_prefer (BstConfigReader *self)
{
  GHashTableIter iter;
  gpointer uuid;

  g_hash_table_iter_init (&iter, self->session->on_screen);
  while (g_hash_table_iter_next (&iter, &uuid, NULL))
    {
      if (g_hash_table_contains (self->wishes, uuid))
        g_queue_push_head (&self->first, g_strdup (uuid));
    }
}

BstConfigReader *
bst_config_reader_new (BstSession *session)
{
  BstConfigReader *self = g_new0 (BstConfigReader, 1);

  self->session = session;
  self->wishes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->first);
  g_queue_init (&self->rest);

  return self;
}

void
bst_config_reader_free (BstConfigReader *self)
{
  g_clear_handle_id (&self->tell_id, g_source_remove);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_hash_table_unref (self->wishes);
  g_queue_clear_full (&self->first, g_free);
  g_queue_clear_full (&self->rest, g_free);
  g_free (self);
}
