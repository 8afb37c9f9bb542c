/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-screen-dialer.h"

#include <glib/gi18n.h>

#include "host/bst-screen.h"

struct _BstScreenDialer
{
  GObject parent_instance;

  BstConnection *connection;
  char *uuid;
  guint index;
};

static void dialer_init (BstDialerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BstScreenDialer,
                               bst_screen_dialer,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BST_TYPE_DIALER, dialer_init))

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GSocketConnection *connection =
      bst_connection_open_screen_finish (BST_CONNECTION (source), result, &error);

  if (connection != NULL)
    g_task_return_pointer (task, connection, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
bst_screen_dialer_dial_unix (BstDialer *dialer, const char *path, GTask *task)
{
  BstScreenDialer *self = BST_SCREEN_DIALER (dialer);

  bst_connection_open_screen_async (self->connection, self->uuid, self->index,
                                    g_task_get_cancellable (task), on_opened, task);
}

static char *
bst_screen_dialer_describe (BstDialer *dialer)
{
  return g_strdup (_ ("through libvirt"));
}

static void
dialer_init (BstDialerInterface *iface)
{
  iface->dial_unix = bst_screen_dialer_dial_unix;
  iface->describe = bst_screen_dialer_describe;
}

static void
bst_screen_dialer_finalize (GObject *object)
{
  BstScreenDialer *self = BST_SCREEN_DIALER (object);

  g_clear_object (&self->connection);
  g_free (self->uuid);

  G_OBJECT_CLASS (bst_screen_dialer_parent_class)->finalize (object);
}

static void
bst_screen_dialer_class_init (BstScreenDialerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_screen_dialer_finalize;
}

static void
bst_screen_dialer_init (BstScreenDialer *self)
{
}

BstDialer *
bst_screen_dialer_new (BstConnection *connection, const char *uuid, guint index)
{
  BstScreenDialer *self = g_object_new (BST_TYPE_SCREEN_DIALER, NULL);

  self->connection = g_object_ref (connection);
  self->uuid = g_strdup (uuid);
  self->index = index;

  return BST_DIALER (self);
}
