/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ways-fixture.h"

#include <gio/gunixsocketaddress.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "console/bst-direct-dialer.h"
#include "core/bst-error.h"

void
ways_on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

GSocketConnection *
ways_dial (BstDialer *dialer, const char *host, guint port, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bst_dialer_dial_async (dialer, host, port, NULL, ways_on_result, &result);
  ssh_fixture_wait_for (result != NULL);

  return bst_dialer_dial_finish (dialer, result, error);
}

GSocketConnection *
ways_dial_unix (BstDialer *dialer, const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bst_dialer_dial_unix_async (dialer, path, NULL, ways_on_result, &result);
  ssh_fixture_wait_for (result != NULL);

  return bst_dialer_dial_finish (dialer, result, error);
}

void
ways_assert_fails (BstDialer *dialer, const char *host, guint port, int code, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = ways_dial (dialer, host, port, &error);

  g_assert_null (connection);
  g_assert_error (error, BST_ERROR, code);
  g_assert_nonnull (bst_error_get_remedy (error));
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

/* The console. */

static void
on_echoed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GSocketConnection) connection = data;

  g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, NULL);
}

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

GSocketService *
ways_start_service (guint *port, const char *path)
{
  GSocketService *service = g_socket_service_new ();
  g_autoptr (GSocketAddress) address = path != NULL
                                           ? g_unix_socket_address_new (path)
                                           : g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL, &bound, &error);
  g_assert_no_error (error);
  if (port != NULL)
    *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));

  return service;
}

GSocketService *
ways_start_echo (guint *port, const char *path)
{
  GSocketService *service = ways_start_service (port, path);

  g_signal_connect (service, "incoming", G_CALLBACK (on_incoming), NULL);
  return service;
}

/* By the bare socket, as SPICE's library takes it. */
void
ways_assert_echoes (GSocketConnection *connection)
{
  static const char text[] = "REDQ and some more";
  g_autoptr (GSocket) bare = NULL;
  g_autoptr (GSocketConnection) stream = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) written = NULL;
  g_autoptr (GAsyncResult) read = NULL;
  char bytes[sizeof text] = "";
  gsize n = 0;

  bare = g_socket_new_from_fd (dup (g_socket_get_fd (g_socket_connection_get_socket (connection))),
                               &error);
  g_assert_no_error (error);
  stream = g_socket_connection_factory_create_connection (bare);

  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (stream)), text,
                                   sizeof text, G_PRIORITY_DEFAULT, NULL, ways_on_result, &written);
  g_input_stream_read_all_async (g_io_stream_get_input_stream (G_IO_STREAM (stream)), bytes,
                                 sizeof bytes, G_PRIORITY_DEFAULT, NULL, ways_on_result, &read);
  ssh_fixture_wait_for (written != NULL && read != NULL);
  g_input_stream_read_all_finish (g_io_stream_get_input_stream (G_IO_STREAM (stream)), read, &n,
                                  &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, sizeof text);
  g_assert_cmpstr (bytes, ==, text);
}

void
ways_assert_reaches (BstDialer *dialer, const char *host, guint port)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = ways_dial (dialer, host, port, &error);

  g_assert_no_error (error);
  ways_assert_echoes (connection);
}

static void
on_heard (GObject *source, GAsyncResult *result, gpointer data)
{
  WaysScripted *self = data;
  GSocketConnection *connection = self->connections->pdata[self->connections->len - 1];

  g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
  if (self->words == NULL)
    return;
  if (*self->words == '\0')
    g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  else
    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                               self->words, strlen (self->words), NULL, NULL, NULL);
}

static gboolean
on_caller (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  WaysScripted *self = data;

  g_ptr_array_add (self->connections, g_object_ref (connection));
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)), self->heard,
                             sizeof self->heard - 1, G_PRIORITY_DEFAULT, NULL, on_heard, self);
  return TRUE;
}

WaysScripted *
ways_scripted_new (const char *words)
{
  WaysScripted *self = g_new0 (WaysScripted, 1);

  self->words = words;
  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
  self->service = ways_start_service (&self->port, NULL);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_caller), self);

  return self;
}

void
ways_scripted_free (WaysScripted *self)
{
  for (guint i = 0; i < self->connections->len; i++)
    g_io_stream_close (self->connections->pdata[i], NULL, NULL);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_ptr_array_unref (self->connections);
  g_free (self);
}

/* Programs. */

static void
end_with_test (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

GSubprocess *
ways_start_program (const char *const *argv)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_subprocess_launcher_set_child_setup (launcher, end_with_test, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);

  return process;
}

void
ways_end_program (GSubprocess *process)
{
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  g_object_unref (process);
}

gboolean
ways_listens (guint port)
{
  g_autoptr (BstDialer) dialer = bst_direct_dialer_new ();
  g_autoptr (GSocketConnection) connection = ways_dial (dialer, "127.0.0.1", port, NULL);

  return connection != NULL;
}

/* NULL, and the test is skipped, where there is none. @config (nullable): lines more. */
GSubprocess *
ways_start_tinyproxy (const char *folder, const char *config, guint *port)
{
  g_autofree char *path = g_build_filename (folder, "tinyproxy.conf", NULL);
  g_autofree char *program = g_find_program_in_path ("tinyproxy");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  if (program == NULL)
    {
      g_test_skip ("There is no tinyproxy: apt install tinyproxy-bin");
      return NULL;
    }

  *port = ssh_fixture_unused_port ();
  text = g_strdup_printf ("Port %u\nListen 127.0.0.1\nTimeout 60\nMaxClients 20\n%s\n", *port,
                          config != NULL ? config : "");
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  process = ways_start_program ((const char *const[]){ program, "-d", "-c", path, NULL });
  ssh_fixture_wait_for (ways_listens (*port));

  return process;
}

char *
ways_make_folder (void)
{
  char *folder = g_strdup ("/tmp/bst-ways-XXXXXX");

  g_assert_nonnull (g_mkdtemp (folder));
  return folder;
}

void
ways_remove_folder (const char *folder)
{
  const char *argv[] = { "rm", "-rf", "--", folder, NULL };

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}
