/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-direct-dialer.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-error.h"

#define PATIENCE 10
#define LONGEST_UNIX_PATH 107

struct _BstDirectDialer
{
  GObject parent_instance;
};

static void dialer_init (BstDialerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BstDirectDialer,
                               bst_direct_dialer,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BST_TYPE_DIALER, dialer_init))

static GError *
explain (const GError *error, const char *where)
{
  if (g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND) ||
      g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE))
    return bst_error_new (BST_ERROR_UNKNOWN_HOST,
                          _ ("Check the name, or choose another way there."), error->message,
                          _ ("Nobody knows an address of %s"), where);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return bst_error_new (BST_ERROR_REFUSED,
                          _ ("Check that the machine runs and that the port is right, or choose "
                             "another way there."),
                          error->message, _ ("Nothing answers at %s"), where);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return bst_error_new (BST_ERROR_REFUSED,
                          _ ("Check that the machine runs, and that you may open its socket."),
                          error->message, _ ("Cannot open %s"), where);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return bst_error_new (BST_ERROR_TIMED_OUT, _ ("Try again, or choose another way there."),
                          error->message, _ ("%s does not answer"), where);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);

  return bst_error_new (BST_ERROR_UNREACHABLE, _ ("Try again, or choose another way there."),
                        error->message, _ ("Cannot reach %s"), where);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection =
      g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);

  if (connection == NULL)
    {
      g_task_return_error (task, explain (error, g_task_get_task_data (task)));
      return;
    }

  g_socket_set_timeout (g_socket_connection_get_socket (connection), 0);
  g_task_return_pointer (task, connection, g_object_unref);
}

static void
start (GSocketConnectable *address, char *where, GTask *task)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_task_set_task_data (task, where, g_free);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, PATIENCE);
  g_socket_client_connect_async (client, address, g_task_get_cancellable (task), on_connected,
                                 task);
}

static void
bst_direct_dialer_dial (BstDialer *dialer, const char *host, guint port, GTask *task)
{
  g_autoptr (GSocketConnectable) address = g_network_address_new (host, (guint16)port);

  start (address, g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%u" : "%s:%u", host, port),
         task);
}

static void
bst_direct_dialer_dial_unix (BstDialer *dialer, const char *path, GTask *task)
{
  g_autoptr (GSocketAddress) address = NULL;

  if (strlen (path) > LONGEST_UNIX_PATH)
    {
      g_task_return_error (task, bst_error_new (BST_ERROR_INVALID, NULL, NULL,
                                                _ ("“%s” is no path of a UNIX socket"), path));
      g_object_unref (task);
      return;
    }

  address = g_unix_socket_address_new (path);
  start (G_SOCKET_CONNECTABLE (address), g_filename_display_name (path), task);
}

static char *
bst_direct_dialer_describe (BstDialer *dialer)
{
  return g_strdup (_ ("directly"));
}

static void
dialer_init (BstDialerInterface *iface)
{
  iface->dial = bst_direct_dialer_dial;
  iface->dial_unix = bst_direct_dialer_dial_unix;
  iface->describe = bst_direct_dialer_describe;
}

static void
bst_direct_dialer_class_init (BstDirectDialerClass *klass)
{
}

static void
bst_direct_dialer_init (BstDirectDialer *self)
{
}

BstDialer *
bst_direct_dialer_new (void)
{
  return g_object_new (BST_TYPE_DIRECT_DIALER, NULL);
}
