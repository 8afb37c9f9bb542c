/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-pixels-private.h"

#include <string.h>

/* The upper bits again below, so that white stays white. */
static inline guint32
widen5 (guint value)
{
  return (value << 3) | (value >> 2);
}

static inline guint32
widen6 (guint value)
{
  return (value << 2) | (value >> 4);
}

static void
convert_555 (const guint16 *from, guint32 *to, int width)
{
  for (int x = 0; x < width; x++)
    to[x] = 0xff000000u | widen5 ((from[x] >> 10) & 31) << 16 | widen5 ((from[x] >> 5) & 31) << 8 |
            widen5 (from[x] & 31);
}

static void
convert_565 (const guint16 *from, guint32 *to, int width)
{
  for (int x = 0; x < width; x++)
    to[x] = 0xff000000u | widen5 ((from[x] >> 11) & 31) << 16 | widen6 ((from[x] >> 5) & 63) << 8 |
            widen5 (from[x] & 31);
}

void
bst_pixels_convert (BstPixels format,
                    const guint8 *from,
                    gsize from_stride,
                    guint32 *to,
                    gsize to_stride,
                    int width,
                    int height)
{
  for (int y = 0; y < height; y++)
    {
      const gpointer source = (gpointer)(from + (gsize)y * from_stride);
      guint32 *row = (guint32 *)((guint8 *)to + (gsize)y * to_stride);

      switch (format)
        {
        case BST_PIXELS_555:
          convert_555 (source, row, width);
          break;
        case BST_PIXELS_565:
          convert_565 (source, row, width);
          break;
        case BST_PIXELS_XRGB:
        default:
          memcpy (row, source, (gsize)width * 4);
          break;
        }
    }
}
