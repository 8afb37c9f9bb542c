/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Which part of @widget, in its own units, looks on its window just as it paints it: where no other
 * widget lies over it, nothing fades it or cuts it off, and the window's corners are not round. For
 * whoever paints there past GTK; rather too little than too much. (transfer full)
 *
 * @hidden: (nullable) (out): set to what lies wholly behind widgets of the style class "covering",
 * which are square, opaque and without a shadow: nothing need be painted there. */
cairo_region_t *bst_bare_region_new (GtkWidget *widget, cairo_region_t **hidden);

G_END_DECLS
