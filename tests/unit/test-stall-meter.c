/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-stall-meter.h"
#include "core/bst-thread.h"

static gboolean
on_turn (gpointer data)
{
  gboolean *done = data;

  *done = TRUE;
  return G_SOURCE_REMOVE;
}

/* What a careless callback does: the main thread waits in it. */
static gboolean
on_stall (gpointer data)
{
  gint64 end = g_get_monotonic_time () + 30 * G_TIME_SPAN_MILLISECOND;
  GMutex mutex;
  GCond cond;

  g_mutex_init (&mutex);
  g_cond_init (&cond);
  g_mutex_lock (&mutex);
  while (g_cond_wait_until (&cond, &mutex, end))
    ;
  g_mutex_unlock (&mutex);
  g_mutex_clear (&mutex);
  g_cond_clear (&cond);
  return on_turn (data);
}

static void
iterate_until (gboolean *done)
{
  while (!*done)
    g_main_context_iteration (NULL, TRUE);
  /* The turn is over when the loop waits, or looks, again. */
  g_main_context_iteration (NULL, FALSE);
}

static void
test_stall (void)
{
  gboolean done = FALSE;

  bst_stall_meter_reset ();
  g_idle_add (on_stall, &done);
  iterate_until (&done);
  g_assert_cmpfloat (bst_stall_meter_get_longest (), >=, 30);
  /* The kernel counts apart from this program's clock. */
  g_assert_cmpfloat (bst_stall_meter_get_longest_own (), >=, 29);
  g_assert_cmpfloat (
      bst_stall_meter_get_longest_own (), <=, bst_stall_meter_get_longest ());
}

static void
test_waiting_is_no_stall (void)
{
  gboolean done = FALSE;

  bst_stall_meter_reset ();
  g_timeout_add (400, on_turn, &done);
  iterate_until (&done);
  g_assert_cmpfloat (bst_stall_meter_get_longest (), <, 400);
  g_assert_cmpfloat (bst_stall_meter_get_longest (), >, 0);
}

static void
test_reset (void)
{
  gboolean done = FALSE;

  g_idle_add (on_stall, &done);
  iterate_until (&done);
  bst_stall_meter_reset ();
  g_assert_cmpfloat (bst_stall_meter_get_longest (), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  bst_thread_init ();
  bst_stall_meter_start (0);

  g_test_add_func ("/stall-meter/stall", test_stall);
  g_test_add_func ("/stall-meter/waiting-is-no-stall", test_waiting_is_no_stall);
  g_test_add_func ("/stall-meter/reset", test_reset);

  return g_test_run ();
}
