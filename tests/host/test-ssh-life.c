/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "ssh-fixture.h"
#include "ssh/bst-ssh-runtime.h"

#define TIMEOUT_MS 20000

typedef struct
{
  guint n;
  GError *error;
} Closed;

static void
on_closed (BstSshMaster *master, const GError *error, Closed *closed)
{
  g_assert_false (bst_ssh_master_is_open (master));
  g_test_message ("closed: %s", error->message);
  closed->n++;
  g_clear_error (&closed->error);
  closed->error = g_error_copy (error);
}

static BstSshMaster *
open_master (SshFixture *fixture, Closed *closed)
{
  BstSshMaster *master = ssh_fixture_master (fixture);
  g_autoptr (GError) error = NULL;

  ssh_fixture_trust (fixture, fixture->port);
  ssh_fixture_open (master, TIMEOUT_MS, &error);
  g_assert_no_error (error);
  g_signal_connect (master, "closed", G_CALLBACK (on_closed), closed);

  return master;
}

static void
wait_until_closed (Closed *closed)
{
  ssh_fixture_wait_for (closed->n > 0);
  g_assert_cmpuint (closed->n, ==, 1);
  g_assert_error (closed->error, BST_ERROR, BST_ERROR_LOST);
  g_clear_error (&closed->error);
}

/* The newest child of this process: ssh. */
static pid_t
newest_child (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/children", (int)getpid ());
  g_autofree char *text = NULL;
  g_auto (GStrv) ids = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  ids = g_strsplit (g_strstrip (text), " ", -1);

  return (pid_t)g_ascii_strtoll (ids[g_strv_length (ids) - 1], NULL, 10);
}

static void
test_master_killed (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstSshMaster) master = NULL;
  g_autofree char *command = NULL;
  Closed closed = { 0 };

  if (fixture == NULL)
    return;
  master = open_master (fixture, &closed);
  command = g_strdup (bst_ssh_master_get_command (master));
  kill (newest_child (), SIGKILL);
  wait_until_closed (&closed);
  g_assert_false (g_file_test (command, G_FILE_TEST_IS_SYMLINK));
}

static void
test_server_killed (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  Closed closed = { 0 };

  if (fixture == NULL)
    return;
  master = open_master (fixture, &closed);
  ssh_fixture_kill (fixture->sshd);
  g_clear_object (&fixture->sshd);
  wait_until_closed (&closed);
}

/* A host that says nothing any more, as behind a cut cable: keepalive, 5 s, 3 times. */
static void
test_silence (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstSshMaster) master = NULL;
  g_autofree char *children = NULL;
  g_autofree char *text = NULL;
  Closed closed = { 0 };
  gint64 start;
  const char *id;
  pid_t session;

  if (fixture == NULL)
    return;
  master = open_master (fixture, &closed);
  id = g_subprocess_get_identifier (fixture->sshd);
  children = g_strdup_printf ("/proc/%s/task/%s/children", id, id);
  g_file_get_contents (children, &text, NULL, NULL);
  session = (pid_t)g_ascii_strtoll (text, NULL, 10);
  g_assert_cmpint (session, >, 0);

  kill (session, SIGSTOP);
  start = g_get_monotonic_time ();
  ssh_fixture_wait_for (closed.n > 0);
  g_test_message ("noticed after %.1f s",
                  (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  g_assert_nonnull (strstr (closed.error->message, "does not answer any more"));
  wait_until_closed (&closed);
  kill (session, SIGKILL);
}

static void
test_close (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (BstSshMaster) dropped = NULL;
  Closed closed = { 0 };

  if (fixture == NULL)
    return;

  /* Asked for, it is no news. */
  master = open_master (fixture, &closed);
  bst_ssh_master_close (master);
  ssh_fixture_wait_for (ssh_fixture_count_children () == 1);
  g_assert_cmpuint (closed.n, ==, 0);

  /* Nobody's master ends its ssh. */
  dropped = open_master (fixture, &closed);
  g_assert_cmpuint (ssh_fixture_count_children (), ==, 2);
  g_clear_object (&dropped);
  ssh_fixture_wait_for (ssh_fixture_count_children () == 1);
  g_assert_cmpuint (closed.n, ==, 0);
}

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static gboolean
is_alive (pid_t pid)
{
  return kill (pid, 0) == 0;
}

/* In a process of its own: opens a master, says which ssh it is, and dies without a word. */
static void
test_crash_child (void)
{
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (GError) error = NULL;
  BstSshTarget target = { .host = "127.0.0.1" };

  if (g_getenv ("TEST_PORT") == NULL)
    return;
  target.port = (guint)g_ascii_strtoull (g_getenv ("TEST_PORT"), NULL, 10);
  master = bst_ssh_master_new (&target);
  ssh_fixture_open (master, TIMEOUT_MS, &error);
  g_assert_no_error (error);
  g_file_set_contents_full (g_getenv ("TEST_PID_FILE"),
                            g_strdup_printf ("%d", (int)newest_child ()), -1,
                            G_FILE_SET_CONTENTS_NONE, 0600, NULL);
  kill (getpid (), SIGKILL);
}

/* A program that crashed takes its ssh along; its folder goes with the next program's start, also
 * where an ssh lives on. */
static void
test_crash (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (GSubprocess) orphan = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *base = NULL;
  g_autofree char *pid_file = NULL;
  g_autofree char *pid = NULL;
  g_autofree char *port = NULL;
  g_autofree char *socket = NULL;
  g_autofree char *at = NULL;
  g_autofree char *entry = NULL;
  g_autoptr (GDir) dir = NULL;
  pid_t ssh;

  if (fixture == NULL)
    return;
  ssh_fixture_trust (fixture, fixture->port);
  base = g_build_filename (g_getenv ("XDG_RUNTIME_DIR"), "bastida", NULL);
  pid_file = g_build_filename (fixture->folder, "pid", NULL);
  port = g_strdup_printf ("%u", fixture->port);
  g_setenv ("TEST_PORT", port, TRUE);
  g_setenv ("TEST_PID_FILE", pid_file, TRUE);
  g_test_trap_subprocess ("/ssh/life/crash/child", 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_unsetenv ("TEST_PORT");

  g_file_get_contents (pid_file, &pid, NULL, &error);
  g_assert_no_error (error);
  ssh = (pid_t)g_ascii_strtoll (pid, NULL, 10);
  ssh_fixture_wait_for (!is_alive (ssh));

  dir = g_dir_open (base, 0, &error);
  g_assert_no_error (error);
  entry = g_strdup (g_dir_read_name (dir));
  if (g_str_equal (entry, ".gate"))
    {
      g_free (entry);
      entry = g_strdup (g_dir_read_name (dir));
    }
  g_assert_nonnull (entry);

  /* An orphan, as where the kernel had no chance to end it. */
  socket = g_strdup_printf ("%s/%s/77.sock", base, entry);
  at = g_strdup_printf ("-S%s", socket);
  orphan = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "ssh", "-MNT", at, "-p",
                             port, "127.0.0.1", NULL);
  g_assert_no_error (error);
  ssh_fixture_wait_for (g_file_test (socket, G_FILE_TEST_EXISTS));

  g_assert_nonnull (bst_ssh_runtime_get_folder (&error));
  g_assert_no_error (error);
  g_subprocess_wait (orphan, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (socket, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_entries (base), ==, 2); /* the gate, and ours */

  bst_ssh_runtime_shutdown ();
  g_assert_cmpuint (count_entries (base), ==, 1);
}

static void
test_runtime (void)
{
  g_autofree char *parent = g_strdup ("/tmp/bst-runtime-XXXXXX");
  g_autofree char *deep = NULL;
  g_autoptr (GError) error = NULL;
  const char *folder;
  GStatBuf info;

  g_assert_nonnull (g_mkdtemp (parent));
  g_setenv ("XDG_RUNTIME_DIR", parent, TRUE);
  folder = bst_ssh_runtime_get_folder (&error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (folder, parent));
  g_assert_cmpint (g_stat (folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  bst_ssh_runtime_shutdown ();

  /* Too long for a socket, not there at all, or open to others: below /tmp. */
  deep = g_build_filename (parent, "a-folder-whose-name-is-too-long-for-a-socket-in-it", "x", NULL);
  g_assert_cmpint (g_mkdir_with_parents (deep, 0700), ==, 0);
  g_setenv ("XDG_RUNTIME_DIR", deep, TRUE);
  folder = bst_ssh_runtime_get_folder (&error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (folder, "/tmp/bastida-"));
  bst_ssh_runtime_shutdown ();

  g_unsetenv ("XDG_RUNTIME_DIR");
  folder = bst_ssh_runtime_get_folder (&error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (folder, "/tmp/bastida-"));
  bst_ssh_runtime_shutdown ();

  {
    g_autofree char *open = g_build_filename (parent, "bastida", NULL);
    const char *argv[] = { "rm", "-rf", "--", parent, NULL };

    g_setenv ("XDG_RUNTIME_DIR", parent, TRUE);
    g_assert_cmpint (g_chmod (open, 0755), ==, 0);
    folder = bst_ssh_runtime_get_folder (&error);
    g_assert_no_error (error);
    g_assert_true (g_str_has_prefix (folder, "/tmp/bastida-"));
    bst_ssh_runtime_shutdown ();
    g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                  NULL);
  }
}

/* What a user may have in ~/.ssh/config for sessions of their own. */
static void
test_awkward_config (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *config = NULL;
  g_autofree char *out = NULL;
  const char *const argv[] = { "echo", "here", NULL };
  BstSshTarget target = { .host = "my-host" };

  if (fixture == NULL)
    return;
  ssh_fixture_trust (fixture, fixture->port);
  config = g_strdup_printf ("Host my-host\n"
                            "HostName 127.0.0.1\n"
                            "Port %u\n"
                            "LogLevel QUIET\n"
                            "ControlMaster auto\n"
                            "ControlPath %s/cm-%%C\n"
                            "ControlPersist yes\n"
                            "ForkAfterAuthentication yes\n"
                            "RemoteCommand sleep 100\n"
                            "RequestTTY force\n"
                            "LocalForward 1 127.0.0.1:1\n"
                            "ExitOnForwardFailure yes\n"
                            "SendEnv LANG\n"
                            "BatchMode yes\n",
                            fixture->port, fixture->folder);
  ssh_fixture_configure (fixture, config);
  master = bst_ssh_master_new (&target);
  ssh_fixture_open (master, TIMEOUT_MS, &error);
  g_assert_no_error (error);
  out = ssh_fixture_run (master, argv, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (out, ==, "here\n");
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ssh/life/runtime", test_runtime);
  g_test_add_func ("/ssh/life/master-killed", test_master_killed);
  g_test_add_func ("/ssh/life/server-killed", test_server_killed);
  g_test_add_func ("/ssh/life/silence", test_silence);
  g_test_add_func ("/ssh/life/close", test_close);
  g_test_add_func ("/ssh/life/crash", test_crash);
  g_test_add_func ("/ssh/life/crash/child", test_crash_child);
  g_test_add_func ("/ssh/life/awkward-config", test_awkward_config);

  return g_test_run ();
}
