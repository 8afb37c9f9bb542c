/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-console-display-private.h"
#include "console/bst-spice-console-private.h"

/* What a channel said last: also for monitors that the guest switches on later. */
typedef struct
{
  BstConsoleCursor *cursor; /* (nullable) */
  gboolean placed;
  int x, y;
} Pointer;

static void
pointer_free (Pointer *pointer)
{
  g_clear_object (&pointer->cursor);
  g_free (pointer);
}

static Pointer *
get_pointer (gpointer channel)
{
  return g_object_get_data (channel, "bst-pointer");
}

static void
show_cursor (const Pointer *pointer, BstConsoleDisplay *display)
{
  bst_console_display_set_cursor (display, pointer->cursor);
}

static void
place_cursor (const Pointer *pointer, BstConsoleDisplay *display)
{
  if (pointer->placed)
    bst_console_display_set_cursor_position (display, pointer->x, pointer->y);
}

void
bst_spice_cursor_take (BstSpiceConsole *self, guint channel_id, BstConsoleDisplay *display)
{
  g_autoptr (GList) channels = spice_session_get_channels (self->session);

  for (GList *item = channels; item != NULL; item = item->next)
    {
      const Pointer *pointer = get_pointer (item->data);

      if (pointer == NULL || bst_spice_display_get_channel_id (item->data) != channel_id)
        continue;
      show_cursor (pointer, display);
      place_cursor (pointer, display);
    }
}

static void
each_display (BstSpiceConsole *self,
              SpiceCursorChannel *channel,
              void (*func) (const Pointer *pointer, BstConsoleDisplay *display))
{
  GListModel *displays = bst_console_get_displays (BST_CONSOLE (self));

  for (guint i = 0; i < g_list_model_get_n_items (displays); i++)
    {
      g_autoptr (BstConsoleDisplay) display = g_list_model_get_item (displays, i);

      if (GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (display), "bst-channel")) ==
          bst_spice_display_get_channel_id (channel))
        func (get_pointer (channel), display);
    }
}

/* @cursor: (nullable) */
static void
set_cursor (BstSpiceConsole *self, SpiceCursorChannel *channel, BstConsoleCursor *cursor)
{
  g_set_object (&get_pointer (channel)->cursor, cursor);
  each_display (self, channel, show_cursor);
}

static void
on_cursor (SpiceCursorChannel *channel, GParamSpec *pspec, BstSpiceConsole *self)
{
  SpiceCursorShape *shape = NULL;
  g_autoptr (BstConsoleCursor) cursor = NULL;

  g_object_get (channel, "cursor", &shape, NULL);
  if (shape != NULL && shape->data != NULL)
    cursor =
        bst_console_cursor_new (shape->width, shape->height, shape->hot_spot_x, shape->hot_spot_y,
                                shape->data, (gsize)shape->width * shape->height * 4);
  set_cursor (self, channel, cursor);
  if (shape != NULL)
    g_boxed_free (SPICE_TYPE_CURSOR_SHAPE, shape);
}

static void
on_cursor_hide (SpiceCursorChannel *channel, BstSpiceConsole *self)
{
  g_autoptr (BstConsoleCursor) hidden = bst_console_cursor_new_hidden ();

  set_cursor (self, channel, hidden);
}

static void
on_cursor_reset (SpiceCursorChannel *channel, BstSpiceConsole *self)
{
  set_cursor (self, channel, NULL);
}

static void
on_cursor_move (SpiceCursorChannel *channel, int x, int y, BstSpiceConsole *self)
{
  Pointer *pointer = get_pointer (channel);

  pointer->placed = TRUE;
  pointer->x = x;
  pointer->y = y;
  each_display (self, channel, place_cursor);
}

void
bst_spice_cursor_add (BstSpiceConsole *self, SpiceCursorChannel *channel)
{
  g_object_set_data_full (G_OBJECT (channel), "bst-pointer", g_new0 (Pointer, 1),
                          (GDestroyNotify)pointer_free);
  g_signal_connect (channel, "notify::cursor", G_CALLBACK (on_cursor), self);
  g_signal_connect (channel, "cursor-hide", G_CALLBACK (on_cursor_hide), self);
  g_signal_connect (channel, "cursor-reset", G_CALLBACK (on_cursor_reset), self);
  g_signal_connect (channel, "cursor-move", G_CALLBACK (on_cursor_move), self);
}
