/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-ssh"

#include "config.h"

#include "ssh/bst-ssh-master-private.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "ssh/bst-ssh-askpass-private.h"
#include "ssh/bst-ssh-process-private.h"
#include "ssh/bst-ssh-runtime-private.h"
#include "ssh/bst-ssh-turns-private.h"

#define LONGEST_LINE 8192

typedef enum
{
  STATE_NEW,
  STATE_OPENING,
  STATE_OPEN,
  STATE_CLOSED,
} State;

struct _BstSshMaster
{
  GObject parent_instance;

  BstSshPlace *place; /* (nullable): the target was no good */
  GError *bad_target; /* (nullable) */
  State state;

  char *command; /* (nullable): the link to bastida-ssh; our names in the runtime folder start so */
  char *socket;  /* (nullable): control socket */
  BstSshLog *log;              /* (nullable) */
  BstSshMux *mux;              /* (nullable) */
  BstSshAskpass *askpass;      /* (nullable) */
  GSubprocess *process;        /* (nullable) */
  GSource *log_source;         /* (nullable) */
  GString *line;               /* of the log, not ended yet */
  BstSshUnixQueue *unix_queue; /* (nullable) */

  /* While it opens. */
  GTask *opening;            /* (nullable) */
  GSource *cancelled_source; /* (nullable) */
  guint timer;               /* runs while nobody is waited for */
  gint64 timer_started;      /* µs */
  gint64 left_us;
  gboolean alive_asked;
};

G_DEFINE_FINAL_TYPE (BstSshMaster, bst_ssh_master, G_TYPE_OBJECT)

enum
{
  SIGNAL_QUESTION,
  SIGNAL_STAGE,
  SIGNAL_CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void end_process (BstSshMaster *self);

/* Ends the opening, one way or the other; takes @error. */
static void
end_opening (BstSshMaster *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->opening);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->cancelled_source != NULL)
    g_source_destroy (self->cancelled_source);
  g_clear_pointer (&self->cancelled_source, g_source_unref);

  if (error == NULL)
    {
      self->state = STATE_OPEN;
      bst_ssh_askpass_keep_answers (self->askpass);
      g_task_return_boolean (task, TRUE);
    }
  else
    {
      self->state = STATE_CLOSED;
      end_process (self);
      g_task_return_error (task, error);
    }
}

static gboolean
on_timeout (gpointer data)
{
  BstSshMaster *self = data;

  self->timer = 0;
  end_opening (self, bst_ssh_log_make_timeout_error (self->log));

  return G_SOURCE_REMOVE;
}

static void
run_timer (BstSshMaster *self)
{
  self->timer_started = g_get_monotonic_time ();
  self->timer = g_timeout_add ((guint)(MAX (self->left_us, 0) / 1000), on_timeout, self);
}

/* The time that a person needs does not count. */
static void
on_waiting (BstSshMaster *self)
{
  if (self->opening == NULL)
    return;

  if (!bst_ssh_askpass_is_waiting (self->askpass))
    {
      if (self->timer == 0)
        run_timer (self);
    }
  else if (self->timer != 0)
    {
      g_clear_handle_id (&self->timer, g_source_remove);
      self->left_us -= g_get_monotonic_time () - self->timer_started;
    }
}

static void
on_question (BstSshMaster *self, BstSshQuestion *question)
{
  g_signal_emit (self, signals[SIGNAL_QUESTION], 0, question);
}

/* Without its answer ssh would only ask again, or try without. */
static void
on_refused (BstSshMaster *self, int kind)
{
  if (self->opening == NULL)
    return;

  if (kind == BST_SSH_QUESTION_HOST_KEY)
    {
      bst_ssh_log_add_line (self->log, "Host key verification failed.");
      end_opening (self, bst_ssh_log_make_open_error (self->log));
    }
  else if (kind != BST_SSH_QUESTION_CONFIRM)
    end_opening (self, bst_error_new (
                           BST_ERROR_AUTH,
                           _ ("Connect again and answer it, or set up a key that needs no "
                              "answer."),
                           NULL, _ ("The log-in to %s stopped at a question that nobody answered"),
                           self->place->name));
}

static void
on_alive (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstSshMaster) self = data;
  g_autoptr (BstSshMuxLink) link = NULL;
  g_auto (BstSshMuxReply) reply = { 0 };
  GError *error = NULL;

  link = bst_ssh_mux_request_finish (BST_SSH_MUX (source), result, &reply, &error);
  if (self->opening == NULL)
    g_clear_error (&error);
  else if (link != NULL && reply.type != BST_SSH_MUX_S_ALIVE)
    end_opening (self, bst_ssh_log_make_open_error (self->log));
  else
    end_opening (self, error);
}

static void
add_line (BstSshMaster *self)
{
  BstSshStage stage = bst_ssh_log_get_stage (self->log);

  bst_ssh_log_add_line (self->log, self->line->str);
  g_string_truncate (self->line, 0);

  if (bst_ssh_log_get_stage (self->log) != stage)
    g_signal_emit (self, signals[SIGNAL_STAGE], 0);
}

static void
stop_log (BstSshMaster *self)
{
  if (self->log_source != NULL)
    g_source_destroy (self->log_source);
  g_clear_pointer (&self->log_source, g_source_unref);
}

static void
read_log (BstSshMaster *self)
{
  g_autoptr (BstSshMaster) kept = NULL;
  g_autoptr (GPollableInputStream) stream = NULL;
  char bytes[4096];
  gssize n;

  if (self->log_source == NULL)
    return;

  /* Who hears of a new stage may close, and drop, the master. */
  kept = g_object_ref (self);
  stream = g_object_ref (G_POLLABLE_INPUT_STREAM (g_subprocess_get_stderr_pipe (self->process)));
  while ((n = g_pollable_input_stream_read_nonblocking (stream, bytes, sizeof bytes, NULL, NULL)) >
         0)
    {
      for (gssize i = 0; i < n; i++)
        {
          if (bytes[i] == '\n')
            add_line (self);
          else if (self->line->len < LONGEST_LINE && bytes[i] != '\0')
            g_string_append_c (self->line, bytes[i]);
        }
    }

  if (n == 0) /* its end */
    stop_log (self);
}

static gboolean
on_log (GObject *stream, gpointer data)
{
  g_autoptr (BstSshMaster) self = g_object_ref (data);

  read_log (self);

  if (self->opening != NULL && !self->alive_asked &&
      bst_ssh_log_is_listening (self->log, self->socket))
    {
      g_autoptr (GByteArray) request = bst_ssh_mux_request_new (BST_SSH_MUX_C_ALIVE_CHECK);

      bst_ssh_mux_request_end (request);
      self->alive_asked = TRUE;
      bst_ssh_mux_request_async (self->mux, request, NULL, NULL, on_alive, g_object_ref (self));
    }
  bst_ssh_unix_queue_look (self->unix_queue);

  return self->log_source != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
remove_files (BstSshMaster *self)
{
  if (self->command != NULL)
    g_unlink (self->command);
  if (self->socket != NULL)
    g_unlink (self->socket);
}

static void
on_exited (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree GWeakRef *weak = data;
  g_autoptr (BstSshMaster) self = g_weak_ref_get (weak);

  g_weak_ref_clear (weak);
  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  if (self == NULL || self->process == NULL)
    return;

  read_log (self);
  if (self->state == STATE_OPENING)
    end_opening (self, bst_ssh_log_make_open_error (self->log));
  else if (self->state == STATE_OPEN)
    {
      g_autoptr (GError) error = bst_ssh_log_make_lost_error (self->log);

      self->state = STATE_CLOSED;
      end_process (self);
      g_signal_emit (self, signals[SIGNAL_CLOSED], 0, error);
    }
}

static void
end_process (BstSshMaster *self)
{
  stop_log (self);
  if (self->mux != NULL)
    bst_ssh_mux_close (self->mux);
  if (self->askpass != NULL)
    bst_ssh_askpass_close (self->askpass);
  if (self->process != NULL)
    g_subprocess_send_signal (self->process, SIGTERM);
  g_clear_object (&self->process);
  remove_files (self);
  if (self->unix_queue != NULL)
    bst_ssh_unix_queue_end (self->unix_queue);
}

static gboolean
start_process (BstSshMaster *self, GError **error)
{
  g_autofree char *askpass = g_strconcat (self->command, ".ask", NULL);
  g_autofree char *helper = bst_ssh_runtime_find_helper ("bastida-ssh");
  GInputStream *words;
  GWeakRef *weak;

  self->askpass = bst_ssh_askpass_new (askpass, self->place, error);
  if (self->askpass == NULL)
    return FALSE;
  g_signal_connect_object (self->askpass, "question", G_CALLBACK (on_question), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->askpass, "waiting", G_CALLBACK (on_waiting), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->askpass, "refused", G_CALLBACK (on_refused), self,
                           G_CONNECT_SWAPPED);

  if (symlink (helper, self->command) != 0)
    {
      g_propagate_error (error, bst_error_new (BST_ERROR_STORAGE, NULL, g_strerror (errno),
                                               _ ("“%s” cannot be made"), self->command));
      return FALSE;
    }

  self->process = bst_ssh_process_start (self->place, self->socket, askpass,
                                         (guint)(self->left_us / 1000), error);
  if (self->process == NULL)
    return FALSE;

  words = g_subprocess_get_stderr_pipe (self->process);
  self->log_source = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (words), NULL);
  g_source_set_callback (self->log_source, G_SOURCE_FUNC (on_log), self, NULL);
  g_source_attach (self->log_source, NULL);

  /* A master that nobody holds any more ends its ssh, so the wait must not hold it. */
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  g_subprocess_wait_async (self->process, NULL, on_exited, weak);

  return TRUE;
}

static void
start_master (gpointer data)
{
  g_autoptr (BstSshMaster) self = data;
  GError *error = NULL;

  if (self->opening != NULL && !start_process (self, &error))
    end_opening (self, error);
}

static void
on_config_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstSshMaster) self = data;
  GError *error = NULL;
  gboolean ok = bst_ssh_process_read_config_finish (result, &error);

  if (self->opening == NULL)
    g_clear_error (&error);
  else if (ok)
    bst_ssh_turns_take (start_master, g_steal_pointer (&self));
  else
    end_opening (self, error);
}

static void
read_config (gpointer data)
{
  g_autoptr (BstSshMaster) self = data;
  GCancellable *cancellable;

  if (self->opening == NULL)
    return;

  cancellable = g_task_get_cancellable (self->opening);
  bst_ssh_process_read_config_async (self->place, cancellable, on_config_read, g_object_ref (self));
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  BstSshMaster *self = data;
  GError *error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  end_opening (self, error);

  return G_SOURCE_REMOVE;
}

void
bst_ssh_master_open_async (BstSshMaster *self,
                           guint timeout_ms,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  GError *error = NULL;

  BST_ASSERT_MAIN_THREAD ();
  g_return_if_fail (self->state == STATE_NEW);

  self->state = STATE_CLOSED;
  if (self->bad_target != NULL)
    error = g_error_copy (self->bad_target);
  else
    self->command = bst_ssh_runtime_new_path (&error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  self->state = STATE_OPENING;
  self->opening = g_steal_pointer (&task);
  g_task_set_check_cancellable (self->opening, FALSE);
  self->socket = g_strconcat (self->command, ".sock", NULL);
  self->log = bst_ssh_log_new (self->place);
  self->mux = bst_ssh_mux_new (self->socket);
  self->unix_queue = bst_ssh_unix_queue_new (self, self->command);
  self->left_us = (gint64)timeout_ms * 1000;
  run_timer (self);
  if (cancellable != NULL)
    {
      self->cancelled_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled_source, G_SOURCE_FUNC (on_cancelled), self, NULL);
      g_source_attach (self->cancelled_source, NULL);
    }
  bst_ssh_turns_take (read_config, g_object_ref (self));
}

gboolean
bst_ssh_master_open_finish (BstSshMaster *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
bst_ssh_master_is_open (BstSshMaster *self)
{
  return self->state == STATE_OPEN;
}

BstSshStage
bst_ssh_master_get_stage (BstSshMaster *self)
{
  return self->log != NULL ? bst_ssh_log_get_stage (self->log) : BST_SSH_STAGE_START;
}

const char *
bst_ssh_master_get_command (BstSshMaster *self)
{
  return self->command;
}

const BstSshPlace *
bst_ssh_master_get_place (BstSshMaster *self)
{
  return self->place;
}

BstSshMux *
bst_ssh_master_get_mux (BstSshMaster *self)
{
  return self->mux;
}

BstSshUnixQueue *
bst_ssh_master_get_unix_queue (BstSshMaster *self)
{
  return self->unix_queue;
}

BstSshLog *
bst_ssh_master_get_log (BstSshMaster *self)
{
  read_log (self);

  return self->log;
}

gboolean
bst_ssh_master_check_open (BstSshMaster *self, GTask *task)
{
  if (self->state == STATE_OPEN)
    return TRUE;

  g_task_return_error (task,
                       bst_error_new (BST_ERROR_NOT_CONNECTED, _ ("Connect to the host first."),
                                      NULL, _ ("There is no SSH connection to %s"),
                                      self->place != NULL ? self->place->address : ""));

  return FALSE;
}

void
bst_ssh_master_close (BstSshMaster *self)
{
  BST_ASSERT_MAIN_THREAD ();

  if (self->opening != NULL)
    end_opening (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                            _ ("The connection was stopped")));
  else if (self->state == STATE_OPEN)
    {
      self->state = STATE_CLOSED;
      end_process (self);
    }
}

static void
bst_ssh_master_dispose (GObject *object)
{
  bst_ssh_master_close (BST_SSH_MASTER (object));

  G_OBJECT_CLASS (bst_ssh_master_parent_class)->dispose (object);
}

static void
bst_ssh_master_finalize (GObject *object)
{
  BstSshMaster *self = BST_SSH_MASTER (object);

  g_clear_error (&self->bad_target);
  g_clear_pointer (&self->unix_queue, bst_ssh_unix_queue_free);
  g_clear_object (&self->mux);
  g_clear_object (&self->askpass);
  g_clear_pointer (&self->log, bst_ssh_log_free);
  g_clear_pointer (&self->place, bst_ssh_place_free);
  g_free (self->command);
  g_free (self->socket);
  g_string_free (self->line, TRUE);

  G_OBJECT_CLASS (bst_ssh_master_parent_class)->finalize (object);
}

static void
bst_ssh_master_class_init (BstSshMasterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GType type = BST_TYPE_SSH_MASTER;

  object_class->dispose = bst_ssh_master_dispose;
  object_class->finalize = bst_ssh_master_finalize;

  signals[SIGNAL_QUESTION] = g_signal_new ("question", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, BST_TYPE_SSH_QUESTION);
  signals[SIGNAL_STAGE] =
      g_signal_new ("stage-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
bst_ssh_master_init (BstSshMaster *self)
{
  self->line = g_string_new (NULL);
}

BstSshMaster *
bst_ssh_master_new (const BstSshTarget *target)
{
  BstSshMaster *self = g_object_new (BST_TYPE_SSH_MASTER, NULL);

  BST_ASSERT_MAIN_THREAD ();
  self->place = bst_ssh_place_new (target, &self->bad_target);

  return self;
}
