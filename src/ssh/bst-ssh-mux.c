/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-ssh"

#include "config.h"

#include "ssh/bst-ssh-mux-private.h"

#include <gio/gunixfdlist.h>
#include <gio/gunixfdmessage.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"

/* The master's queue of connections that it has not accepted holds 64. */
#define MOST_GREETING 32

struct _BstSshMuxLink
{
  GObject parent_instance;

  GSocket *socket;
  GByteArray *received;
};

G_DEFINE_FINAL_TYPE (BstSshMuxLink, bst_ssh_mux_link, G_TYPE_OBJECT)

struct _BstSshMux
{
  GObject parent_instance;

  char *path;
  gboolean closed;
  GQueue waiting;   /* of owned GTask, each with its Request */
  guint n_greeting; /* links on which the master has said nothing yet */
  GHashTable *held; /* of owned links */
};

G_DEFINE_FINAL_TYPE (BstSshMux, bst_ssh_mux, G_TYPE_OBJECT)

typedef struct
{
  GByteArray *request;
  GUnixFDList *fds; /* (nullable) */
  BstSshMuxLink *link;
  gboolean greeted;
  BstSshMuxReply reply;
} Request;

static void start_waiting (BstSshMux *self);

static GError *
closed_error (void)
{
  return bst_error_new (BST_ERROR_LOST, NULL, NULL, _ ("The SSH connection is closed"));
}

static void
bst_ssh_mux_link_finalize (GObject *object)
{
  BstSshMuxLink *self = BST_SSH_MUX_LINK (object);

  g_clear_object (&self->socket);
  g_byte_array_unref (self->received);

  G_OBJECT_CLASS (bst_ssh_mux_link_parent_class)->finalize (object);
}

static void
bst_ssh_mux_link_class_init (BstSshMuxLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_ssh_mux_link_finalize;
}

static void
bst_ssh_mux_link_init (BstSshMuxLink *self)
{
  self->received = g_byte_array_new ();
}

static BstSshMuxLink *
link_new (const char *path, GError **error)
{
  g_autoptr (BstSshMuxLink) self = g_object_new (BST_TYPE_SSH_MUX_LINK, NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);

  self->socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  if (self->socket == NULL)
    return NULL;
  g_socket_set_blocking (self->socket, FALSE);
  if (!g_socket_connect (self->socket, address, NULL, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* All of it fits the empty buffer of a new socket, so that this never waits. ssh reads packet by
 * packet: what follows need not wait for its greeting. */
static gboolean
link_send (BstSshMuxLink *self, GByteArray *request, GUnixFDList *fds, GError **error)
{
  g_autoptr (GByteArray) bytes = bst_ssh_mux_hello_new ();
  const int *passed = NULL;
  int n_passed = 0;
  gssize sent;

  g_byte_array_append (bytes, request->data, request->len);
  sent = g_socket_send (self->socket, (const char *)bytes->data, bytes->len, NULL, error);
  if (sent < 0)
    return FALSE;
  if ((gsize)sent != bytes->len)
    {
      g_propagate_error (error, bst_error_new (BST_ERROR_INVALID, NULL, NULL,
                                               _ ("The request to ssh is too long")));
      return FALSE;
    }

  if (fds != NULL)
    passed = g_unix_fd_list_peek_fds (fds, &n_passed);
  for (int i = 0; i < n_passed; i++)
    {
      g_autoptr (GSocketControlMessage) message = g_unix_fd_message_new ();
      GOutputVector byte = { .buffer = "", .size = 1 };

      if (!g_unix_fd_message_append_fd (G_UNIX_FD_MESSAGE (message), passed[i], error) ||
          g_socket_send_message (self->socket, NULL, &byte, 1, &message, 1, 0, NULL, error) != 1)
        return FALSE;
    }

  return TRUE;
}

/* 1: a reply; 0: none yet; -1: none any more. */
static int
link_try_read (BstSshMuxLink *self, BstSshMuxReply *reply, GError **error)
{
  for (;;)
    {
      g_autoptr (GError) local = NULL;
      guint8 bytes[4096];
      gssize n = bst_ssh_mux_reply_parse (reply, self->received->data, self->received->len);

      if (n > 0)
        {
          g_byte_array_remove_range (self->received, 0, (guint)n);
          return 1;
        }
      if (n == 0)
        n = g_socket_receive (self->socket, (char *)bytes, sizeof bytes, NULL, &local);
      if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return 0;
      if (n <= 0)
        {
          g_propagate_error (error, closed_error ());
          return -1;
        }
      g_byte_array_append (self->received, bytes, (guint)n);
    }
}

static void
reply_free (gpointer data)
{
  bst_ssh_mux_reply_clear (data);
  g_free (data);
}

/* Whether @task is over. */
static gboolean
try_return (GTask *task)
{
  BstSshMuxReply reply = { 0 };
  GError *error = NULL;
  int n = link_try_read (g_task_get_source_object (task), &reply, &error);

  if (n > 0)
    g_task_return_pointer (task, g_memdup2 (&reply, sizeof reply), reply_free);
  else if (n < 0)
    g_task_return_error (task, error);

  return n != 0;
}

static gboolean
on_readable (GSocket *socket, GIOCondition condition, gpointer data)
{
  GTask *task = data;

  return g_task_return_error_if_cancelled (task) || try_return (task) ? G_SOURCE_REMOVE
                                                                      : G_SOURCE_CONTINUE;
}

void
bst_ssh_mux_link_read_async (BstSshMuxLink *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  g_autoptr (GSource) source = NULL;

  BST_ASSERT_MAIN_THREAD ();

  /* There may be a whole reply already, and then the socket need not become readable. */
  if (try_return (task))
    return;

  source = g_socket_create_source (self->socket, G_IO_IN | G_IO_HUP, cancellable);
  g_source_set_callback (source, G_SOURCE_FUNC (on_readable), g_steal_pointer (&task),
                         g_object_unref);
  g_source_attach (source, NULL);
}

gboolean
bst_ssh_mux_link_read_finish (BstSshMuxLink *self,
                              GAsyncResult *result,
                              BstSshMuxReply *reply,
                              GError **error)
{
  g_autofree BstSshMuxReply *read = g_task_propagate_pointer (G_TASK (result), error);

  if (read == NULL)
    return FALSE;
  *reply = *read;

  return TRUE;
}

static void
request_free (gpointer data)
{
  Request *request = data;

  g_byte_array_unref (request->request);
  g_clear_object (&request->fds);
  g_clear_object (&request->link);
  bst_ssh_mux_reply_clear (&request->reply);
  g_free (request);
}

static void
greeting_ended (BstSshMux *self, Request *request)
{
  if (request->greeted)
    return;
  request->greeted = TRUE;
  self->n_greeting--;
  start_waiting (self);
}

static void
on_reply (GObject *source, GAsyncResult *result, gpointer data)
{
  BstSshMuxLink *link = BST_SSH_MUX_LINK (source);
  g_autoptr (GTask) task = data;
  BstSshMux *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  bst_ssh_mux_reply_clear (&request->reply);
  if (!bst_ssh_mux_link_read_finish (link, result, &request->reply, &error))
    {
      greeting_ended (self, request);
      g_task_return_error (task, error);
      return;
    }

  if (!request->greeted)
    {
      greeting_ended (self, request);
      if (request->reply.type != BST_SSH_MUX_HELLO || request->reply.value != BST_SSH_MUX_VERSION)
        g_task_return_error (task,
                             bst_error_new (BST_ERROR_UNSUPPORTED,
                                            _ ("Bastida needs OpenSSH 9 or later."), NULL,
                                            _ ("This computer’s ssh does not share connections "
                                               "the way that is needed")));
      else
        bst_ssh_mux_link_read_async (link, cancellable, on_reply, g_steal_pointer (&task));
      return;
    }

  g_task_return_pointer (task, g_steal_pointer (&request->link), g_object_unref);
}

static void
start (BstSshMux *self, GTask *task)
{
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }

  request->link = link_new (self->path, &error);
  if (request->link == NULL || !link_send (request->link, request->request, request->fds, &error))
    {
      g_clear_error (&error);
      g_task_return_error (task, closed_error ());
      g_object_unref (task);
      return;
    }
  g_clear_object (&request->fds);

  self->n_greeting++;
  bst_ssh_mux_link_read_async (request->link, g_task_get_cancellable (task), on_reply, task);
}

static void
start_waiting (BstSshMux *self)
{
  while (self->n_greeting < MOST_GREETING && !g_queue_is_empty (&self->waiting))
    start (self, g_queue_pop_head (&self->waiting));
}

void
bst_ssh_mux_request_async (BstSshMux *self,
                           GByteArray *bytes,
                           GUnixFDList *fds,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Request *request = g_new0 (Request, 1);

  BST_ASSERT_MAIN_THREAD ();

  request->request = g_byte_array_ref (bytes);
  request->fds = fds != NULL ? g_object_ref (fds) : NULL;
  g_task_set_task_data (task, request, request_free);

  if (self->closed)
    {
      g_task_return_error (task, closed_error ());
      g_object_unref (task);
      return;
    }
  g_queue_push_tail (&self->waiting, task);
  start_waiting (self);
}

BstSshMuxLink *
bst_ssh_mux_request_finish (BstSshMux *self,
                            GAsyncResult *result,
                            BstSshMuxReply *reply,
                            GError **error)
{
  Request *request = g_task_get_task_data (G_TASK (result));
  BstSshMuxLink *link = g_task_propagate_pointer (G_TASK (result), error);

  if (link != NULL)
    {
      *reply = request->reply;
      request->reply.text = NULL;
    }

  return link;
}

static void
on_held_reply (GObject *source, GAsyncResult *result, gpointer data)
{
  BstSshMuxLink *link = BST_SSH_MUX_LINK (source);
  g_autoptr (BstSshMux) self = data;
  g_auto (BstSshMuxReply) reply = { 0 };

  if (bst_ssh_mux_link_read_finish (link, result, &reply, NULL) && !self->closed)
    bst_ssh_mux_link_read_async (link, NULL, on_held_reply, g_steal_pointer (&self));
  else
    g_hash_table_remove (self->held, link);
}

void
bst_ssh_mux_hold (BstSshMux *self, BstSshMuxLink *link)
{
  BST_ASSERT_MAIN_THREAD ();

  g_hash_table_add (self->held, g_object_ref (link));
  bst_ssh_mux_link_read_async (link, NULL, on_held_reply, g_object_ref (self));
}

void
bst_ssh_mux_close (BstSshMux *self)
{
  GHashTableIter iter;
  BstSshMuxLink *link;
  GTask *task;

  self->closed = TRUE;
  while ((task = g_queue_pop_head (&self->waiting)) != NULL)
    {
      g_task_return_error (task, closed_error ());
      g_object_unref (task);
    }

  g_hash_table_iter_init (&iter, self->held);
  while (g_hash_table_iter_next (&iter, (gpointer *)&link, NULL))
    g_socket_shutdown (link->socket, TRUE, TRUE, NULL);
}

static void
bst_ssh_mux_finalize (GObject *object)
{
  BstSshMux *self = BST_SSH_MUX (object);

  g_free (self->path);
  g_hash_table_unref (self->held);

  G_OBJECT_CLASS (bst_ssh_mux_parent_class)->finalize (object);
}

static void
bst_ssh_mux_class_init (BstSshMuxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_ssh_mux_finalize;
}

static void
bst_ssh_mux_init (BstSshMux *self)
{
  g_queue_init (&self->waiting);
  self->held = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

BstSshMux *
bst_ssh_mux_new (const char *path)
{
  BstSshMux *self = g_object_new (BST_TYPE_SSH_MUX, NULL);

  self->path = g_strdup (path);

  return self;
}
