/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ssh/bst-ssh-unix-queue-private.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "core/bst-error.h"
#include "ssh/bst-ssh-master-private.h"

typedef enum
{
  STEP_WAITING,
  STEP_FORWARDING, /* ssh is asked to listen */
  STEP_CONNECTED,  /* to ssh; the far side has not answered */
} Step;

/* A channel on its way; its task's data. */
typedef struct
{
  char *path;  /* on the far side */
  char *local; /* what ssh listens on for us */
  Step step;
  GSocketConnection *connection;
} Channel;

struct _BstSshUnixQueue
{
  BstSshMaster *master;
  char *prefix;
  guint n_paths;
  GQueue waiting; /* of owned GTask */
  GTask *current; /* (nullable) */
};

static void next (BstSshUnixQueue *self);

static void
channel_free (gpointer data)
{
  Channel *channel = data;

  g_free (channel->path);
  g_free (channel->local);
  g_clear_object (&channel->connection);
  g_free (channel);
}

BstSshUnixQueue *
bst_ssh_unix_queue_new (BstSshMaster *master, const char *prefix)
{
  BstSshUnixQueue *self = g_new0 (BstSshUnixQueue, 1);

  self->master = master;
  self->prefix = g_strdup (prefix);
  g_queue_init (&self->waiting);

  return self;
}

void
bst_ssh_unix_queue_free (BstSshUnixQueue *self)
{
  bst_ssh_unix_queue_end (self);
  g_free (self->prefix);
  g_free (self);
}

static GByteArray *
make_request (guint32 type, const Channel *channel)
{
  GByteArray *request = bst_ssh_mux_request_new (type);

  bst_ssh_mux_request_add_number (request, BST_SSH_MUX_FWD_LOCAL);
  bst_ssh_mux_request_add_string (request, channel->local);
  bst_ssh_mux_request_add_number (request, BST_SSH_MUX_PORT_UNIX);
  bst_ssh_mux_request_add_string (request, channel->path);
  bst_ssh_mux_request_add_number (request, BST_SSH_MUX_PORT_UNIX);
  bst_ssh_mux_request_end (request);

  return request;
}

static void
on_forward_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree char *local = data;
  g_autoptr (BstSshMuxLink) link = NULL;
  g_auto (BstSshMuxReply) reply = { 0 };

  link = bst_ssh_mux_request_finish (BST_SSH_MUX (source), result, &reply, NULL);
  g_unlink (local);
}

/* Takes @error; NULL: the channel is open. */
static void
end_current (BstSshUnixQueue *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->current);
  Channel *channel = g_task_get_task_data (task);

  if (channel->step != STEP_WAITING)
    {
      g_autoptr (GByteArray) request = make_request (BST_SSH_MUX_C_CLOSE_FWD, channel);

      bst_ssh_mux_request_async (bst_ssh_master_get_mux (self->master), request, NULL, NULL,
                                 on_forward_closed, g_strdup (channel->local));
    }

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&channel->connection), g_object_unref);
  next (self);
}

/* Connecting to ssh on this computer is done at once. */
static GSocketConnection *
connect_local (const char *path, GError **error)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);

  if (socket == NULL)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  if (!g_socket_connect (socket, address, NULL, error))
    return NULL;
  g_socket_set_blocking (socket, TRUE);

  return g_socket_connection_factory_create_connection (socket);
}

static void
on_forwarded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (BstSshMaster) master = g_object_ref (g_task_get_source_object (task));
  BstSshUnixQueue *self = bst_ssh_master_get_unix_queue (master);
  Channel *channel = g_task_get_task_data (task);
  g_autoptr (BstSshMuxLink) link = NULL;
  g_auto (BstSshMuxReply) reply = { 0 };
  g_autofree char *refusal = NULL;
  GError *error = NULL;

  link = bst_ssh_mux_request_finish (BST_SSH_MUX (source), result, &reply, &error);
  if (self->current != task)
    {
      g_clear_error (&error);
      return;
    }
  if (link != NULL && reply.type != BST_SSH_MUX_S_OK)
    error = bst_ssh_channel_make_error (master, channel->path, reply.text);

  if (error == NULL)
    {
      bst_ssh_log_take_unix_answer (bst_ssh_master_get_log (master), &refusal);
      channel->connection = connect_local (channel->local, &error);
    }
  if (error != NULL)
    end_current (self, error);
  else
    channel->step = STEP_CONNECTED;
}

static void
next (BstSshUnixQueue *self)
{
  while (self->current == NULL && !g_queue_is_empty (&self->waiting))
    {
      g_autoptr (GTask) task = g_queue_pop_head (&self->waiting);
      Channel *channel = g_task_get_task_data (task);
      g_autoptr (GByteArray) request = NULL;

      if (g_task_return_error_if_cancelled (task))
        continue;

      channel->local = g_strdup_printf ("%s.%u", self->prefix, ++self->n_paths);
      channel->step = STEP_FORWARDING;
      self->current = g_object_ref (task);
      request = make_request (BST_SSH_MUX_C_OPEN_FWD, channel);
      bst_ssh_mux_request_async (bst_ssh_master_get_mux (self->master), request, NULL, NULL,
                                 on_forwarded, g_steal_pointer (&task));
    }
}

void
bst_ssh_unix_queue_open (BstSshUnixQueue *self, const char *path, GTask *task)
{
  Channel *channel = g_new0 (Channel, 1);

  channel->path = g_strdup (path);
  g_task_set_task_data (task, channel, channel_free);
  g_queue_push_tail (&self->waiting, task);
  next (self);
}

void
bst_ssh_unix_queue_look (BstSshUnixQueue *self)
{
  g_autofree char *refusal = NULL;
  Channel *channel;

  if (self->current == NULL)
    return;

  channel = g_task_get_task_data (self->current);
  if (channel->step == STEP_CONNECTED &&
      bst_ssh_log_take_unix_answer (bst_ssh_master_get_log (self->master), &refusal))
    end_current (self, refusal != NULL
                           ? bst_ssh_channel_make_error (self->master, channel->path, refusal)
                           : NULL);
}

void
bst_ssh_unix_queue_end (BstSshUnixQueue *self)
{
  GTask *task;

  while ((task = g_queue_pop_head (&self->waiting)) != NULL)
    {
      bst_ssh_master_check_open (self->master, task);
      g_object_unref (task);
    }
  if (self->current != NULL)
    {
      g_autoptr (GTask) current = g_steal_pointer (&self->current);
      Channel *channel = g_task_get_task_data (current);

      g_unlink (channel->local);
      bst_ssh_master_check_open (self->master, current);
    }
}
