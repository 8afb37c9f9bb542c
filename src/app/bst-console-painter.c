/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-painter.h"

#include <string.h>

#include "app/bst-console-texture.h"
#include "app/bst-console-tiles.h"

struct _BstConsolePainter
{
  GObject parent_instance;

  BstConsoleDisplay *display;
  gboolean sharp;

  cairo_region_t *damage; /* pixels of the display that were not painted yet */
  gboolean told;          /* "changed" was emitted since the last painting */

  /* (nullable): whichever the renderer can take. */
  BstConsoleTexture *texture;
  BstConsoleTiles *tiles;
  GdkTexture *copy;

  guint64 frames;
  guint64 pixels;
};

G_DEFINE_FINAL_TYPE (BstConsolePainter, bst_console_painter, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* More rectangles than this cost more than what lies between them. */
#define MOST_RECTANGLES 64

/* Pixels of the surface: more than OpenGL is wrong by, and too few to be seen. */
#define ASIDE (1.0 / 64)

static void
tell (BstConsolePainter *self, gboolean size)
{
  if (self->told && !size)
    return;
  self->told = TRUE;
  g_signal_emit (self, signals[CHANGED], 0, size);
}

static void
on_damaged (BstConsolePainter *self, const BstConsoleRect *rects, guint n)
{
  G_STATIC_ASSERT (sizeof (BstConsoleRect) == sizeof (cairo_rectangle_int_t));

  for (guint i = 0; i < n; i++)
    {
      cairo_rectangle_int_t rect = { rects[i].x, rects[i].y, rects[i].width, rects[i].height };

      cairo_region_union_rectangle (self->damage, &rect);
    }
  if (cairo_region_num_rectangles (self->damage) > MOST_RECTANGLES)
    {
      cairo_rectangle_int_t extents;

      cairo_region_get_extents (self->damage, &extents);
      cairo_region_union_rectangle (self->damage, &extents);
    }

  tell (self, FALSE);
}

static void
damage_all (BstConsolePainter *self)
{
  cairo_rectangle_int_t all = { 0, 0, bst_console_display_get_width (self->display),
                                bst_console_display_get_height (self->display) };

  g_clear_pointer (&self->damage, cairo_region_destroy);
  self->damage = cairo_region_create_rectangle (&all);
}

static void
on_resized (BstConsolePainter *self)
{
  damage_all (self);
  tell (self, TRUE);
}

/* The damage, within what there is; and counts it. */
static void
clip_damage (BstConsolePainter *self, int width, int height)
{
  cairo_rectangle_int_t all = { 0, 0, width, height };
  int n;

  cairo_region_intersect_rectangle (self->damage, &all);
  n = cairo_region_num_rectangles (self->damage);
  for (int i = 0; i < n; i++)
    {
      cairo_rectangle_int_t rect;

      cairo_region_get_rectangle (self->damage, i, &rect);
      self->pixels += (guint64)rect.width * rect.height;
    }
  self->frames += n > 0 ? 1 : 0;
}

/* For renderers of another kind: a texture of its own for each picture. */
static void
paint_copy (BstConsolePainter *self,
            GtkSnapshot *snapshot,
            const graphene_rect_t *bounds,
            const BstConsolePicture *picture)
{
  if (self->copy == NULL || !cairo_region_is_empty (self->damage) ||
      gdk_texture_get_width (self->copy) != picture->width ||
      gdk_texture_get_height (self->copy) != picture->height)
    {
      gsize size = (gsize)picture->width * picture->height;
      guint32 *pixels = g_new (guint32, size);
      g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, size * sizeof *pixels);

      for (int y = 0; y < picture->height; y++)
        {
          const guint32 *row = bst_console_picture_get_row (picture, y);

          for (int x = 0; x < picture->width; x++)
            *pixels++ = row[x] | 0xff000000;
        }
      g_clear_object (&self->copy);
      self->copy = gdk_memory_texture_new (picture->width, picture->height, GDK_MEMORY_DEFAULT,
                                           bytes, (gsize)picture->width * sizeof (guint32));
    }

  gtk_snapshot_append_texture (snapshot, self->copy, bounds);
}

/* Those that were made for another renderer go. */
static void
keep_only (BstConsolePainter *self, gpointer kept)
{
  if (kept != &self->texture)
    g_clear_object (&self->texture);
  if (kept != &self->tiles)
    g_clear_object (&self->tiles);
  if (kept != &self->copy)
    g_clear_object (&self->copy);
}

static gboolean
paint_with_cairo (BstConsolePainter *self,
                  GtkSnapshot *snapshot,
                  GtkNative *native,
                  const graphene_rect_t *bounds,
                  double scale,
                  const BstConsolePicture *picture)
{
  if (!GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (native)))
    return FALSE;

  keep_only (self, &self->tiles);
  if (self->tiles == NULL)
    {
      self->tiles = bst_console_tiles_new (gtk_native_get_surface (native));
      damage_all (self);
    }
  bst_console_tiles_update (self->tiles, picture, self->damage, bounds, scale, self->sharp);
  bst_console_tiles_snapshot (self->tiles, snapshot);

  return TRUE;
}

/* By its name: GTK has had several with OpenGL, and calls each by another type. */
static gboolean
takes_gl_textures (GskRenderer *renderer)
{
  const char *name = G_OBJECT_TYPE_NAME (renderer);

  return strstr (name, "GL") != NULL || strstr (name, "Ngl") != NULL;
}

static gboolean
paint_with_gl (BstConsolePainter *self,
               GtkSnapshot *snapshot,
               GtkNative *native,
               const graphene_rect_t *bounds,
               double scale,
               const BstConsolePicture *picture)
{
  graphene_rect_t place = *bounds;

  if (!takes_gl_textures (gtk_native_get_renderer (native)))
    return FALSE;

  if (self->texture == NULL)
    {
      self->texture = bst_console_texture_new (gtk_native_get_surface (native));
      damage_all (self);
    }
  if (!bst_console_texture_update (self->texture, picture, self->damage, self->sharp))
    return FALSE;

  keep_only (self, &self->texture);
  /* Where two pixels meet just under the middle of one of the surface, as at one and a half, it is up to
   * rounding which is drawn: not for each place anew, else what is straight were ragged. */
  if (self->sharp)
    graphene_rect_offset (&place, (float)(-ASIDE / scale), (float)(-ASIDE / scale));
  gtk_snapshot_append_texture (snapshot, bst_console_texture_get (self->texture), &place);

  return TRUE;
}

static gboolean
get_picture (BstConsolePainter *self, BstConsolePicture *picture)
{
  picture->width = bst_console_display_get_width (self->display);
  picture->height = bst_console_display_get_height (self->display);
  picture->pixels = bst_console_display_get_pixels (self->display, &picture->stride);

  return picture->pixels != NULL && picture->width > 0 && picture->height > 0;
}

void
bst_console_painter_snapshot (BstConsolePainter *self,
                              GtkSnapshot *snapshot,
                              GtkNative *native,
                              const graphene_rect_t *bounds,
                              double scale)
{
  BstConsolePicture picture;

  g_return_if_fail (BST_IS_CONSOLE_PAINTER (self));

  self->told = FALSE;
  if (!get_picture (self, &picture))
    return;

  clip_damage (self, picture.width, picture.height);
  if (!paint_with_cairo (self, snapshot, native, bounds, scale, &picture) &&
      !paint_with_gl (self, snapshot, native, bounds, scale, &picture))
    {
      keep_only (self, &self->copy);
      paint_copy (self, snapshot, bounds, &picture);
    }

  g_clear_pointer (&self->damage, cairo_region_destroy);
  self->damage = cairo_region_create ();
}

gboolean
bst_console_painter_can_put (BstConsolePainter *self)
{
  gboolean busy;

  g_return_val_if_fail (BST_IS_CONSOLE_PAINTER (self), FALSE);

  return self->tiles != NULL && bst_console_tiles_can_put (self->tiles, &busy);
}

gboolean
bst_console_painter_is_busy (BstConsolePainter *self)
{
  gboolean busy = FALSE;

  g_return_val_if_fail (BST_IS_CONSOLE_PAINTER (self), FALSE);

  return self->tiles != NULL && bst_console_tiles_can_put (self->tiles, &busy) && busy;
}

gboolean
bst_console_painter_put (BstConsolePainter *self,
                         const cairo_region_t *bare,
                         const cairo_region_t *hidden,
                         const graphene_rect_t *bounds,
                         int x,
                         int y)
{
  BstConsolePicture picture;
  cairo_region_t *rest;
  gboolean whole;

  g_return_val_if_fail (BST_IS_CONSOLE_PAINTER (self), FALSE);

  if (self->tiles == NULL || !get_picture (self, &picture))
    return FALSE;

  rest = cairo_region_copy (self->damage);
  cairo_region_subtract (rest, bare);
  cairo_region_intersect (self->damage, bare);
  clip_damage (self, picture.width, picture.height);
  if (!bst_console_tiles_put (self->tiles, &picture, self->damage, bounds, x, y))
    {
      cairo_region_union (self->damage, rest);
      cairo_region_destroy (rest);
      return FALSE;
    }

  cairo_region_destroy (self->damage);
  self->damage = cairo_region_copy (rest);
  cairo_region_subtract (rest, hidden);
  whole = cairo_region_is_empty (rest);
  cairo_region_destroy (rest);
  self->told = !whole;

  return whole;
}

void
bst_console_painter_set_sharp (BstConsolePainter *self, gboolean sharp)
{
  g_return_if_fail (BST_IS_CONSOLE_PAINTER (self));

  if (self->sharp == sharp)
    return;
  self->sharp = sharp;
  tell (self, FALSE);
}

void
bst_console_painter_release (BstConsolePainter *self)
{
  g_return_if_fail (BST_IS_CONSOLE_PAINTER (self));

  keep_only (self, NULL);
  self->told = FALSE;
}

guint64
bst_console_painter_get_frames (BstConsolePainter *self)
{
  return self->frames;
}

guint64
bst_console_painter_get_pixels (BstConsolePainter *self)
{
  return self->pixels;
}

static void
bst_console_painter_finalize (GObject *object)
{
  BstConsolePainter *self = BST_CONSOLE_PAINTER (object);

  keep_only (self, NULL);
  g_clear_pointer (&self->damage, cairo_region_destroy);
  g_clear_object (&self->display);

  G_OBJECT_CLASS (bst_console_painter_parent_class)->finalize (object);
}

static void
bst_console_painter_class_init (BstConsolePainterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_console_painter_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
bst_console_painter_init (BstConsolePainter *self)
{
  self->damage = cairo_region_create ();
}

BstConsolePainter *
bst_console_painter_new (BstConsoleDisplay *display)
{
  BstConsolePainter *self = g_object_new (BST_TYPE_CONSOLE_PAINTER, NULL);

  self->display = g_object_ref (display);
  g_signal_connect_object (display, "damaged", G_CALLBACK (on_damaged), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (display, "resized", G_CALLBACK (on_resized), self, G_CONNECT_SWAPPED);
  damage_all (self);

  return self;
}
