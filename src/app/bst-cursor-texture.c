/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-cursor-texture.h"

GdkTexture *
bst_cursor_texture_new (BstConsoleCursor *cursor)
{
  guint width = bst_console_cursor_get_width (cursor);

  return gdk_memory_texture_new ((int)width, (int)bst_console_cursor_get_height (cursor),
                                 GDK_MEMORY_R8G8B8A8, bst_console_cursor_get_rgba (cursor),
                                 (gsize)width * 4);
}
