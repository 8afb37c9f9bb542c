/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bench-start.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/bst-stall-meter.h"

typedef struct
{
  GtkApplication *application;
  gboolean rows;
  guint settle;
  guint seconds;

  gint64 started_at;
  gulong after_paint;
  double cpu_before; /* s */
} Watch;

static double
get_cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double
get_memory_mib (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) pages = NULL;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return 0;
  pages = g_strsplit (text, " ", 3);
  return g_ascii_strtod (pages[1], NULL) * (double)sysconf (_SC_PAGESIZE) / (1024 * 1024);
}

static gboolean
has_rows (GtkWidget *widget)
{
  if (GTK_IS_COLUMN_VIEW (widget))
    {
      GtkWidget *row = gtk_widget_get_first_child (gtk_widget_get_last_child (widget));

      return row != NULL && gtk_widget_get_mapped (row);
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (has_rows (child))
        return TRUE;
    }
  return FALSE;
}

static gboolean
on_end (gpointer data)
{
  Watch *watch = data;

  g_print ("cpu %.2f %%\n", (get_cpu_seconds () - watch->cpu_before) * 100 / watch->seconds);
  g_print ("stall %.1f ms\n", bst_stall_meter_get_longest ());
  g_application_quit (G_APPLICATION (watch->application));
  g_free (watch);
  return G_SOURCE_REMOVE;
}

static gboolean
on_settled (gpointer data)
{
  Watch *watch = data;

  g_print ("memory %.1f MiB\n", get_memory_mib ());
  watch->cpu_before = get_cpu_seconds ();
  g_timeout_add_seconds (watch->seconds, on_end, watch);
  return G_SOURCE_REMOVE;
}

static void
on_after_paint (GdkFrameClock *clock, gpointer data)
{
  Watch *watch = data;
  gint64 now = g_get_monotonic_time ();
  GList *windows = gtk_application_get_windows (watch->application);

  if (watch->rows && !has_rows (windows->data))
    return;

  g_signal_handler_disconnect (clock, watch->after_paint);
  g_print ("painted %.1f ms\n", (double)(now - watch->started_at) / 1000);
  bst_stall_meter_reset ();
  g_timeout_add_seconds (watch->settle, on_settled, watch);
}

static void
on_map (GtkWidget *window, gpointer data)
{
  Watch *watch = data;

  if (watch->after_paint == 0)
    watch->after_paint = g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint",
                                           G_CALLBACK (on_after_paint), watch);
}

static void
on_window_added (GtkApplication *application, GtkWindow *window, gpointer data)
{
  g_signal_connect (window, "map", G_CALLBACK (on_map), data);
}

void
bench_start_watch (GtkApplication *application, gboolean rows, guint settle, guint seconds)
{
  const char *started = g_getenv ("BENCH_STARTED");
  Watch *watch = g_new0 (Watch, 1);

  watch->application = application;
  watch->rows = rows;
  watch->settle = settle;
  watch->seconds = MAX (seconds, 1);
  watch->started_at =
      started != NULL ? g_ascii_strtoll (started, NULL, 10) : g_get_monotonic_time ();
  bst_stall_meter_start (0);
  g_signal_connect (application, "window-added", G_CALLBACK (on_window_added), watch);
}
