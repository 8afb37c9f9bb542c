/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "ssh/bst-ssh-master-private.h"

#define LONGEST_UNIX_PATH 107
#define LONGEST_HOST 255

/* A channel on its way: its task's data. */
typedef struct
{
  char *host;
  guint port;
  int fd; /* our end */
} Channel;

static void
channel_free (gpointer data)
{
  Channel *channel = data;

  if (channel->fd >= 0)
    close (channel->fd);
  g_free (channel->host);
  g_free (channel);
}

GError *
bst_ssh_channel_make_error (BstSshMaster *self, const char *name, const char *why)
{
  const char *host = bst_ssh_master_get_place (self)->address;

  if (why != NULL && strstr (why, "prohibited") != NULL)
    return bst_error_new (BST_ERROR_PERMISSION,
                          _ ("The host’s sshd_config must have: AllowTcpForwarding yes. A "
                             "“restrict” or “permitopen” in authorized_keys also forbids it."),
                          why, _ ("%s does not allow connections to %s"), host, name);
  if (why != NULL && strstr (why, "resource shortage") != NULL)
    return bst_error_new (BST_ERROR_BUSY, _ ("Close something else on this host, or try again."),
                          why, _ ("%s has no room for a connection to %s"), host, name);

  /* sshd has the same words for a path that is not there and for one that it must not open. */
  return bst_error_new (BST_ERROR_REFUSED,
                        name[0] == '/'
                            ? _ ("Check that it runs, that this user may connect to it, and that "
                                 "the host’s sshd_config has: AllowStreamLocalForwarding yes")
                            : _ ("Check that it runs, and that this user may connect to it."),
                        why, _ ("On %s, nothing answers at %s"), host, name);
}

static GSocketConnection *
make_connection (int fd, GError **error)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, error);

  if (socket == NULL)
    {
      close (fd);
      return NULL;
    }

  return g_socket_connection_factory_create_connection (socket);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  BstSshMux *mux = BST_SSH_MUX (source);
  g_autoptr (GTask) task = data;
  BstSshMaster *self = g_task_get_source_object (task);
  Channel *channel = g_task_get_task_data (task);
  g_autoptr (BstSshMuxLink) link = NULL;
  g_auto (BstSshMuxReply) reply = { 0 };
  GSocketConnection *connection;
  GError *error = NULL;

  link = bst_ssh_mux_request_finish (mux, result, &reply, &error);
  if (link == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (reply.type != BST_SSH_MUX_S_SESSION_OPENED)
    {
      g_autofree char *name = g_strdup_printf ("%s:%u", channel->host, channel->port);
      const char *why =
          bst_ssh_log_get_refusal (bst_ssh_master_get_log (self), channel->host, channel->port);

      g_task_return_error (task,
                           bst_ssh_channel_make_error (self, name, why != NULL ? why : reply.text));
      return;
    }

  bst_ssh_mux_hold (mux, link);
  connection = make_connection (channel->fd, &error);
  channel->fd = -1;
  if (connection != NULL)
    g_task_return_pointer (task, connection, g_object_unref);
  else
    g_task_return_error (task, error);
}

static GByteArray *
make_request (const char *host, guint port)
{
  GByteArray *request = bst_ssh_mux_request_new (BST_SSH_MUX_C_NEW_STDIO_FWD);

  bst_ssh_mux_request_add_string (request, "");
  bst_ssh_mux_request_add_string (request, host);
  bst_ssh_mux_request_add_number (request, port);
  bst_ssh_mux_request_end (request);

  return request;
}

/* The far end of a socket pair, twice: what ssh takes for its standard input and output. */
static GUnixFDList *
make_ends (int *near, GError **error)
{
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  gboolean ok;
  int pair[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    {
      g_propagate_error (error, bst_error_new (BST_ERROR_FAILED, _ ("Close some consoles."),
                                               g_strerror (errno),
                                               _ ("This program has too many connections open")));
      return NULL;
    }

  *near = pair[0];
  ok = g_unix_fd_list_append (fds, pair[1], error) >= 0 &&
       g_unix_fd_list_append (fds, pair[1], error) >= 0;
  close (pair[1]);

  return ok ? g_steal_pointer (&fds) : NULL;
}

void
bst_ssh_master_open_channel_async (BstSshMaster *self,
                                   const char *host,
                                   guint port,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Channel *channel = g_new0 (Channel, 1);
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GByteArray) request = NULL;
  GError *error = NULL;

  BST_ASSERT_MAIN_THREAD ();

  channel->fd = -1;
  channel->host = g_strdup (host);
  channel->port = port;
  g_task_set_task_data (task, channel, channel_free);

  if (!bst_ssh_master_check_open (self, task))
    return;
  if (host[0] == '\0' || strlen (host) > LONGEST_HOST || port == 0 || port > G_MAXUINT16)
    error =
        bst_error_new (BST_ERROR_INVALID, NULL, NULL, _ ("“%s” port %u is no address"), host, port);
  else
    fds = make_ends (&channel->fd, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  request = make_request (host, port);
  bst_ssh_mux_request_async (bst_ssh_master_get_mux (self), request, fds, cancellable, on_opened,
                             g_steal_pointer (&task));
}

void
bst_ssh_master_open_unix_channel_async (BstSshMaster *self,
                                        const char *path,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  BST_ASSERT_MAIN_THREAD ();

  if (!bst_ssh_master_check_open (self, task))
    return;
  if (path[0] != '/' || strlen (path) > LONGEST_UNIX_PATH)
    {
      g_task_return_error (task, bst_error_new (BST_ERROR_INVALID, NULL, NULL,
                                                _ ("“%s” is no path of a UNIX socket"), path));
      return;
    }

  bst_ssh_unix_queue_open (bst_ssh_master_get_unix_queue (self), path, g_steal_pointer (&task));
}

GSocketConnection *
bst_ssh_master_open_channel_finish (BstSshMaster *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
