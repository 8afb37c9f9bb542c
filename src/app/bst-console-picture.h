/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A display's pixels as bst_console_display_get_pixels () gives them: valid until the main loop
 * runs again. */
typedef struct
{
  const guint32 *pixels;
  gsize stride; /* bytes */
  int width, height;
} BstConsolePicture;

static inline const guint32 *
bst_console_picture_get_row (const BstConsolePicture *picture, int y)
{
  return picture->pixels + (gsize)y * (picture->stride / sizeof (guint32));
}

G_END_DECLS
