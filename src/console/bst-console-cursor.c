/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-console-cursor.h"

struct _BstConsoleCursor
{
  GObject parent_instance;

  guint width;
  guint height;
  int hot_x;
  int hot_y;
  GBytes *rgba; /* NULL: hidden */
};

G_DEFINE_FINAL_TYPE (BstConsoleCursor, bst_console_cursor, G_TYPE_OBJECT)

static void
bst_console_cursor_finalize (GObject *object)
{
  g_clear_pointer (&BST_CONSOLE_CURSOR (object)->rgba, g_bytes_unref);

  G_OBJECT_CLASS (bst_console_cursor_parent_class)->finalize (object);
}

static void
bst_console_cursor_class_init (BstConsoleCursorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_console_cursor_finalize;
}

static void
bst_console_cursor_init (BstConsoleCursor *self)
{
}

BstConsoleCursor *
bst_console_cursor_new (guint width,
                        guint height,
                        int hot_x,
                        int hot_y,
                        const guint8 *rgba,
                        gsize length)
{
  BstConsoleCursor *self;

  if (width == 0 || height == 0 || width > BST_CONSOLE_CURSOR_MOST ||
      height > BST_CONSOLE_CURSOR_MOST || rgba == NULL || length < (gsize)width * height * 4)
    return NULL;

  self = g_object_new (BST_TYPE_CONSOLE_CURSOR, NULL);
  self->width = width;
  self->height = height;
  /* Some guests put it outside; toolkits take that for a fault of the program. */
  self->hot_x = CLAMP (hot_x, 0, (int)width - 1);
  self->hot_y = CLAMP (hot_y, 0, (int)height - 1);
  self->rgba = g_bytes_new (rgba, (gsize)width * height * 4);

  return self;
}

BstConsoleCursor *
bst_console_cursor_new_hidden (void)
{
  return g_object_new (BST_TYPE_CONSOLE_CURSOR, NULL);
}

gboolean
bst_console_cursor_is_hidden (BstConsoleCursor *self)
{
  return self->rgba == NULL;
}

guint
bst_console_cursor_get_width (BstConsoleCursor *self)
{
  return self->width;
}

guint
bst_console_cursor_get_height (BstConsoleCursor *self)
{
  return self->height;
}

void
bst_console_cursor_get_hot_spot (BstConsoleCursor *self, int *x, int *y)
{
  *x = self->hot_x;
  *y = self->hot_y;
}

GBytes *
bst_console_cursor_get_rgba (BstConsoleCursor *self)
{
  return self->rgba;
}
