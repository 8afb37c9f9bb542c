/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "file-drag.h"

#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <gdk/x11/gdkx.h>
#include <glib-unix.h>
#include <string.h>

struct _FileDrag
{
  Display *display; /* a connection of its own */
  Window window;    /* ... and its window */
  Window target;
  int x, y; /* of the root window */
  char *uris;
  guint source;
  gboolean welcome, over, taken;
};

static Atom
atom (FileDrag *self, const char *name)
{
  return XInternAtom (self->display, name, False);
}

static void
tell (FileDrag *self, const char *type, long one, long two, long three, long four)
{
  XEvent event = { 0 };

  event.xclient.type = ClientMessage;
  event.xclient.window = self->target;
  event.xclient.message_type = atom (self, type);
  event.xclient.format = 32;
  event.xclient.data.l[0] = (long)self->window;
  event.xclient.data.l[1] = one;
  event.xclient.data.l[2] = two;
  event.xclient.data.l[3] = three;
  event.xclient.data.l[4] = four;
  XSendEvent (self->display, self->target, False, NoEventMask, &event);
  XFlush (self->display);
}

static void
give (FileDrag *self, const XSelectionRequestEvent *request)
{
  XEvent event = { 0 };

  if (request->target == atom (self, "text/uri-list"))
    {
      XChangeProperty (self->display, request->requestor, request->property, request->target, 8,
                       PropModeReplace, (const guchar *)self->uris, (int)strlen (self->uris));
      event.xselection.property = request->property;
    }
  event.xselection.type = SelectionNotify;
  event.xselection.requestor = request->requestor;
  event.xselection.selection = request->selection;
  event.xselection.target = request->target;
  event.xselection.time = request->time;
  XSendEvent (self->display, request->requestor, False, NoEventMask, &event);
  XFlush (self->display);
}

static gboolean
on_x (gint fd, GIOCondition condition, gpointer data)
{
  FileDrag *self = data;

  while (XPending (self->display) > 0)
    {
      XEvent event;

      XNextEvent (self->display, &event);
      if (event.type == SelectionRequest)
        give (self, &event.xselectionrequest);
      if (event.type != ClientMessage)
        continue;
      if (event.xclient.message_type == atom (self, "XdndStatus"))
        self->welcome = (event.xclient.data.l[1] & 1) != 0;
      if (event.xclient.message_type == atom (self, "XdndFinished"))
        {
          self->over = TRUE;
          self->taken = (event.xclient.data.l[1] & 1) != 0;
        }
    }

  return G_SOURCE_CONTINUE;
}

FileDrag *
file_drag_new (GtkWidget *widget, const char *uris)
{
  FileDrag *self = g_new0 (FileDrag, 1);
  GtkWidget *native = GTK_WIDGET (gtk_widget_get_native (widget));
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (native));
  graphene_point_t middle;
  double left, top;
  Window child;

  self->display = XOpenDisplay (NULL);
  g_assert_nonnull (self->display);
  self->window =
      XCreateSimpleWindow (self->display, DefaultRootWindow (self->display), 0, 0, 1, 1, 0, 0, 0);
  self->target = gdk_x11_surface_get_xid (surface);
  self->uris = g_strdup (uris);
  g_assert_true (
      gtk_widget_compute_point (widget, native,
                                &GRAPHENE_POINT_INIT ((float)gtk_widget_get_width (widget) / 2,
                                                      (float)gtk_widget_get_height (widget) / 2),
                                &middle));
  gtk_native_get_surface_transform (GTK_NATIVE (native), &left, &top);
  XTranslateCoordinates (self->display, self->target, DefaultRootWindow (self->display),
                         (int)(middle.x + left), (int)(middle.y + top), &self->x, &self->y, &child);
  XSetSelectionOwner (self->display, atom (self, "XdndSelection"), self->window, CurrentTime);
  self->source = g_unix_fd_add (ConnectionNumber (self->display), G_IO_IN, on_x, self);

  /* Version 5 of the protocol, one type. */
  tell (self, "XdndEnter", 5 << 24, (long)atom (self, "text/uri-list"), None, None);
  tell (self, "XdndPosition", 0, self->x << 16 | self->y, CurrentTime,
        (long)atom (self, "XdndActionCopy"));
  return self;
}

void
file_drag_free (FileDrag *self)
{
  g_source_remove (self->source);
  XCloseDisplay (self->display);
  g_free (self->uris);
  g_free (self);
}

gboolean
file_drag_is_welcome (gpointer self)
{
  return ((FileDrag *)self)->welcome;
}

void
file_drag_drop (FileDrag *self)
{
  tell (self, "XdndDrop", 0, CurrentTime, 0, 0);
}

gboolean
file_drag_is_over (gpointer self)
{
  return ((FileDrag *)self)->over;
}

gboolean
file_drag_was_taken (FileDrag *self)
{
  return self->taken;
}
