/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-tiles.h"

#include <math.h>

#include "app/bst-x11-pixels.h"

/* In pixels of the surface: small enough for a line of text to be cheap, large enough that a whole
 * picture is not too many nodes. */
#define TILE 128

struct _BstConsoleTiles
{
  GObject parent_instance;

  GdkSurface *surface;
  cairo_surface_t *copy; /* (nullable): of the picture */
  BstX11Pixels *shared;  /* (nullable) (unowned): the copy's memory, where it owns that */
  int width, height;

  /* What the nodes were made for. */
  graphene_rect_t bounds;
  double scale;
  gboolean sharp;

  GskRenderNode **nodes; /* columns × rows */
  int columns, rows;
};

G_DEFINE_FINAL_TYPE (BstConsoleTiles, bst_console_tiles, G_TYPE_OBJECT)

static void
free_nodes (BstConsoleTiles *self)
{
  for (int i = 0; i < self->columns * self->rows; i++)
    g_clear_pointer (&self->nodes[i], gsk_render_node_unref);
  g_clear_pointer (&self->nodes, g_free);
  self->columns = self->rows = 0;
}

static void
make_copy (BstConsoleTiles *self, const BstConsolePicture *picture)
{
  if (self->copy != NULL && self->width == picture->width && self->height == picture->height)
    return;

  g_clear_pointer (&self->copy, cairo_surface_destroy);
  self->shared = bst_x11_pixels_new (self->surface, picture->width, picture->height);
  if (self->shared != NULL)
    {
      static const cairo_user_data_key_t key;

      self->copy = cairo_image_surface_create_for_data (
          bst_x11_pixels_get_data (self->shared), CAIRO_FORMAT_RGB24, picture->width,
          picture->height, picture->width * (int)sizeof (guint32));
      cairo_surface_set_user_data (self->copy, &key, self->shared, g_object_unref);
    }
  else
    self->copy = cairo_image_surface_create (CAIRO_FORMAT_RGB24, picture->width, picture->height);
  self->width = picture->width;
  self->height = picture->height;
  free_nodes (self);
}

static cairo_surface_t *
wrap (gconstpointer pixels, cairo_format_t format, const BstConsolePicture *picture, gsize stride)
{
  return cairo_image_surface_create_for_data ((guchar *)pixels, format, picture->width,
                                              picture->height, (int)stride);
}

/* Past the copy's own surface, which is not told (cairo_surface_mark_dirty ()): the nodes that stay
 * show the same pixels as before, and telling it would have each of them keep a copy of the whole.
 * Where there is alpha, whatever the guest left there becomes opaque. */
static void
copy_damage (BstConsoleTiles *self, const BstConsolePicture *picture, const cairo_region_t *damage)
{
  const gboolean alpha = self->shared != NULL && bst_x11_pixels_has_alpha (self->shared);
  cairo_surface_t *from = wrap (picture->pixels, CAIRO_FORMAT_RGB24, picture, picture->stride);
  cairo_surface_t *to = wrap (cairo_image_surface_get_data (self->copy),
                              alpha ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24, picture,
                              (gsize)cairo_image_surface_get_stride (self->copy));
  cairo_t *cr = cairo_create (to);

  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_set_source_surface (cr, from, 0, 0);
  gdk_cairo_region (cr, damage);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (to);
  cairo_surface_destroy (from);
}

static double
get_ratio_x (BstConsoleTiles *self)
{
  return self->bounds.size.width * self->scale / self->width;
}

static double
get_ratio_y (BstConsoleTiles *self)
{
  return self->bounds.size.height * self->scale / self->height;
}

static gboolean
is_exact (BstConsoleTiles *self)
{
  return fabs (get_ratio_x (self) - 1) < 1e-6 && fabs (get_ratio_y (self) - 1) < 1e-6;
}

/* Tiles whose pixels have some of @rect's, which smoothing spreads by as much as one pixel of
 * either. */
static void
drop_tiles (BstConsoleTiles *self, const cairo_rectangle_int_t *rect)
{
  double spread = is_exact (self) ? 0 : 1;
  double ratio_x = get_ratio_x (self), ratio_y = get_ratio_y (self);
  int left = (int)floor (((rect->x - spread) * ratio_x - spread) / TILE);
  int top = (int)floor (((rect->y - spread) * ratio_y - spread) / TILE);
  int right = (int)ceil (((rect->x + rect->width + spread) * ratio_x + spread) / TILE);
  int bottom = (int)ceil (((rect->y + rect->height + spread) * ratio_y + spread) / TILE);

  for (int row = MAX (top, 0); row < MIN (bottom, self->rows); row++)
    {
      for (int column = MAX (left, 0); column < MIN (right, self->columns); column++)
        g_clear_pointer (&self->nodes[row * self->columns + column], gsk_render_node_unref);
    }
}

static GskRenderNode *
create_node (BstConsoleTiles *self, int column, int row)
{
  const graphene_rect_t *bounds = &self->bounds;
  double right = MIN ((column + 1) * TILE, bounds->size.width * self->scale);
  double bottom = MIN ((row + 1) * TILE, bounds->size.height * self->scale);
  graphene_rect_t tile;
  GskRenderNode *node;
  cairo_t *cr;

  graphene_rect_init (&tile, bounds->origin.x + (float)(column * TILE / self->scale),
                      bounds->origin.y + (float)(row * TILE / self->scale),
                      (float)((right - column * TILE) / self->scale),
                      (float)((bottom - row * TILE) / self->scale));
  node = gsk_cairo_node_new (&tile);
  cr = gsk_cairo_node_get_draw_context (node);
  cairo_rectangle (cr, tile.origin.x, tile.origin.y, tile.size.width, tile.size.height);
  cairo_clip (cr);
  cairo_translate (cr, bounds->origin.x, bounds->origin.y);
  cairo_scale (cr, bounds->size.width / self->width, bounds->size.height / self->height);
  cairo_set_source_surface (cr, self->copy, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), self->sharp || is_exact (self)
                                                       ? CAIRO_FILTER_NEAREST
                                                       : CAIRO_FILTER_BILINEAR);
  /* The edge's pixels are not mixed with what lies beyond. */
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_paint (cr);
  cairo_destroy (cr);

  return node;
}

static void
lay_out (BstConsoleTiles *self, const graphene_rect_t *bounds, double scale, gboolean sharp)
{
  if (self->nodes != NULL && graphene_rect_equal (&self->bounds, bounds) && self->scale == scale &&
      self->sharp == sharp)
    return;

  free_nodes (self);
  self->bounds = *bounds;
  self->scale = scale;
  self->sharp = sharp;
  self->columns = (int)ceil (bounds->size.width * scale / TILE);
  self->rows = (int)ceil (bounds->size.height * scale / TILE);
  self->nodes = g_new0 (GskRenderNode *, (gsize)self->columns * self->rows);
}

void
bst_console_tiles_update (BstConsoleTiles *self,
                          const BstConsolePicture *picture,
                          const cairo_region_t *damage,
                          const graphene_rect_t *bounds,
                          double scale,
                          gboolean sharp)
{
  int n = cairo_region_num_rectangles (damage);

  g_return_if_fail (BST_IS_CONSOLE_TILES (self));

  make_copy (self, picture);
  if (cairo_surface_status (self->copy) != CAIRO_STATUS_SUCCESS)
    return;
  lay_out (self, bounds, scale, sharp);
  copy_damage (self, picture, damage);
  for (int i = 0; i < n; i++)
    {
      cairo_rectangle_int_t rect;

      cairo_region_get_rectangle (damage, i, &rect);
      drop_tiles (self, &rect);
    }
}

gboolean
bst_console_tiles_can_put (BstConsoleTiles *self, gboolean *busy)
{
  g_return_val_if_fail (BST_IS_CONSOLE_TILES (self), FALSE);

  if (self->shared == NULL || !is_exact (self))
    return FALSE;
  *busy = bst_x11_pixels_is_busy (self->shared);
  return TRUE;
}

gboolean
bst_console_tiles_put (BstConsoleTiles *self,
                       const BstConsolePicture *picture,
                       const cairo_region_t *damage,
                       const graphene_rect_t *bounds,
                       int x,
                       int y)
{
  gboolean busy;

  if (!bst_console_tiles_can_put (self, &busy) || busy || self->width != picture->width ||
      self->height != picture->height || !graphene_rect_equal (&self->bounds, bounds))
    return FALSE;

  copy_damage (self, picture, damage);
  bst_x11_pixels_put (self->shared, damage, x, y);
  return TRUE;
}

void
bst_console_tiles_snapshot (BstConsoleTiles *self, GtkSnapshot *snapshot)
{
  g_return_if_fail (BST_IS_CONSOLE_TILES (self));

  for (int row = 0; row < self->rows; row++)
    {
      for (int column = 0; column < self->columns; column++)
        {
          GskRenderNode **node = &self->nodes[row * self->columns + column];

          if (*node == NULL)
            *node = create_node (self, column, row);
          gtk_snapshot_append_node (snapshot, *node);
        }
    }
}

static void
bst_console_tiles_finalize (GObject *object)
{
  BstConsoleTiles *self = BST_CONSOLE_TILES (object);

  free_nodes (self);
  g_clear_pointer (&self->copy, cairo_surface_destroy);
  g_clear_object (&self->surface);

  G_OBJECT_CLASS (bst_console_tiles_parent_class)->finalize (object);
}

static void
bst_console_tiles_class_init (BstConsoleTilesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_console_tiles_finalize;
}

static void
bst_console_tiles_init (BstConsoleTiles *self)
{
}

BstConsoleTiles *
bst_console_tiles_new (GdkSurface *surface)
{
  BstConsoleTiles *self = g_object_new (BST_TYPE_CONSOLE_TILES, NULL);

  self->surface = g_object_ref (surface);

  return self;
}
