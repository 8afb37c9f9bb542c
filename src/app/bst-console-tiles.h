/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-console-picture.h"

G_BEGIN_DECLS

/**
 * BstConsoleTiles:
 *
 * A picture for the cairo renderer: the place that it takes on the surface cut into tiles, each of
 * which is one render node. A tile without damage stays the same node, so that GTK leaves its
 * pixels alone. Cut where pixels of the surface meet, and each painted from the whole picture,
 * tiles show no seams however it is scaled. Main thread only.
 */
#define BST_TYPE_CONSOLE_TILES (bst_console_tiles_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleTiles, bst_console_tiles, BST, CONSOLE_TILES, GObject)

/* @surface: what they are painted on. */
BstConsoleTiles *bst_console_tiles_new (GdkSurface *surface);

/* As bst_console_painter_snapshot () has them. Keeps a copy of the pixels, since render nodes live
 * on when the picture has gone. */
void bst_console_tiles_update (BstConsoleTiles *self,
                               const BstConsolePicture *picture,
                               const cairo_region_t *damage,
                               const graphene_rect_t *bounds,
                               double scale,
                               gboolean sharp);

/**
 * bst_console_tiles_put:
 * @damage: within the picture
 * @x: the surface's pixel where the picture begins …
 * @y: …
 *
 * Brings the damage of the picture onto the surface at once, past GTK, whose nodes then show the
 * same. For a picture that is shown pixel for pixel, and was painted at @bounds before.
 *
 * Returns: FALSE where that is not possible, or not yet.
 */
gboolean bst_console_tiles_put (BstConsoleTiles *self,
                                const BstConsolePicture *picture,
                                const cairo_region_t *damage,
                                const graphene_rect_t *bounds,
                                int x,
                                int y);

/* Whether that is possible, as it is shown now; @busy: (out): not before the next frame. */
gboolean bst_console_tiles_can_put (BstConsoleTiles *self, gboolean *busy);

void bst_console_tiles_snapshot (BstConsoleTiles *self, GtkSnapshot *snapshot);

G_END_DECLS
