/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "ssh-fixture.h"

#define TIMEOUT_MS 20000

static void
test_open (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (GError) error = NULL;
  const char *const awkward[] = { "printf", "%s|", "it's \"$HOME\" `id` \\ *", "", "ü\n;x", NULL };
  const char *const fails[] = { "sh", "-c", "echo wrong >&2; exit 3", NULL };
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  gint64 start;
  int status = -1;

  if (fixture == NULL)
    return;
  ssh_fixture_trust (fixture, fixture->port);
  master = ssh_fixture_master (fixture);

  start = g_get_monotonic_time ();
  g_assert_true (ssh_fixture_open (master, TIMEOUT_MS, &error));
  g_assert_no_error (error);
  g_test_message ("open in %.1f ms", (double)(g_get_monotonic_time () - start) / 1000);
  g_assert_true (bst_ssh_master_is_open (master));
  g_assert_cmpint (bst_ssh_master_get_stage (master), ==, BST_SSH_STAGE_LOGGED_IN);

  start = g_get_monotonic_time ();
  out = ssh_fixture_run (master, awkward, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (out, ==, "it's \"$HOME\" `id` \\ *||ü\n;x|");
  g_assert_cmpint (status, ==, 0);
  g_test_message ("a command in %.1f ms", (double)(g_get_monotonic_time () - start) / 1000);

  g_free (out);
  out = ssh_fixture_run (master, fails, &err, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (out, ==, "");
  g_assert_cmpstr (err, ==, "wrong\n");
  g_assert_cmpint (status, ==, 3);

  bst_ssh_master_close (master);
  g_assert_false (bst_ssh_master_is_open (master));
}

static void
test_command (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_autofree char *command = NULL;

  if (fixture == NULL)
    return;
  ssh_fixture_trust (fixture, fixture->port);
  master = ssh_fixture_master (fixture);
  ssh_fixture_open (master, TIMEOUT_MS, &error);
  g_assert_no_error (error);

  /* As libvirt calls it: its host is of no meaning. */
  command = g_strdup (bst_ssh_master_get_command (master));
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                              &error, command, "-p", "1", "-l", "me", "-T", "-e", "none", "--",
                              "elsewhere.invalid", "sh", "-c", "'cat; exit 7'", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, "over and back", NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (out, ==, "over and back");
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 7);

  /* Without its master it must not go anywhere. */
  g_clear_object (&master);
  g_assert_false (g_file_test (command, G_FILE_TEST_EXISTS));
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ssh/open", test_open);
  g_test_add_func ("/ssh/command", test_command);

  return g_test_run ();
}
