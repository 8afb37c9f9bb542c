/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ssh/bst-ssh-process-private.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "ssh/bst-ssh-failure-private.h"
#include "ssh/bst-ssh-runtime-private.h"

#define MS_PER_S 1000

/* Without a function between fork and exec, and without closing files (all of ours close
 * themselves), GLib need not copy this process to start another. */
static GSubprocessLauncher *
launcher_new (GSubprocessFlags flags)
{
  GSubprocessLauncher *launcher =
      g_subprocess_launcher_new (flags | G_SUBPROCESS_FLAGS_INHERIT_FDS);

  /* What ssh says is read in English. */
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C", TRUE);
  g_subprocess_launcher_unsetenv (launcher, "LANGUAGE");

  return launcher;
}

/* The beginning of each command: an ssh that ends with this process. */
static GPtrArray *
argv_new (void)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (argv, bst_ssh_runtime_find_helper ("bastida-child"));
  g_ptr_array_add (argv, g_strdup_printf ("%d", (int)getpid ()));
  g_ptr_array_add (argv, g_strdup ("ssh"));

  return argv;
}

static GSubprocess *
spawn (GSubprocessLauncher *launcher, GPtrArray *argv, GError **error)
{
  g_autofree char *ssh = g_find_program_in_path ("ssh");
  g_autoptr (GError) local = NULL;
  GSubprocess *process;

  if (ssh == NULL)
    {
      g_propagate_error (error, bst_error_new (BST_ERROR_FAILED,
                                               _ ("Install it: apt install openssh-client"), NULL,
                                               _ ("There is no program ssh on this computer")));
      return NULL;
    }

  g_ptr_array_add (argv, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv->pdata, &local);
  if (process == NULL)
    g_propagate_error (error,
                       bst_error_new (BST_ERROR_FAILED, _ ("Install Bastida anew."), local->message,
                                      _ ("The program ssh cannot be started")));

  return process;
}

static void
add_option (GPtrArray *argv, const char *option)
{
  g_ptr_array_add (argv, g_strdup ("-o"));
  g_ptr_array_add (argv, g_strdup (option));
}

static GPtrArray *
make_master_argv (const BstSshPlace *place, const char *socket, guint timeout_ms)
{
  GPtrArray *argv = argv_new ();
  g_autofree char *timeout = g_strdup_printf ("ConnectTimeout=%u", MAX (1, timeout_ms / MS_PER_S));

  g_ptr_array_add (argv, g_strdup ("-MNTv"));
  g_ptr_array_add (argv, g_strdup ("-S"));
  g_ptr_array_add (argv, g_strdup (socket));
  add_option (argv, timeout);
  add_option (argv, "ConnectionAttempts=1");
  add_option (argv, "ControlPersist=no");
  add_option (argv, "ForkAfterAuthentication=no");
  add_option (argv, "ServerAliveInterval=5");
  add_option (argv, "ServerAliveCountMax=3");
  add_option (argv, "BatchMode=no");
  add_option (argv, place->strict ? "StrictHostKeyChecking=yes" : "StrictHostKeyChecking=ask");
  /* The forwards in the user's configuration are for their own sessions. */
  add_option (argv, "ClearAllForwardings=yes");
  /* Only this tells when a channel to a UNIX socket is open. */
  add_option (argv, "LogVerbose=*:channel_input_open_confirmation():*");
  bst_ssh_place_add_arguments (place, argv);

  return argv;
}

GSubprocess *
bst_ssh_process_start (const BstSshPlace *place,
                       const char *socket,
                       const char *askpass,
                       guint timeout_ms,
                       GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
      launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GPtrArray) argv = make_master_argv (place, socket, timeout_ms);
  g_autofree char *program = bst_ssh_runtime_find_helper ("bastida-askpass");

  BST_ASSERT_MAIN_THREAD ();

  g_subprocess_launcher_setenv (launcher, "SSH_ASKPASS", program, TRUE);
  g_subprocess_launcher_setenv (launcher, "SSH_ASKPASS_REQUIRE", "force", TRUE);
  g_subprocess_launcher_setenv (launcher, "BASTIDA_ASKPASS", askpass, TRUE);

  return spawn (launcher, argv, error);
}

static void
on_config_read (GObject *source, GAsyncResult *result, gpointer data)
{
  GSubprocess *process = G_SUBPROCESS (source);
  g_autoptr (GTask) task = data;
  g_autofree char *config = NULL;
  g_autofree char *words = NULL;
  g_auto (BstSshFailure) failure = { 0 };
  g_auto (GStrv) lines = NULL;
  BstSshPlace *place = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_subprocess_communicate_utf8_finish (process, result, &config, &words, &error))
    {
      g_subprocess_force_exit (process);
      g_task_return_error (task, error);
      return;
    }
  if (g_subprocess_get_successful (process))
    {
      bst_ssh_place_set_config (place, config);
      g_task_return_boolean (task, TRUE);
      return;
    }

  lines = g_strsplit (words, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    bst_ssh_failure_add_line (&failure, lines[i], place, TRUE);
  g_task_return_error (task, bst_ssh_failure_make_open_error (&failure, place, words));
}

void
bst_ssh_process_read_config_async (BstSshPlace *place,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_autoptr (GSubprocessLauncher) launcher =
      launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GPtrArray) argv = argv_new ();
  g_autoptr (GSubprocess) process = NULL;
  GError *error = NULL;

  BST_ASSERT_MAIN_THREAD ();

  g_ptr_array_add (argv, g_strdup ("-G"));
  bst_ssh_place_add_arguments (place, argv);

  g_task_set_task_data (task, place, NULL);
  process = spawn (launcher, argv, &error);
  if (process == NULL)
    g_task_return_error (task, error);
  else
    g_subprocess_communicate_utf8_async (process, NULL, cancellable, on_config_read,
                                         g_steal_pointer (&task));
}

gboolean
bst_ssh_process_read_config_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
