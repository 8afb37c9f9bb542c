/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-graph-trace.h"

#include <math.h>

gboolean
bst_graph_is_gap (gint64 before, gint64 after, guint step)
{
  /* A tick may be late by a slow answer; one that is left out is a gap. */
  return (after - before) * 2 > (gint64)step * 5;
}

static void
cover (BstGraphColumn *column, float a, float b, float half)
{
  column->low = MIN (column->low, MIN (a, b) - half);
  column->high = MAX (column->high, MAX (a, b) + half);
  column->level = MIN (column->level, (a + b) / 2);
}

/* The line from one sample to the next. Across a slope its thickness is more of a column; where it
 * is steep, its height alone covers it. */
static void
cover_segment (BstGraphColumn *columns,
               guint n_columns,
               double x0,
               double y0,
               double x1,
               double y1,
               double half)
{
  double slope = x1 > x0 ? (y1 - y0) / (x1 - x0) : 0;
  double thick = half * MIN (hypot (1, slope), 2);
  int first = (int)MAX (floor (x0), 0);
  int last = (int)MIN (floor (x1), (double)n_columns - 1);

  for (int i = first; i <= last; i++)
    {
      double a = y0 + slope * (MAX (x0, i) - x0);
      double b = x1 > x0 ? y0 + slope * (MIN (x1, i + 1) - x0) : y1;

      cover (&columns[i], (float)a, (float)b, (float)thick);
    }
}

BstGraphColumn *
bst_graph_trace (const BstGraphPoint *points,
                 gsize n,
                 guint series,
                 const BstGraphFrame *frame,
                 float thickness,
                 guint n_columns)
{
  BstGraphColumn *columns = g_new (BstGraphColumn, n_columns);
  double scale = (double)n_columns / (double)MAX (frame->end - frame->start, 1);
  gboolean broken = TRUE;
  gint64 before = 0;
  double x0 = 0, y0 = 0;

  for (guint i = 0; i < n_columns; i++)
    columns[i] = (BstGraphColumn){ G_MAXFLOAT, -G_MAXFLOAT, G_MAXFLOAT };

  for (gsize i = 0; i < n; i++)
    {
      float value = points[i].values[series];
      double x = (double)(points[i].time - frame->start) * scale;
      double y = frame->height * (1 - MIN (value / frame->top, 1));

      if (points[i].time < frame->start - frame->step || points[i].time > frame->end)
        continue;
      if (!(value >= 0))
        {
          broken = TRUE;
          continue;
        }
      if (broken || bst_graph_is_gap (before, points[i].time, frame->step))
        cover_segment (columns, n_columns, x - 0.5, y, x + 0.5, y, thickness / 2);
      else
        cover_segment (columns, n_columns, x0, y0, x, y, thickness / 2);
      x0 = x;
      y0 = y;
      before = points[i].time;
      broken = FALSE;
    }

  return columns;
}

/* How much of the pixel at @y lies between @low and @high. */
static float
overlap (int y, float low, float high)
{
  return MAX (MIN (high, (float)y + 1) - MAX (low, (float)y), 0);
}

static void
blend (guint32 *pixel, const BstGraphColor *color, float coverage)
{
  float alpha = color->alpha * coverage;
  float keep = 1 - alpha;
  guint32 a = (guint32)(alpha * 255 + keep * (float)(*pixel >> 24) + 0.5f);
  guint32 r = (guint32)(color->red * alpha * 255 + keep * (float)(*pixel >> 16 & 0xff) + 0.5f);
  guint32 g = (guint32)(color->green * alpha * 255 + keep * (float)(*pixel >> 8 & 0xff) + 0.5f);
  guint32 b = (guint32)(color->blue * alpha * 255 + keep * (float)(*pixel & 0xff) + 0.5f);

  *pixel = a << 24 | r << 16 | g << 8 | b;
}

/* The rows that two half columns touch, of [0, height). */
static void
get_rows (const BstGraphColumn *pair, guint height, int *first, int *last)
{
  *first = (int)floorf (CLAMP (MIN (pair[0].low, pair[1].low), 0, (float)height));
  *last = (int)ceilf (CLAMP (MAX (pair[0].high, pair[1].high), 0, (float)height));
}

void
bst_graph_paint (guint32 *pixels,
                 guint width,
                 guint height,
                 const BstGraphColumn *columns,
                 const BstGraphColor *line,
                 const BstGraphColor *area)
{
  for (guint x = 0; x < width; x++)
    {
      const BstGraphColumn *pair = &columns[2 * x];
      float bottom = (float)height;
      int first, last;

      if (area != NULL)
        for (int y = (int)CLAMP (MIN (pair[0].level, pair[1].level), 0, bottom); y < (int)height;
             y++)
          blend (&pixels[(guint)y * width + x], area,
                 (overlap (y, pair[0].level, bottom) + overlap (y, pair[1].level, bottom)) / 2);

      get_rows (pair, height, &first, &last);
      for (int y = first; y < last; y++)
        blend (&pixels[(guint)y * width + x], line,
               (overlap (y, pair[0].low, pair[0].high) + overlap (y, pair[1].low, pair[1].high)) /
                   2);
    }
}

gssize
bst_graph_find (const BstGraphPoint *points, gsize n, gint64 time, guint step)
{
  gsize low = 0, high = n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (points[middle].time < time)
        low = middle + 1;
      else
        high = middle;
    }

  /* @low is the first at or after; the one before may be nearer. */
  if (low > 0 && (low == n || time - points[low - 1].time < points[low].time - time))
    low--;
  if (low >= n || ABS (points[low].time - time) * 2 > (gint64)step * 3)
    return -1;

  return (gssize)low;
}
