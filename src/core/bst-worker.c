/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-worker.h"

typedef struct
{
  GTask *task;
  GTaskThreadFunc func;
  int priority;
} Job;

struct _BstWorker
{
  /* Set once. */
  char *name;
  guint most_threads;

  /* Under the mutex. */
  GMutex mutex;
  GCond pushed;
  GCond finished;
  GQueue jobs;
  guint n_threads;
  guint n_idle;
  guint n_running;
  gboolean ended;

  /* One for the owners together, one for each thread. */
  gatomicrefcount ref_count;
  gatomicrefcount owner_count;
};

static void
worker_release (BstWorker *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_assert (g_queue_is_empty (&self->jobs));
  g_free (self->name);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->pushed);
  g_cond_clear (&self->finished);
  g_free (self);
}

static gboolean
unref_task (gpointer task)
{
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

/* The task goes back to its own context: its source object must not be finalized on this thread. */
static void
job_free (Job *job)
{
  GMainContext *context = g_task_get_context (job->task);
  g_autoptr (GSource) idle = g_idle_source_new ();

  g_source_set_priority (idle, g_task_get_priority (job->task));
  g_source_set_callback (idle, unref_task, job->task, NULL);
  g_source_attach (idle, context);
  g_free (job);
}

static void
job_cancel (Job *job)
{
  g_task_return_new_error (
      job->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The connection was closed");
  job_free (job);
}

static void
job_run (Job *job)
{
  if (!g_task_return_error_if_cancelled (job->task))
    {
      job->func (job->task,
                 g_task_get_source_object (job->task),
                 g_task_get_task_data (job->task),
                 g_task_get_cancellable (job->task));
    }
  job_free (job);
}

static gpointer
worker_thread (gpointer data)
{
  BstWorker *self = data;

  g_mutex_lock (&self->mutex);
  while (TRUE)
    {
      Job *job = g_queue_pop_head (&self->jobs);

      if (job != NULL)
        {
          self->n_running++;
          g_mutex_unlock (&self->mutex);
          job_run (job);
          g_mutex_lock (&self->mutex);
          self->n_running--;
          g_cond_broadcast (&self->finished);
          continue;
        }
      if (self->ended)
        break;

      self->n_idle++;
      g_cond_wait (&self->pushed, &self->mutex);
      self->n_idle--;
    }
  g_mutex_unlock (&self->mutex);
  worker_release (self);

  return NULL;
}

BstWorker *
bst_worker_new (const char *name, guint n_threads)
{
  BstWorker *self = g_new0 (BstWorker, 1);

  g_assert (n_threads > 0);

  self->name = g_strdup (name);
  self->most_threads = n_threads;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->pushed);
  g_cond_init (&self->finished);
  g_queue_init (&self->jobs);
  g_atomic_ref_count_init (&self->ref_count);
  g_atomic_ref_count_init (&self->owner_count);

  return self;
}

BstWorker *
bst_worker_ref (BstWorker *self)
{
  g_atomic_ref_count_inc (&self->owner_count);
  return self;
}

void
bst_worker_unref (BstWorker *self)
{
  if (!g_atomic_ref_count_dec (&self->owner_count))
    return;

  bst_worker_shutdown (self);
  worker_release (self);
}

static int
compare_jobs (gconstpointer a, gconstpointer b, gpointer data)
{
  const Job *queued = a;
  const Job *added = b;

  /* An equal one stays in front of the one that is being added. */
  return queued->priority <= added->priority ? -1 : 1;
}

void
bst_worker_push (BstWorker *self, int priority, GTask *task, GTaskThreadFunc func)
{
  Job *job = g_new0 (Job, 1);

  job->task = task;
  job->func = func;
  job->priority = priority;

  g_mutex_lock (&self->mutex);
  if (self->ended)
    {
      g_mutex_unlock (&self->mutex);
      job_cancel (job);
      return;
    }

  if (g_queue_is_empty (&self->jobs) ||
      ((Job *) g_queue_peek_tail (&self->jobs))->priority <= priority)
    g_queue_push_tail (&self->jobs, job);
  else
    g_queue_insert_sorted (&self->jobs, job, compare_jobs, NULL);

  if (self->n_idle < self->jobs.length && self->n_threads < self->most_threads)
    {
      self->n_threads++;
      g_atomic_ref_count_inc (&self->ref_count);
      g_thread_unref (g_thread_new (self->name, worker_thread, self));
    }
  g_cond_signal (&self->pushed);
  g_mutex_unlock (&self->mutex);
}

guint
bst_worker_get_load (BstWorker *self)
{
  guint load;

  g_mutex_lock (&self->mutex);
  load = self->jobs.length + self->n_running;
  g_mutex_unlock (&self->mutex);

  return load;
}

void
bst_worker_shutdown (BstWorker *self)
{
  GQueue dropped = G_QUEUE_INIT;
  Job *job;

  g_mutex_lock (&self->mutex);
  self->ended = TRUE;
  dropped = self->jobs;
  g_queue_init (&self->jobs);
  g_cond_broadcast (&self->pushed);
  g_cond_broadcast (&self->finished);
  g_mutex_unlock (&self->mutex);

  while ((job = g_queue_pop_head (&dropped)) != NULL)
    job_cancel (job);
}

void
bst_worker_drain (BstWorker *self)
{
  g_mutex_lock (&self->mutex);
  while (self->n_running > 0 || !g_queue_is_empty (&self->jobs))
    g_cond_wait (&self->finished, &self->mutex);
  g_mutex_unlock (&self->mutex);
}
