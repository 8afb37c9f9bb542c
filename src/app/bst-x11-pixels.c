/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-x11-pixels.h"

#ifdef GDK_WINDOWING_X11
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
#include <gdk/x11/gdkx.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#endif

struct _BstX11Pixels
{
  GObject parent_instance;

#ifdef GDK_WINDOWING_X11
  GdkDisplay *display;
  Window window;
  GC gc;
  XImage *image;
  XShmSegmentInfo segment;
  gboolean attached;
  gulong last_put; /* number of the request */
#endif
};

G_DEFINE_FINAL_TYPE (BstX11Pixels, bst_x11_pixels, G_TYPE_OBJECT)

#ifdef GDK_WINDOWING_X11

static Display *
get_xdisplay (BstX11Pixels *self)
{
  return gdk_x11_display_get_xdisplay (self->display);
}

/* Marked to go at once, it goes with the last who has it attached, however that ends. */
static gboolean
make_segment (BstX11Pixels *self)
{
  gsize size = (gsize)self->image->bytes_per_line * self->image->height;
  gboolean failed;

  self->segment.shmid = shmget (IPC_PRIVATE, size, IPC_CREAT | 0600);
  if (self->segment.shmid == -1)
    return FALSE;
  self->segment.shmaddr = shmat (self->segment.shmid, NULL, 0);
  if (self->segment.shmaddr == (char *)-1)
    {
      shmctl (self->segment.shmid, IPC_RMID, NULL);
      return FALSE;
    }

  self->image->data = self->segment.shmaddr;
  self->segment.readOnly = True;
  gdk_x11_display_error_trap_push (self->display);
  XShmAttach (get_xdisplay (self), &self->segment);
  /* A server on another computer, or in another container, has no such memory, and says so. */
  XSync (get_xdisplay (self), False);
  failed = gdk_x11_display_error_trap_pop (self->display) != 0;
  shmctl (self->segment.shmid, IPC_RMID, NULL);
  self->attached = !failed;

  return self->attached;
}

static gboolean
is_xrgb (const XImage *image, int width)
{
  const int order = G_BYTE_ORDER == G_LITTLE_ENDIAN ? LSBFirst : MSBFirst;

  return image->bits_per_pixel == 32 && image->byte_order == order && image->red_mask == 0xff0000 &&
         image->green_mask == 0xff00 && image->blue_mask == 0xff &&
         image->bytes_per_line == width * 4;
}

static gboolean
make (BstX11Pixels *self, GdkSurface *surface, int width, int height)
{
  XWindowAttributes attributes;
  Display *display;

  self->display = g_object_ref (gdk_surface_get_display (surface));
  self->window = gdk_x11_surface_get_xid (surface);
  display = get_xdisplay (self);
  if (!XShmQueryExtension (display) || !XGetWindowAttributes (display, self->window, &attributes))
    return FALSE;

  self->image = XShmCreateImage (display, attributes.visual, (unsigned)attributes.depth, ZPixmap,
                                 NULL, &self->segment, (unsigned)width, (unsigned)height);
  if (self->image == NULL || !is_xrgb (self->image, width) || !make_segment (self))
    return FALSE;
  self->gc = XCreateGC (display, self->window, 0, NULL);

  return TRUE;
}

BstX11Pixels *
bst_x11_pixels_new (GdkSurface *surface, int width, int height)
{
  g_autoptr (BstX11Pixels) self = NULL;

  if (!GDK_IS_X11_SURFACE (surface))
    return NULL;
  self = g_object_new (BST_TYPE_X11_PIXELS, NULL);

  return make (self, surface, width, height) ? g_steal_pointer (&self) : NULL;
}

guint8 *
bst_x11_pixels_get_data (BstX11Pixels *self)
{
  return (guint8 *)self->segment.shmaddr;
}

gboolean
bst_x11_pixels_is_busy (BstX11Pixels *self)
{
  return self->last_put != 0 && LastKnownRequestProcessed (get_xdisplay (self)) < self->last_put;
}

void
bst_x11_pixels_put (BstX11Pixels *self, const cairo_region_t *region, int x, int y)
{
  Display *display = get_xdisplay (self);
  int n = cairo_region_num_rectangles (region);

  for (int i = 0; i < n; i++)
    {
      cairo_rectangle_int_t rect;

      cairo_region_get_rectangle (region, i, &rect);
      self->last_put = XNextRequest (display);
      /* The event of the last tells that the server has come so far. */
      XShmPutImage (display, self->window, self->gc, self->image, rect.x, rect.y, x + rect.x,
                    y + rect.y, (unsigned)rect.width, (unsigned)rect.height, i == n - 1);
    }
  XFlush (display);
}

static void
bst_x11_pixels_finalize (GObject *object)
{
  BstX11Pixels *self = BST_X11_PIXELS (object);
  Display *display = get_xdisplay (self);

  if (self->attached)
    XShmDetach (display, &self->segment);
  if (self->gc != NULL)
    XFreeGC (display, self->gc);
  if (self->image != NULL)
    {
      self->image->data = NULL;
      XDestroyImage (self->image);
    }
  if (self->segment.shmaddr != NULL && self->segment.shmaddr != (char *)-1)
    shmdt (self->segment.shmaddr);
  g_clear_object (&self->display);

  G_OBJECT_CLASS (bst_x11_pixels_parent_class)->finalize (object);
}

#else

BstX11Pixels *
bst_x11_pixels_new (GdkSurface *surface, int width, int height)
{
  return NULL;
}

guint8 *
bst_x11_pixels_get_data (BstX11Pixels *self)
{
  return NULL;
}

gboolean
bst_x11_pixels_is_busy (BstX11Pixels *self)
{
  return FALSE;
}

void
bst_x11_pixels_put (BstX11Pixels *self, const cairo_region_t *region, int x, int y)
{
}

#endif

static void
bst_x11_pixels_class_init (BstX11PixelsClass *klass)
{
#ifdef GDK_WINDOWING_X11
  G_OBJECT_CLASS (klass)->finalize = bst_x11_pixels_finalize;
#endif
}

static void
bst_x11_pixels_init (BstX11Pixels *self)
{
}
