/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bench-frame.h"

#include <time.h>

static gint64 began;
static gint64 painted;
static gint64 busy_before;

static gint64
get_thread_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64)time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static void
on_painted (GdkFrameClock *clock, gpointer data)
{
  painted = g_get_monotonic_time ();
}

static void
wait_for_paint (GtkWidget *window)
{
  GdkFrameClock *clock;
  gulong handler;

  gtk_widget_realize (window);
  clock = gtk_widget_get_frame_clock (window);
  handler = g_signal_connect_after (clock, "after-paint", G_CALLBACK (on_painted), NULL);
  painted = 0;
  gtk_widget_queue_draw (window);
  while (painted == 0)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, handler);
}

void
bench_frame_begin (GtkWidget *window)
{
  began = g_get_monotonic_time ();
  busy_before = get_thread_time ();
}

double
bench_frame_end (GtkWidget *window, double *busy)
{
  wait_for_paint (window);

  if (busy != NULL)
    *busy = (double)(get_thread_time () - busy_before) / 1000;
  return (double)(painted - began) / 1000;
}

void
bench_frame_settle (GtkWidget *window)
{
  for (guint i = 0; i < 3; i++)
    wait_for_paint (window);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
bench_print (const char *name, double value, const char *unit)
{
  g_print ("%s %.1f %s\n", name, value, unit);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double first = *(const double *)a;
  double second = *(const double *)b;

  return (first > second) - (first < second);
}

void
bench_times_init (BenchTimes *times)
{
  times->painted = g_array_new (FALSE, FALSE, sizeof (double));
  times->busy = g_array_new (FALSE, FALSE, sizeof (double));
}

void
bench_times_end_frame (BenchTimes *times, GtkWidget *window)
{
  double busy;
  double ms = bench_frame_end (window, &busy);

  g_array_append_val (times->painted, ms);
  g_array_append_val (times->busy, busy);
}

static void
print_array (GArray *times, const char *name, const char *suffix)
{
  g_autofree char *middle = g_strconcat (name, suffix, "-p50", NULL);
  g_autofree char *longest = g_strconcat (name, suffix, "-max", NULL);

  g_array_sort (times, compare);
  bench_print (middle, g_array_index (times, double, times->len / 2), "ms");
  bench_print (longest, g_array_index (times, double, times->len - 1), "ms");
}

void
bench_times_print (BenchTimes *times, const char *name)
{
  print_array (times->painted, name, "");
  print_array (times->busy, name, "-busy");
  g_clear_pointer (&times->painted, g_array_unref);
  g_clear_pointer (&times->busy, g_array_unref);
}
