/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-console-face-private.h"

#include <glib/gi18n.h>

#include "console/bst-usb-rules.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"

/* Files. */

void
bst_console_send_files (BstConsole *self, GFile *const *files, guint n)
{
  BST_ASSERT_MAIN_THREAD ();

  if (n > 0 && bst_console_is_live (self) && !bst_console_get_priv (self)->view_only &&
      BST_CONSOLE_GET_CLASS (self)->send_files != NULL)
    BST_CONSOLE_GET_CLASS (self)->send_files (self, files, n);
}

GListModel *
bst_console_get_transfers (BstConsole *self)
{
  return G_LIST_MODEL (bst_console_get_priv (self)->transfers);
}

GListStore *
bst_console_get_transfer_store (BstConsole *self)
{
  return bst_console_get_priv (self)->transfers;
}

void
bst_console_forget_transfer (BstConsole *self, BstConsoleTransfer *transfer)
{
  GListStore *transfers = bst_console_get_priv (self)->transfers;
  guint position;

  if (bst_console_transfer_is_over (transfer) && g_list_store_find (transfers, transfer, &position))
    g_list_store_remove (transfers, position);
}

/* USB. */

GListModel *
bst_console_get_usb_devices (BstConsole *self)
{
  return G_LIST_MODEL (bst_console_get_priv (self)->usb);
}

GListStore *
bst_console_get_usb_store (BstConsole *self)
{
  return bst_console_get_priv (self)->usb;
}

const char *
bst_console_get_usb_obstacle (BstConsole *self)
{
  return bst_console_get_priv (self)->usb_obstacle;
}

void
bst_console_tell_usb_obstacle (BstConsole *self, const char *why)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  if (priv->usb_obstacle == why)
    return;

  g_free (priv->usb_obstacle);
  priv->usb_obstacle = g_strdup (why);
}

void
bst_console_tell_usb_failure (BstConsole *self, const GError *error)
{
  g_signal_emit (self, bst_console_signals[USB_FAILED], 0, error);
}

void
bst_console_attach_usb_async (BstConsole *self,
                              BstConsoleUsbDevice *device,
                              gboolean attach,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  BST_ASSERT_MAIN_THREAD ();

  if (!bst_console_is_live (self))
    g_task_return_error (task, bst_error_new (BST_ERROR_NOT_CONNECTED, NULL, NULL,
                                              _ ("The console of “%s” is not connected"),
                                              bst_console_get_name (self)));
  else if (BST_CONSOLE_GET_CLASS (self)->attach_usb == NULL)
    g_task_return_error (task, bst_error_new (BST_ERROR_UNSUPPORTED, NULL, NULL,
                                              _ ("“%s” takes no USB devices"),
                                              bst_console_get_name (self)));
  else
    BST_CONSOLE_GET_CLASS (self)->attach_usb (self, device, attach, g_steal_pointer (&task));
}

gboolean
bst_console_attach_usb_finish (BstConsole *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
bst_console_set_usb_rules (BstConsole *self,
                           gboolean automatic,
                           const char *filter,
                           const char *on_connect,
                           GError **error)
{
  BST_ASSERT_MAIN_THREAD ();

  if (!bst_usb_rules_check (filter, error) || !bst_usb_rules_check (on_connect, error))
    return FALSE;

  if (BST_CONSOLE_GET_CLASS (self)->set_usb_rules != NULL)
    BST_CONSOLE_GET_CLASS (self)->set_usb_rules (self, automatic, filter, on_connect);

  return TRUE;
}

void
bst_console_set_focused (BstConsole *self, gboolean focused)
{
  BST_ASSERT_MAIN_THREAD ();

  if (BST_CONSOLE_GET_CLASS (self)->set_focused != NULL)
    BST_CONSOLE_GET_CLASS (self)->set_focused (self, focused);
}

void
bst_console_insert_card (BstConsole *self, gboolean insert)
{
  BST_ASSERT_MAIN_THREAD ();

  if (bst_console_is_live (self) && BST_CONSOLE_GET_CLASS (self)->insert_card != NULL)
    BST_CONSOLE_GET_CLASS (self)->insert_card (self, insert);
}
