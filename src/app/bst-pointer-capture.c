/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-pointer-capture.h"

#include "app/bst-pointer-capture-wayland.h"
#include "app/bst-pointer-capture-x11.h"

typedef struct
{
  GtkWidget *widget; /* (nullable) (unowned): while it is active */
} BstPointerCapturePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BstPointerCapture, bst_pointer_capture, G_TYPE_OBJECT)

enum
{
  MOVED,
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

gboolean
bst_pointer_capture_start (BstPointerCapture *self, GtkWidget *widget)
{
  BstPointerCapturePrivate *priv = bst_pointer_capture_get_instance_private (self);

  g_return_val_if_fail (BST_IS_POINTER_CAPTURE (self), FALSE);

  if (priv->widget != NULL)
    return TRUE;
  if (!BST_POINTER_CAPTURE_GET_CLASS (self)->start (self, widget))
    return FALSE;
  g_set_weak_pointer (&priv->widget, widget);
  return TRUE;
}

void
bst_pointer_capture_stop (BstPointerCapture *self)
{
  BstPointerCapturePrivate *priv = bst_pointer_capture_get_instance_private (self);
  GtkWidget *widget = priv->widget;

  g_return_if_fail (BST_IS_POINTER_CAPTURE (self));

  if (widget == NULL)
    return;
  g_clear_weak_pointer (&priv->widget);
  BST_POINTER_CAPTURE_GET_CLASS (self)->stop (self, widget);
}

gboolean
bst_pointer_capture_is_active (BstPointerCapture *self)
{
  BstPointerCapturePrivate *priv = bst_pointer_capture_get_instance_private (self);

  g_return_val_if_fail (BST_IS_POINTER_CAPTURE (self), FALSE);

  return priv->widget != NULL;
}

void
bst_pointer_capture_moved (BstPointerCapture *self, double dx, double dy)
{
  if (bst_pointer_capture_is_active (self))
    g_signal_emit (self, signals[MOVED], 0, dx, dy);
}

void
bst_pointer_capture_ended (BstPointerCapture *self)
{
  if (!bst_pointer_capture_is_active (self))
    return;
  bst_pointer_capture_stop (self);
  g_signal_emit (self, signals[ENDED], 0);
}

static void
bst_pointer_capture_dispose (GObject *object)
{
  bst_pointer_capture_stop (BST_POINTER_CAPTURE (object));

  G_OBJECT_CLASS (bst_pointer_capture_parent_class)->dispose (object);
}

static void
bst_pointer_capture_class_init (BstPointerCaptureClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_pointer_capture_dispose;

  signals[MOVED] = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_pointer_capture_init (BstPointerCapture *self)
{
}

BstPointerCapture *
bst_pointer_capture_new (GdkDisplay *display)
{
  BstPointerCapture *capture = bst_pointer_capture_wayland_new (display);

  return capture != NULL ? capture : bst_pointer_capture_x11_new (display);
}
