/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-geometry.h"

#include <math.h>

/* How many pixels of the surface for one of the guest's. */
static double
find_ratio (BstConsoleScaling scaling,
            double zoom,
            int width,
            int height,
            double room_width,
            double room_height)
{
  double ratio = MIN (room_width / width, room_height / height);

  switch (scaling)
    {
    case BST_CONSOLE_SCALING_ONE:
      return zoom;
    case BST_CONSOLE_SCALING_FOLLOW:
      return MIN (ratio, 1);
    case BST_CONSOLE_SCALING_FIT:
    default:
      return ratio;
    }
}

/* In the middle, at a whole pixel; at the edge where there is no room. */
static double
find_start (double room, double size)
{
  return room > size ? floor ((room - size) / 2) : 0;
}

void
bst_console_geometry_place (BstConsoleScaling scaling,
                            double zoom,
                            int width,
                            int height,
                            double room_width,
                            double room_height,
                            double scale,
                            double misfit_x,
                            double misfit_y,
                            graphene_rect_t *bounds)
{
  double pixels_x = MAX (floor ((room_width - misfit_x) * scale + 1e-6), 1);
  double pixels_y = MAX (floor ((room_height - misfit_y) * scale + 1e-6), 1);
  double ratio, across, down;

  if (width <= 0 || height <= 0)
    {
      graphene_rect_init (bounds, 0, 0, 0, 0);
      return;
    }

  ratio = find_ratio (scaling, zoom, width, height, pixels_x, pixels_y);
  across = MAX (round (width * ratio), 1);
  down = MAX (round (height * ratio), 1);
  graphene_rect_init (bounds, (float)(find_start (pixels_x, across) / scale - misfit_x),
                      (float)(find_start (pixels_y, down) / scale - misfit_y),
                      (float)(across / scale), (float)(down / scale));
}

gboolean
bst_console_geometry_find (const graphene_rect_t *bounds,
                           int width,
                           int height,
                           double x,
                           double y,
                           int *pixel_x,
                           int *pixel_y)
{
  double across, down;

  if (width <= 0 || height <= 0 || bounds->size.width <= 0 || bounds->size.height <= 0)
    {
      *pixel_x = *pixel_y = 0;
      return FALSE;
    }

  across = floor ((x - bounds->origin.x) * width / bounds->size.width);
  down = floor ((y - bounds->origin.y) * height / bounds->size.height);
  *pixel_x = (int)CLAMP (across, 0, width - 1);
  *pixel_y = (int)CLAMP (down, 0, height - 1);

  return across >= 0 && across < width && down >= 0 && down < height;
}

void
bst_console_geometry_spread (guint n_monitors, guint own, guint n, guint *monitors)
{
  guint next = 0;

  for (guint i = 0; i < n; i++)
    {
      if (i > 0 && next == own)
        next++;
      if (i == 0)
        monitors[i] = own;
      else
        monitors[i] = next < n_monitors ? next++ : G_MAXUINT;
    }
}
