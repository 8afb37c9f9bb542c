/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "console/bst-console-cursor.h"
#include "console/bst-console-rect.h"

G_BEGIN_DECLS

/**
 * BstConsoleDisplay:
 *
 * One screen of a console. Main thread only. It lives for as long as the guest has that screen,
 * over reconnections and resolution changes, and keeps its last picture when the console is lost or
 * ends.
 *
 * Signals:
 * - "resized" (): another size, stride or buffer: take pixels and all anew. Also when pixels come
 *   for the first time and when they go. Everything is damaged then.
 * - "damaged" (const BstConsoleRect *rects, guint n): these pixels are new, n at least 1, already
 *   clipped to the display. Comes for each drawing of the guest, so gather it and draw once a
 * frame.
 * - "cursor-moved" (): the guest moved its pointer by itself (see get_cursor_position ()).
 *
 * Properties, notified: "id" (guint, constant), "active" (gboolean: the guest uses it), "cursor"
 * (BstConsoleCursor, nullable: the desktop's own arrow), "scale" (double).
 */
#define BST_TYPE_CONSOLE_DISPLAY (bst_console_display_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleDisplay, bst_console_display, BST, CONSOLE_DISPLAY, GObject)

guint bst_console_display_get_id (BstConsoleDisplay *self); /* 0: the first */
gboolean bst_console_display_is_active (BstConsoleDisplay *self);

/* Its place among the guest's displays and its size; 0 × 0: no picture yet. In pixels. */
void bst_console_display_get_area (BstConsoleDisplay *self, BstConsoleRect *area);
int bst_console_display_get_width (BstConsoleDisplay *self);
int bst_console_display_get_height (BstConsoleDisplay *self);

/* How many of its pixels the guest takes for one of its units, as far as it tells; else 1. */
double bst_console_display_get_scale (BstConsoleDisplay *self);

/**
 * bst_console_display_get_pixels:
 * @stride: (out): from one row to the next, in bytes; a multiple of 4
 *
 * The picture as it is now: height rows of width pixels, each 32 bits in the machine's byte order,
 * 0xXXRRGGBB (CAIRO_FORMAT_RGB24; GL_BGRA with GL_UNSIGNED_BYTE), where XX may be anything and must
 * be taken for opaque. Whatever format the guest uses is converted already. Row and stride may be
 * part of a larger surface: read only what is inside.
 *
 * Valid until the main loop runs again; nothing changes it meanwhile. NULL: none yet.
 */
const guint32 *bst_console_display_get_pixels (BstConsoleDisplay *self, gsize *stride);

/* (nullable) (transfer none): NULL: the desktop's own arrow. */
BstConsoleCursor *bst_console_display_get_cursor (BstConsoleDisplay *self);

/* Where the guest's pointer is, in pixels of this display. Where the console's pointer is relative,
 * whoever shows the display draws the cursor there; FALSE: not on this display, or not known. */
gboolean bst_console_display_get_cursor_position (BstConsoleDisplay *self, int *x, int *y);

G_END_DECLS
