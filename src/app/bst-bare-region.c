/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-bare-region.h"

#include <math.h>

/* How far shadows reach beyond what lies over others, and round corners into a window. */
#define SHADOW 24
#define CORNER 18

static cairo_rectangle_int_t
round_out (const graphene_rect_t *bounds)
{
  int x = (int)floorf (bounds->origin.x), y = (int)floorf (bounds->origin.y);

  return (cairo_rectangle_int_t){
    .x = x,
    .y = y,
    .width = (int)ceilf (bounds->origin.x + bounds->size.width) - x,
    .height = (int)ceilf (bounds->origin.y + bounds->size.height) - y,
  };
}

static cairo_rectangle_int_t
round_in (const graphene_rect_t *bounds)
{
  int x = (int)ceilf (bounds->origin.x), y = (int)ceilf (bounds->origin.y);

  return (cairo_rectangle_int_t){
    .x = x,
    .y = y,
    .width = MAX ((int)floorf (bounds->origin.x + bounds->size.width) - x, 0),
    .height = MAX ((int)floorf (bounds->origin.y + bounds->size.height) - y, 0),
  };
}

static void
subtract (cairo_region_t *region, const graphene_rect_t *bounds)
{
  cairo_rectangle_int_t rect = round_out (bounds);
  cairo_rectangle_int_t all;

  cairo_region_get_extents (region, &all);
  /* What is beside it throws no shadow on it. */
  if (rect.x >= all.x + all.width || rect.y >= all.y + all.height || rect.x + rect.width <= all.x ||
      rect.y + rect.height <= all.y || rect.width <= 0 || rect.height <= 0)
    return;
  rect.x -= SHADOW;
  rect.y -= SHADOW;
  rect.width += 2 * SHADOW;
  rect.height += 2 * SHADOW;
  cairo_region_subtract_rectangle (region, &rect);
}

static void
cover (cairo_region_t *region, cairo_region_t *hidden, const graphene_rect_t *bounds)
{
  cairo_rectangle_int_t out = round_out (bounds);
  cairo_rectangle_int_t in = round_in (bounds);

  cairo_region_subtract_rectangle (region, &out);
  cairo_region_union_rectangle (hidden, &in);
}

static void
subtract_siblings (cairo_region_t *region,
                   cairo_region_t *hidden,
                   GtkWidget *widget,
                   GtkWidget *parent,
                   GtkWidget *child)
{
  for (GtkWidget *other = gtk_widget_get_first_child (parent); other != NULL;
       other = gtk_widget_get_next_sibling (other))
    {
      graphene_rect_t bounds;

      /* Those that have a surface of their own lie over all of this one. */
      if (other == child || !gtk_widget_get_mapped (other) || GTK_IS_NATIVE (other) ||
          !gtk_widget_compute_bounds (other, widget, &bounds))
        continue;
      if (gtk_widget_has_css_class (other, "covering") && gtk_widget_get_opacity (other) == 1)
        cover (region, hidden, &bounds);
      else
        subtract (region, &bounds);
    }
}

static void
intersect (cairo_region_t *region, const graphene_rect_t *bounds)
{
  cairo_rectangle_int_t rect = round_in (bounds);

  cairo_region_intersect_rectangle (region, &rect);
}

static gboolean
has_round_corners (GtkWidget *native)
{
  return GTK_IS_WINDOW (native) && gtk_widget_has_css_class (native, "csd") &&
         !gtk_window_is_maximized (GTK_WINDOW (native)) &&
         !gtk_window_is_fullscreen (GTK_WINDOW (native));
}

static void
subtract_corners (cairo_region_t *region, const graphene_rect_t *bounds)
{
  for (int i = 0; i < 4; i++)
    {
      float x = bounds->origin.x + (i % 2 != 0 ? bounds->size.width - CORNER : 0);
      float y = bounds->origin.y + (i / 2 != 0 ? bounds->size.height - CORNER : 0);
      cairo_rectangle_int_t rect = { (int)floorf (x), (int)floorf (y), CORNER + 1, CORNER + 1 };

      cairo_region_subtract_rectangle (region, &rect);
    }
}

cairo_region_t *
bst_bare_region_new (GtkWidget *widget, cairo_region_t **hidden)
{
  cairo_rectangle_int_t all = { 0, 0, gtk_widget_get_width (widget),
                                gtk_widget_get_height (widget) };
  cairo_region_t *region = cairo_region_create_rectangle (&all);
  cairo_region_t *covered = cairo_region_create ();
  GtkWidget *child = widget;

  if (!gtk_widget_get_mapped (widget))
    cairo_region_subtract_rectangle (region, &all);
  while (!cairo_region_is_empty (region) && !GTK_IS_NATIVE (child))
    {
      GtkWidget *parent = gtk_widget_get_parent (child);
      graphene_rect_t bounds;

      if (gtk_widget_get_opacity (child) < 1 ||
          !gtk_widget_compute_bounds (parent, widget, &bounds))
        {
          cairo_region_subtract_rectangle (region, &all);
          break;
        }
      intersect (region, &bounds);
      subtract_siblings (region, covered, widget, parent, child);
      if (GTK_IS_NATIVE (parent) && has_round_corners (parent))
        subtract_corners (region, &bounds);
      child = parent;
    }
  if (hidden != NULL)
    *hidden = cairo_region_reference (covered);
  cairo_region_destroy (covered);

  return region;
}
