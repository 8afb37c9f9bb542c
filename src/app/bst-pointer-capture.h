/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BstPointerCapture:
 *
 * Keeps the pointer where it is, hidden, and tells how the mouse itself moves: for guests that take
 * motions only. Unaccelerated, since the guest accelerates by itself. Main thread only.
 *
 * GTK has no such thing: it is done with the XInput extension on X11, and with the
 * pointer-constraints and relative-pointer protocols on Wayland.
 *
 * Emits "moved" (double dx, double dy), in the mouse's own steps, and "ended" () when the desktop
 * took the pointer back.
 */
#define BST_TYPE_POINTER_CAPTURE (bst_pointer_capture_get_type ())
G_DECLARE_DERIVABLE_TYPE (BstPointerCapture, bst_pointer_capture, BST, POINTER_CAPTURE, GObject)

struct _BstPointerCaptureClass
{
  GObjectClass parent_class;

  gboolean (*start) (BstPointerCapture *self, GtkWidget *widget);
  void (*stop) (BstPointerCapture *self, GtkWidget *widget);
};

/* (nullable): NULL where this desktop cannot. */
BstPointerCapture *bst_pointer_capture_new (GdkDisplay *display);

/* @widget: mapped; the pointer is over it. FALSE where the desktop refuses. */
gboolean bst_pointer_capture_start (BstPointerCapture *self, GtkWidget *widget);
void bst_pointer_capture_stop (BstPointerCapture *self);
gboolean bst_pointer_capture_is_active (BstPointerCapture *self);

/* For its kinds. */
void bst_pointer_capture_moved (BstPointerCapture *self, double dx, double dy);
void bst_pointer_capture_ended (BstPointerCapture *self);

G_END_DECLS
