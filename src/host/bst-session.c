/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-session-private.h"

#include "core/bst-thread.h"
#include "host/bst-config-reader.h"
#include "host/bst-events.h"
#include "host/bst-guest-query.h"
#include "host/bst-host-query.h"
#include "host/bst-screens.h"
#include "host/bst-sync.h"
#include "host/bst-tick.h"

G_DEFINE_FINAL_TYPE (BstSession, bst_session, G_TYPE_OBJECT)

enum
{
  SYNCED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Something to tell: one of its fields is set. */
typedef struct
{
  GPtrArray *facts; /* of BstDomainFacts */
  guint next;       /* the first that was not told yet */
  gboolean complete;
  GArray *stats; /* of BstDomainStats */
  char *gone;
  gboolean synced;
  GError *error; /* (nullable): with synced */
} Letter;

static void
letter_free (gpointer data)
{
  Letter *letter = data;

  g_clear_pointer (&letter->facts, g_ptr_array_unref);
  g_clear_pointer (&letter->stats, g_array_unref);
  g_free (letter->gone);
  g_clear_error (&letter->error);
  g_free (letter);
}

static void
bst_session_finalize (GObject *object)
{
  BstSession *self = BST_SESSION (object);

  g_clear_handle_id (&self->outbox_id, g_source_remove);
  g_queue_clear_full (&self->outbox, letter_free);
  bst_tick_free (self->tick);
  bst_guest_query_free (self->guests);
  bst_screens_free (self->screens);
  bst_config_reader_free (self->reader);
  bst_sync_free (self->sync);
  bst_roster_free (self->roster);
  g_hash_table_unref (self->on_screen);
  g_clear_object (&self->ssh);
  g_clear_object (&self->link);

  G_OBJECT_CLASS (bst_session_parent_class)->finalize (object);
}

static void
bst_session_class_init (BstSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_session_finalize;

  signals[SYNCED] = g_signal_new ("synced", BST_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
bst_session_init (BstSession *self)
{
  self->roster = bst_roster_new ();
  self->on_screen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->sync = bst_sync_new (self);
  self->reader = bst_config_reader_new (self);
  self->tick = bst_tick_new (self);
  self->guests = bst_guest_query_new (self);
  self->screens = bst_screens_new (self);
  g_queue_init (&self->outbox);
}

BstSession *
bst_session_new (BstConnection *connection, BstLink *link, BstSshMaster *ssh, const char *driver)
{
  BstSession *self = g_object_new (BST_TYPE_SESSION, NULL);

  BST_ASSERT_MAIN_THREAD ();

  self->connection = connection;
  self->link = g_object_ref (link);
  self->is_qemu = g_str_equal (driver, "qemu");
  if (ssh != NULL)
    self->ssh = g_object_ref (ssh);

  return self;
}

static gpointer
register_first (BstLink *link, gpointer data, GError **error)
{
  return bst_events_register (data, link, TRUE);
}

static gpointer
register_others (BstLink *link, gpointer data, GError **error)
{
  return bst_events_register (data, link, FALSE);
}

static void
on_registered_others (GObject *source, GAsyncResult *result, gpointer data)
{
  bst_link_call_finish (BST_LINK (source), result, NULL);
}

static void
on_host_facts (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstSession) self = data;
  g_autoptr (BstHostFacts) facts = bst_link_call_finish (BST_LINK (source), result, NULL);

  if (facts == NULL)
    return;

  bst_session_tell_host (self, facts);
}

static void
on_registered_first (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstSession) self = data;
  gpointer told = bst_link_call_finish (BST_LINK (source), result, NULL);

  if (!bst_link_is_open (self->link))
    return;

  self->has_events = GPOINTER_TO_INT (told);
  bst_sync_start (self->sync);
  /* These follow the lists on the same threads. */
  bst_link_call_async (self->link, BST_LANE_POOL, G_PRIORITY_DEFAULT, bst_host_query, NULL, NULL,
                       (GDestroyNotify) bst_host_facts_free, on_host_facts, g_object_ref (self));
  if (self->has_events)
    bst_link_call_async (self->link, BST_LANE_POOL, G_PRIORITY_DEFAULT, register_others,
                         g_object_ref (self), g_object_unref, NULL, on_registered_others, NULL);
}

void
bst_session_start (BstSession *self)
{
  BST_ASSERT_MAIN_THREAD ();

  bst_link_call_async (self->link, BST_LANE_CONTROL, G_PRIORITY_HIGH, register_first,
                       g_object_ref (self), g_object_unref, NULL, on_registered_first,
                       g_object_ref (self));
}

void
bst_session_stop (BstSession *self)
{
  BST_ASSERT_MAIN_THREAD ();

  bst_link_close (self->link);
  self->connection = NULL;
  g_clear_handle_id (&self->outbox_id, g_source_remove);
  g_queue_clear_full (&self->outbox, letter_free);
}

void
bst_session_set_on_screen (BstSession *self, const char *const *uuids)
{
  g_hash_table_remove_all (self->on_screen);
  for (guint i = 0; uuids != NULL && uuids[i] != NULL; i++)
    g_hash_table_add (self->on_screen, g_strdup (uuids[i]));
  bst_config_reader_prefer (self->reader);
}

static gboolean
can_tell (BstSession *self)
{
  return self->connection != NULL && bst_link_is_open (self->link);
}

/* Whoever listens may keep what is told, so each portion owns its part of the list. */
static GPtrArray *
take_portion (Letter *letter, guint n)
{
  GPtrArray *portion = g_ptr_array_new_full (n, (GDestroyNotify) bst_domain_facts_free);

  for (guint i = 0; i < n; i++)
    {
      BstDomainFacts *facts = letter->facts->pdata[letter->next];

      if (letter->complete)
        letter->facts->pdata[letter->next] = bst_domain_facts_new (facts->uuid, facts->name);
      else
        letter->facts->pdata[letter->next] = NULL;
      letter->next++;
      g_ptr_array_add (portion, facts);
    }

  return portion;
}

/* TRUE where there is more of it to tell. What is listed completely goes out in portions, and at
 * last once more as bare names, so that whoever listens knows who is not there any more. */
static gboolean
tell_portion (BstSession *self, Letter *letter)
{
  guint n = MIN (letter->facts->len - letter->next, BST_SESSION_PORTION);
  g_autoptr (GPtrArray) portion = NULL;

  if (letter->facts->len <= BST_SESSION_PORTION)
    {
      g_signal_emit_by_name (self->connection, "domains", letter->facts, letter->complete);
      return FALSE;
    }

  if (n > 0)
    {
      portion = take_portion (letter, n);
      g_signal_emit_by_name (self->connection, "domains", portion, FALSE);
      return letter->complete || letter->next < letter->facts->len;
    }

  g_signal_emit_by_name (self->connection, "domains", letter->facts, TRUE);

  return FALSE;
}

static gboolean
tell_stats_portion (BstSession *self, Letter *letter)
{
  guint n = MIN (letter->stats->len - letter->next, BST_SESSION_PORTION);

  g_signal_emit_by_name (self->connection, "stats",
                         &g_array_index (letter->stats, BstDomainStats, letter->next), n);
  letter->next += n;

  return letter->next < letter->stats->len;
}

static gboolean
tell_letter (BstSession *self, Letter *letter)
{
  if (letter->facts != NULL)
    return tell_portion (self, letter);
  if (letter->stats != NULL)
    return tell_stats_portion (self, letter);

  if (letter->synced)
    g_signal_emit (self, signals[SYNCED], 0, letter->error);
  else
    g_signal_emit_by_name (self->connection, "domain-gone", letter->gone);

  return FALSE;
}

static gboolean
on_outbox (gpointer data)
{
  g_autoptr (BstSession) self = g_object_ref (data);
  Letter *letter = g_queue_pop_head (&self->outbox);
  gboolean more = tell_letter (self, letter);

  /* A listener may have closed the connection. */
  if (!can_tell (self))
    {
      letter_free (letter);
      return G_SOURCE_REMOVE;
    }

  if (more)
    g_queue_push_head (&self->outbox, letter);
  else
    letter_free (letter);
  if (!g_queue_is_empty (&self->outbox))
    return G_SOURCE_CONTINUE;

  self->outbox_id = 0;
  return G_SOURCE_REMOVE;
}

static void
send_letter (BstSession *self, Letter *letter)
{
  BST_ASSERT_MAIN_THREAD ();

  if (!can_tell (self))
    {
      letter_free (letter);
      return;
    }

  /* After what is drawn and typed: portions must not make a queue of their own before it. */
  g_queue_push_tail (&self->outbox, letter);
  if (self->outbox_id == 0)
    self->outbox_id = g_idle_add (on_outbox, self);
}

void
bst_session_tell_domains (BstSession *self, GPtrArray *facts, gboolean complete)
{
  Letter *letter = g_new0 (Letter, 1);

  letter->facts = facts;
  letter->complete = complete;
  send_letter (self, letter);
}

void
bst_session_tell_stats (BstSession *self, GArray *stats)
{
  Letter *letter = g_new0 (Letter, 1);

  letter->stats = stats;
  send_letter (self, letter);
}

void
bst_session_tell_gone (BstSession *self, const char *uuid)
{
  Letter *letter = g_new0 (Letter, 1);

  letter->gone = g_strdup (uuid);
  send_letter (self, letter);
}

void
bst_session_tell_synced (BstSession *self, const GError *error)
{
  Letter *letter = g_new0 (Letter, 1);

  /* After the machines that were listed. */
  letter->synced = TRUE;
  letter->error = error != NULL ? g_error_copy (error) : NULL;
  send_letter (self, letter);
}

void
bst_session_tell_host (BstSession *self, const BstHostFacts *facts)
{
  if (can_tell (self))
    g_signal_emit_by_name (self->connection, "facts", facts);
}

void
bst_session_tell_host_stats (BstSession *self, const BstHostStats *stats)
{
  if (can_tell (self))
    g_signal_emit_by_name (self->connection, "host-stats", stats);
}

void
bst_session_tell_guest (BstSession *self, const char *uuid, const BstGuestFacts *facts)
{
  if (can_tell (self))
    g_signal_emit_by_name (self->connection, "guest", uuid, facts);
}

void
bst_session_tell_job (BstSession *self,
                      const char *uuid,
                      gboolean ended,
                      gboolean good,
                      const BstMigrationStatus *status)
{
  if (can_tell (self))
    g_signal_emit_by_name (self->connection, "job", uuid, ended, good, status);
}

void
bst_session_tell_event (BstSession *self, const BstJournalFields *fields)
{
  if (can_tell (self))
    g_signal_emit_by_name (self->connection, "event", fields);
}
