/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "host-daemon.h"

#include <errno.h>
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIBVIRTD "/usr/sbin/libvirtd"

static void
become_nobody (gpointer data)
{
  const struct passwd *nobody = data;

  if (nobody != NULL && (setgid (nobody->pw_gid) != 0 || setuid (nobody->pw_uid) != 0))
    _exit (1);
  /* However the test ends; another user takes it away. */
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static gboolean
is_listening (HostDaemon *self)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (self->socket);
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);

  return g_socket_connect (socket, address, NULL, NULL);
}

void
host_daemon_start (HostDaemon *self)
{
  const char *argv[] = { LIBVIRTD, "-f", self->config, "-p", NULL, NULL };
  g_autofree char *pid_file = g_build_filename (self->folder, "pid", NULL);
  g_auto (GStrv) env = g_get_environ ();
  struct passwd *nobody = getuid () == 0 ? getpwnam ("nobody") : NULL;
  gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  g_autoptr (GError) error = NULL;

  argv[4] = pid_file;
  env = g_environ_setenv (env, "HOME", self->folder, TRUE);
  env = g_environ_setenv (env, "XDG_RUNTIME_DIR", self->folder, TRUE);
  env = g_environ_setenv (env, "XDG_CONFIG_HOME", self->folder, TRUE);
  env = g_environ_setenv (env, "XDG_CACHE_HOME", self->folder, TRUE);
  g_spawn_async (self->folder, (char **) argv, env,
                 G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
                     G_SPAWN_STDERR_TO_DEV_NULL,
                 become_nobody, nobody, &self->pid, &error);
  g_assert_no_error (error);

  while (!is_listening (self))
    {
      g_assert_cmpint (waitpid (self->pid, NULL, WNOHANG), ==, 0);
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (20000);
    }
}

HostDaemon *
host_daemon_new (void)
{
  HostDaemon *self;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_file_test (LIBVIRTD, G_FILE_TEST_IS_EXECUTABLE))
    {
      g_test_skip ("there is no " LIBVIRTD);
      return NULL;
    }

  self = g_new0 (HostDaemon, 1);
  self->folder = g_dir_make_tmp ("bst-libvirtd-XXXXXX", &error);
  g_assert_no_error (error);
  if (getuid () == 0)
    {
      const struct passwd *nobody = getpwnam ("nobody");

      g_assert_cmpint (chown (self->folder, nobody->pw_uid, nobody->pw_gid), ==, 0);
    }
  self->config = g_build_filename (self->folder, "libvirtd.conf", NULL);
  self->socket = g_build_filename (self->folder, "libvirt-sock", NULL);
  self->uri = g_strdup_printf ("test+unix:///default?socket=%s", self->socket);
  text = g_strdup_printf ("unix_sock_dir = \"%s\"\nauth_unix_rw = \"none\"\nauth_unix_ro = \"none\"\n",
                          self->folder);
  g_file_set_contents (self->config, text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (chmod (self->config, 0644), ==, 0);
  host_daemon_start (self);

  return self;
}

void
host_daemon_signal (HostDaemon *self, int number)
{
  g_assert_cmpint (kill (self->pid, number), ==, 0);
}

void
host_daemon_stop (HostDaemon *self, int number)
{
  if (self->pid == 0)
    return;

  host_daemon_signal (self, number);
  while (waitpid (self->pid, NULL, 0) < 0 && errno == EINTR)
    ;
  self->pid = 0;
}

void
host_daemon_free (HostDaemon *self)
{
  const char *argv[] = { "rm", "-rf", "--one-file-system", self->folder, NULL };

  host_daemon_stop (self, SIGKILL);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_free (self->folder);
  g_free (self->config);
  g_free (self->socket);
  g_free (self->uri);
  g_free (self);
}
