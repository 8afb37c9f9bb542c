/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/bst-pointer-capture.h"

G_BEGIN_DECLS

/* By the protocols pointer-constraints and relative-pointer, version 1 of both. */
#define BST_TYPE_POINTER_CAPTURE_WAYLAND (bst_pointer_capture_wayland_get_type ())
G_DECLARE_FINAL_TYPE (BstPointerCaptureWayland,
                      bst_pointer_capture_wayland,
                      BST,
                      POINTER_CAPTURE_WAYLAND,
                      BstPointerCapture)

/* (nullable): NULL where @display is of another kind, or its compositor knows neither. */
BstPointerCapture *bst_pointer_capture_wayland_new (GdkDisplay *display);

G_END_DECLS
