/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How far back and how fine the history of figures is kept. */
typedef enum
{
  BST_HISTORY_HOUR,  /* a sample each 3 s */
  BST_HISTORY_DAY,   /* 1 min */
  BST_HISTORY_MONTH, /* 15 min */
} BstHistory;

/* A point of a graph: the means of its span. Negative: not known. */
typedef struct
{
  gint64 time; /* Unix time in seconds, the end of the span */
  float cpu_percent;
  float memory_used_kib;
  float net_rx, net_tx; /* bytes a second */
  float disk_read, disk_written;
} BstSample;

/* Seconds between samples; samples at most. */
guint bst_history_get_step (BstHistory history);
guint bst_history_get_length (BstHistory history);

G_END_DECLS
