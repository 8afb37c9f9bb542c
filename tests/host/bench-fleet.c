/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A fleet of test drivers: how long until all is fresh, how long the main loop stood still at most,
 * and what it costs when nothing happens. Prints; judges nothing. */

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "fleet-fixture.h"

static gint64 left_poll;
static gint64 longest;

/* What is not spent in poll () is a stall for everything else. */
static gint
measuring_poll (GPollFD *fds, guint n_fds, gint timeout)
{
  gint64 now = g_get_monotonic_time ();
  gint result;

  if (left_poll != 0)
    longest = MAX (longest, now - left_poll);
  result = g_poll (fds, n_fds, timeout);
  left_poll = g_get_monotonic_time ();

  return result;
}

static double
take_longest_ms (void)
{
  double result = (double)longest / 1000;

  longest = 0;
  return result;
}

static double
get_cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static long
get_rss_mib (void)
{
  g_autofree char *text = NULL;
  long pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    sscanf (text, "%*d %ld", &pages);

  return pages * 4 / 1024;
}

typedef struct
{
  FleetFixture *fixture;
  guint n_machines;
} Goal;

static gboolean
is_fresh (gpointer data)
{
  Goal *goal = data;
  GListModel *hosts = bst_inventory_get_hosts (goal->fixture->inventory);
  GListModel *machines = bst_inventory_get_machines (goal->fixture->inventory);

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);

      if (bst_host_get_state (host) != BST_HOST_STATE_ONLINE)
        return FALSE;
    }

  return g_list_model_get_n_items (machines) == goal->n_machines;
}

static gboolean
keep_awake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
spin (guint seconds)
{
  gint64 end = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  guint source = g_timeout_add (500, keep_awake, NULL);

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

static void
report (const char *what, double value, const char *unit)
{
  printf ("| %s | %.1f %s |\n", what, value, unit);
}

static void
measure_idle (guint seconds)
{
  double cpu = get_cpu_seconds ();
  gint64 began = g_get_monotonic_time ();

  take_longest_ms ();
  spin (seconds);
  report ("CPU when idle, of one core",
          (get_cpu_seconds () - cpu) * 1e6 / (double)(g_get_monotonic_time () - began) * 100, "%");
  report ("longest stall when idle", take_longest_ms (), "ms");
}

/* Everything at once: the worst that a person can select. */
static void
measure_all (FleetFixture *fixture, BstLifecycle lifecycle)
{
  GListModel *model = bst_inventory_get_machines (fixture->inventory);
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (BstOperation) sum = NULL;
  gint64 began = g_get_monotonic_time ();

  take_longest_ms ();
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (machines, g_list_model_get_item (model, i));
  sum = bst_lifecycle_operation_new (fixture->fleet, lifecycle, machines);
  bst_scheduler_submit (bst_fleet_get_scheduler (fixture->fleet), sum);
  report ("all asked for", (double)(g_get_monotonic_time () - began) / 1000, "ms");
  left_poll = 0;
  fleet_fixture_wait_until_over (sum);
  printf ("| %s all | %s |\n", bst_lifecycle_to_kind (lifecycle),
          bst_operation_state_to_nick (bst_operation_get_state (sum)));
  report ("after", (double)(g_get_monotonic_time () - began) / 1000, "ms");
  report ("longest stall of it", take_longest_ms (), "ms");
}

int
main (int argc, char *argv[])
{
  guint n_hosts = argc > 1 ? (guint)atoi (argv[1]) : 10;
  guint n_machines = argc > 2 ? (guint)atoi (argv[2]) : 1000;
  guint seconds = argc > 3 ? (guint)atoi (argv[3]) : 15;
  FleetFixture fixture = { NULL };
  Goal goal = { &fixture, n_hosts * n_machines };
  gint64 began;

  bst_thread_init ();
  g_main_context_set_poll_func (NULL, measuring_poll);
  fleet_fixture_set_up (&fixture, NULL);
  for (guint i = 0; i < n_hosts; i++)
    {
      g_autofree char *name = g_strdup_printf ("host%u", i);

      fleet_fixture_add_host (&fixture, name, n_machines);
    }

  printf ("%u hosts of %u machines\n", n_hosts, n_machines);
  report ("memory before", (double)get_rss_mib (), "MiB");
  began = g_get_monotonic_time ();
  bst_fleet_open (fixture.fleet);
  fleet_fixture_wait (is_fresh, &goal);
  report ("all listed, from nothing", (double)(g_get_monotonic_time () - began) / 1000, "ms");
  spin (5);
  report ("longest stall until 5 s after", take_longest_ms (), "ms");
  measure_idle (seconds);
  report ("memory", (double)get_rss_mib (), "MiB");
  measure_all (&fixture, BST_LIFECYCLE_PAUSE);
  measure_all (&fixture, BST_LIFECYCLE_SHUTDOWN);

  began = g_get_monotonic_time ();
  fleet_fixture_restart (&fixture);
  report ("closed and opened again", (double)(g_get_monotonic_time () - began) / 1000, "ms");
  take_longest_ms ();
  left_poll = 0;
  began = g_get_monotonic_time ();
  bst_fleet_open (fixture.fleet);
  fleet_fixture_wait (is_fresh, &goal);
  report ("all fresh again", (double)(g_get_monotonic_time () - began) / 1000, "ms");
  spin (5);
  report ("longest stall until 5 s after", take_longest_ms (), "ms");

  fleet_fixture_tear_down (&fixture, NULL);
  return EXIT_SUCCESS;
}
