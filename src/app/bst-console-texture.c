/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-texture.h"

#include <epoxy/gl.h>

/* The name of a texture in OpenGL: goes when the last GdkTexture on it has gone, which GTK keeps
 * for as long as it may paint a frame again. */
typedef struct
{
  GdkGLContext *context;
  guint id;
  int width, height;
} Store;

struct _BstConsoleTexture
{
  GObject parent_instance;

  GdkGLContext *context; /* (nullable): there is none */
  Store *store;          /* (nullable): reference counted */
  GdkTexture *texture;   /* (nullable): the picture as it was last updated */
  gboolean sharp;
};

G_DEFINE_FINAL_TYPE (BstConsoleTexture, bst_console_texture, G_TYPE_OBJECT)

static void
store_clear (gpointer data)
{
  Store *store = data;

  gdk_gl_context_make_current (store->context);
  glDeleteTextures (1, &store->id);
  g_object_unref (store->context);
}

static void
store_unref (gpointer store)
{
  g_rc_box_release_full (store, store_clear);
}

/* Red and blue change places, and alpha is one whatever the guest left there: a picture's rows are
 * B, G, R, X in memory where the machine's byte order is little, and X, R, G, B where it is big. */
static void
set_channels (void)
{
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  const GLint channels[] = { GL_BLUE, GL_GREEN, GL_RED, GL_ONE };
#else
  const GLint channels[] = { GL_GREEN, GL_BLUE, GL_ALPHA, GL_ONE };
#endif

  /* One by one: all at once is not in OpenGL ES. */
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_R, channels[0]);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_G, channels[1]);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_B, channels[2]);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_A, channels[3]);
}

static Store *
store_new (GdkGLContext *context, int width, int height)
{
  Store *store = g_rc_box_new0 (Store);

  store->context = g_object_ref (context);
  store->width = width;
  store->height = height;
  glGenTextures (1, &store->id);
  glBindTexture (GL_TEXTURE_2D, store->id);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
  set_channels ();
  glTexImage2D (GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, NULL);

  return store;
}

/* Swizzling came with OpenGL 3.3 and OpenGL ES 3.0. */
static gboolean
can_swizzle (GdkGLContext *context)
{
  int major, minor;

  gdk_gl_context_get_version (context, &major, &minor);
  if (gdk_gl_context_get_use_es (context))
    return major >= 3;
  return major > 3 || (major == 3 && minor >= 3) ||
         epoxy_has_gl_extension ("GL_ARB_texture_swizzle");
}

static gboolean
fits (const BstConsolePicture *picture)
{
  GLint most = 0;

  glGetIntegerv (GL_MAX_TEXTURE_SIZE, &most);
  return picture->width <= most && picture->height <= most;
}

/* From within the larger picture, without a copy. */
static void
upload (const BstConsolePicture *picture, const cairo_rectangle_int_t *rect)
{
  glTexSubImage2D (GL_TEXTURE_2D, 0, rect->x, rect->y, rect->width, rect->height, GL_RGBA,
                   GL_UNSIGNED_BYTE, bst_console_picture_get_row (picture, rect->y) + rect->x);
}

static void
upload_region (const BstConsolePicture *picture, const cairo_region_t *region)
{
  int n = cairo_region_num_rectangles (region);

  glPixelStorei (GL_UNPACK_ALIGNMENT, 4);
  glPixelStorei (GL_UNPACK_ROW_LENGTH, (GLint)(picture->stride / sizeof (guint32)));
  for (int i = 0; i < n; i++)
    {
      cairo_rectangle_int_t rect;

      cairo_region_get_rectangle (region, i, &rect);
      upload (picture, &rect);
    }
  glPixelStorei (GL_UNPACK_ROW_LENGTH, 0);
}

static void
set_filter (BstConsoleTexture *self, gboolean sharp)
{
  GLint filter = sharp ? GL_NEAREST : GL_LINEAR;

  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, filter);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, filter);
  self->sharp = sharp;
}

gboolean
bst_console_texture_update (BstConsoleTexture *self,
                            const BstConsolePicture *picture,
                            const cairo_region_t *damage,
                            gboolean sharp)
{
  cairo_rectangle_int_t whole = { 0, 0, picture->width, picture->height };
  gboolean other = self->store == NULL || self->store->width != picture->width ||
                   self->store->height != picture->height;

  g_return_val_if_fail (BST_IS_CONSOLE_TEXTURE (self), FALSE);

  if (self->context == NULL)
    return FALSE;
  if (!other && cairo_region_is_empty (damage) && sharp == self->sharp && self->texture != NULL)
    return TRUE;

  gdk_gl_context_make_current (self->context);
  if (other)
    {
      if (!fits (picture))
        return FALSE;
      g_clear_pointer (&self->store, store_unref);
      self->store = store_new (self->context, picture->width, picture->height);
    }
  glBindTexture (GL_TEXTURE_2D, self->store->id);
  if (other || sharp != self->sharp)
    set_filter (self, sharp);
  if (other)
    {
      cairo_region_t *all = cairo_region_create_rectangle (&whole);

      upload_region (picture, all);
      cairo_region_destroy (all);
    }
  else
    upload_region (picture, damage);
  glBindTexture (GL_TEXTURE_2D, 0);
  /* What one context wrote is seen by the renderer's after this. */
  glFlush ();

  g_clear_object (&self->texture);
  self->texture = gdk_gl_texture_new (self->context, self->store->id, picture->width,
                                      picture->height, store_unref, g_rc_box_acquire (self->store));

  return TRUE;
}

GdkTexture *
bst_console_texture_get (BstConsoleTexture *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_TEXTURE (self), NULL);

  return self->texture;
}

static void
bst_console_texture_finalize (GObject *object)
{
  BstConsoleTexture *self = BST_CONSOLE_TEXTURE (object);

  g_clear_object (&self->texture);
  g_clear_pointer (&self->store, store_unref);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (bst_console_texture_parent_class)->finalize (object);
}

static void
bst_console_texture_class_init (BstConsoleTextureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_console_texture_finalize;
}

static void
bst_console_texture_init (BstConsoleTexture *self)
{
}

BstConsoleTexture *
bst_console_texture_new (GdkSurface *surface)
{
  BstConsoleTexture *self = g_object_new (BST_TYPE_CONSOLE_TEXTURE, NULL);
  g_autoptr (GdkGLContext) context = gdk_surface_create_gl_context (surface, NULL);

  if (context == NULL || !gdk_gl_context_realize (context, NULL))
    return self;
  gdk_gl_context_make_current (context);
  if (can_swizzle (context))
    self->context = g_steal_pointer (&context);

  return self;
}
