/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-console-face-private.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"

static const char *const nothing[] = { NULL };

gboolean
bst_console_get_clipboard_to_guest (BstConsole *self)
{
  return bst_console_get_priv (self)->to_guest;
}

void
bst_console_set_clipboard_to_guest (BstConsole *self, gboolean on)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  if (priv->to_guest == on)
    return;

  /* What was offered before is taken back. */
  if (!on)
    {
      bst_console_offer_clipboard (self, BST_CONSOLE_SELECTION_CLIPBOARD, NULL);
      bst_console_offer_clipboard (self, BST_CONSOLE_SELECTION_PRIMARY, NULL);
    }
  priv->to_guest = on;
  bst_console_notify (self, PROP_CLIPBOARD_TO_GUEST);
}

gboolean
bst_console_get_clipboard_from_guest (BstConsole *self)
{
  return bst_console_get_priv (self)->from_guest;
}

void
bst_console_set_clipboard_from_guest (BstConsole *self, gboolean on)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  if (priv->from_guest == on)
    return;

  if (!on)
    {
      bst_console_tell_offer (self, BST_CONSOLE_SELECTION_CLIPBOARD, nothing);
      bst_console_tell_offer (self, BST_CONSOLE_SELECTION_PRIMARY, nothing);
    }
  priv->from_guest = on;
  bst_console_notify (self, PROP_CLIPBOARD_FROM_GUEST);
}

gsize
bst_console_get_max_clipboard (BstConsole *self)
{
  return bst_console_get_priv (self)->max_clipboard;
}

void
bst_console_set_max_clipboard (BstConsole *self, gsize bytes)
{
  bst_console_get_priv (self)->max_clipboard = bytes;
}

static gboolean
may_give (BstConsole *self)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  return priv->to_guest && !priv->view_only && bst_console_is_live (self);
}

void
bst_console_offer_clipboard (BstConsole *self,
                             BstConsoleSelection selection,
                             const char *const *mime_types)
{
  BST_ASSERT_MAIN_THREAD ();

  if (may_give (self) && BST_CONSOLE_GET_CLASS (self)->offer_clipboard != NULL)
    BST_CONSOLE_GET_CLASS (self)->offer_clipboard (self, selection,
                                                   mime_types != NULL ? mime_types : nothing);
}

gboolean
bst_console_tell_wanted (BstConsole *self, BstConsoleSelection selection, const char *type)
{
  if (!may_give (self))
    return FALSE;

  g_signal_emit (self, bst_console_signals[CLIPBOARD_WANTED], 0, selection, type);

  return TRUE;
}

gboolean
bst_console_provide_clipboard (BstConsole *self,
                               BstConsoleSelection selection,
                               const char *mime_type,
                               GBytes *data,
                               GError **error)
{
  const gsize most = bst_console_get_priv (self)->max_clipboard;
  const gboolean fits = data == NULL || g_bytes_get_size (data) <= most;

  BST_ASSERT_MAIN_THREAD ();

  if (bst_console_is_live (self) && BST_CONSOLE_GET_CLASS (self)->provide_clipboard != NULL)
    BST_CONSOLE_GET_CLASS (self)->provide_clipboard (self, selection, mime_type,
                                                     fits && may_give (self) ? data : NULL);
  if (!fits)
    {
      g_autofree char *size = g_format_size (most);

      g_propagate_error (error,
                         bst_error_new (BST_ERROR_INVALID, _ ("Copy less, or send a file."), NULL,
                                        _ ("The clipboard holds more than the %s that go to "
                                           "“%s” at once"),
                                        size, bst_console_get_name (self)));
    }

  return fits;
}

void
bst_console_tell_offer (BstConsole *self, BstConsoleSelection selection, const char *const *types)
{
  if (bst_console_get_priv (self)->from_guest)
    g_signal_emit (self, bst_console_signals[CLIPBOARD_OFFERED], 0, selection, types);
}

void
bst_console_read_clipboard_async (BstConsole *self,
                                  BstConsoleSelection selection,
                                  const char *mime_type,
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
  else if (!bst_console_get_priv (self)->from_guest ||
           BST_CONSOLE_GET_CLASS (self)->read_clipboard == NULL)
    g_task_return_error (task, bst_error_new (BST_ERROR_UNSUPPORTED, NULL, NULL,
                                              _ ("“%s” does not share its clipboard"),
                                              bst_console_get_name (self)));
  else
    BST_CONSOLE_GET_CLASS (self)->read_clipboard (self, selection, mime_type,
                                                  g_steal_pointer (&task));
}

GBytes *
bst_console_read_clipboard_finish (BstConsole *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
