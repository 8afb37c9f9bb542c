/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/bst-pointer-capture.h"

G_BEGIN_DECLS

/* By raw motions of the XInput extension, 2.2 at least. */
#define BST_TYPE_POINTER_CAPTURE_X11 (bst_pointer_capture_x11_get_type ())
G_DECLARE_FINAL_TYPE (BstPointerCaptureX11,
                      bst_pointer_capture_x11,
                      BST,
                      POINTER_CAPTURE_X11,
                      BstPointerCapture)

/* (nullable): NULL where @display is of another kind, or the extension is not there. */
BstPointerCapture *bst_pointer_capture_x11_new (GdkDisplay *display);

G_END_DECLS
