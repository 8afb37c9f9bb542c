/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-graph-scale.h"
#include "app/bst-graph-trace.h"

G_BEGIN_DECLS

/**
 * BstGraph:
 *
 * One or two series of figures over time, with a cursor that tells the values: by the pointer, or
 * by the keyboard (arrows a sample, with Ctrl ten; Page Up and Down a tenth of the span; Home,
 * End; Escape). What it drew is kept, so that moving the cursor draws only the cursor.
 *
 * Emits "cursor-moved" (gint64: Unix seconds; 0: gone) when its user moved it, so that graphs side
 * by side can share one.
 */
#define BST_TYPE_GRAPH (bst_graph_get_type ())
G_DECLARE_FINAL_TYPE (BstGraph, bst_graph, BST, GRAPH, GtkWidget)

/* @first, @second: (nullable): names of the series, translated; one series needs none. */
GtkWidget *bst_graph_new (const char *title,
                          BstGraphUnit unit,
                          const char *first,
                          const char *second);

/* The time shown, Unix seconds, and the seconds between samples. */
void bst_graph_set_span (BstGraph *self, gint64 start, gint64 end, guint step);

/* Copied; in the order of their times. */
void bst_graph_set_points (BstGraph *self, const BstGraphPoint *points, gsize n);

/* One more at the end: the span moves with it, what falls out is forgotten. */
void bst_graph_append (BstGraph *self, const BstGraphPoint *point);

/* A value that the first series cannot exceed, drawn as a line; negative: none. */
void bst_graph_set_limit (BstGraph *self, double limit);

/* Moves the cursor without telling; 0: none. */
void bst_graph_set_cursor (BstGraph *self, gint64 time);
gint64 bst_graph_get_cursor (BstGraph *self);

/* The time under @x, in the widget's coordinates; clamped to the span. */
gint64 bst_graph_get_time_at (BstGraph *self, double x);

/* What it says at the cursor, else last: "14:02:05: received 1.2 MB/s, sent 3 kB/s". (transfer
 * full) */
char *bst_graph_describe (BstGraph *self);

gsize bst_graph_get_n_points (BstGraph *self);

G_END_DECLS
