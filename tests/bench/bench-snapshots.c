/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <stdlib.h>

#include "app/bst-renderer.h"
#include "app/bst-snapshots-page.h"
#include "bench-fill.h"
#include "bench-frame.h"
#include "core/bst-stall-meter.h"
#include "core/bst-thread.h"
#include "formats/bst-thumbnail.h"

/* The page of a machine with many snapshots, from the inventory: how soon it is painted. */

#define N_RUNS 10
#define N_FRAMES 4
#define XML_LENGTH 8000

static GBytes *
make_thumbnail (guint i)
{
  g_autoptr (GString) picture = g_string_new ("P6\n640 400\n255\n");

  for (guint p = 0; p < 640 * 400; p++)
    {
      g_string_append_c (picture, (char)(p * i));
      g_string_append_c (picture, (char)(p / 640));
      g_string_append_c (picture, (char)i);
    }

  return bst_thumbnail_make (picture->str, picture->len, 320, 240);
}

static void
fill (BstInventory *inventory, BstMachine *machine, guint n)
{
  g_autoptr (GPtrArray) snapshots = bst_snapshot_facts_array_new ();
  g_autofree char *xml = g_strnfill (XML_LENGTH, 'x');

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("snapshot %u", i);
      g_autoptr (GBytes) thumbnail = make_thumbnail (i % 8);
      BstSnapshotFacts *facts = bst_snapshot_facts_new (name);

      if (i > 0)
        facts->parent = g_strdup_printf ("snapshot %u", i / 2);
      facts->created_at = 1764132000 + i * 3600;
      facts->description = g_strdup ("One of many");
      facts->state = g_strdup ("running");
      facts->has_memory = TRUE;
      facts->current = i + 1 == n;
      facts->xml = g_strdup (xml);
      g_ptr_array_add (snapshots, facts);
      bst_inventory_set_snapshot_mark (inventory, machine, name, NULL, thumbnail);
    }
  bst_inventory_set_snapshots (inventory, machine, snapshots);
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint)atoi (argv[1]) : 200;
  const char *path = argc > 2 ? argv[2] : ":memory:";
  g_autoptr (BstMachine) machine = NULL;
  g_autoptr (BstFleet) fleet = NULL;
  BstInventory *inventory;
  GtkWidget *window, *page;
  BenchTimes times;

  bst_thread_init ();
  bst_renderer_choose (); /* as the program does */
  adw_init ();

  inventory = bst_inventory_open (path);
  bench_fill (inventory, BENCH_N_HOSTS);
  machine = g_list_model_get_item (bst_inventory_get_machines (inventory), 0);
  fill (inventory, machine, n);
  bst_inventory_flush (inventory, NULL);

  fleet = bst_fleet_new (inventory);
  window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 400);
  page = bst_snapshots_page_new (fleet);
  adw_window_set_content (ADW_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
  bench_frame_settle (window);

  bst_stall_meter_start (0);
  bench_times_init (&times);
  for (guint i = 0; i < N_RUNS; i++)
    {
      bst_snapshots_page_set_machine (BST_SNAPSHOTS_PAGE (page), NULL);
      bench_frame_settle (window);
      bench_frame_begin (window);
      bst_snapshots_page_set_machine (BST_SNAPSHOTS_PAGE (page), machine);
      while (bst_snapshots_page_get_n_rows (BST_SNAPSHOTS_PAGE (page)) < n)
        g_main_context_iteration (NULL, TRUE);
      bench_times_end_frame (&times, window);
      /* The rows out of sight come with the next frames. */
      for (guint k = 0; k < N_FRAMES; k++)
        bench_frame_settle (window);
    }
  bench_times_print (&times, "snapshots.open");
  bench_print ("snapshots.stall", bst_stall_meter_get_longest (), "ms");

  gtk_window_destroy (GTK_WINDOW (window));
  bst_fleet_close (fleet);
  bst_inventory_close (inventory);
  g_object_unref (inventory);

  return EXIT_SUCCESS;
}
