/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-ssh-dialer.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"

#define KEEP_MS 10000
#define MOST_READY 16

/* A channel opened ahead: on its way until there is a connection, or somebody's already. */
typedef struct
{
  BstSshDialer *dialer; /* (nullable) (unowned): in its array */
  char *address;
  GSocketConnection *connection; /* NULL: on its way */
  GTask *task;                   /* (nullable): who took it while it was on its way */
  GCancellable *cancellable;
  guint expiry_id;
} Ready;

struct _BstSshDialer
{
  GObject parent_instance;

  BstSshMaster *master;
  GPtrArray *ready; /* of Ready that nobody took */
};

static void dialer_init (BstDialerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BstSshDialer,
                               bst_ssh_dialer,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BST_TYPE_DIALER, dialer_init))

static void
ready_free (Ready *ready)
{
  g_assert (ready->task == NULL);
  g_clear_handle_id (&ready->expiry_id, g_source_remove);
  g_clear_object (&ready->connection);
  g_clear_object (&ready->cancellable);
  g_free (ready->address);
  g_free (ready);
}

static void
bst_ssh_dialer_finalize (GObject *object)
{
  BstSshDialer *self = BST_SSH_DIALER (object);

  for (guint i = 0; i < self->ready->len; i++)
    {
      Ready *ready = g_ptr_array_index (self->ready, i);

      /* One on its way is freed when it arrives. */
      ready->dialer = NULL;
      if (ready->connection == NULL)
        g_cancellable_cancel (ready->cancellable);
      else
        ready_free (ready);
    }
  g_ptr_array_unref (self->ready);
  g_signal_handlers_disconnect_by_data (self->master, self);
  g_object_unref (self->master);

  G_OBJECT_CLASS (bst_ssh_dialer_parent_class)->finalize (object);
}

static void
bst_ssh_dialer_class_init (BstSshDialerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_ssh_dialer_finalize;
}

static void
bst_ssh_dialer_init (BstSshDialer *self)
{
  self->ready = g_ptr_array_new ();
}

static void
on_closed (BstSshDialer *self, GError *error)
{
  bst_dialer_lose (BST_DIALER (self), error);
}

BstDialer *
bst_ssh_dialer_new (BstSshMaster *master)
{
  BstSshDialer *self = g_object_new (BST_TYPE_SSH_DIALER, NULL);

  self->master = g_object_ref (master);
  g_signal_connect_swapped (master, "closed", G_CALLBACK (on_closed), self);

  return BST_DIALER (self);
}

BstSshMaster *
bst_ssh_dialer_get_master (BstSshDialer *self)
{
  return self->master;
}

static char *
make_address (const char *host, guint port, const char *path)
{
  return path != NULL ? g_strdup (path) : g_strdup_printf ("%s %u", host, port);
}

static void
open_channel (BstSshDialer *self,
              const char *host,
              guint port,
              const char *path,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer data)
{
  if (path != NULL)
    bst_ssh_master_open_unix_channel_async (self->master, path, cancellable, callback, data);
  else
    bst_ssh_master_open_channel_async (self->master, host, port, cancellable, callback, data);
}

/* Ahead of being asked. */

/* Out of its dialer's array, if it is in one; gives @ready. */
static Ready *
drop (Ready *ready)
{
  guint index;

  if (ready->dialer != NULL && g_ptr_array_find (ready->dialer->ready, ready, &index))
    g_ptr_array_steal_index_fast (ready->dialer->ready, index);
  ready->dialer = NULL;

  return ready;
}

static gboolean
on_expired (gpointer data)
{
  Ready *ready = data;

  ready->expiry_id = 0;
  ready_free (drop (ready));

  return G_SOURCE_REMOVE;
}

static void
on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  Ready *ready = data;
  g_autoptr (GTask) task = g_steal_pointer (&ready->task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
      bst_ssh_master_open_channel_finish (BST_SSH_MASTER (source), result, &error);

  if (task != NULL)
    {
      if (connection != NULL)
        g_task_return_pointer (task, g_steal_pointer (&connection), g_object_unref);
      else
        g_task_return_error (task, g_steal_pointer (&error));
      ready_free (ready);
      return;
    }
  if (connection == NULL)
    {
      g_debug ("A channel opened ahead failed: %s", error->message);
      ready_free (drop (ready));
      return;
    }

  if (ready->dialer == NULL)
    {
      ready_free (ready);
      return;
    }

  ready->connection = g_steal_pointer (&connection);
  ready->expiry_id = g_timeout_add (KEEP_MS, on_expired, ready);
}

static void
bst_ssh_dialer_prepare (BstDialer *dialer, const char *host, guint port, const char *path, guint n)
{
  BstSshDialer *self = BST_SSH_DIALER (dialer);

  for (guint i = 0; i < n && self->ready->len < MOST_READY; i++)
    {
      Ready *ready = g_new0 (Ready, 1);

      ready->dialer = self;
      ready->address = make_address (host, port, path);
      ready->cancellable = g_cancellable_new ();
      g_ptr_array_add (self->ready, ready);
      open_channel (self, host, port, path, ready->cancellable, on_ready, ready);
    }
}

/* One that is open, else one on its way; (nullable) (transfer full). */
static Ready *
take_ready (BstSshDialer *self, const char *address)
{
  gboolean found = FALSE;
  guint best = 0;

  for (guint i = 0; i < self->ready->len; i++)
    {
      const Ready *ready = g_ptr_array_index (self->ready, i);

      if (g_str_equal (ready->address, address) && (!found || ready->connection != NULL))
        {
          found = TRUE;
          best = i;
        }
    }

  return found ? drop (g_ptr_array_index (self->ready, best)) : NULL;
}

/* Dialling. */

static void
on_dialled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GSocketConnection *connection =
      bst_ssh_master_open_channel_finish (BST_SSH_MASTER (source), result, &error);

  if (connection != NULL)
    g_task_return_pointer (task, connection, g_object_unref);
  else
    g_task_return_error (task, error);
}

/* Whether the far end has hung up meanwhile, without a word. */
static gboolean
is_over (GSocketConnection *connection)
{
  GSocket *socket = g_socket_connection_get_socket (connection);

  return (g_socket_condition_check (socket, G_IO_IN) & (G_IO_IN | G_IO_HUP | G_IO_ERR)) != 0 &&
         g_socket_get_available_bytes (socket) <= 0;
}

static void
dial (BstSshDialer *self, const char *host, guint port, const char *path, GTask *task)
{
  g_autofree char *address = make_address (host, port, path);
  Ready *ready = take_ready (self, address);

  while (ready != NULL && ready->connection != NULL && is_over (ready->connection))
    {
      ready_free (ready);
      ready = take_ready (self, address);
    }

  if (ready == NULL)
    {
      open_channel (self, host, port, path, g_task_get_cancellable (task), on_dialled, task);
    }
  else if (ready->connection == NULL)
    {
      ready->task = task;
    }
  else
    {
      g_task_return_pointer (task, g_steal_pointer (&ready->connection), g_object_unref);
      g_object_unref (task);
      ready_free (ready);
    }
}

static void
bst_ssh_dialer_dial (BstDialer *dialer, const char *host, guint port, GTask *task)
{
  dial (BST_SSH_DIALER (dialer), host, port, NULL, task);
}

static void
bst_ssh_dialer_dial_unix (BstDialer *dialer, const char *path, GTask *task)
{
  dial (BST_SSH_DIALER (dialer), NULL, 0, path, task);
}

static char *
bst_ssh_dialer_describe (BstDialer *dialer)
{
  return g_strdup (_ ("through SSH"));
}

static void
dialer_init (BstDialerInterface *iface)
{
  iface->dial = bst_ssh_dialer_dial;
  iface->dial_unix = bst_ssh_dialer_dial_unix;
  iface->describe = bst_ssh_dialer_describe;
  iface->prepare = bst_ssh_dialer_prepare;
}
