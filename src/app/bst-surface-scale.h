/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How many pixels the surface of @widget has for one of its units: fractions too where GTK knows
 * them (from 4.12 on); 1 while there is no surface. */
double bst_surface_scale_get (GtkWidget *widget);

/* How far, in units of @widget, its corner is from the next whole pixel of its surface to the left
 * and above: 0 unless scales are fractional. */
void bst_surface_scale_get_misfit (GtkWidget *widget, double *x, double *y);

G_END_DECLS
