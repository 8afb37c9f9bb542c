/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-console-display.h"

G_BEGIN_DECLS

/* For kinds of consoles. */

BstConsoleDisplay *bst_console_display_new (guint id);

typedef enum
{
  BST_PIXELS_XRGB, /* 32 bits: shown as they are, without a copy */
  BST_PIXELS_555,  /* 16 bits */
  BST_PIXELS_565,
} BstPixels;

/* The guest's surface is at @data from now on, and @area of it is this display: inside it, which is
 * checked by the caller. NULL: it goes; its last picture is copied and stays. */
void bst_console_display_set_surface (BstConsoleDisplay *self,
                                      BstPixels format,
                                      const guint8 *data,
                                      gsize stride,
                                      const BstConsoleRect *area);

/* In pixels of the surface. */
void bst_console_display_damage (BstConsoleDisplay *self, const BstConsoleRect *rect);

void bst_console_display_set_active (BstConsoleDisplay *self, gboolean active);
void bst_console_display_set_scale (BstConsoleDisplay *self, double scale);
void bst_console_display_set_cursor (BstConsoleDisplay *self, BstConsoleCursor *cursor);

/* In pixels of the surface. */
void bst_console_display_set_cursor_position (BstConsoleDisplay *self, int x, int y);

G_END_DECLS
