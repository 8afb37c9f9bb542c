/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "ssh-fixture.h"

#define TIMEOUT_MS 20000
#define N_CHANNELS 50
#define N_BYTES (10 * 1024 * 1024)

static void
on_echoed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GSocketConnection) connection = data;

  g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, NULL);
}

/* Gives back what it gets, until its end. */
static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection)
{
  GIOStream *stream = G_IO_STREAM (connection);

  g_output_stream_splice_async (
      g_io_stream_get_output_stream (stream), g_io_stream_get_input_stream (stream),
      G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, G_PRIORITY_DEFAULT,
      NULL, on_echoed, g_object_ref (connection));

  return TRUE;
}

static GSocketService *
start_echo (guint *port, const char *path)
{
  GSocketService *service = g_socket_service_new ();
  g_autoptr (GError) error = NULL;

  g_socket_listener_set_backlog (G_SOCKET_LISTENER (service), N_CHANNELS);
  if (path != NULL)
    {
      g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);

      g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                     G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, &error);
    }
  else
    *port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (service, "incoming", G_CALLBACK (on_incoming), NULL);

  return service;
}

static BstSshMaster *
open_master (SshFixture *fixture)
{
  BstSshMaster *master = ssh_fixture_master (fixture);
  g_autoptr (GError) error = NULL;

  ssh_fixture_trust (fixture, fixture->port);
  ssh_fixture_open (master, TIMEOUT_MS, &error);
  g_assert_no_error (error);

  return master;
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* Sends @text and reads as much; the other end is in this process, so nothing may block. */
static void
assert_echoes (GSocketConnection *connection, const char *text)
{
  GIOStream *stream = G_IO_STREAM (connection);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *back = g_malloc0 (strlen (text) + 1);
  gsize n;

  g_output_stream_write_all (g_io_stream_get_output_stream (stream), text, strlen (text), NULL,
                             NULL, &error);
  g_assert_no_error (error);
  g_input_stream_read_all_async (g_io_stream_get_input_stream (stream), back, strlen (text),
                                 G_PRIORITY_DEFAULT, NULL, on_result, &result);
  ssh_fixture_wait_for (result != NULL);
  g_input_stream_read_all_finish (G_INPUT_STREAM (g_io_stream_get_input_stream (stream)), result,
                                  &n, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (back, ==, text);
}

/* The end of what comes. */
static void
assert_ends (GSocketConnection *connection)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char byte;

  g_input_stream_read_async (in, &byte, 1, G_PRIORITY_DEFAULT, NULL, on_result, &result);
  ssh_fixture_wait_for (result != NULL);
  g_assert_cmpint (g_input_stream_read_finish (in, result, &error), ==, 0);
  g_assert_no_error (error);
}

static guint
count_fds (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static void
test_tcp (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (GSocketService) echo = NULL;
  g_autoptr (GSocketConnection) channel = NULL;
  g_autoptr (GError) error = NULL;
  const char *const nothing[] = { "true", NULL };
  g_autofree char *out = NULL;
  guint port, n_children, n_fds;
  gint64 start;

  if (fixture == NULL)
    return;
  master = open_master (fixture);
  echo = start_echo (&port, NULL);
  n_children = ssh_fixture_count_children ();
  n_fds = count_fds ();

  /* Until its first session, sshd gathers what it sends; libvirt's comes first in a real life. */
  out = ssh_fixture_run (master, nothing, NULL, NULL, &error);
  g_assert_no_error (error);
  start = g_get_monotonic_time ();
  channel = ssh_fixture_channel (master, port, &error);
  g_assert_no_error (error);
  g_test_message ("a channel in %.2f ms", (double)(g_get_monotonic_time () - start) / 1000);
  assert_echoes (channel, "hello");
  g_assert_cmpuint (ssh_fixture_count_children (), ==, n_children);

  /* Our end of input travels there, and the echo's back. */
  g_socket_shutdown (g_socket_connection_get_socket (channel), FALSE, TRUE, &error);
  g_assert_no_error (error);
  assert_ends (channel);
  g_clear_object (&channel);
  ssh_fixture_wait_for (count_fds () <= n_fds);

  /* It may be used by its socket alone. */
  channel = ssh_fixture_channel (master, port, &error);
  g_assert_no_error (error);
  {
    g_autoptr (GSocket) socket = NULL;
    g_autoptr (GSocketConnection) copy = NULL;
    int fd = dup (g_socket_get_fd (g_socket_connection_get_socket (channel)));

    g_clear_object (&channel);
    socket = g_socket_new_from_fd (fd, &error);
    g_assert_no_error (error);
    copy = g_socket_connection_factory_create_connection (socket);
    assert_echoes (copy, "still there");
  }
  ssh_fixture_wait_for (count_fds () <= n_fds);
}

static void
test_unix (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (GSocketService) echo = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  GAsyncResult *results[3] = { NULL };
  guint n_children;
  gint64 start;

  if (fixture == NULL)
    return;
  master = open_master (fixture);
  path = g_build_filename (fixture->folder, "echo", NULL);
  echo = start_echo (NULL, path);
  n_children = ssh_fixture_count_children ();

  /* Three at once, and one that is not there between them. */
  start = g_get_monotonic_time ();
  bst_ssh_master_open_unix_channel_async (master, path, NULL, on_result, &results[0]);
  bst_ssh_master_open_unix_channel_async (master, "/nonexistent", NULL, on_result, &results[1]);
  bst_ssh_master_open_unix_channel_async (master, path, NULL, on_result, &results[2]);
  ssh_fixture_wait_for (results[0] != NULL && results[1] != NULL && results[2] != NULL);
  g_test_message ("three channels in %.2f ms", (double)(g_get_monotonic_time () - start) / 1000);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GAsyncResult) result = results[i];
      g_autoptr (GSocketConnection) channel =
          bst_ssh_master_open_channel_finish (master, result, &error);

      if (i == 1)
        {
          g_assert_error (error, BST_ERROR, BST_ERROR_REFUSED);
          g_assert_nonnull (strstr (error->message, "/nonexistent"));
          g_clear_error (&error);
          continue;
        }
      g_assert_no_error (error);
      assert_echoes (channel, "over a UNIX socket");
      g_socket_shutdown (g_socket_connection_get_socket (channel), FALSE, TRUE, NULL);
      assert_ends (channel);
    }
  g_assert_cmpuint (ssh_fixture_count_children (), ==, n_children);

  g_assert_null (ssh_fixture_unix_channel (master, "relative", &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
}

static void
test_refused (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (GSubprocess) closed = NULL;
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (BstSshMaster) narrow = NULL;
  g_autoptr (GError) error = NULL;
  BstSshTarget target = { .host = "127.0.0.1" };

  if (fixture == NULL)
    return;
  master = open_master (fixture);

  g_assert_null (ssh_fixture_channel (master, ssh_fixture_unused_port (), &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_REFUSED);
  g_assert_nonnull (strstr (bst_error_get_detail (error), "Connection refused"));
  g_clear_error (&error);
  g_assert_null (ssh_fixture_channel (master, 0, &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (bst_ssh_master_is_open (master));

  /* A host that allows none says which setting does. */
  closed = ssh_fixture_start_sshd (fixture, "AllowTcpForwarding no\nAllowStreamLocalForwarding no",
                                   &target.port);
  ssh_fixture_trust (fixture, target.port);
  narrow = bst_ssh_master_new (&target);
  ssh_fixture_open (narrow, TIMEOUT_MS, &error);
  g_assert_no_error (error);
  g_assert_null (ssh_fixture_channel (narrow, fixture->port, &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_PERMISSION);
  g_assert_nonnull (strstr (bst_error_get_remedy (error), "AllowTcpForwarding"));
  g_clear_error (&error);
  g_assert_null (ssh_fixture_unix_channel (narrow, "/nonexistent", &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_REFUSED);
  g_assert_nonnull (strstr (bst_error_get_remedy (error), "AllowStreamLocalForwarding"));
  g_clear_error (&error);
  ssh_fixture_kill (closed);

  bst_ssh_master_close (master);
  g_assert_null (ssh_fixture_channel (master, fixture->port, &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_NOT_CONNECTED);
}

static void
test_many (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (GSocketService) echo = NULL;
  g_autoptr (GPtrArray) channels = g_ptr_array_new_with_free_func (g_object_unref);
  GAsyncResult *results[N_CHANNELS] = { NULL };
  guint port, n_children, n_fds;
  gint64 start;

  if (fixture == NULL)
    return;
  master = open_master (fixture);
  echo = start_echo (&port, NULL);
  n_children = ssh_fixture_count_children ();
  n_fds = count_fds ();

  start = g_get_monotonic_time ();
  for (guint i = 0; i < N_CHANNELS; i++)
    bst_ssh_master_open_channel_async (master, "127.0.0.1", port, NULL, on_result, &results[i]);
  for (guint i = 0; i < N_CHANNELS; i++)
    {
      g_autoptr (GError) error = NULL;

      ssh_fixture_wait_for (results[i] != NULL);
      g_ptr_array_add (channels, bst_ssh_master_open_channel_finish (master, results[i], &error));
      g_assert_no_error (error);
      g_object_unref (results[i]);
    }
  g_test_message ("%d channels in %.1f ms", N_CHANNELS,
                  (double)(g_get_monotonic_time () - start) / 1000);

  for (guint i = 0; i < N_CHANNELS; i++)
    {
      g_autofree char *text = g_strdup_printf ("channel %u", i);

      assert_echoes (channels->pdata[i], text);
    }
  g_assert_cmpuint (ssh_fixture_count_children (), ==, n_children);

  g_ptr_array_set_size (channels, 0);
  ssh_fixture_wait_for (count_fds () <= n_fds);
}

static void
test_bulk (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (GSocketService) echo = NULL;
  g_autoptr (GSocketConnection) channel = NULL;
  g_autoptr (GAsyncResult) wrote = NULL;
  g_autoptr (GAsyncResult) read = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *sent = g_malloc (N_BYTES);
  g_autofree guint8 *back = g_malloc0 (N_BYTES);
  gint64 start;
  guint port;
  gsize n;

  if (fixture == NULL)
    return;
  master = open_master (fixture);
  echo = start_echo (&port, NULL);
  channel = ssh_fixture_channel (master, port, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < N_BYTES; i++)
    sent[i] = (guint8)g_test_rand_int ();
  start = g_get_monotonic_time ();
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (channel)), sent,
                                   N_BYTES, G_PRIORITY_DEFAULT, NULL, on_result, &wrote);
  g_input_stream_read_all_async (g_io_stream_get_input_stream (G_IO_STREAM (channel)), back,
                                 N_BYTES, G_PRIORITY_DEFAULT, NULL, on_result, &read);
  ssh_fixture_wait_for (wrote != NULL && read != NULL);
  g_test_message ("10 MiB there and back in %.0f ms",
                  (double)(g_get_monotonic_time () - start) / 1000);
  g_input_stream_read_all_finish (g_io_stream_get_input_stream (G_IO_STREAM (channel)), read, &n,
                                  &error);
  g_assert_no_error (error);
  g_assert_cmpmem (back, n, sent, N_BYTES);
}

/* However far a command has come, who gives it up is answered. */
static void
test_cancelled_command (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstSshMaster) master = NULL;
  const char *const long_one[] = { "sh", "-c", "echo begun; sleep 600", NULL };

  if (fixture == NULL)
    return;
  master = open_master (fixture);

  for (guint turns = 0; turns < 24; turns++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      bst_ssh_master_run_async (master, long_one, cancellable, on_result, &result);
      for (guint i = 0; i < turns; i++)
        ssh_fixture_iterate ();
      g_cancellable_cancel (cancellable);
      ssh_fixture_wait_for (result != NULL);
      g_assert_null (bst_ssh_master_run_finish (master, result, NULL, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ssh/channels/tcp", test_tcp);
  g_test_add_func ("/ssh/channels/unix", test_unix);
  g_test_add_func ("/ssh/channels/refused", test_refused);
  g_test_add_func ("/ssh/channels/many", test_many);
  g_test_add_func ("/ssh/channels/bulk", test_bulk);
  g_test_add_func ("/ssh/channels/cancelled-command", test_cancelled_command);

  return g_test_run ();
}
