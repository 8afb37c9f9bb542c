/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-pointer-capture-x11.h"

#ifdef GDK_WINDOWING_X11
#include <X11/extensions/XInput2.h>
#include <gdk/x11/gdkx.h>
#endif

struct _BstPointerCaptureX11
{
  BstPointerCapture parent_instance;

#ifdef GDK_WINDOWING_X11
  GdkDisplay *display;
  int opcode; /* of the extension's events */
  int device; /* the pointer that is grabbed */
  gulong event_id;

  /* Where the pointer is held: pixels of the window. */
  Window window;
  int x, y;
#endif
};

G_DEFINE_FINAL_TYPE (BstPointerCaptureX11, bst_pointer_capture_x11, BST_TYPE_POINTER_CAPTURE)

#ifdef GDK_WINDOWING_X11

/* Axes 0 and 1 are those of the mouse; others of the device come in the same event. */
static void
read_motion (const XIRawEvent *raw, double *dx, double *dy)
{
  const double *value = raw->raw_values;

  *dx = *dy = 0;
  for (int axis = 0; axis < raw->valuators.mask_len * 8; axis++)
    {
      if (!XIMaskIsSet (raw->valuators.mask, axis))
        continue;
      if (axis == 0)
        *dx = *value;
      else if (axis == 1)
        *dy = *value;
      value++;
    }
}

static gboolean
on_xevent (BstPointerCaptureX11 *self, XEvent *xevent, GdkDisplay *display)
{
  const XGenericEventCookie *cookie = &xevent->xcookie;
  const XIRawEvent *raw = cookie->data;
  double dx, dy;

  if (xevent->type != GenericEvent || cookie->extension != self->opcode || raw == NULL ||
      cookie->evtype != XI_RawMotion || raw->deviceid != self->device)
    return FALSE;

  read_motion (raw, &dx, &dy);
  if (dx == 0 && dy == 0)
    return FALSE;
  /* Held by putting it back, which is no motion of the mouse. */
  XWarpPointer (gdk_x11_display_get_xdisplay (display), None, self->window, 0, 0, 0, 0, self->x,
                self->y);
  bst_pointer_capture_moved (BST_POINTER_CAPTURE (self), dx, dy);

  return FALSE;
}

static void
select_motions (BstPointerCaptureX11 *self, gboolean on)
{
  Display *xdisplay = gdk_x11_display_get_xdisplay (self->display);
  guchar bits[XIMaskLen (XI_LASTEVENT)] = { 0 };
  XIEventMask mask = { .deviceid = XIAllMasterDevices, .mask_len = sizeof bits, .mask = bits };

  /* GDK itself listens to the master devices of the root window for none of these. */
  if (on)
    XISetMask (bits, XI_RawMotion);
  XISelectEvents (xdisplay, DefaultRootWindow (xdisplay), &mask, 1);
}

/* GDK goes on to see the buttons: the events are its own, of the same window. */
static gboolean
grab (BstPointerCaptureX11 *self)
{
  Display *xdisplay = gdk_x11_display_get_xdisplay (self->display);
  guchar bits[XIMaskLen (XI_LASTEVENT)] = { 0 };
  XIEventMask mask = { .deviceid = self->device, .mask_len = sizeof bits, .mask = bits };
  int status;

  XISetMask (bits, XI_ButtonPress);
  XISetMask (bits, XI_ButtonRelease);
  XISetMask (bits, XI_Motion);
  status = XIGrabDevice (xdisplay, self->device, self->window, CurrentTime, None, XIGrabModeAsync,
                         XIGrabModeAsync, True, &mask);

  return status == XIGrabSuccess;
}

static void
find_place (BstPointerCaptureX11 *self, GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GdkSurface *surface = gtk_native_get_surface (native);
  int scale = gdk_surface_get_scale_factor (surface);
  graphene_point_t middle = GRAPHENE_POINT_INIT ((float)gtk_widget_get_width (widget) / 2,
                                                 (float)gtk_widget_get_height (widget) / 2);
  double left, top;

  gtk_native_get_surface_transform (native, &left, &top);
  if (!gtk_widget_compute_point (widget, GTK_WIDGET (native), &middle, &middle))
    middle = *graphene_point_zero ();
  self->window = gdk_x11_surface_get_xid (surface);
  self->x = (int)((middle.x + left) * scale);
  self->y = (int)((middle.y + top) * scale);
}

static gboolean
bst_pointer_capture_x11_start (BstPointerCapture *capture, GtkWidget *widget)
{
  BstPointerCaptureX11 *self = BST_POINTER_CAPTURE_X11 (capture);
  GdkDevice *pointer = gdk_seat_get_pointer (gdk_display_get_default_seat (self->display));
  gboolean ok;

  if (pointer == NULL)
    return FALSE;

  self->device = gdk_x11_device_get_id (pointer);
  find_place (self, widget);
  gdk_x11_display_error_trap_push (self->display);
  ok = grab (self);
  if (ok)
    {
      select_motions (self, TRUE);
      XWarpPointer (gdk_x11_display_get_xdisplay (self->display), None, self->window, 0, 0, 0, 0,
                    self->x, self->y);
    }
  ok = gdk_x11_display_error_trap_pop (self->display) == Success && ok;
  if (ok)
    self->event_id =
        g_signal_connect_swapped (self->display, "xevent", G_CALLBACK (on_xevent), self);

  return ok;
}

static void
bst_pointer_capture_x11_stop (BstPointerCapture *capture, GtkWidget *widget)
{
  BstPointerCaptureX11 *self = BST_POINTER_CAPTURE_X11 (capture);
  Display *xdisplay = gdk_x11_display_get_xdisplay (self->display);

  g_clear_signal_handler (&self->event_id, self->display);
  gdk_x11_display_error_trap_push (self->display);
  select_motions (self, FALSE);
  XIUngrabDevice (xdisplay, self->device, CurrentTime);
  XFlush (xdisplay);
  gdk_x11_display_error_trap_pop_ignored (self->display);
}

static gboolean
find_extension (BstPointerCaptureX11 *self)
{
  Display *xdisplay = gdk_x11_display_get_xdisplay (self->display);
  int event, error;
  int major = 2, minor = 2;

  return XQueryExtension (xdisplay, "XInputExtension", &self->opcode, &event, &error) &&
         XIQueryVersion (xdisplay, &major, &minor) == Success &&
         (major > 2 || (major == 2 && minor >= 2));
}

static void
bst_pointer_capture_x11_finalize (GObject *object)
{
  g_clear_object (&BST_POINTER_CAPTURE_X11 (object)->display);

  G_OBJECT_CLASS (bst_pointer_capture_x11_parent_class)->finalize (object);
}

static void
bst_pointer_capture_x11_class_init (BstPointerCaptureX11Class *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_pointer_capture_x11_finalize;
  BST_POINTER_CAPTURE_CLASS (klass)->start = bst_pointer_capture_x11_start;
  BST_POINTER_CAPTURE_CLASS (klass)->stop = bst_pointer_capture_x11_stop;
}

BstPointerCapture *
bst_pointer_capture_x11_new (GdkDisplay *display)
{
  g_autoptr (BstPointerCaptureX11) self = NULL;

  if (!GDK_IS_X11_DISPLAY (display))
    return NULL;

  self = g_object_new (BST_TYPE_POINTER_CAPTURE_X11, NULL);
  self->display = g_object_ref (display);

  return find_extension (self) ? BST_POINTER_CAPTURE (g_steal_pointer (&self)) : NULL;
}

#else

static void
bst_pointer_capture_x11_class_init (BstPointerCaptureX11Class *klass)
{
}

BstPointerCapture *
bst_pointer_capture_x11_new (GdkDisplay *display)
{
  return NULL;
}

#endif

static void
bst_pointer_capture_x11_init (BstPointerCaptureX11 *self)
{
}
