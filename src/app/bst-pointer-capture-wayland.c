/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-pointer-capture-wayland.h"

#ifdef GDK_WINDOWING_WAYLAND
#include <gdk/wayland/gdkwayland.h>

#include "app/pointer-constraints-unstable-v1-client-protocol.h"
#include "app/relative-pointer-unstable-v1-client-protocol.h"
#endif

struct _BstPointerCaptureWayland
{
  BstPointerCapture parent_instance;

#ifdef GDK_WINDOWING_WAYLAND
  GdkDisplay *display;
  struct wl_registry *registry;
  struct zwp_pointer_constraints_v1 *constraints;
  struct zwp_relative_pointer_manager_v1 *relative_pointers;

  /* While it is active. */
  struct zwp_locked_pointer_v1 *lock;
  struct zwp_relative_pointer_v1 *relative;
#endif
};

G_DEFINE_FINAL_TYPE (BstPointerCaptureWayland,
                     bst_pointer_capture_wayland,
                     BST_TYPE_POINTER_CAPTURE)

#ifdef GDK_WINDOWING_WAYLAND

static void
on_global (void *data,
           struct wl_registry *registry,
           uint32_t name,
           const char *interface,
           uint32_t version)
{
  BstPointerCaptureWayland *self = data;

  if (g_str_equal (interface, zwp_pointer_constraints_v1_interface.name))
    self->constraints = wl_registry_bind (registry, name, &zwp_pointer_constraints_v1_interface, 1);
  else if (g_str_equal (interface, zwp_relative_pointer_manager_v1_interface.name))
    self->relative_pointers =
        wl_registry_bind (registry, name, &zwp_relative_pointer_manager_v1_interface, 1);
}

static void
on_global_gone (void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = { on_global, on_global_gone };

static void
on_relative_motion (void *data,
                    struct zwp_relative_pointer_v1 *relative,
                    uint32_t time_high,
                    uint32_t time_low,
                    wl_fixed_t dx,
                    wl_fixed_t dy,
                    wl_fixed_t dx_unaccelerated,
                    wl_fixed_t dy_unaccelerated)
{
  bst_pointer_capture_moved (data, wl_fixed_to_double (dx_unaccelerated),
                             wl_fixed_to_double (dy_unaccelerated));
}

static const struct zwp_relative_pointer_v1_listener relative_listener = { on_relative_motion };

static void
on_locked (void *data, struct zwp_locked_pointer_v1 *lock)
{
}

/* By the compositor, as when the window loses the focus: an one-shot lock is over then. */
static void
on_unlocked (void *data, struct zwp_locked_pointer_v1 *lock)
{
  bst_pointer_capture_ended (data);
}

static const struct zwp_locked_pointer_v1_listener lock_listener = { on_locked, on_unlocked };

static gboolean
bst_pointer_capture_wayland_start (BstPointerCapture *capture, GtkWidget *widget)
{
  BstPointerCaptureWayland *self = BST_POINTER_CAPTURE_WAYLAND (capture);
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (widget));
  GdkDevice *device = gdk_seat_get_pointer (gdk_display_get_default_seat (self->display));
  struct wl_pointer *pointer = device != NULL ? gdk_wayland_device_get_wl_pointer (device) : NULL;

  if (pointer == NULL)
    return FALSE;

  self->relative =
      zwp_relative_pointer_manager_v1_get_relative_pointer (self->relative_pointers, pointer);
  zwp_relative_pointer_v1_add_listener (self->relative, &relative_listener, self);
  self->lock = zwp_pointer_constraints_v1_lock_pointer (
      self->constraints, gdk_wayland_surface_get_wl_surface (surface), pointer, NULL,
      ZWP_POINTER_CONSTRAINTS_V1_LIFETIME_ONESHOT);
  zwp_locked_pointer_v1_add_listener (self->lock, &lock_listener, self);

  return TRUE;
}

static void
bst_pointer_capture_wayland_stop (BstPointerCapture *capture, GtkWidget *widget)
{
  BstPointerCaptureWayland *self = BST_POINTER_CAPTURE_WAYLAND (capture);

  g_clear_pointer (&self->relative, zwp_relative_pointer_v1_destroy);
  g_clear_pointer (&self->lock, zwp_locked_pointer_v1_destroy);
}

static void
bst_pointer_capture_wayland_finalize (GObject *object)
{
  BstPointerCaptureWayland *self = BST_POINTER_CAPTURE_WAYLAND (object);

  g_clear_pointer (&self->constraints, zwp_pointer_constraints_v1_destroy);
  g_clear_pointer (&self->relative_pointers, zwp_relative_pointer_manager_v1_destroy);
  g_clear_pointer (&self->registry, wl_registry_destroy);
  g_clear_object (&self->display);

  G_OBJECT_CLASS (bst_pointer_capture_wayland_parent_class)->finalize (object);
}

static void
bst_pointer_capture_wayland_class_init (BstPointerCaptureWaylandClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_pointer_capture_wayland_finalize;
  BST_POINTER_CAPTURE_CLASS (klass)->start = bst_pointer_capture_wayland_start;
  BST_POINTER_CAPTURE_CLASS (klass)->stop = bst_pointer_capture_wayland_stop;
}

BstPointerCapture *
bst_pointer_capture_wayland_new (GdkDisplay *display)
{
  g_autoptr (BstPointerCaptureWayland) self = NULL;

  if (!GDK_IS_WAYLAND_DISPLAY (display) ||
      !gdk_wayland_display_query_registry (display, zwp_pointer_constraints_v1_interface.name) ||
      !gdk_wayland_display_query_registry (display, zwp_relative_pointer_manager_v1_interface.name))
    return NULL;

  /* GDK asked for the globals before: the answer is on its way, and comes through its own queue. */
  self = g_object_new (BST_TYPE_POINTER_CAPTURE_WAYLAND, NULL);
  self->display = g_object_ref (display);
  self->registry = wl_display_get_registry (gdk_wayland_display_get_wl_display (display));
  wl_registry_add_listener (self->registry, &registry_listener, self);
  wl_display_roundtrip (gdk_wayland_display_get_wl_display (display));

  return self->constraints != NULL && self->relative_pointers != NULL
             ? BST_POINTER_CAPTURE (g_steal_pointer (&self))
             : NULL;
}

#else

static void
bst_pointer_capture_wayland_class_init (BstPointerCaptureWaylandClass *klass)
{
}

BstPointerCapture *
bst_pointer_capture_wayland_new (GdkDisplay *display)
{
  return NULL;
}

#endif

static void
bst_pointer_capture_wayland_init (BstPointerCaptureWayland *self)
{
}
