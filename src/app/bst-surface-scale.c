/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-surface-scale.h"

#include <math.h>

double
bst_surface_scale_get (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;
  GParamSpec *pspec;
  double scale = 1;

  if (surface == NULL)
    return gtk_widget_get_scale_factor (widget);

  /* By its name, since GTK 4.8 does not have it. */
  pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (surface), "scale");
  if (pspec != NULL && pspec->value_type == G_TYPE_DOUBLE)
    g_object_get (surface, "scale", &scale, NULL);
  else
    scale = gdk_surface_get_scale_factor (surface);

  return scale > 0 ? scale : 1;
}

static double
get_misfit (double units, double scale)
{
  double pixels = units * scale;

  return (pixels - floor (pixels + 1e-6)) / scale;
}

void
bst_surface_scale_get_misfit (GtkWidget *widget, double *x, double *y)
{
  GtkNative *native = gtk_widget_get_native (widget);
  double scale = bst_surface_scale_get (widget);
  graphene_point_t corner;
  double left, top;

  *x = *y = 0;
  if (native == NULL || scale == floor (scale) ||
      !gtk_widget_compute_point (widget, GTK_WIDGET (native), graphene_point_zero (), &corner))
    return;

  gtk_native_get_surface_transform (native, &left, &top);
  *x = MAX (get_misfit (corner.x + left, scale), 0);
  *y = MAX (get_misfit (corner.y + top, scale), 0);
}
