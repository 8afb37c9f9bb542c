/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-console-display-private.h"

G_BEGIN_DECLS

/* Converts @width × @height pixels to 0xffRRGGBB; strides are in bytes. */
void bst_pixels_convert (BstPixels format,
                         const guint8 *from,
                         gsize from_stride,
                         guint32 *to,
                         gsize to_stride,
                         int width,
                         int height);

G_END_DECLS
