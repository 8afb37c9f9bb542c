/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <string.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "ssh-fixture.h"

#define TIMEOUT_MS 20000

/* Opens @master, which must fail with @code and an explanation. */
static GError *
open_fails (BstSshMaster *master, guint timeout_ms, BstErrorCode code)
{
  GError *error = NULL;

  g_assert_false (ssh_fixture_open (master, timeout_ms, &error));
  g_test_message ("%s\n%s\n%s", error->message, bst_error_get_remedy (error),
                  bst_error_get_detail (error) ? bst_error_get_detail (error) : "");
  g_assert_error (error, BST_ERROR, (int)code);
  g_assert_cmpstr (error->message, !=, "");
  g_assert_nonnull (bst_error_get_remedy (error));
  g_assert_false (bst_ssh_master_is_open (master));

  return error;
}

static void
fails (const BstSshTarget *target, guint timeout_ms, BstErrorCode code, const char *says)
{
  g_autoptr (BstSshMaster) master = bst_ssh_master_new (target);
  g_autoptr (GError) error = open_fails (master, timeout_ms, code);

  g_assert_nonnull (strstr (error->message, says));
}

static void
test_bad_target (void)
{
  const BstSshTarget targets[] = {
    { .host = NULL },
    { .host = "" },
    { .host = "-oProxyCommand=touch /tmp/owned" },
    { .host = "a b" },
    { .host = "a\nb" },
    { .host = "a;b" },
    { .host = "user@host" },
    { .host = "hosta", .user = "-l" },
    { .host = "hosta", .user = "a\nb" },
    { .host = "hosta", .port = 65536 },
    { .host = "hosta", .jump = "-J" },
    { .host = "hosta", .jump = "me@-J" },
    { .host = "hosta", .jump = "one,-two" },
    { .host = "hosta", .jump = "" },
    { .host = "hosta", .keyfile = "-i" },
    { .host = "hosta", .keyfile = "a\nb" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    fails (&targets[i], TIMEOUT_MS, BST_ERROR_INVALID, "");
}

static void
test_network (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  BstSshTarget unknown = { .host = "no-such-host.invalid" };
  BstSshTarget refused = { .host = "127.0.0.1", .port = ssh_fixture_unused_port () };
  BstSshTarget silent = { .host = "127.0.0.1" };
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  gint64 start;

  if (fixture == NULL)
    return;

  fails (&unknown, TIMEOUT_MS, BST_ERROR_UNKNOWN_HOST, "no-such-host.invalid");
  fails (&refused, TIMEOUT_MS, BST_ERROR_REFUSED, "127.0.0.1");

  silent.port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  start = g_get_monotonic_time ();
  fails (&silent, 1500, BST_ERROR_TIMED_OUT, "127.0.0.1");
  g_assert_cmpint (g_get_monotonic_time () - start, <, 15 * G_TIME_SPAN_SECOND);
}

static gboolean
on_web_request (GSocketService *service, GSocketConnection *connection, GObject *source)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));

  g_output_stream_write_all (out, "HTTP/1.0 400 Bad\r\n\r\n\x01\x02", 22, NULL, NULL, NULL);

  return TRUE;
}

static void
test_not_ssh (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (GSocketService) service = g_socket_service_new ();
  BstSshTarget target = { .host = "127.0.0.1" };

  if (fixture == NULL)
    return;

  target.port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_signal_connect (service, "incoming", G_CALLBACK (on_web_request), NULL);
  fails (&target, TIMEOUT_MS, BST_ERROR_INVALID, "SSH server");
  g_socket_service_stop (service);
}

static void
test_log_in (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new ("PasswordAuthentication no\n"
                                                    "KbdInteractiveAuthentication no\n");
  BstSshTarget target = { .host = "127.0.0.1", .user = "no-such-user" };

  if (fixture == NULL)
    return;

  ssh_fixture_trust (fixture, fixture->port);
  target.port = fixture->port;
  fails (&target, TIMEOUT_MS, BST_ERROR_AUTH, "no-such-user");
}

static void
test_key_changed (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (GError) error = NULL;

  if (fixture == NULL)
    return;

  ssh_fixture_trust_wrong (fixture, fixture->port);
  master = ssh_fixture_master (fixture);
  error = open_fails (master, TIMEOUT_MS, BST_ERROR_HOST_KEY_CHANGED);
  g_assert_nonnull (strstr (bst_error_get_remedy (error), fixture->known_hosts));
  g_assert_nonnull (strstr (bst_error_get_remedy (error), "ssh-keygen -f"));
  g_assert_true (bst_error_is_fatal (error));
}

static void
test_key_strict (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  BstSshTarget target = { .host = "127.0.0.1" };

  if (fixture == NULL)
    return;

  ssh_fixture_configure (fixture, "StrictHostKeyChecking yes");
  target.port = fixture->port;
  fails (&target, TIMEOUT_MS, BST_ERROR_HOST_KEY_UNKNOWN, "refuses unknown hosts");
}

static void
test_no_ssh (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  BstSshTarget target = { .host = "hosta" };
  g_autofree char *path = g_strdup (g_getenv ("PATH"));

  if (fixture == NULL)
    return;

  g_setenv ("PATH", "/nonexistent", TRUE);
  fails (&target, TIMEOUT_MS, BST_ERROR_FAILED, "ssh");
  g_setenv ("PATH", path, TRUE);
}

static void
test_bad_config (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  BstSshTarget target = { .host = "hosta" };

  if (fixture == NULL)
    return;

  ssh_fixture_configure (fixture, "Nonsense yes");
  fails (&target, TIMEOUT_MS, BST_ERROR_INVALID, "onsense");
}

static void
test_jump (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (GSubprocess) gate = NULL;
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *jump = NULL;
  g_autofree char *stranger = NULL;
  g_autofree char *closed = NULL;
  BstSshTarget target = { .host = "127.0.0.1" };
  guint gate_port;

  if (fixture == NULL)
    return;

  gate = ssh_fixture_start_sshd (
      fixture, "PasswordAuthentication no\nKbdInteractiveAuthentication no", &gate_port);
  g_assert_nonnull (gate);
  ssh_fixture_trust (fixture, fixture->port);
  ssh_fixture_trust (fixture, gate_port);
  target.port = fixture->port;

  jump = g_strdup_printf ("127.0.0.1:%u", gate_port);
  target.jump = jump;
  master = bst_ssh_master_new (&target);
  ssh_fixture_open (master, TIMEOUT_MS, &error);
  g_assert_no_error (error);
  g_assert_cmpint (bst_ssh_master_get_stage (master), ==, BST_SSH_STAGE_LOGGED_IN);
  bst_ssh_master_close (master);

  /* The jump host is there, the host behind it not. */
  target.port = ssh_fixture_unused_port ();
  fails (&target, TIMEOUT_MS, BST_ERROR_REFUSED, "The jump host cannot reach");
  target.port = fixture->port;

  /* The jump host knows nobody of that name, or is not there itself. */
  stranger = g_strdup_printf ("no-such-user@127.0.0.1:%u", gate_port);
  target.jump = stranger;
  fails (&target, TIMEOUT_MS, BST_ERROR_AUTH, "jump host no-such-user@");
  closed = g_strdup_printf ("127.0.0.1:%u", ssh_fixture_unused_port ());
  target.jump = closed;
  fails (&target, TIMEOUT_MS, BST_ERROR_REFUSED, "jump host 127.0.0.1:");
  target.jump = "no-such-host.invalid";
  fails (&target, TIMEOUT_MS, BST_ERROR_UNKNOWN_HOST, "jump host no-such-host");

  ssh_fixture_kill (gate);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static void
test_cancel (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BstSshTarget silent = { .host = "127.0.0.1" };

  if (fixture == NULL)
    return;

  silent.port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  master = bst_ssh_master_new (&silent);
  bst_ssh_master_open_async (master, TIMEOUT_MS, cancellable, on_result, &result);
  ssh_fixture_wait_for (bst_ssh_master_get_stage (master) >= BST_SSH_STAGE_CONNECTED);
  g_cancellable_cancel (cancellable);
  ssh_fixture_wait_for (result != NULL);
  g_assert_false (bst_ssh_master_open_finish (master, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  ssh_fixture_wait_for (ssh_fixture_count_children () == 1); /* sshd */
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ssh/errors/bad-target", test_bad_target);
  g_test_add_func ("/ssh/errors/network", test_network);
  g_test_add_func ("/ssh/errors/not-ssh", test_not_ssh);
  g_test_add_func ("/ssh/errors/log-in", test_log_in);
  g_test_add_func ("/ssh/errors/key-changed", test_key_changed);
  g_test_add_func ("/ssh/errors/key-strict", test_key_strict);
  g_test_add_func ("/ssh/errors/no-ssh", test_no_ssh);
  g_test_add_func ("/ssh/errors/bad-config", test_bad_config);
  g_test_add_func ("/ssh/errors/jump", test_jump);
  g_test_add_func ("/ssh/errors/cancel", test_cancel);

  return g_test_run ();
}
