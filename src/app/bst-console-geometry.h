/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <graphene.h>

G_BEGIN_DECLS

/**
 * BstConsoleScaling:
 * @BST_CONSOLE_SCALING_FIT: as large as there is room
 * @BST_CONSOLE_SCALING_ONE: a pixel of the guest is one of the surface
 * @BST_CONSOLE_SCALING_FOLLOW: the guest is asked for as many pixels as there are; until it has
 * them, as they are where there is room, else as FIT
 */
typedef enum
{
  BST_CONSOLE_SCALING_FIT,
  BST_CONSOLE_SCALING_ONE,
  BST_CONSOLE_SCALING_FOLLOW,
} BstConsoleScaling;

/* @zoom: with ONE, so many pixels of the surface for one of the guest.
 * Where a picture of @width × @height pixels is painted on a place of @room_width × @room_height
 * units, @scale pixels of the surface each. Its corner and size are whole pixels of the surface,
 * counted from a place that is @misfit_x, @misfit_y units beyond one. Pure. */
void bst_console_geometry_place (BstConsoleScaling scaling,
                                 double zoom,
                                 int width,
                                 int height,
                                 double room_width,
                                 double room_height,
                                 double scale,
                                 double misfit_x,
                                 double misfit_y,
                                 graphene_rect_t *bounds);

/* The pixel of the picture at @x, @y, in units; the nearest one where that is beside it. FALSE
 * where it is. */
gboolean bst_console_geometry_find (const graphene_rect_t *bounds,
                                    int width,
                                    int height,
                                    double x,
                                    double y,
                                    int *pixel_x,
                                    int *pixel_y);

/* On which of @n_monitors each of @n displays is where they fill them: the first stays on @own, the
 * others go to those that are left, in order; G_MAXUINT: none is. @monitors: @n. Pure. */
void bst_console_geometry_spread (guint n_monitors, guint own, guint n, guint *monitors);

G_END_DECLS
