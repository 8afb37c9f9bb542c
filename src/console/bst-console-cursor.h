/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * BstConsoleCursor:
 *
 * The shape of a guest's pointer; never changes. A pointer that is hidden is one without pixels.
 */
#define BST_TYPE_CONSOLE_CURSOR (bst_console_cursor_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleCursor, bst_console_cursor, BST, CONSOLE_CURSOR, GObject)

/* The largest that is taken: 1,024 pixels each way. */
#define BST_CONSOLE_CURSOR_MOST 1024

/* @rgba: width × height × 4 bytes, R, G, B, A in this order, not premultiplied; the hot spot is
 * inside. NULL for sizes that make no sense. Bounds are checked: for bytes of a server. */
BstConsoleCursor *bst_console_cursor_new (guint width,
                                          guint height,
                                          int hot_x,
                                          int hot_y,
                                          const guint8 *rgba,
                                          gsize length);
BstConsoleCursor *bst_console_cursor_new_hidden (void);

gboolean bst_console_cursor_is_hidden (BstConsoleCursor *self); /* then all below is 0 or NULL */
guint bst_console_cursor_get_width (BstConsoleCursor *self);
guint bst_console_cursor_get_height (BstConsoleCursor *self);
void bst_console_cursor_get_hot_spot (BstConsoleCursor *self, int *x, int *y);

/* (nullable) (transfer none): as @rgba above, its stride is width × 4; GDK_MEMORY_R8G8B8A8. */
GBytes *bst_console_cursor_get_rgba (BstConsoleCursor *self);

G_END_DECLS
