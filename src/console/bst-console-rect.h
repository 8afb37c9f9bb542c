/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In pixels of the guest. */
typedef struct
{
  int x, y;
  int width, height;
} BstConsoleRect;

/* What both share; FALSE, and an empty @shared, where they do not meet. */
gboolean bst_console_rect_intersect (const BstConsoleRect *a,
                                     const BstConsoleRect *b,
                                     BstConsoleRect *shared);

G_END_DECLS
