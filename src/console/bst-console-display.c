/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-console-display-private.h"

#include <string.h>

#include "console/bst-pixels-private.h"
#include "core/bst-thread.h"

struct _BstConsoleDisplay
{
  GObject parent_instance;

  guint id;
  gboolean active;
  double scale;
  BstConsoleRect area;

  /* The guest's surface; NULL: gone, or none yet. */
  BstPixels format;
  const guint8 *surface;
  gsize surface_stride;

  guint32 *own; /* a converted picture, or the last one; NULL: shown from the surface itself */

  BstConsoleCursor *cursor; /* owned (nullable) */
  gboolean cursor_placed;
  int cursor_x, cursor_y; /* in the surface */
};

G_DEFINE_FINAL_TYPE (BstConsoleDisplay, bst_console_display, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ID,
  PROP_ACTIVE,
  PROP_CURSOR,
  PROP_SCALE,
  N_PROPS
};

enum
{
  RESIZED,
  DAMAGED,
  CURSOR_MOVED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
bst_console_display_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BstConsoleDisplay *self = BST_CONSOLE_DISPLAY (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_uint (value, self->id);
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;
    case PROP_CURSOR:
      g_value_set_object (value, self->cursor);
      break;
    case PROP_SCALE:
      g_value_set_double (value, self->scale);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bst_console_display_finalize (GObject *object)
{
  BstConsoleDisplay *self = BST_CONSOLE_DISPLAY (object);

  g_clear_object (&self->cursor);
  g_free (self->own);

  G_OBJECT_CLASS (bst_console_display_parent_class)->finalize (object);
}

static void
bst_console_display_class_init (BstConsoleDisplayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = bst_console_display_get_property;
  object_class->finalize = bst_console_display_finalize;

  properties[PROP_ID] = g_param_spec_uint ("id", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, TRUE, flags);
  properties[PROP_CURSOR] =
      g_param_spec_object ("cursor", NULL, NULL, BST_TYPE_CONSOLE_CURSOR, flags);
  properties[PROP_SCALE] = g_param_spec_double ("scale", NULL, NULL, 0.1, 16, 1, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[RESIZED] = g_signal_new ("resized", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[DAMAGED] = g_signal_new ("damaged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_UINT);
  signals[CURSOR_MOVED] = g_signal_new ("cursor-moved", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_console_display_init (BstConsoleDisplay *self)
{
  self->active = TRUE;
  self->scale = 1;
}

BstConsoleDisplay *
bst_console_display_new (guint id)
{
  BstConsoleDisplay *self = g_object_new (BST_TYPE_CONSOLE_DISPLAY, NULL);

  self->id = id;

  return self;
}

guint
bst_console_display_get_id (BstConsoleDisplay *self)
{
  return self->id;
}

gboolean
bst_console_display_is_active (BstConsoleDisplay *self)
{
  return self->active;
}

void
bst_console_display_get_area (BstConsoleDisplay *self, BstConsoleRect *area)
{
  *area = self->area;
}

int
bst_console_display_get_width (BstConsoleDisplay *self)
{
  return self->area.width;
}

int
bst_console_display_get_height (BstConsoleDisplay *self)
{
  return self->area.height;
}

double
bst_console_display_get_scale (BstConsoleDisplay *self)
{
  return self->scale;
}

/* The surface's pixel at (x, y) of the display. */
static const guint8 *
get_surface_at (BstConsoleDisplay *self, int x, int y)
{
  const gsize bytes = self->format == BST_PIXELS_XRGB ? 4 : 2;

  return self->surface + (gsize)(self->area.y + y) * self->surface_stride +
         (gsize)(self->area.x + x) * bytes;
}

const guint32 *
bst_console_display_get_pixels (BstConsoleDisplay *self, gsize *stride)
{
  BST_ASSERT_MAIN_THREAD ();

  if (self->own != NULL)
    {
      *stride = (gsize)self->area.width * 4;
      return self->own;
    }

  *stride = self->surface_stride;

  return self->surface != NULL ? (gconstpointer)get_surface_at (self, 0, 0) : NULL;
}

/* @rect: inside the display. */
static void
convert (BstConsoleDisplay *self, const BstConsoleRect *rect)
{
  const gsize stride = (gsize)self->area.width * 4;

  bst_pixels_convert (self->format, get_surface_at (self, rect->x, rect->y), self->surface_stride,
                      self->own + (gsize)rect->y * (gsize)self->area.width + rect->x, stride,
                      rect->width, rect->height);
}

static void
convert_all (BstConsoleDisplay *self)
{
  const BstConsoleRect all = { 0, 0, self->area.width, self->area.height };

  self->own = g_malloc ((gsize)all.width * (gsize)all.height * 4);
  convert (self, &all);
}

void
bst_console_display_set_surface (BstConsoleDisplay *self,
                                 BstPixels format,
                                 const guint8 *data,
                                 gsize stride,
                                 const BstConsoleRect *area)
{
  BST_ASSERT_MAIN_THREAD ();

  if (data == NULL)
    {
      if (self->surface != NULL && self->own == NULL)
        convert_all (self);
      if (self->surface != NULL)
        {
          self->surface = NULL;
          g_signal_emit (self, signals[RESIZED], 0);
        }
      return;
    }

  if (self->surface == data && self->format == format && self->surface_stride == stride &&
      memcmp (&self->area, area, sizeof *area) == 0)
    return;

  g_clear_pointer (&self->own, g_free);
  self->format = format;
  self->surface = data;
  self->surface_stride = stride;
  self->area = *area;
  /* Rows that are not whole pixels apart are copied, too: their users count in pixels. */
  if (format != BST_PIXELS_XRGB || stride % 4 != 0 || (gsize)data % 4 != 0)
    convert_all (self);

  g_signal_emit (self, signals[RESIZED], 0);
}

void
bst_console_display_damage (BstConsoleDisplay *self, const BstConsoleRect *rect)
{
  BstConsoleRect shared;

  if (self->surface == NULL || !bst_console_rect_intersect (rect, &self->area, &shared))
    return;

  shared.x -= self->area.x;
  shared.y -= self->area.y;
  if (self->own != NULL)
    convert (self, &shared);

  g_signal_emit (self, signals[DAMAGED], 0, &shared, 1u);
}

void
bst_console_display_set_active (BstConsoleDisplay *self, gboolean active)
{
  if (self->active == active)
    return;

  self->active = active;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

void
bst_console_display_set_scale (BstConsoleDisplay *self, double scale)
{
  scale = CLAMP (scale, 0.1, 16);
  if (ABS (self->scale - scale) < 0.001)
    return;

  self->scale = scale;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SCALE]);
}

BstConsoleCursor *
bst_console_display_get_cursor (BstConsoleDisplay *self)
{
  return self->cursor;
}

void
bst_console_display_set_cursor (BstConsoleDisplay *self, BstConsoleCursor *cursor)
{
  if (g_set_object (&self->cursor, cursor))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURSOR]);
}

gboolean
bst_console_display_get_cursor_position (BstConsoleDisplay *self, int *x, int *y)
{
  *x = self->cursor_x - self->area.x;
  *y = self->cursor_y - self->area.y;

  return self->cursor_placed && *x >= 0 && *y >= 0 && *x < self->area.width &&
         *y < self->area.height;
}

void
bst_console_display_set_cursor_position (BstConsoleDisplay *self, int x, int y)
{
  self->cursor_placed = TRUE;
  self->cursor_x = x;
  self->cursor_y = y;
  g_signal_emit (self, signals[CURSOR_MOVED], 0);
}
