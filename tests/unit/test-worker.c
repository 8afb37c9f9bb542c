/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-backoff.h"
#include "core/bst-thread.h"
#include "core/bst-worker.h"

typedef struct
{
  GMutex mutex;
  GCond cond;
  gboolean open;
  GString *order;
  guint n_callbacks;
  guint n_cancelled;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_mutex_init (&fixture->mutex);
  g_cond_init (&fixture->cond);
  fixture->order = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_mutex_clear (&fixture->mutex);
  g_cond_clear (&fixture->cond);
  g_string_free (fixture->order, TRUE);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;

  g_assert_true (bst_thread_is_main ());
  fixture->n_callbacks++;
  g_task_propagate_boolean (G_TASK (result), &error);
  if (error != NULL)
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      fixture->n_cancelled++;
    }
}

/* Waits for the gate, then writes its letter. */
static void
write_letter (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Fixture *fixture = g_object_get_data (G_OBJECT (task), "fixture");

  BST_ASSERT_WORKER_THREAD ();
  g_mutex_lock (&fixture->mutex);
  while (!fixture->open)
    g_cond_wait (&fixture->cond, &fixture->mutex);
  g_string_append (fixture->order, data);
  g_mutex_unlock (&fixture->mutex);
  g_task_return_boolean (task, TRUE);
}

static void
push (Fixture *fixture, BstWorker *worker, int priority, const char *letter, GCancellable *cancel)
{
  GTask *task = g_task_new (NULL, cancel, on_done, fixture);

  g_task_set_task_data (task, (gpointer)letter, NULL);
  g_object_set_data (G_OBJECT (task), "fixture", fixture);
  bst_worker_push (worker, priority, task, write_letter);
}

static void
open_gate (Fixture *fixture)
{
  g_mutex_lock (&fixture->mutex);
  fixture->open = TRUE;
  g_cond_broadcast (&fixture->cond);
  g_mutex_unlock (&fixture->mutex);
}

static void
wait_for_callbacks (Fixture *fixture, guint n)
{
  while (fixture->n_callbacks < n)
    g_main_context_iteration (NULL, TRUE);
}

/* The first one blocks the only thread, so the rest is ordered by the queue. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstWorker) worker = bst_worker_new ("test", 1);

  push (fixture, worker, G_PRIORITY_HIGH, "a", NULL);
  push (fixture, worker, G_PRIORITY_LOW, "e", NULL);
  push (fixture, worker, G_PRIORITY_DEFAULT, "c", NULL);
  push (fixture, worker, G_PRIORITY_DEFAULT, "d", NULL);
  push (fixture, worker, G_PRIORITY_HIGH, "b", NULL);
  open_gate (fixture);
  wait_for_callbacks (fixture, 5);

  g_assert_cmpuint (fixture->order->len, ==, 5);
  g_assert_nonnull (strstr (fixture->order->str, "cde"));
  g_assert_cmpuint (fixture->n_cancelled, ==, 0);
}

static void
test_shutdown (Fixture *fixture, gconstpointer data)
{
  BstWorker *worker = bst_worker_new ("test", 1);

  push (fixture, worker, 0, "a", NULL);
  while (bst_worker_get_load (worker) != 1)
    g_thread_yield ();
  push (fixture, worker, 0, "b", NULL);
  open_gate (fixture);
  bst_worker_shutdown (worker);
  push (fixture, worker, 0, "c", NULL);
  wait_for_callbacks (fixture, 3);

  g_assert_cmpuint (fixture->n_cancelled, >=, 1);
  g_assert_null (strstr (fixture->order->str, "c"));
  bst_worker_unref (worker);
}

static void
test_cancelled_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstWorker) worker = bst_worker_new ("test", 2);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  push (fixture, worker, 0, "a", cancellable);
  wait_for_callbacks (fixture, 1);
  bst_worker_drain (worker);

  g_assert_cmpuint (fixture->n_cancelled, ==, 1);
  g_assert_cmpstr (fixture->order->str, ==, "");
}

static void
test_backoff (void)
{
  BstBackoff backoff = BST_BACKOFF_INIT (100, 1000);

  for (guint i = 0; i < 40; i++)
    {
      guint pause = bst_backoff_next (&backoff);
      guint step = MIN (100u << MIN (i, 10), 1000);

      g_assert_cmpuint (pause, >=, step / 2);
      g_assert_cmpuint (pause, <=, step);
    }
  bst_backoff_reset (&backoff);
  g_assert_cmpuint (bst_backoff_next (&backoff), <=, 100);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/worker/order", test_order);
  ADD ("/worker/shutdown", test_shutdown);
  ADD ("/worker/cancelled-before", test_cancelled_before);
  g_test_add_func ("/backoff/bounds", test_backoff);

  return g_test_run ();
}
