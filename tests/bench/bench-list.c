/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <stdlib.h>

#include "app/bst-machine-list.h"
#include "app/bst-renderer.h"
#include "bench-fill.h"
#include "bench-frame.h"
#include "core/bst-thread.h"

/* The machine list with many machines: how soon it is painted, and how soon it answers. */

#define N_TICKED 1000

static BstInventory *inventory;
static BstMachineList *list;
static GtkWidget *window;

/* Types a word letter by letter and deletes it again, as a person would: each key until it is
 * painted. */
static void
bench_keys (void)
{
  static const char *const words[] = { "web12", "school", "10.0.1", "proxy", "zzz" };
  BenchTimes times;

  bench_times_init (&times);
  for (guint w = 0; w < G_N_ELEMENTS (words); w++)
    {
      int length = (int)strlen (words[w]);

      for (int i = 1; i < 2 * length; i++)
        {
          g_autofree char *text = g_strndup (words[w], (gsize)(i <= length ? i : 2 * length - i));
          bench_frame_begin (window);
          bst_machine_list_set_query (list, text);
          bench_times_end_frame (&times, window);
        }
      bst_machine_list_set_query (list, "");
      bench_frame_settle (window);
    }
  bench_times_print (&times, "list.key");
}

static void
bench_clear (void)
{
  bst_machine_list_set_query (list, "web12");
  bench_frame_settle (window);
  bench_frame_begin (window);
  bst_machine_list_set_query (list, "");
  bench_print ("list.clear", bench_frame_end (window, NULL), "ms");
  bench_frame_settle (window);
}

static void
bench_sort (void)
{
  static const char *const ids[] = { "memory", "host", "ip", "cpu", "fqdn", "name" };
  BenchTimes times;

  bench_times_init (&times);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (ids); i++)
    {
      bench_frame_begin (window);
      bst_machine_list_set_sort (list, ids[i / 2], i % 2 == 1);
      bench_times_end_frame (&times, window);
    }
  bst_machine_list_set_sort (list, "name", FALSE);
  bench_frame_settle (window);
  bench_times_print (&times, "list.sort");
}

/* A tick of N_TICKED machines: from the news to the painted list. */
static void
bench_ticks (const char *name, const char *sort)
{
  BenchTimes times;

  bench_times_init (&times);
  bst_machine_list_set_sort (list, sort, TRUE);
  for (guint i = 0; i < 20; i++)
    {
      bench_frame_begin (window);
      bench_tick (inventory, N_TICKED);
      bench_times_end_frame (&times, window);
    }
  bst_machine_list_set_sort (list, "name", FALSE);
  bench_frame_settle (window);
  bench_times_print (&times, name);
}

static void
bench_scroll (void)
{
  GtkAdjustment *adjustment = NULL;
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (list));
  BenchTimes times;

  bench_times_init (&times);
  for (; child != NULL && adjustment == NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_SCROLLED_WINDOW (child))
        adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (child));
    }
  g_assert (adjustment != NULL);

  for (guint i = 1; i <= 40; i++)
    {
      bench_frame_begin (window);
      gtk_adjustment_set_value (adjustment, i * 500.0);
      bench_times_end_frame (&times, window);
    }
  gtk_adjustment_set_value (adjustment, 0);
  bench_frame_settle (window);
  bench_times_print (&times, "list.scroll");
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint)atoi (argv[1]) : 10000;
  gint64 started;

  bst_thread_init ();
  bst_renderer_choose (); /* as the program does */
  adw_init ();

  started = g_get_monotonic_time ();
  inventory = bst_inventory_open (":memory:");
  bench_fill (inventory, n);
  bench_print ("list.fill", (double)(g_get_monotonic_time () - started) / 1000, "ms");
  bench_tick (inventory, n / 2);

  started = g_get_monotonic_time ();
  window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  list = BST_MACHINE_LIST (bst_machine_list_new (inventory));
  bench_print ("list.build", (double)(g_get_monotonic_time () - started) / 1000, "ms");
  adw_window_set_content (ADW_WINDOW (window), GTK_WIDGET (list));
  bench_frame_begin (window);
  gtk_window_present (GTK_WINDOW (window));
  bench_frame_end (window, NULL);
  bench_print ("list.first-paint", (double)(g_get_monotonic_time () - started) / 1000, "ms");
  bench_frame_settle (window);

  bench_keys ();
  bench_clear ();
  bench_sort ();
  bench_ticks ("list.tick", "name");
  bench_ticks ("list.tick-sorted", "cpu");
  bench_scroll ();

  gtk_window_destroy (GTK_WINDOW (window));
  bst_inventory_close (inventory);
  g_clear_object (&inventory);
  return EXIT_SUCCESS;
}
