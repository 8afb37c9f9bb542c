/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "host/bst-run-private.h"

#include "core/bst-thread.h"

/* What is to be run. */
typedef struct
{
  BstSshMaster *ssh; /* (nullable): here */
  char **argv;
} Order;

static GQueue waiting = G_QUEUE_INIT; /* of GTask, (owned) */
static guint waiting_source;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_clear_object (&order->ssh);
  g_strfreev (order->argv);
  g_free (order);
}

static void
on_remote_output (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;

  g_task_return_pointer (
      task, bst_ssh_master_run_finish (BST_SSH_MASTER (source), result, NULL, NULL, NULL), g_free);
}

static void
on_local_output (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  char *text = NULL;

  g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, &text, NULL, NULL);
  g_task_return_pointer (task, text, g_free);
}

static void
start (GTask *task)
{
  const Order *order = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GSubprocess) process = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (order->ssh != NULL)
    {
      bst_ssh_master_run_async (order->ssh, (const char *const *)order->argv, cancellable,
                                on_remote_output, g_object_ref (task));
      return;
    }

  /* With files left open (all of ours close themselves), GLib need not copy this process first. */
  process = g_subprocess_newv ((const char *const *)order->argv,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE |
                                   G_SUBPROCESS_FLAGS_INHERIT_FDS,
                               NULL);
  if (process == NULL)
    g_task_return_pointer (task, NULL, NULL);
  else
    g_subprocess_communicate_utf8_async (process, NULL, cancellable, on_local_output,
                                         g_object_ref (task));
}

static gboolean
start_next (gpointer data)
{
  g_autoptr (GTask) task = g_queue_pop_head (&waiting);

  start (task);
  if (!g_queue_is_empty (&waiting))
    return G_SOURCE_CONTINUE;

  waiting_source = 0;
  return G_SOURCE_REMOVE;
}

/* A process takes milliseconds to start, and twenty hosts are asked at once: one at each turn of
 * the main loop, which does not stand still meanwhile. */
void
bst_run_async (BstSshMaster *ssh,
               const char *const *argv,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Order *order = g_new0 (Order, 1);

  BST_ASSERT_MAIN_THREAD ();

  g_set_object (&order->ssh, ssh);
  order->argv = g_strdupv ((char **)argv);
  g_task_set_task_data (task, order, order_free);
  g_task_set_check_cancellable (task, FALSE);
  g_queue_push_tail (&waiting, task);
  if (waiting_source == 0)
    waiting_source = g_idle_add_full (G_PRIORITY_DEFAULT, start_next, NULL, NULL);
}

char *
bst_run_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
