/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "console/bst-console-display.h"

G_BEGIN_DECLS

/**
 * BstConsolePainter:
 *
 * Brings the pixels of one display onto a widget, and of those only what is new: with OpenGL as one
 * texture that lives on and takes the damaged rectangles; with cairo as tiles of the widget, of
 * which only those with damage are painted again. Where an X server shares this computer's memory,
 * and nothing else is on them, damaged pixels are put there past GTK. Main thread only.
 *
 * Emits "changed" (gboolean size) when there is something new to paint: once until it was painted,
 * however much comes; @size: the display has another size.
 */
#define BST_TYPE_CONSOLE_PAINTER (bst_console_painter_get_type ())
G_DECLARE_FINAL_TYPE (BstConsolePainter, bst_console_painter, BST, CONSOLE_PAINTER, GObject)

BstConsolePainter *bst_console_painter_new (BstConsoleDisplay *display);

/* Whether pixels that are scaled keep their edges; FALSE: they are smoothed. */
void bst_console_painter_set_sharp (BstConsolePainter *self, gboolean sharp);

/**
 * bst_console_painter_snapshot:
 * @native: what it is painted on: says which renderer there is
 * @bounds: where to, in units of @snapshot; its corners shall be whole pixels of the surface
 * @scale: pixels of the surface for one of those units
 *
 * Paints the whole picture, and takes all damage as painted.
 */
void bst_console_painter_snapshot (BstConsolePainter *self,
                                   GtkSnapshot *snapshot,
                                   GtkNative *native,
                                   const graphene_rect_t *bounds,
                                   double scale);

/* Whether new damage may be put, as it is shown now. */
gboolean bst_console_painter_can_put (BstConsolePainter *self);

/**
 * bst_console_painter_put:
 * @bare: what of the display is seen as it is: pixels
 * @hidden: what of it nobody sees: it stays damaged, until it is painted with the rest
 * @bounds: as it was painted
 * @x: the surface's pixel where the display begins …
 * @y: …
 *
 * Brings what is damaged and bare onto the surface at once, without a frame of GTK's.
 *
 * Returns: whether that was all; FALSE: paint the rest.
 */
gboolean bst_console_painter_put (BstConsolePainter *self,
                                  const cairo_region_t *bare,
                                  const cairo_region_t *hidden,
                                  const graphene_rect_t *bounds,
                                  int x,
                                  int y);

/* Whether it must wait for the next frame, as the X server has not taken the last picture. */
gboolean bst_console_painter_is_busy (BstConsolePainter *self);

/* What is kept for a surface and its renderer: when the widget leaves them. */
void bst_console_painter_release (BstConsolePainter *self);

/* How often it painted something new, for measurements; and the pixels that were new. */
guint64 bst_console_painter_get_frames (BstConsolePainter *self);
guint64 bst_console_painter_get_pixels (BstConsolePainter *self);

G_END_DECLS
