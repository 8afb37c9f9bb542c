/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <unistd.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "ssh/bst-ssh-master-private.h"

#define MOST_OUTPUT (1024 * 1024)
#define LONGEST_COMMAND (128 * 1024)
#define BLOCK (16 * 1024)

/* What a command writes to one of its pipes. */
typedef struct
{
  GTask *task; /* (unowned): owned by each read */
  GInputStream *stream;
  GString *text;
} Output;

/* A command on its way: its task's data. */
typedef struct
{
  Output out;
  Output err;
  BstSshMuxLink *link; /* (nullable) */
  guint n_running;     /* of two outputs and the exit status */
  int exit_status;
  gboolean exited;
} Run;

static void read_output (Output *output);

static void
run_free (gpointer data)
{
  Run *run = data;

  g_clear_object (&run->out.stream);
  g_clear_object (&run->err.stream);
  g_string_free (run->out.text, TRUE);
  g_string_free (run->err.text, TRUE);
  g_clear_object (&run->link);
  g_free (run);
}

static void
part_ended (GTask *task)
{
  BstSshMaster *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);

  if (--run->n_running > 0)
    return;

  if (run->exited)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, bst_error_new (BST_ERROR_LOST, NULL, run->err.text->str,
                                              _ ("The connection to %s broke during a command"),
                                              bst_ssh_master_get_place (self)->address));
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Output *output = data;
  g_autoptr (GTask) task = output->task;
  g_autoptr (GBytes) bytes =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  gsize size = bytes != NULL ? g_bytes_get_size (bytes) : 0;

  if (size == 0 || output->text->len >= MOST_OUTPUT)
    {
      /* Whoever goes on to write too much is told so by a broken pipe. */
      g_input_stream_close (G_INPUT_STREAM (source), NULL, NULL);
      part_ended (task);
      return;
    }

  g_string_append_len (output->text, g_bytes_get_data (bytes, NULL),
                       (gssize)MIN (size, MOST_OUTPUT - output->text->len));
  read_output (output);
}

static void
read_output (Output *output)
{
  g_object_ref (output->task);
  g_input_stream_read_bytes_async (output->stream, BLOCK, G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (output->task), on_read, output);
}

static void
on_link_reply (GObject *source, GAsyncResult *result, gpointer data)
{
  BstSshMuxLink *link = BST_SSH_MUX_LINK (source);
  g_autoptr (GTask) task = data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  Run *run = g_task_get_task_data (task);
  g_auto (BstSshMuxReply) reply = { 0 };
  gboolean more = bst_ssh_mux_link_read_finish (link, result, &reply, NULL);

  if (more && reply.type != BST_SSH_MUX_S_EXIT_MESSAGE)
    {
      bst_ssh_mux_link_read_async (link, cancellable, on_link_reply, g_steal_pointer (&task));
      return;
    }

  run->exited = more;
  run->exit_status = (int)reply.value;
  part_ended (task);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  BstSshMaster *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  g_auto (BstSshMuxReply) reply = { 0 };
  GError *error = NULL;

  run->link = bst_ssh_mux_request_finish (BST_SSH_MUX (source), result, &reply, &error);
  if (run->link == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (reply.type != BST_SSH_MUX_S_SESSION_OPENED)
    {
      g_task_return_error (
          task,
          bst_error_new (BST_ERROR_BUSY,
                         _ ("The host’s sshd_config may limit the sessions of one connection: "
                            "MaxSessions 10."),
                         reply.text, _ ("%s does not take another command now"),
                         bst_ssh_master_get_place (self)->address));
      return;
    }

  run->n_running = 3;
  run->out.task = task;
  run->err.task = task;
  read_output (&run->out);
  read_output (&run->err);
  bst_ssh_mux_link_read_async (run->link, g_task_get_cancellable (task), on_link_reply,
                               g_object_ref (task));
}

static char *
quote (const char *const *argv)
{
  g_autoptr (GString) command = g_string_new (NULL);

  for (guint i = 0; argv[i] != NULL; i++)
    {
      g_autofree char *word = g_shell_quote (argv[i]);

      g_string_append_printf (command, i > 0 ? " %s" : "%s", word);
    }

  return g_string_free (g_steal_pointer (&command), FALSE);
}

static gboolean
add_pipe (GUnixFDList *fds, GInputStream **stream, GError **error)
{
  int ends[2];
  gboolean ok;

  if (!g_unix_open_pipe (ends, FD_CLOEXEC, error))
    return FALSE;
  *stream = g_unix_input_stream_new (ends[0], TRUE);
  ok = g_unix_fd_list_append (fds, ends[1], error) >= 0;
  close (ends[1]);

  return ok;
}

/* What the session gets as its standard input, output and error. */
static GUnixFDList *
make_ends (Run *run, GError **error)
{
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  int null = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  gboolean ok = null >= 0 && g_unix_fd_list_append (fds, null, error) >= 0 &&
                add_pipe (fds, &run->out.stream, error) && add_pipe (fds, &run->err.stream, error);

  if (null >= 0)
    close (null);

  return ok ? g_steal_pointer (&fds) : NULL;
}

void
bst_ssh_master_run_async (BstSshMaster *self,
                          const char *const *argv,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Run *run = g_new0 (Run, 1);
  g_autofree char *command = quote (argv);
  g_autoptr (GByteArray) request = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GError) reason = NULL;

  BST_ASSERT_MAIN_THREAD ();

  run->out.text = g_string_new (NULL);
  run->err.text = g_string_new (NULL);
  g_task_set_task_data (task, run, run_free);

  if (!bst_ssh_master_check_open (self, task))
    return;
  if (strlen (command) > LONGEST_COMMAND)
    {
      g_task_return_error (
          task, bst_error_new (BST_ERROR_INVALID, NULL, NULL, _ ("The command is too long")));
      return;
    }
  fds = make_ends (run, &reason);
  if (fds == NULL)
    {
      g_task_return_error (task,
                           bst_error_new (BST_ERROR_FAILED, _ ("Close some consoles."),
                                          reason != NULL ? reason->message : g_strerror (errno),
                                          _ ("This program has too many files open")));
      return;
    }

  request = bst_ssh_mux_session_new (command);
  bst_ssh_mux_request_async (bst_ssh_master_get_mux (self), request, fds, cancellable, on_started,
                             g_steal_pointer (&task));
}

char *
bst_ssh_master_run_finish (BstSshMaster *self,
                           GAsyncResult *result,
                           char **stderr_text,
                           int *exit_status,
                           GError **error)
{
  Run *run = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  if (stderr_text != NULL)
    *stderr_text = g_strdup (run->err.text->str);
  if (exit_status != NULL)
    *exit_status = run->exit_status;

  return g_strdup (run->out.text->str);
}
