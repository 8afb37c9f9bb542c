/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ssh-fixture.h"

#include <gio/gunixinputstream.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "ssh/bst-ssh-runtime.h"

#define SSHD "/usr/sbin/sshd"
#define SSHD_FOLDER "/run/sshd"

static void
write_file (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static char *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

static char *
make_key (const char *folder, const char *name)
{
  char *path = g_build_filename (folder, name, NULL);
  const char *argv[] = { "ssh-keygen", "-q",   "-t", "ed25519", "-N", "",
                         "-C",         "test", "-f", path,      NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);

  return path;
}

guint
ssh_fixture_unused_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_socket_listener_add_address (listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, &bound, &error);
  g_assert_no_error (error);
  g_socket_listener_close (listener);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

static void
end_with_test (gpointer data)
{
  setpgid (0, 0);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* A home of its own keeps the test from what the user's shell does when it starts. */
static char *
write_config (SshFixture *self, const char *config, guint port)
{
  char *path = g_strdup_printf ("%s/sshd-%u", self->folder, port);
  g_autofree char *text = g_strdup_printf ("%s\n"
                                           "Port %u\n"
                                           "ListenAddress 127.0.0.1\n"
                                           "HostKey %s/host\n"
                                           "AuthorizedKeysFile %s/authorized\n"
                                           "StrictModes no\n"
                                           "UsePAM no\n"
                                           "PermitRootLogin yes\n"
                                           "SetEnv HOME=%s\n"
                                           "PidFile none\n",
                                           config != NULL ? config : "", port, self->folder,
                                           self->folder, self->folder);

  write_file (path, text);

  return path;
}

/* Starts the sshd of @argv and waits until it listens. */
static GSubprocess *
start_server (const char *const *argv)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GSubprocess) sshd = NULL;
  g_autoptr (GDataInputStream) words = NULL;
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_child_setup (launcher, end_with_test, NULL, NULL);
  sshd = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);

  words = g_data_input_stream_new (g_subprocess_get_stderr_pipe (sshd));
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (words, NULL, NULL, NULL);

      if (line == NULL)
        return NULL;
      g_debug ("%s", line);
      if (strstr (line, "Server listening on") != NULL)
        break;
    }

  /* Whatever more it says must not fill the pipe. */
  g_output_stream_splice_async (sink, G_INPUT_STREAM (words), G_OUTPUT_STREAM_SPLICE_NONE,
                                G_PRIORITY_LOW, NULL, NULL, NULL);

  return g_steal_pointer (&sshd);
}

GSubprocess *
ssh_fixture_start_sshd (SshFixture *self, const char *config, guint *port)
{
  g_autofree char *path = NULL;

  *port = ssh_fixture_unused_port ();
  path = write_config (self, config, *port);
  {
    const char *const argv[] = { SSHD, "-D", "-e", "-f", path, NULL };

    return start_server (argv);
  }
}

void
ssh_fixture_restart_sshd (SshFixture *self)
{
  g_autofree char *path = write_config (self, NULL, self->port);
  const char *const argv[] = { SSHD, "-D", "-e", "-f", path, NULL };

  ssh_fixture_kill (self->sshd);
  g_object_unref (self->sshd);
  self->sshd = start_server (argv);
}

/* @second: what PAM asks for after the password. */
static GSubprocess *
start_sshd_with_pam (SshFixture *self, const char *config, const char *second, guint *port)
{
  g_autofree char *path = NULL;
  g_autofree char *shadow = g_build_filename (self->folder, "shadow", NULL);
  g_autofree char *pam = g_build_filename (self->folder, "pam", NULL);
  g_autofree char *stack = g_strconcat ("auth required pam_unix.so\n", second,
                                        "account required pam_permit.so\n"
                                        "session required pam_permit.so\n",
                                        NULL);
  g_autofree char *line =
      g_strdup_printf ("%s:$6$bastida$mTBV9dRCdZbEn05HoPyGh/bdlhcSb66X6VvWlksDaEXiAx1K0N1i9pNW844J"
                       "e.C8SKqmRICojfgVwJZMGgsOC.:19000:0:99999:7:::\n",
                       g_get_user_name ());

  write_file (shadow, line);
  write_file (pam, stack);
  *port = ssh_fixture_unused_port ();
  path = write_config (self, config, *port);
  {
    const char *const argv[] = { "unshare",
                                 "--mount",
                                 "sh",
                                 "-c",
                                 "mount --bind \"$1\" /etc/shadow && "
                                 "mount --bind \"$2\" /etc/pam.d/sshd && exec " SSHD
                                 " -D -e -f \"$3\"",
                                 "sh",
                                 shadow,
                                 pam,
                                 path,
                                 NULL };

    return start_server (argv);
  }
}

GSubprocess *
ssh_fixture_start_sshd_with_password (SshFixture *self, const char *config, guint *port)
{
  return start_sshd_with_pam (self, config, "", port);
}

GSubprocess *
ssh_fixture_start_sshd_with_code (SshFixture *self, const char *config, guint *port)
{
  g_autofree char *module = g_test_build_filename (G_TEST_BUILT, "host", "pam-code.so", NULL);
  g_autofree char *line = g_strdup_printf ("auth required %s\n", module);

  return start_sshd_with_pam (self, config, line, port);
}

void
ssh_fixture_kill (GSubprocess *sshd)
{
  const char *id = g_subprocess_get_identifier (sshd);

  /* Its connections have process groups of their own: as children they are found by name. */
  if (id != NULL)
    {
      g_autofree char *children = g_strdup_printf ("/proc/%s/task/%s/children", id, id);
      g_autofree char *text = NULL;
      g_auto (GStrv) ids = NULL;

      if (g_file_get_contents (children, &text, NULL, NULL))
        ids = g_strsplit (g_strstrip (text), " ", -1);
      for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
        {
          if (ids[i][0] != '\0')
            kill ((pid_t)g_ascii_strtoll (ids[i], NULL, 10), SIGKILL);
        }
      kill (-(pid_t)g_ascii_strtoll (id, NULL, 10), SIGKILL);
    }
  g_subprocess_wait (sshd, NULL, NULL);
}

static void
add_known (SshFixture *self, guint port, const char *key_file)
{
  g_autofree char *known = read_file (self->known_hosts);
  g_autofree char *key = read_file (key_file);
  g_autofree char *line = g_strdup_printf ("%s[127.0.0.1]:%u %s", known, port, key);

  write_file (self->known_hosts, line);
}

void
ssh_fixture_trust (SshFixture *self, guint port)
{
  g_autofree char *key = g_strconcat (self->folder, "/host.pub", NULL);

  add_known (self, port, key);
}

void
ssh_fixture_trust_wrong (SshFixture *self, guint port)
{
  g_autofree char *key = g_strconcat (self->key, ".pub", NULL);

  add_known (self, port, key);
}

void
ssh_fixture_configure (SshFixture *self, const char *lines)
{
  g_autofree char *path = g_build_filename (self->folder, "config", NULL);
  g_autofree char *text = g_strdup_printf ("%s\n"
                                           "Host *\n"
                                           "UserKnownHostsFile %s\n"
                                           "GlobalKnownHostsFile none\n"
                                           "IdentityFile %s\n"
                                           "IdentitiesOnly yes\n"
                                           "IdentityAgent none\n",
                                           lines, self->known_hosts, self->key);

  write_file (path, text);
}

/* Puts an ssh before the others that reads our configuration and nobody's. */
static void
set_up_client (SshFixture *self)
{
  g_autofree char *bin = g_build_filename (self->folder, "bin", NULL);
  g_autofree char *run = g_build_filename (self->folder, "run", NULL);
  g_autofree char *program = g_build_filename (bin, "ssh", NULL);
  g_autofree char *path = NULL;
  g_autofree char *script = NULL;
  static char *old_path;

  if (old_path == NULL)
    old_path = g_strdup (g_getenv ("PATH"));

  g_assert_cmpint (g_mkdir (bin, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (run, 0700), ==, 0);
  script = g_strdup_printf ("#!/bin/sh\nexec /usr/bin/ssh -F %s/config \"$@\"\n", self->folder);
  write_file (program, script);
  g_assert_cmpint (g_chmod (program, 0700), ==, 0);

  path = g_strconcat (bin, ":", old_path, NULL);
  g_setenv ("PATH", path, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", run, TRUE);
  g_unsetenv ("SSH_AUTH_SOCK");
}

SshFixture *
ssh_fixture_new (const char *config)
{
  g_autoptr (SshFixture) self = g_new0 (SshFixture, 1);
  g_autofree char *host_key = NULL;
  g_autofree char *public_key = NULL;
  g_autofree char *authorized = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = g_strdup ("/tmp/bst-ssh-XXXXXX");
  g_assert_nonnull (g_mkdtemp (self->folder));
  host_key = make_key (self->folder, "host");
  self->key = make_key (self->folder, "id");
  public_key = g_strconcat (self->key, ".pub", NULL);
  authorized = g_build_filename (self->folder, "authorized", NULL);
  text = read_file (public_key);
  write_file (authorized, text);
  self->known_hosts = g_build_filename (self->folder, "known_hosts", NULL);
  write_file (self->known_hosts, "");
  ssh_fixture_configure (self, "");
  set_up_client (self);

  if (!g_file_test (SSHD, G_FILE_TEST_IS_EXECUTABLE))
    {
      g_test_skip ("There is no sshd: apt install openssh-server");
      return NULL;
    }
  /* Root's sshd does not start without it, and only its service makes it. */
  if (getuid () == 0)
    g_mkdir (SSHD_FOLDER, 0755);
  self->sshd = ssh_fixture_start_sshd (self, config, &self->port);
  g_assert_nonnull (self->sshd);

  return g_steal_pointer (&self);
}

static void
remove_tree (const char *path)
{
  const char *argv[] = { "rm", "-rf", "--", path, NULL };

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

void
ssh_fixture_free (SshFixture *self)
{
  if (self->sshd != NULL)
    ssh_fixture_kill (self->sshd);
  g_clear_object (&self->sshd);
  bst_ssh_runtime_shutdown ();
  remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->key);
  g_free (self->known_hosts);
  g_free (self);
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
ssh_fixture_iterate (void)
{
  guint tick = g_timeout_add (50, on_tick, NULL);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static void
wait_for_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

gboolean
ssh_fixture_open (BstSshMaster *master, guint timeout_ms, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bst_ssh_master_open_async (master, timeout_ms, NULL, on_result, &result);
  wait_for_result (&result);

  return bst_ssh_master_open_finish (master, result, error);
}

GSocketConnection *
ssh_fixture_channel (BstSshMaster *master, guint port, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bst_ssh_master_open_channel_async (master, "127.0.0.1", port, NULL, on_result, &result);
  wait_for_result (&result);

  return bst_ssh_master_open_channel_finish (master, result, error);
}

GSocketConnection *
ssh_fixture_unix_channel (BstSshMaster *master, const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bst_ssh_master_open_unix_channel_async (master, path, NULL, on_result, &result);
  wait_for_result (&result);

  return bst_ssh_master_open_channel_finish (master, result, error);
}

char *
ssh_fixture_run (BstSshMaster *master,
                 const char *const *argv,
                 char **err,
                 int *status,
                 GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bst_ssh_master_run_async (master, argv, NULL, on_result, &result);
  wait_for_result (&result);

  return bst_ssh_master_run_finish (master, result, err, status, error);
}

BstSshMaster *
ssh_fixture_master (SshFixture *self)
{
  BstSshTarget target = { .host = "127.0.0.1", .port = self->port };

  return bst_ssh_master_new (&target);
}

guint
ssh_fixture_count_children (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/children", (int)getpid ());
  g_autofree char *text = read_file (path);
  g_auto (GStrv) ids = g_strsplit (g_strstrip (text), " ", -1);

  return g_strv_length (ids);
}
