/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BstX11Pixels:
 *
 * Pixels in memory that an X server on this computer reads by itself, and that go onto a window
 * without a frame of GTK's: for pictures that change all the time where there is no graphics
 * processor. Xrgb, 32 bits in the machine's byte order, alpha to be 0xff. Main thread only.
 */
#define BST_TYPE_X11_PIXELS (bst_x11_pixels_get_type ())
G_DECLARE_FINAL_TYPE (BstX11Pixels, bst_x11_pixels, BST, X11_PIXELS, GObject)

/* For @surface, while that is there; NULL: it is not on X11, or its server is on another computer,
 * or counts its pixels otherwise. */
BstX11Pixels *bst_x11_pixels_new (GdkSurface *surface, int width, int height);

/* Rows of width × 4 bytes. */
guint8 *bst_x11_pixels_get_data (BstX11Pixels *self);

/* Whether the server has yet to read what was put last; to be asked again a frame later. */
gboolean bst_x11_pixels_is_busy (BstX11Pixels *self);

/* Puts those of @region onto the surface, whose pixel (x, y) takes the first. They are read later:
 * what changes meanwhile is seen early, so it must be put, too. */
void bst_x11_pixels_put (BstX11Pixels *self, const cairo_region_t *region, int x, int y);

G_END_DECLS
