/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-console-rect.h"

/* Ends are counted in 64 bits: a server may say anything. */
static gboolean
intersect_line (int a, int a_length, int b, int b_length, int *start, int *length)
{
  const gint64 from = MAX (a, b);
  const gint64 to = MIN ((gint64)a + a_length, (gint64)b + b_length);

  *start = (int)from;
  *length = (int)MAX (to - from, 0);

  return to > from;
}

gboolean
bst_console_rect_intersect (const BstConsoleRect *a,
                            const BstConsoleRect *b,
                            BstConsoleRect *shared)
{
  BstConsoleRect both;

  if (!intersect_line (a->x, a->width, b->x, b->width, &both.x, &both.width) ||
      !intersect_line (a->y, a->height, b->y, b->height, &both.y, &both.height))
    {
      *shared = (BstConsoleRect){ 0 };
      return FALSE;
    }

  *shared = both;

  return TRUE;
}
