/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-dialer.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"

G_DEFINE_INTERFACE (BstDialer, bst_dialer, G_TYPE_OBJECT)

static guint lost_signal;

static void
bst_dialer_default_init (BstDialerInterface *iface)
{
  lost_signal = g_signal_new ("lost", BST_TYPE_DIALER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, G_TYPE_ERROR);
}

void
bst_dialer_lose (BstDialer *self, const GError *error)
{
  BST_ASSERT_MAIN_THREAD ();

  g_signal_emit (self, lost_signal, 0, error);
}

static GTask *
new_task (BstDialer *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  return task;
}

void
bst_dialer_dial_async (BstDialer *self,
                       const char *host,
                       guint port,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer data)
{
  g_autoptr (GTask) task = new_task (self, cancellable, callback, data);

  BST_ASSERT_MAIN_THREAD ();

  if (host == NULL || host[0] == '\0' || port == 0 || port > G_MAXUINT16)
    g_task_return_error (task, bst_error_new (BST_ERROR_INVALID, NULL, NULL,
                                              _ ("“%s” port %u is no address"),
                                              host != NULL ? host : "", port));
  else if (BST_DIALER_GET_IFACE (self)->dial == NULL)
    g_task_return_error (
        task, bst_error_new (BST_ERROR_UNSUPPORTED, NULL, NULL,
                             _ ("This way leads to no network address, so not to %s"), host));
  else
    BST_DIALER_GET_IFACE (self)->dial (self, host, port, g_steal_pointer (&task));
}

void
bst_dialer_dial_unix_async (BstDialer *self,
                            const char *path,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = new_task (self, cancellable, callback, data);

  BST_ASSERT_MAIN_THREAD ();

  if (path == NULL || path[0] != '/')
    g_task_return_error (task, bst_error_new (BST_ERROR_INVALID, NULL, NULL,
                                              _ ("“%s” is no path of a UNIX socket"),
                                              path != NULL ? path : ""));
  else if (BST_DIALER_GET_IFACE (self)->dial_unix == NULL)
    g_task_return_error (task, bst_error_new (BST_ERROR_UNSUPPORTED, NULL, NULL,
                                              _ ("This way leads to no UNIX socket, so not to %s"),
                                              path));
  else
    BST_DIALER_GET_IFACE (self)->dial_unix (self, path, g_steal_pointer (&task));
}

GSocketConnection *
bst_dialer_dial_finish (BstDialer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
bst_dialer_prepare (BstDialer *self, const char *host, guint port, const char *path, guint n)
{
  BST_ASSERT_MAIN_THREAD ();

  if (BST_DIALER_GET_IFACE (self)->prepare != NULL)
    BST_DIALER_GET_IFACE (self)->prepare (self, host, port, path, n);
}

char *
bst_dialer_describe (BstDialer *self)
{
  return BST_DIALER_GET_IFACE (self)->describe (self);
}

gboolean
bst_dialer_needs_to_get_ready (BstDialer *self)
{
  return BST_DIALER_GET_IFACE (self)->get_ready != NULL;
}

void
bst_dialer_get_ready_async (BstDialer *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = new_task (self, cancellable, callback, data);

  BST_ASSERT_MAIN_THREAD ();

  if (bst_dialer_needs_to_get_ready (self))
    BST_DIALER_GET_IFACE (self)->get_ready (self, g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

gboolean
bst_dialer_get_ready_finish (BstDialer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
