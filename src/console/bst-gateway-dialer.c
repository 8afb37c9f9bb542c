/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-gateway-dialer.h"

#include <glib/gi18n.h>

#include "console/bst-dial-private.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"

struct _BstGatewayDialer
{
  GObject parent_instance;

  BstUri *gateway;
  char *name;
  BstSshMaster *master; /* (nullable): open, or opening */
  GPtrArray *waiting;   /* of GTask: until it is open */
};

/* One dial, a task's data. */
typedef struct
{
  BstGatewayDialer *self; /* (unowned): the task holds it */
  char *host;             /* (nullable): for a socket; neither: just to be ready */
  guint port;
  char *path; /* (nullable) */
  char *name;
  BstDialDeadline *deadline; /* (nullable): from when the gateway is open */
  gulong cancelled;          /* while it waits for that */
} Dial;

enum
{
  SIGNAL_QUESTION,
  SIGNAL_STAGE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void bst_gateway_dialer_iface_init (BstDialerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BstGatewayDialer,
                               bst_gateway_dialer,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BST_TYPE_DIALER,
                                                      bst_gateway_dialer_iface_init))

static void
dial_free (gpointer data)
{
  Dial *dial = data;

  bst_dial_deadline_free (dial->deadline);
  g_free (dial->host);
  g_free (dial->path);
  g_free (dial->name);
  g_free (dial);
}

static void
on_channel (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Dial *dial = g_task_get_task_data (task);
  GSocketConnection *connection;
  GError *error = NULL;

  connection = bst_ssh_master_open_channel_finish (BST_SSH_MASTER (source), result, &error);
  if (connection != NULL)
    g_task_return_pointer (task, connection, g_object_unref);
  else
    g_task_return_error (task, bst_dial_make_error (error, dial->deadline, dial->name));
}

/* The gateway is open; takes @task. */
static void
open_channel (BstGatewayDialer *self, GTask *task)
{
  Dial *dial = g_task_get_task_data (task);
  GCancellable *cancellable;

  if (dial->path == NULL && dial->host == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  dial->deadline = bst_dial_deadline_new (g_task_get_cancellable (task));
  cancellable = bst_dial_deadline_get_cancellable (dial->deadline);
  if (dial->path != NULL)
    bst_ssh_master_open_unix_channel_async (self->master, dial->path, cancellable, on_channel,
                                            task);
  else
    bst_ssh_master_open_channel_async (self->master, dial->host, dial->port, cancellable,
                                       on_channel, task);
}

static void
stop_watching (GTask *task)
{
  Dial *dial = g_task_get_task_data (task);

  if (dial->cancelled != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), dial->cancelled);
  dial->cancelled = 0;
}

static void
drop_master (BstGatewayDialer *self)
{
  g_autoptr (BstSshMaster) master = g_steal_pointer (&self->master);

  if (master == NULL)
    return;
  g_signal_handlers_disconnect_by_data (master, self);
  bst_ssh_master_close (master);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstGatewayDialer) self = data;
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok = bst_ssh_master_open_finish (BST_SSH_MASTER (source), result, &error);

  if (BST_SSH_MASTER (source) != self->master)
    return;

  waiting = g_steal_pointer (&self->waiting);
  self->waiting = g_ptr_array_new ();
  if (!ok)
    drop_master (self);

  for (guint i = 0; i < waiting->len; i++)
    {
      g_autoptr (GTask) task = waiting->pdata[i];

      stop_watching (task);
      if (ok)
        open_channel (self, g_steal_pointer (&task));
      else
        g_task_return_error (task, bst_dial_make_way_error (error));
    }
}

static void
on_question (BstGatewayDialer *self, BstSshQuestion *question)
{
  g_signal_emit (self, signals[SIGNAL_QUESTION], 0, question);
}

static void
on_stage (BstGatewayDialer *self)
{
  g_signal_emit (self, signals[SIGNAL_STAGE], 0);
}

/* The consoles dial again. */
static void
on_closed (BstGatewayDialer *self, GError *error)
{
  drop_master (self);
  bst_dialer_lose (BST_DIALER (self), error);
}

static void
open_master (BstGatewayDialer *self)
{
  const BstSshTarget target = { .host = self->gateway->host,
                                .user = self->gateway->user,
                                .port = self->gateway->port,
                                .jump = self->gateway->jump,
                                .keyfile = self->gateway->keyfile };

  self->master = bst_ssh_master_new (&target);
  g_signal_connect_swapped (self->master, "question", G_CALLBACK (on_question), self);
  g_signal_connect_swapped (self->master, "stage-changed", G_CALLBACK (on_stage), self);
  g_signal_connect_swapped (self->master, "closed", G_CALLBACK (on_closed), self);
  bst_ssh_master_open_async (self->master, BST_DIAL_SECONDS * 1000, NULL, on_opened,
                             g_object_ref (self));
}

/* Whoever waited for the gateway does not any more. A log-in that nobody waits for is ended. */
static gboolean
give_up (gpointer data)
{
  g_autoptr (GTask) task = data;
  BstGatewayDialer *self = g_task_get_source_object (task);

  if (!g_ptr_array_remove (self->waiting, task))
    return G_SOURCE_REMOVE;

  stop_watching (task);
  if (self->waiting->len == 0)
    drop_master (self);
  g_task_return_error_if_cancelled (task);
  g_object_unref (task);

  return G_SOURCE_REMOVE;
}

/* Not from within the cancellation: the handler could not be taken off there. */
static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_idle_add (give_up, g_object_ref (data));
}

static void
start (BstGatewayDialer *self, GTask *task, const char *host, guint port, const char *path)
{
  Dial *dial = g_new0 (Dial, 1);
  GCancellable *cancellable = g_task_get_cancellable (task);

  BST_ASSERT_MAIN_THREAD ();

  dial->host = g_strdup (host);
  dial->port = port;
  dial->path = g_strdup (path);
  if (path != NULL || host != NULL)
    dial->name = path != NULL ? g_strdup (path) : bst_dial_name (host, port);
  g_task_set_task_data (task, dial, dial_free);

  if (self->master != NULL && bst_ssh_master_is_open (self->master))
    {
      open_channel (self, task);
      return;
    }

  g_ptr_array_add (self->waiting, task);
  if (cancellable != NULL)
    dial->cancelled = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), task, NULL);
  if (self->master == NULL)
    open_master (self);
}

static void
bst_gateway_dialer_dial (BstDialer *dialer, const char *host, guint port, GTask *task)
{
  start (BST_GATEWAY_DIALER (dialer), task, host, port, NULL);
}

static void
bst_gateway_dialer_dial_unix (BstDialer *dialer, const char *path, GTask *task)
{
  start (BST_GATEWAY_DIALER (dialer), task, NULL, 0, path);
}

static char *
bst_gateway_dialer_describe (BstDialer *dialer)
{
  /* Translators: how a console is reached; %s is the name of a host */
  return g_strdup_printf (_ ("through %s"), BST_GATEWAY_DIALER (dialer)->name);
}

/* ssh itself bounds the time that no person takes. */
static void
bst_gateway_dialer_get_ready (BstDialer *dialer, GTask *task)
{
  start (BST_GATEWAY_DIALER (dialer), task, NULL, 0, NULL);
}

static void
bst_gateway_dialer_iface_init (BstDialerInterface *iface)
{
  iface->dial = bst_gateway_dialer_dial;
  iface->dial_unix = bst_gateway_dialer_dial_unix;
  iface->describe = bst_gateway_dialer_describe;
  iface->get_ready = bst_gateway_dialer_get_ready;
}

static void
bst_gateway_dialer_dispose (GObject *object)
{
  drop_master (BST_GATEWAY_DIALER (object));

  G_OBJECT_CLASS (bst_gateway_dialer_parent_class)->dispose (object);
}

static void
bst_gateway_dialer_finalize (GObject *object)
{
  BstGatewayDialer *self = BST_GATEWAY_DIALER (object);

  g_ptr_array_unref (self->waiting);
  bst_uri_free (self->gateway);
  g_free (self->name);

  G_OBJECT_CLASS (bst_gateway_dialer_parent_class)->finalize (object);
}

static void
bst_gateway_dialer_class_init (BstGatewayDialerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GType type = BST_TYPE_GATEWAY_DIALER;

  object_class->dispose = bst_gateway_dialer_dispose;
  object_class->finalize = bst_gateway_dialer_finalize;

  signals[SIGNAL_QUESTION] = g_signal_new ("question", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, BST_TYPE_SSH_QUESTION);
  signals[SIGNAL_STAGE] =
      g_signal_new ("stage-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_gateway_dialer_init (BstGatewayDialer *self)
{
  self->waiting = g_ptr_array_new ();
}

BstGatewayDialer *
bst_gateway_dialer_new (const BstUri *gateway)
{
  BstGatewayDialer *self = g_object_new (BST_TYPE_GATEWAY_DIALER, NULL);
  g_autofree char *text = bst_uri_to_string (gateway);

  self->gateway = bst_uri_parse (text, NULL);
  self->name = bst_gateway_to_string (gateway);

  return self;
}

const char *
bst_gateway_dialer_get_name (BstGatewayDialer *self)
{
  return self->name;
}

BstSshStage
bst_gateway_dialer_get_stage (BstGatewayDialer *self)
{
  return self->master != NULL ? bst_ssh_master_get_stage (self->master) : BST_SSH_STAGE_START;
}
