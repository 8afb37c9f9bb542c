/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-link.h"

#include <glib/gi18n.h>
#include <libvirt-glib/libvirt-glib.h>

#include "core/bst-thread.h"
#include "core/bst-worker.h"
#include "host/bst-host-error.h"

/*
 * The server is asked something small now and then, on a thread of its own; after 20 s of silence the
 * link is dead. libvirt's own keepalive must not be used: up to 10.3 it frees a stack frame too early
 * when it closes a connection on which more than one thread waits (CVE-2024-4418), and crashes the
 * program as soon as the host is heard of again. See bst-link-farewell.h for the other way to it.
 */
#define PULSE_MS 5000
#define PATIENCE_MS 20000

/*
 * libvirt's client lets the first of several calls wait for the answers of all, and a second one may miss
 * waking it: it is then not sent before something else happens on the connection (seen with 9.0: after
 * seconds, in the middle of a migration). A pulse is something.
 */
#define NUDGE_MS 200

/* For one that is doubted: bst_link_probe (). */
#define PROBE_PATIENCE_MS 5000

typedef struct
{
  BstLinkDeregister deregister;
  int id;
} Registration;

struct _BstLink
{
  GObject parent_instance;

  /* Set once. */
  char *uri;
  char *host;
  gboolean ssh;
  BstWorker *control;
  BstWorker *pool;
  BstWorker *pulse;

  /* Main thread. */
  guint pulse_id;
  guint nudge_id;
  guint probe_id;
  gboolean pulse_waits;
  gint64 pulse_sent; /* monotonic, in microseconds */
  gint64 probe_sent; /* the oldest probe that probe_id waits for */
  gint64 probe_last; /* the newest */

  /* Any thread. */
  gint over; /* atomic */
  gint n_calls;
  gint n_waiting; /* calls that are not answered */
  gint broken;

  GMutex mutex;
  virConnectPtr connection; /* owned */
  gulong version;
  gboolean is_remote;  /* there is a server that may fall silent */
  gint64 last_answer;  /* monotonic, in microseconds */
  gint64 newest_call;  /* when the newest call began */
  gint64 last_asked;   /* when the newest question that was answered went out */
  GHashTable *domains;    /* UUID → virDomainPtr, owned */
  GArray *registrations;  /* of Registration */
};

G_DEFINE_FINAL_TYPE (BstLink, bst_link, G_TYPE_OBJECT)

enum
{
  BROKEN,
  CLOSED,
  ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
log_libvirt_error (void *data, virErrorPtr verr)
{
  g_debug ("libvirt: code %d domain %d: %s", verr->code, verr->domain, verr->message);
}

void
bst_link_init_library (void)
{
  static gsize done;

  BST_ASSERT_MAIN_THREAD ();

  if (g_once_init_enter (&done))
    {
      gvir_event_register ();
      virInitialize ();
      /* libvirt prints each error to stderr unless somebody takes them. */
      virSetErrorFunc (NULL, log_libvirt_error);
      g_once_init_leave (&done, 1);
    }
}

static void
free_domain (gpointer domain)
{
  virDomainFree (domain);
}

static void
bst_link_finalize (GObject *object)
{
  BstLink *self = BST_LINK (object);

  g_assert (self->connection == NULL);
  g_free (self->uri);
  g_free (self->host);
  bst_worker_unref (self->control);
  bst_worker_unref (self->pool);
  bst_worker_unref (self->pulse);
  g_hash_table_unref (self->domains);
  g_array_unref (self->registrations);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (bst_link_parent_class)->finalize (object);
}

static void
bst_link_class_init (BstLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_link_finalize;

  signals[BROKEN] = g_signal_new ("broken", BST_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[CLOSED] = g_signal_new ("closed", BST_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[ENDED] = g_signal_new ("ended", BST_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
bst_link_init (BstLink *self)
{
  g_mutex_init (&self->mutex);
  self->control = bst_worker_new ("host-control", 1);
  self->pool = bst_worker_new ("host-pool", BST_LINK_POOL);
  self->pulse = bst_worker_new ("host-pulse", 1);
  self->domains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_domain);
  self->registrations = g_array_new (FALSE, FALSE, sizeof (Registration));
}

BstLink *
bst_link_new (const char *uri, const char *host, gboolean ssh)
{
  BstLink *self;

  bst_link_init_library ();
  self = g_object_new (BST_TYPE_LINK, NULL);
  self->uri = g_strdup (uri);
  self->host = g_strdup (host);
  self->ssh = ssh;

  return self;
}

static gboolean
is_over (BstLink *self)
{
  return g_atomic_int_get (&self->over) != 0;
}

gboolean
bst_link_is_open (BstLink *self)
{
  gboolean open;

  g_mutex_lock (&self->mutex);
  open = self->connection != NULL && !is_over (self);
  g_mutex_unlock (&self->mutex);

  return open;
}

const char *
bst_link_get_host (BstLink *self)
{
  return self->host;
}

gulong
bst_link_get_version (BstLink *self)
{
  return self->version;
}

/* What a broken link is told with, from any thread to the main one. */
typedef struct
{
  BstLink *self;
  GError *error;
} Broken;

static gboolean
emit_broken (gpointer data)
{
  Broken *broken = data;

  if (!is_over (broken->self))
    g_signal_emit (broken->self, signals[BROKEN], 0, broken->error);

  return G_SOURCE_REMOVE;
}

static void
broken_free (gpointer data)
{
  Broken *broken = data;

  g_object_unref (broken->self);
  g_error_free (broken->error);
  g_free (broken);
}

static void
tell_broken (BstLink *self, const char *why)
{
  Broken *broken;

  if (is_over (self) || !g_atomic_int_compare_and_exchange (&self->broken, 0, 1))
    return;

  broken = g_new0 (Broken, 1);
  broken->self = g_object_ref (self);
  broken->error = bst_host_error_new_lost (self->host, why);
  /* Never inline: libvirt may hold its locks. */
  g_idle_add_full (G_PRIORITY_DEFAULT, emit_broken, broken, broken_free);
}

static void
on_connection_closed (virConnectPtr connection, int reason, void *data)
{
  static const char *const reasons[] = {
    [VIR_CONNECT_CLOSE_REASON_ERROR] = N_ ("there was an error on the wire"),
    [VIR_CONNECT_CLOSE_REASON_EOF] = N_ ("libvirt’s daemon there ended"),
    [VIR_CONNECT_CLOSE_REASON_KEEPALIVE] = N_ ("it did not answer"),
    [VIR_CONNECT_CLOSE_REASON_CLIENT] = N_ ("it was closed"),
  };
  BstLink *self = data;

  tell_broken (self, _ (reasons[CLAMP (reason, 0, (int) G_N_ELEMENTS (reasons) - 1)]));
}

void
bst_link_check (BstLink *self)
{
  if (self->connection != NULL && virConnectIsAlive (self->connection) == 0)
    tell_broken (self, NULL);
}

/* Takes @connection unless nobody waits for it any more. */
static gboolean
take_connection (BstLink *self, virConnectPtr connection, gulong version, gboolean is_remote)
{
  gboolean taken = FALSE;

  g_mutex_lock (&self->mutex);
  if (!is_over (self))
    {
      self->connection = connection;
      self->version = version;
      self->is_remote = is_remote;
      self->last_answer = g_get_monotonic_time ();
      taken = TRUE;
    }
  g_mutex_unlock (&self->mutex);

  return taken;
}

static void
open_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  BstLink *self = source;
  virConnectPtr connection;
  gulong version = 0;
  gboolean is_remote;

  BST_ASSERT_WORKER_THREAD ();

  if (is_over (self))
    {
      g_task_return_error (task, bst_host_error_new_lost (self->host, NULL));
      return;
    }

  connection = virConnectOpenAuth (self->uri, NULL, 0);
  if (connection == NULL)
    {
      g_task_return_error (task, bst_host_error_take_open (self->host, self->uri, self->ssh));
      return;
    }

  bst_link_count_call (self);
  if (virConnectGetLibVersion (connection, &version) == 0 && version < BST_LIBVIRT_FLOOR)
    {
      virConnectClose (connection);
      g_task_return_error (task, bst_host_error_new_too_old (self->host, version));
      return;
    }

  /* Without a reference: it ends before this object does, and of a driver that works within this
   * process libvirt says that it was taken, and then neither calls nor frees it. */
  is_remote =
      virConnectRegisterCloseCallback (connection, on_connection_closed, self, NULL) == 0;
  if (!take_connection (self, connection, version, is_remote))
    {
      if (is_remote)
        virConnectUnregisterCloseCallback (connection, on_connection_closed);
      virConnectClose (connection);
      g_task_return_error (task, bst_host_error_new_lost (self->host, NULL));
      return;
    }

  g_task_return_boolean (task, TRUE);
}

void
bst_link_open_async (BstLink *self, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  BST_ASSERT_MAIN_THREAD ();

  bst_worker_push (self->control, G_PRIORITY_DEFAULT, task, open_on_worker);
}

/* @asked: when the question went out that was answered now. */
static void
note_answer (BstLink *self, gint64 asked)
{
  g_mutex_lock (&self->mutex);
  self->last_answer = g_get_monotonic_time ();
  self->last_asked = MAX (self->last_asked, asked);
  g_mutex_unlock (&self->mutex);
}

/* Whether something was answered that was asked since @time: an answer that was on its way already
 * says nothing of how the host is now. */
static gboolean
was_asked_since (BstLink *self, gint64 time)
{
  gboolean answered;

  g_mutex_lock (&self->mutex);
  answered = self->last_asked >= time;
  g_mutex_unlock (&self->mutex);

  return answered;
}

static gint64
get_last_answer (BstLink *self)
{
  gint64 time;

  g_mutex_lock (&self->mutex);
  time = self->last_answer;
  g_mutex_unlock (&self->mutex);

  return time;
}

static void
pulse_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  BstLink *self = source;
  gint64 asked = g_get_monotonic_time ();
  unsigned long version;

  if (bst_link_is_open (self))
    {
      virConnectGetLibVersion (self->connection, &version);
      note_answer (self, asked);
      bst_link_check (self);
    }
  g_task_return_boolean (task, TRUE);
}

static void send_pulse (BstLink *self);

static void
on_pulse (GObject *source, GAsyncResult *result, gpointer data)
{
  BstLink *self = BST_LINK (source);

  self->pulse_waits = FALSE;
  /* It was on its way before the probe. */
  if (self->probe_id != 0 && bst_link_is_open (self) && !was_asked_since (self, self->probe_last))
    send_pulse (self);
}

static void
send_pulse (BstLink *self)
{
  if (self->pulse_waits)
    return;

  self->pulse_waits = TRUE;
  self->pulse_sent = g_get_monotonic_time ();
  bst_worker_push (self->pulse, G_PRIORITY_DEFAULT, g_task_new (self, NULL, on_pulse, NULL),
                   pulse_on_worker);
}

static gboolean
on_pulse_timer (gpointer data)
{
  BstLink *self = data;
  gint64 now = g_get_monotonic_time ();
  gint64 silence = now - get_last_answer (self);

  /* Where anything else is answered, that is pulse enough. */
  if (!self->pulse_waits && silence >= PULSE_MS * G_TIME_SPAN_MILLISECOND)
    send_pulse (self);
  else if (self->pulse_waits && silence >= PATIENCE_MS * G_TIME_SPAN_MILLISECOND &&
           now - self->pulse_sent >= PULSE_MS * G_TIME_SPAN_MILLISECOND)
    tell_broken (self, _ ("it did not answer for 20 seconds"));

  return G_SOURCE_CONTINUE;
}

/* A call that takes long by itself is left alone after a while: the pulse beats anyway. */
static gboolean
on_nudge_timer (gpointer data)
{
  BstLink *self = data;
  gint64 waited;

  if (g_atomic_int_get (&self->n_waiting) < 2)
    {
      self->nudge_id = 0;
      return G_SOURCE_REMOVE;
    }

  g_mutex_lock (&self->mutex);
  waited = g_get_monotonic_time () - self->newest_call;
  g_mutex_unlock (&self->mutex);
  if (waited >= NUDGE_MS * G_TIME_SPAN_MILLISECOND && waited < PULSE_MS * G_TIME_SPAN_MILLISECOND)
    send_pulse (self);

  return G_SOURCE_CONTINUE;
}

static gboolean on_probe_timer (gpointer data);

static void
wait_for_probe (BstLink *self)
{
  gint64 waited_ms = (g_get_monotonic_time () - self->probe_last) / G_TIME_SPAN_MILLISECOND;

  self->probe_sent = self->probe_last;
  self->probe_id =
      g_timeout_add ((guint) MAX (PROBE_PATIENCE_MS - waited_ms, 0), on_probe_timer, self);
}

static gboolean
on_probe_timer (gpointer data)
{
  BstLink *self = data;

  self->probe_id = 0;
  if (!was_asked_since (self, self->probe_sent))
    tell_broken (self, _ ("it did not answer after a pause"));
  /* It was probed once more while the first answer was on its way. */
  else if (!was_asked_since (self, self->probe_last))
    wait_for_probe (self);

  return G_SOURCE_REMOVE;
}

void
bst_link_probe (BstLink *self)
{
  BST_ASSERT_MAIN_THREAD ();

  if (!self->is_remote || !bst_link_is_open (self))
    return;

  self->probe_last = g_get_monotonic_time ();
  if (self->probe_id == 0)
    wait_for_probe (self);
  send_pulse (self);
}

gboolean
bst_link_open_finish (BstLink *self, GAsyncResult *result, GError **error)
{
  gboolean opened = g_task_propagate_boolean (G_TASK (result), error);

  BST_ASSERT_MAIN_THREAD ();

  if (opened && self->is_remote && bst_link_is_open (self) && self->pulse_id == 0)
    self->pulse_id = g_timeout_add (PULSE_MS, on_pulse_timer, self);

  return opened;
}

static gboolean
end_on_main (gpointer data)
{
  g_autoptr (BstLink) self = data;

  g_signal_emit (self, signals[ENDED], 0);

  return G_SOURCE_REMOVE;
}

/* Waits for what hangs in libvirt, for as long as it hangs, and then says good-bye to the server. */
static gpointer
close_thread (gpointer data)
{
  BstLink *self = data;
  virConnectPtr connection;

  bst_worker_drain (self->control);
  bst_worker_drain (self->pool);
  bst_worker_drain (self->pulse);

  g_mutex_lock (&self->mutex);
  connection = g_steal_pointer (&self->connection);
  g_mutex_unlock (&self->mutex);

  if (connection != NULL)
    {
      for (guint i = 0; i < self->registrations->len; i++)
        {
          Registration *registration = &g_array_index (self->registrations, Registration, i);

          registration->deregister (connection, registration->id);
        }
      g_hash_table_remove_all (self->domains);
      if (self->is_remote)
        virConnectUnregisterCloseCallback (connection, on_connection_closed);
      virConnectClose (connection);
    }
  g_idle_add_full (G_PRIORITY_DEFAULT, end_on_main, self, NULL);

  return NULL;
}

void
bst_link_close (BstLink *self)
{
  BST_ASSERT_MAIN_THREAD ();

  if (!g_atomic_int_compare_and_exchange (&self->over, 0, 1))
    return;

  g_clear_handle_id (&self->pulse_id, g_source_remove);
  g_clear_handle_id (&self->nudge_id, g_source_remove);
  g_clear_handle_id (&self->probe_id, g_source_remove);
  bst_worker_shutdown (self->control);
  bst_worker_shutdown (self->pool);
  bst_worker_shutdown (self->pulse);
  g_thread_unref (g_thread_new ("host-close", close_thread, g_object_ref (self)));
  g_signal_emit (self, signals[CLOSED], 0);
}

/* A call on its way: the task's data. */
typedef struct
{
  BstLinkFunc func;
  gpointer data;
  GDestroyNotify free_data;
  GDestroyNotify free_result;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  if (call->free_data != NULL)
    call->free_data (call->data);
  g_free (call);
}

static void
call_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  BstLink *self = source;
  Call *call = data;
  gint64 asked;
  GError *error = NULL;
  gpointer result;

  BST_ASSERT_WORKER_THREAD ();

  if (!bst_link_is_open (self))
    {
      g_task_return_error (task, bst_host_error_new_lost (self->host, NULL));
      return;
    }

  asked = g_get_monotonic_time ();
  g_mutex_lock (&self->mutex);
  self->newest_call = asked;
  g_mutex_unlock (&self->mutex);
  g_atomic_int_inc (&self->n_waiting);
  result = call->func (self, call->data, &error);
  g_atomic_int_add (&self->n_waiting, -1);
  note_answer (self, asked);
  if (error == NULL)
    {
      g_task_return_pointer (task, result, call->free_result);
      return;
    }

  /* libvirt has many words for a link that broke: whatever it says, what the call did is not known. */
  if (virConnectIsAlive (self->connection) == 0 && error->domain == BST_ERROR)
    error->code = BST_ERROR_LOST;
  bst_link_check (self);
  g_task_return_error (task, error);
}

void
bst_link_call_async (BstLink *self,
                     BstLane lane,
                     int priority,
                     BstLinkFunc func,
                     gpointer data,
                     GDestroyNotify free_data,
                     GDestroyNotify free_result,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Call *call = g_new0 (Call, 1);

  BST_ASSERT_MAIN_THREAD ();

  if (self->nudge_id == 0 && self->is_remote && g_atomic_int_get (&self->n_waiting) > 0)
    self->nudge_id = g_timeout_add (NUDGE_MS, on_nudge_timer, self);
  *call = (Call){ func, data, free_data, free_result };
  g_task_set_task_data (task, call, call_free);
  bst_worker_push (
      lane == BST_LANE_CONTROL ? self->control : self->pool, priority, task, call_on_worker);
}

gpointer
bst_link_call_finish (BstLink *self, GAsyncResult *result, GError **error)
{
  if (is_over (self))
    {
      g_propagate_error (error, bst_host_error_new_lost (self->host, NULL));
      return NULL;
    }

  return g_task_propagate_pointer (G_TASK (result), error);
}

virConnectPtr
bst_link_get_connection (BstLink *self)
{
  BST_ASSERT_WORKER_THREAD ();

  return self->connection;
}

virConnectPtr
bst_link_ref_connection (BstLink *self)
{
  virConnectPtr connection = NULL;

  BST_ASSERT_WORKER_THREAD ();

  g_mutex_lock (&self->mutex);
  if (self->connection != NULL && !is_over (self))
    {
      connection = self->connection;
      virConnectRef (connection);
    }
  g_mutex_unlock (&self->mutex);

  return connection;
}

void
bst_link_count_call (BstLink *self)
{
  g_atomic_int_inc (&self->n_calls);
}

guint
bst_link_get_n_calls (BstLink *self)
{
  return (guint) g_atomic_int_get (&self->n_calls);
}

virDomainPtr
bst_link_ref_domain (BstLink *self, const char *uuid, GError **error)
{
  virDomainPtr domain;

  BST_ASSERT_WORKER_THREAD ();

  g_mutex_lock (&self->mutex);
  domain = g_hash_table_lookup (self->domains, uuid);
  if (domain != NULL)
    virDomainRef (domain);
  g_mutex_unlock (&self->mutex);
  if (domain != NULL)
    return domain;

  bst_link_count_call (self);
  domain = virDomainLookupByUUIDString (self->connection, uuid);
  if (domain == NULL)
    {
      g_propagate_error (
          error, bst_host_error_take_last (_ ("Cannot find the machine on %s"), self->host));
      return NULL;
    }

  virDomainRef (domain);
  bst_link_keep_domain (self, domain);

  return domain;
}

void
bst_link_keep_domain (BstLink *self, virDomainPtr domain)
{
  char uuid[VIR_UUID_STRING_BUFLEN];

  BST_ASSERT_WORKER_THREAD ();

  virDomainGetUUIDString (domain, uuid);
  g_mutex_lock (&self->mutex);
  g_hash_table_replace (self->domains, g_strdup (uuid), domain);
  g_mutex_unlock (&self->mutex);
}

void
bst_link_forget_domain (BstLink *self, const char *uuid)
{
  BST_ASSERT_WORKER_THREAD ();

  g_mutex_lock (&self->mutex);
  g_hash_table_remove (self->domains, uuid);
  g_mutex_unlock (&self->mutex);
}

void
bst_link_keep_registration (BstLink *self, BstLinkDeregister deregister, int id)
{
  Registration registration = { deregister, id };

  BST_ASSERT_WORKER_THREAD ();

  g_mutex_lock (&self->mutex);
  g_array_append_val (self->registrations, registration);
  g_mutex_unlock (&self->mutex);
}
