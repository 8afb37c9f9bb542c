/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-console-face-private.h"

#include "core/bst-thread.h"

#define LARGEST_SCANCODE 0x2ff
#define MOST_BUTTONS 16
/* More at once is a fault of a mouse's driver, and would block the channel. */
#define MOST_CLICKS 50

static gboolean
may_type (BstConsole *self)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  BST_ASSERT_MAIN_THREAD ();

  return !priv->view_only && bst_console_is_live (self) &&
         (priv->abilities & BST_CONSOLE_CAN_TYPE) != 0;
}

void
bst_console_key (BstConsole *self, guint scancode, gboolean pressed)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  if (!may_type (self) || scancode == 0 || scancode > LARGEST_SCANCODE)
    return;

  if (pressed)
    {
      g_hash_table_add (priv->keys, GUINT_TO_POINTER (scancode));
      if (priv->asked_at == 0 ||
          g_get_monotonic_time () - priv->asked_at > BST_CONSOLE_LONGEST_ANSWER_US)
        priv->asked_at = g_get_monotonic_time ();
    }
  else if (!g_hash_table_remove (priv->keys, GUINT_TO_POINTER (scancode)))
    return;

  BST_CONSOLE_GET_CLASS (self)->key (self, scancode, pressed);
}

void
bst_console_send_keys (BstConsole *self, const guint *scancodes, guint n)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);
  g_autofree gboolean *pressed = g_new0 (gboolean, n + 1);

  for (guint i = 0; i < n; i++)
    {
      pressed[i] = !g_hash_table_contains (priv->keys, GUINT_TO_POINTER (scancodes[i]));
      if (pressed[i])
        bst_console_key (self, scancodes[i], TRUE);
    }
  for (guint i = n; i-- > 0;)
    {
      if (pressed[i])
        bst_console_key (self, scancodes[i], FALSE);
    }
}

void
bst_console_release_all (BstConsole *self)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);
  g_autoptr (GList) keys = NULL;

  if (!may_type (self))
    return;

  keys = g_hash_table_get_keys (priv->keys);
  for (GList *item = keys; item != NULL; item = item->next)
    bst_console_key (self, GPOINTER_TO_UINT (item->data), FALSE);
  for (guint button = 1; button <= MOST_BUTTONS; button++)
    {
      if ((priv->buttons & 1u << (button - 1)) != 0)
        bst_console_button (self, button, FALSE);
    }
}

BstConsoleLocks
bst_console_get_locks (BstConsole *self)
{
  return bst_console_get_priv (self)->locks;
}

void
bst_console_tell_locks (BstConsole *self, BstConsoleLocks locks)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  if (priv->locks == locks)
    return;

  priv->locks = locks;
  bst_console_notify (self, PROP_LOCKS);
}

void
bst_console_set_locks (BstConsole *self, BstConsoleLocks locks)
{
  if (may_type (self) && BST_CONSOLE_GET_CLASS (self)->set_locks != NULL)
    BST_CONSOLE_GET_CLASS (self)->set_locks (self, locks);
}

gboolean
bst_console_is_pointer_absolute (BstConsole *self)
{
  return bst_console_get_priv (self)->pointer_absolute;
}

void
bst_console_tell_pointer (BstConsole *self, gboolean absolute)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  if (priv->pointer_absolute == absolute)
    return;

  priv->pointer_absolute = absolute;
  bst_console_notify (self, PROP_POINTER_ABSOLUTE);
}

void
bst_console_request_pointer (BstConsole *self, gboolean absolute)
{
  if (may_type (self) && BST_CONSOLE_GET_CLASS (self)->request_pointer != NULL)
    BST_CONSOLE_GET_CLASS (self)->request_pointer (self, absolute);
}

void
bst_console_move_to (BstConsole *self, BstConsoleDisplay *display, int x, int y)
{
  const int width = bst_console_display_get_width (display);
  const int height = bst_console_display_get_height (display);

  if (!may_type (self) || !bst_console_get_priv (self)->pointer_absolute || width < 1 || height < 1)
    return;

  BST_CONSOLE_GET_CLASS (self)->move_to (self, display, CLAMP (x, 0, width - 1),
                                         CLAMP (y, 0, height - 1));
}

void
bst_console_move_by (BstConsole *self, int dx, int dy)
{
  if (!may_type (self) || bst_console_get_priv (self)->pointer_absolute || (dx == 0 && dy == 0))
    return;

  BST_CONSOLE_GET_CLASS (self)->move_by (self, dx, dy);
}

guint
bst_console_get_buttons (BstConsole *self)
{
  return bst_console_get_priv (self)->buttons;
}

void
bst_console_button (BstConsole *self, guint button, gboolean pressed)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);
  guint bit;

  if (!may_type (self) || button == 0 || button > MOST_BUTTONS)
    return;

  bit = 1u << (button - 1);
  if (((priv->buttons & bit) != 0) == pressed)
    return;

  priv->buttons ^= bit;
  BST_CONSOLE_GET_CLASS (self)->button (self, button, pressed);
}

void
bst_console_wheel (BstConsole *self, int dx, int dy)
{
  if (!may_type (self) || BST_CONSOLE_GET_CLASS (self)->wheel == NULL)
    return;

  dx = CLAMP (dx, -MOST_CLICKS, MOST_CLICKS);
  dy = CLAMP (dy, -MOST_CLICKS, MOST_CLICKS);
  if (dx != 0 || dy != 0)
    BST_CONSOLE_GET_CLASS (self)->wheel (self, dx, dy);
}
