/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-connection-private.h"

#include <glib/gi18n.h>

#include "core/bst-backoff.h"
#include "core/bst-thread.h"
#include "formats/bst-uri.h"
#include "host/bst-connection-private.h"
#include "host/bst-domain-calls.h"
#include "host/bst-graphics-query.h"
#include "host/bst-host-error.h"
#include "host/bst-link-farewell.h"
#include "host/bst-session-private.h"
#include "host/bst-sleep-watch.h"
#include "host/bst-sync.h"
#include "host/bst-tick.h"

/* How long libvirt may take to open on a link that stands: the first time, and twice as long after
 * each time that was too short, as a host that is busy is as slow at the next try. */
#define OPEN_TIMEOUT_MS 15000
#define OPEN_TIMEOUT_MOST_MS 60000

/* How long SSH may take: the first time, and after that in proportion to how long it took, so that
 * a cable that heals while a try waits is found soon. */
#define SSH_TIMEOUT_MS 20000
#define SSH_TIMEOUT_LEAST_MS 5000

/* A hung libvirt swallows a thread for each try; no more of them than this. */
#define MOST_OPENING 2

struct _BstConnection
{
  GObject parent_instance;

  char *name;

  /* Set once. */
  char *uri_text;
  BstUri *uri; /* (nullable): where it makes no sense */

  /* What is wanted. */
  gboolean wanted;
  guint tick_seconds;
  gboolean in_view;
  char **on_screen;

  /* What there is. */
  BstHostState state;
  GError *error;
  guint generation;
  BstSshMaster *ssh;
  BstLink *link; /* being opened, or the session's */
  BstSession *session;
  guint timeout_id;
  guint open_timeout_ms;
  guint retry_id;
  guint n_opening;
  gboolean was_online;
  gint64 ssh_began;
  guint ssh_ms; /* how long it took the last time; 0: never */
  BstBackoff silent; /* nothing answers: trying is waiting already */
  BstBackoff refused;
};

G_DEFINE_FINAL_TYPE (BstConnection, bst_connection, G_TYPE_OBJECT)

enum
{
  STATE_CHANGED,
  QUESTION,
  FACTS,
  HOST_STATS,
  DOMAINS,
  DOMAIN_GONE,
  STATS,
  GUEST,
  JOB,
  EVENT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* An answer that belongs to one try. */
typedef struct
{
  BstConnection *self; /* owned */
  guint generation;
} Try;

static Try *
try_new (BstConnection *self)
{
  Try *try = g_new0 (Try, 1);

  try->self = g_object_ref (self);
  try->generation = self->generation;

  return try;
}

static void
try_free (Try *try)
{
  g_object_unref (try->self);
  g_free (try);
}

static void connect_now (BstConnection *self);

static void
set_state (BstConnection *self, BstHostState state, GError *error)
{
  gboolean changed = self->state != state || error != NULL;

  self->state = state;
  g_clear_error (&self->error);
  self->error = error;
  if (changed)
    g_signal_emit (self, signals[STATE_CHANGED], 0);
}

/* Ends this generation: whatever still comes from it is dropped. */
static void
let_go (BstConnection *self)
{
  self->generation++;
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_clear_handle_id (&self->retry_id, g_source_remove);

  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      bst_session_stop (self->session);
      g_clear_object (&self->session);
    }
  if (self->link != NULL)
    g_signal_handlers_disconnect_by_data (self->link, self);
  if (self->ssh != NULL)
    g_signal_handlers_disconnect_by_data (self->ssh, self);
  bst_link_farewell (g_steal_pointer (&self->link), g_steal_pointer (&self->ssh));
}

static gboolean
on_retry (gpointer data)
{
  BstConnection *self = data;

  self->retry_id = 0;
  connect_now (self);

  return G_SOURCE_REMOVE;
}

static gboolean
is_silence (const GError *error)
{
  return g_error_matches (error, BST_ERROR, BST_ERROR_UNREACHABLE) ||
         g_error_matches (error, BST_ERROR, BST_ERROR_NO_RESOLVER) ||
         g_error_matches (error, BST_ERROR, BST_ERROR_TIMED_OUT) ||
         g_error_matches (error, BST_ERROR, BST_ERROR_LOST);
}

static gboolean
must_wait_for_person (BstConnection *self, const GError *error)
{
  /* A daemon that is being restarted or upgraded takes its socket away for a while. */
  if (self->was_online && g_error_matches (error, BST_ERROR, BST_ERROR_NO_LIBVIRT))
    return FALSE;

  return bst_host_error_needs_person (error);
}

/* @error: (transfer full) */
static void
lose (BstConnection *self, GError *error)
{
  gboolean wait = must_wait_for_person (self, error);

  g_debug ("%s: %s: %s", self->name, wait ? "failed" : "lost", error->message);
  let_go (self);
  if (!wait && self->wanted)
    {
      BstBackoff *backoff = is_silence (error) ? &self->silent : &self->refused;

      self->retry_id = g_timeout_add (bst_backoff_next (backoff), on_retry, self);
    }
  if (wait)
    self->wanted = FALSE;
  set_state (self, wait ? BST_HOST_STATE_FAILED : BST_HOST_STATE_LOST, error);
}

static void
on_synced (BstSession *session, const GError *error, BstConnection *self)
{
  if (error != NULL && self->state == BST_HOST_STATE_SYNCING)
    {
      lose (self, g_error_copy (error));
      return;
    }
  if (self->state != BST_HOST_STATE_SYNCING)
    return;

  self->was_online = TRUE;
  self->open_timeout_ms = OPEN_TIMEOUT_MS;
  bst_backoff_reset (&self->silent);
  bst_backoff_reset (&self->refused);
  set_state (self, BST_HOST_STATE_ONLINE, NULL);
  /* A listener may have closed it. */
  if (self->session == session)
    bst_tick_set_interval (session->tick, self->tick_seconds * (self->in_view ? 1 : 10));
}

static void
on_broken (BstLink *link, const GError *error, BstConnection *self)
{
  lose (self, g_error_copy (error));
}

static void
on_ssh_closed (BstSshMaster *ssh, const GError *error, BstConnection *self)
{
  lose (self, error != NULL ? g_error_copy (error) : bst_host_error_new_lost (self->name, NULL));
}

static void
on_link_open (GObject *source, GAsyncResult *result, gpointer data)
{
  Try *try = data;
  BstConnection *self = try->self;
  g_autoptr (GError) error = NULL;
  gboolean opened = bst_link_open_finish (BST_LINK (source), result, &error);

  self->n_opening--;
  if (try->generation != self->generation)
    {
      /* One that hung came back: the link closes itself. */
    }
  else if (!opened)
    {
      lose (self, g_steal_pointer (&error));
    }
  else
    {
      g_clear_handle_id (&self->timeout_id, g_source_remove);
      self->session = bst_session_new (self, self->link, self->ssh, self->uri->driver);
      bst_session_set_on_screen (self->session, (const char *const *) self->on_screen);
      g_signal_connect (self->session, "synced", G_CALLBACK (on_synced), self);
      set_state (self, BST_HOST_STATE_SYNCING, NULL);
      if (self->session != NULL && try->generation == self->generation)
        bst_session_start (self->session);
    }
  try_free (try);
}

static gboolean
on_open_timeout (gpointer data)
{
  BstConnection *self = data;
  guint waited_ms = self->open_timeout_ms;

  self->timeout_id = 0;
  self->open_timeout_ms = MIN (2 * waited_ms, OPEN_TIMEOUT_MOST_MS);
  lose (self, bst_error_new (BST_ERROR_TIMED_OUT,
                             _ ("Look on the host whether libvirt’s daemon hangs (systemctl status "
                                "libvirtd); restarting it leaves the machines running."),
                             NULL,
                             _ ("Cannot connect to libvirt on %s: it did not answer for %d seconds"),
                             self->name,
                             (int) waited_ms / 1000));

  return G_SOURCE_REMOVE;
}

/* libvirt's test driver works within this process: what it has begun goes on, and nobody hangs. */
static gboolean
has_daemon (const BstUri *uri)
{
  return !g_str_equal (uri->driver, "test") || uri->transport != NULL;
}

static void
open_link (BstConnection *self)
{
  g_autofree char *uri = bst_uri_to_libvirt (
      self->uri, self->ssh != NULL ? bst_ssh_master_get_command (self->ssh) : NULL);

  self->link = bst_link_new (uri, self->name, self->ssh != NULL);
  g_signal_connect (self->link, "broken", G_CALLBACK (on_broken), self);
  if (has_daemon (self->uri))
    self->timeout_id = g_timeout_add (self->open_timeout_ms, on_open_timeout, self);
  self->n_opening++;
  bst_link_open_async (self->link, on_link_open, try_new (self));
}

static void
on_ssh_open (GObject *source, GAsyncResult *result, gpointer data)
{
  Try *try = data;
  BstConnection *self = try->self;
  g_autoptr (GError) error = NULL;
  gboolean opened = bst_ssh_master_open_finish (BST_SSH_MASTER (source), result, &error);

  if (try->generation == self->generation)
    {
      if (opened)
        {
          self->ssh_ms = (guint) ((g_get_monotonic_time () - self->ssh_began) / 1000);
          open_link (self);
        }
      else
        {
          lose (self, g_steal_pointer (&error));
        }
    }
  try_free (try);
}

static void
on_question (BstSshMaster *ssh, BstSshQuestion *question, BstConnection *self)
{
  g_signal_emit (self, signals[QUESTION], 0, question);
}

static void
open_ssh (BstConnection *self)
{
  BstSshTarget target = {
    .host = self->uri->host,
    .user = self->uri->user,
    .port = self->uri->port,
    .jump = self->uri->jump,
    .keyfile = self->uri->keyfile,
  };
  guint timeout = self->ssh_ms == 0
                      ? SSH_TIMEOUT_MS
                      : CLAMP (self->ssh_ms * 4, SSH_TIMEOUT_LEAST_MS, SSH_TIMEOUT_MS);

  self->ssh = bst_ssh_master_new (&target);
  self->ssh_began = g_get_monotonic_time ();
  g_signal_connect (self->ssh, "question", G_CALLBACK (on_question), self);
  g_signal_connect (self->ssh, "closed", G_CALLBACK (on_ssh_closed), self);
  bst_ssh_master_open_async (self->ssh, timeout, NULL, on_ssh_open, try_new (self));
}

static void
connect_now (BstConnection *self)
{
  guint generation;

  let_go (self);
  generation = self->generation;

  if (self->uri == NULL)
    {
      g_autoptr (BstUri) uri = NULL;
      GError *error = NULL;

      uri = bst_uri_parse (self->uri_text, &error);
      if (uri == NULL)
        {
          lose (self, error);
          return;
        }
      self->uri = g_steal_pointer (&uri);
    }

  if (self->n_opening >= MOST_OPENING)
    {
      self->retry_id = g_timeout_add (bst_backoff_next (&self->silent), on_retry, self);
      return;
    }

  set_state (self, BST_HOST_STATE_CONNECTING, NULL);
  if (generation != self->generation)
    return;

  if (bst_uri_is_ssh (self->uri))
    open_ssh (self);
  else
    open_link (self);
}

void
bst_connection_check (BstConnection *self)
{
  BST_ASSERT_MAIN_THREAD ();

  if (bst_host_state_is_connected (self->state))
    {
      bst_link_probe (self->link);
    }
  else if (self->retry_id != 0)
    {
      bst_backoff_reset (&self->silent);
      bst_backoff_reset (&self->refused);
      connect_now (self);
    }
}

static void
bst_connection_dispose (GObject *object)
{
  BstConnection *self = BST_CONNECTION (object);

  self->wanted = FALSE;
  let_go (self);

  G_OBJECT_CLASS (bst_connection_parent_class)->dispose (object);
}

static void
bst_connection_finalize (GObject *object)
{
  BstConnection *self = BST_CONNECTION (object);

  g_free (self->uri_text);
  g_free (self->name);
  g_clear_pointer (&self->uri, bst_uri_free);
  g_clear_error (&self->error);
  g_strfreev (self->on_screen);

  G_OBJECT_CLASS (bst_connection_parent_class)->finalize (object);
}

static guint
add_signal (const char *name, guint n_params, GType a, GType b)
{
  return g_signal_new (name, BST_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, n_params, a, b);
}

static void
bst_connection_class_init (BstConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bst_connection_dispose;
  object_class->finalize = bst_connection_finalize;

  signals[STATE_CHANGED] = add_signal ("state-changed", 0, 0, 0);
  signals[QUESTION] = add_signal ("question", 1, BST_TYPE_SSH_QUESTION, 0);
  signals[FACTS] = add_signal ("facts", 1, G_TYPE_POINTER, 0);
  signals[HOST_STATS] = add_signal ("host-stats", 1, G_TYPE_POINTER, 0);
  signals[DOMAINS] = add_signal ("domains", 2, G_TYPE_PTR_ARRAY, G_TYPE_BOOLEAN);
  signals[DOMAIN_GONE] = add_signal ("domain-gone", 1, G_TYPE_STRING, 0);
  signals[STATS] = add_signal ("stats", 2, G_TYPE_POINTER, G_TYPE_UINT);
  signals[GUEST] = add_signal ("guest", 2, G_TYPE_STRING, G_TYPE_POINTER);
  signals[JOB] =
      g_signal_new ("job", BST_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                    4, G_TYPE_STRING, G_TYPE_BOOLEAN, G_TYPE_BOOLEAN, G_TYPE_POINTER);
  signals[EVENT] = add_signal ("event", 1, G_TYPE_POINTER, 0);
}

static void
bst_connection_init (BstConnection *self)
{
  self->open_timeout_ms = OPEN_TIMEOUT_MS;
  self->tick_seconds = 3;
  self->in_view = TRUE;
  /* Within ten seconds of a healed cable: a pause of these, the try that was on its way, and one
   * that works. */
  self->silent = (BstBackoff) BST_BACKOFF_INIT (1000, 3000);
  self->refused = (BstBackoff) BST_BACKOFF_INIT (1000, 30000);
}

BstConnection *
bst_connection_new (const char *uri, const char *name)
{
  BstConnection *self = g_object_new (BST_TYPE_CONNECTION, NULL);

  BST_ASSERT_MAIN_THREAD ();

  self->uri_text = g_strdup (uri);
  self->name = g_strdup (name);
  bst_sleep_watch_connect (G_CALLBACK (bst_connection_check), self);

  return self;
}

void
bst_connection_set_name (BstConnection *self, const char *name)
{
  BST_ASSERT_MAIN_THREAD ();

  if (g_strcmp0 (self->name, name) == 0)
    return;

  g_free (self->name);
  self->name = g_strdup (name);
}

void
bst_connection_open (BstConnection *self)
{
  BST_ASSERT_MAIN_THREAD ();

  if (self->wanted && self->retry_id == 0)
    return;

  self->wanted = TRUE;
  bst_backoff_reset (&self->silent);
  bst_backoff_reset (&self->refused);
  connect_now (self);
}

void
bst_connection_close (BstConnection *self)
{
  BST_ASSERT_MAIN_THREAD ();

  self->wanted = FALSE;
  let_go (self);
  set_state (self, BST_HOST_STATE_OFFLINE, NULL);
}

BstHostState
bst_connection_get_state (BstConnection *self)
{
  return self->state;
}

const GError *
bst_connection_get_error (BstConnection *self)
{
  return self->error;
}

BstSshMaster *
bst_connection_get_ssh (BstConnection *self)
{
  return self->ssh;
}

BstLink *
bst_connection_get_link (BstConnection *self)
{
  return self->session != NULL ? self->link : NULL;
}

void
bst_connection_look_after (BstConnection *self, const char *uuid)
{
  if (self->session != NULL)
    bst_sync_ask (self->session->sync, uuid, TRUE);
}

guint
bst_connection_get_n_calls (BstConnection *self)
{
  return self->link != NULL ? bst_link_get_n_calls (self->link) : 0;
}

void
bst_connection_set_tick (BstConnection *self, guint seconds, gboolean in_view)
{
  BST_ASSERT_MAIN_THREAD ();

  if (self->tick_seconds == seconds && self->in_view == in_view)
    return;

  self->tick_seconds = seconds;
  self->in_view = in_view;
  if (self->state == BST_HOST_STATE_ONLINE)
    bst_tick_set_interval (self->session->tick, seconds * (in_view ? 1 : 10));
}

void
bst_connection_refresh (BstConnection *self)
{
  BST_ASSERT_MAIN_THREAD ();

  if (self->state != BST_HOST_STATE_ONLINE)
    return;

  bst_sync_start (self->session->sync);
  bst_tick_now (self->session->tick);
}

void
bst_connection_set_on_screen (BstConnection *self, const char *const *uuids)
{
  BST_ASSERT_MAIN_THREAD ();

  g_strfreev (self->on_screen);
  self->on_screen = g_strdupv ((char **) uuids);
  if (self->session != NULL)
    bst_session_set_on_screen (self->session, uuids);
}

/* libvirt has no event for a saved state that is discarded, or for autostart: looks at it again. */
static void
on_call_completed (GTask *task, GParamSpec *pspec, const char *uuid)
{
  BstConnection *self = g_task_get_source_object (task);

  if (self->session != NULL && !g_task_had_error (task))
    bst_sync_ask (self->session->sync, uuid, TRUE);
}

static void
free_uuid (gpointer uuid, GClosure *closure)
{
  g_free (uuid);
}

static GError *
new_not_connected_error (BstConnection *self)
{
  return bst_error_new (BST_ERROR_NOT_CONNECTED,
                        _ ("Wait until the host is connected again."),
                        NULL,
                        _ ("%s is not connected"),
                        self->name);
}

BstLink *
bst_connection_need_link (BstConnection *self, GError **error)
{
  BstLink *link = bst_connection_get_link (self);

  if (link == NULL)
    g_propagate_error (error, new_not_connected_error (self));

  return link;
}

void
bst_connection_send_errand (BstConnection *self,
                            const char *uuid,
                            const BstErrand *errand,
                            GTask *task)
{
  BST_ASSERT_MAIN_THREAD ();

  if (self->session != NULL)
    {
      bst_errand_start (self->link, uuid, bst_roster_get_name (self->session->roster, uuid), errand,
                        task);
      return;
    }

  if (errand->free_data != NULL)
    errand->free_data (errand->data);
  g_task_return_error (task, new_not_connected_error (self));
  g_object_unref (task);
}

void
bst_connection_look_again (BstConnection *self, const char *uuid)
{
  BST_ASSERT_MAIN_THREAD ();

  if (self->session != NULL)
    bst_sync_ask (self->session->sync, uuid, TRUE);
}

void
bst_connection_call_async (BstConnection *self,
                           const char *uuid,
                           BstDomainCall call,
                           const char *text,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  BST_ASSERT_MAIN_THREAD ();

  if (self->session != NULL)
    {
      g_signal_connect_data (task, "notify::completed", G_CALLBACK (on_call_completed),
                             g_strdup (uuid), free_uuid, 0);
      bst_domain_calls_start (self->link, uuid,
                              bst_roster_get_name (self->session->roster, uuid), call, text, task);
      return;
    }

  g_task_return_error (task, new_not_connected_error (self));
  g_object_unref (task);
}

gboolean
bst_connection_call_finish (BstConnection *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
bst_connection_get_progress_async (BstConnection *self,
                                   const char *uuid,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  BST_ASSERT_MAIN_THREAD ();

  if (self->session != NULL)
    {
      bst_domain_calls_get_progress (self->link, uuid, task);
      return;
    }

  g_task_return_error (
      task, bst_host_error_new_lost (self->name, NULL));
  g_object_unref (task);
}

double
bst_connection_get_progress_finish (BstConnection *self, GAsyncResult *result, GError **error)
{
  g_autofree double *fraction = g_task_propagate_pointer (G_TASK (result), error);

  return fraction != NULL ? *fraction : -1;
}

void
bst_connection_read_graphics_async (BstConnection *self,
                                    const char *uuid,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  BST_ASSERT_MAIN_THREAD ();

  if (self->session != NULL)
    bst_graphics_query_start (self->session, uuid, g_steal_pointer (&task));
  else
    g_task_return_error (task, bst_host_error_new_lost (self->name, NULL));
}

GPtrArray *
bst_connection_read_graphics_finish (BstConnection *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
