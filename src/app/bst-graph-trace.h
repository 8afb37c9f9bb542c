/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A sample of a graph: of its first series and, where it has one, its second. Negative: not known. */
typedef struct
{
  gint64 time; /* Unix time in seconds */
  float values[2];
} BstGraphPoint;

/* What a graph shows: the samples of [start, end], up to the value @top in @height. */
typedef struct
{
  gint64 start, end; /* Unix times in seconds */
  guint step;        /* seconds between samples */
  double top;
  double height;
} BstGraphFrame;

/* What a line covers of one column of the frame, from its top; nothing where @low > @high. */
typedef struct
{
  float low, high; /* the line, with its thickness */
  float level;     /* its middle: the top of the area below it */
} BstGraphColumn;

/**
 * bst_graph_trace:
 * @points: in the order of their times
 * @series: 0 or 1
 * @thickness: of the line
 * @n_columns: into which the width is divided
 *
 * The line to draw: broken where a value is not known or a sample is missing. However many samples
 * fall on a column, it covers all of them: no peak is lost, and it costs no more than one.
 *
 * Returns: (transfer full) (array length=n_columns)
 */
BstGraphColumn *bst_graph_trace (const BstGraphPoint *points,
                                 gsize n,
                                 guint series,
                                 const BstGraphFrame *frame,
                                 float thickness,
                                 guint n_columns);

/* A color with its alpha, not premultiplied, 0 to 1. */
typedef struct
{
  float red, green, blue, alpha;
} BstGraphColor;

/**
 * bst_graph_paint:
 * @pixels: premultiplied, as CAIRO_FORMAT_ARGB32 has it
 * @columns: two for each pixel of @width: half pixels smooth the steep parts of the line
 * @area: (nullable): fills what is below the line
 *
 * Paints over what is there. Faster by far than a path of a thousand corners.
 */
void bst_graph_paint (guint32 *pixels,
                      guint width,
                      guint height,
                      const BstGraphColumn *columns,
                      const BstGraphColor *line,
                      const BstGraphColor *area);

/* Whether there is a hole between two samples that follow each other. */
gboolean bst_graph_is_gap (gint64 before, gint64 after, guint step);

/* The index of the sample nearest to @time, or -1 where none is near: in a gap, or outside. */
gssize bst_graph_find (const BstGraphPoint *points, gsize n, gint64 time, guint step);

G_END_DECLS
