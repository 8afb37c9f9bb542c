/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-direct-dialer.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gi18n.h>
#include <string.h>

#include "console/bst-dial-private.h"
#include "core/bst-error.h"

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

/* One dial, a task's data. */
typedef struct
{
  char *name; /* where to, for messages */
  BstDialDeadline *deadline;
} Dial;

static void
dial_free (gpointer data)
{
  Dial *dial = data;

  bst_dial_deadline_free (dial->deadline);
  g_free (dial->name);
  g_free (dial);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Dial *dial = g_task_get_task_data (task);
  GSocketConnection *connection;
  GError *error = NULL;

  connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  if (connection != NULL)
    g_task_return_pointer (task, connection, g_object_unref);
  else
    g_task_return_error (task, bst_dial_make_error (error, dial->deadline, dial->name));
}

static void
start (GSocketConnectable *address, char *name, GTask *task)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  Dial *dial = g_new0 (Dial, 1);

  dial->name = name;
  dial->deadline = bst_dial_deadline_new (g_task_get_cancellable (task));
  g_task_set_task_data (task, dial, dial_free);

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_async (client, address,
                                 bst_dial_deadline_get_cancellable (dial->deadline), on_connected,
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
