/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "host/bst-run-private.h"

#include "core/bst-thread.h"

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

void
bst_run_async (BstSshMaster *ssh,
               const char *const *argv,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_autoptr (GSubprocess) process = NULL;

  BST_ASSERT_MAIN_THREAD ();

  g_task_set_check_cancellable (task, FALSE);
  if (ssh != NULL)
    {
      bst_ssh_master_run_async (ssh, argv, cancellable, on_remote_output, g_steal_pointer (&task));
      return;
    }

  process = g_subprocess_newv (
      argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);
  if (process == NULL)
    g_task_return_pointer (task, NULL, NULL);
  else
    g_subprocess_communicate_utf8_async (process, NULL, cancellable, on_local_output,
                                         g_steal_pointer (&task));
}

char *
bst_run_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
