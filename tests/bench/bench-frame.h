/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From here ... */
void bench_frame_begin (GtkWidget *window);

/* ... to when the next frame with the outcome is painted: milliseconds. @busy: (out) (optional):
 * how long the main loop was not waiting, which a busy machine or a slow display does not change.
 */
double bench_frame_end (GtkWidget *window, double *busy);

/* Runs the main loop until it has nothing to do and the last frame is painted. */
void bench_frame_settle (GtkWidget *window);

/* One line: "name value unit". */
void bench_print (const char *name, double value, const char *unit);

/* Times from begin () to end (), of one kind. */
typedef struct
{
  GArray *painted;
  GArray *busy;
} BenchTimes;

void bench_times_init (BenchTimes *times);
void bench_times_end_frame (BenchTimes *times, GtkWidget *window);

/* The middle and the longest: "name-p50", "name-max", "name-busy-p50", "name-busy-max"; and clears
 * them. */
void bench_times_print (BenchTimes *times, const char *name);

G_END_DECLS
