/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  BST_GRAPH_PERCENT, /* always 0 to 100 */
  BST_GRAPH_MEMORY,  /* KiB; steps of 1, 2, 4 ... 512 of a binary unit */
  BST_GRAPH_RATE,    /* bytes a second; steps of 1, 2, 5 */
  BST_GRAPH_SPEED,   /* bytes a second; steps as of memory */
} BstGraphUnit;

/* The round number at which an axis that must hold @most ends; @step: between its @lines lines at
 * most. Never 0. */
double bst_graph_scale_top (BstGraphUnit unit, double most, guint lines, double *step);

/* (nullable) (transfer full): "50 %", "1.5 GiB", "2 MB/s", "2 MiB/s"; NULL where @value is negative. */
char *bst_graph_scale_format (BstGraphUnit unit, double value);

/* The seconds between labels of a time axis of @span seconds with room for @labels of them. */
gint64 bst_graph_scale_time_step (gint64 span, guint labels);

/* The first label at or after @time (Unix seconds): a whole multiple of @step of the local clock,
 * also across a change to daylight-saving time. */
gint64 bst_graph_scale_first_time (gint64 time, gint64 step);

/* "14:30", "3 Mar": as fine as @step is. */
char *bst_graph_scale_format_time (gint64 time, gint64 step);

G_END_DECLS
