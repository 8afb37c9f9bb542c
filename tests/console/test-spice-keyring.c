/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Passwords of consoles in a real keyring: GNOME's, without a desktop, on a message bus of its own.
 */

#include <string.h>

#include "console-helpers.h"
#include "console/bst-direct-dialer.h"
#include "console/bst-vv-target.h"
#include "console/bst-way.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "formats/bst-console-uri.h"
#include "ssh/bst-keyring.h"

#define SUBJECT "spice hosta 5f0f1d5c-8a0b-4b1a-9d52-0c6d5a2c0001"

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* (nullable) (transfer full) */
static char *
look_up (const char *kind, const char *subject)
{
  g_autoptr (GAsyncResult) result = NULL;

  bst_keyring_find_async (kind, subject, NULL, on_found, &result);
  console_wait_for (result != NULL);

  return bst_keyring_find_finish (result);
}

static gboolean
holds_of (const char *kind, const char *subject, const char *wanted)
{
  char *secret = look_up (kind, subject);
  const gboolean same = g_strcmp0 (secret, wanted) == 0;

  bst_keyring_free_secret (secret);

  return same;
}

static gboolean
holds (const char *subject, const char *wanted)
{
  return holds_of (BST_KEYRING_CONSOLE_PASSWORD, subject, wanted);
}

static BstSpiceConsole *
open_console (const QemuFixture *qemu)
{
  g_autoptr (BstSpiceConsole) plain = console_new (qemu->port);
  g_autoptr (BstSpiceTarget) target = bst_spice_target_copy (bst_spice_console_get_target (plain));
  BstSpiceConsole *console;

  target->secret_name = g_strdup (SUBJECT);
  console = bst_spice_console_new ("web", target, bst_spice_console_get_dialer (plain));
  bst_console_open (BST_CONSOLE (console));

  return console;
}

static void
test_keyring (void)
{
  g_autoptr (QemuFixture) qemu =
      qemu_fixture_new (TRUE, FALSE, "password-secret=secret",
                        (const char *[]){ "-object", "secret,id=secret,data=letmein", NULL });
  BstSpiceConsole *console;
  g_autofree char *answer = NULL;

  if (qemu == NULL)
    return;

  /* Asked, and kept on request, once it has proved right. */
  console = open_console (qemu);
  console_wait_for_state (console, BST_CONSOLE_STATE_PASSWORD);
  g_assert_true (bst_console_can_keep_password (BST_CONSOLE (console)));
  bst_console_set_password (BST_CONSOLE (console), NULL, "wrong", TRUE);
  console_wait_for (bst_console_get_error (BST_CONSOLE (console)) != NULL);
  g_assert_true (holds (SUBJECT, NULL));
  bst_console_set_password (BST_CONSOLE (console), NULL, "letmein", TRUE);
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  console_wait_for_display (console, 0);
  console_wait_for (holds (SUBJECT, "letmein"));
  bst_console_close (BST_CONSOLE (console));
  console_release (console);

  /* Not asked again. */
  console = open_console (qemu);
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  console_wait_for_display (console, 0);
  bst_console_close (BST_CONSOLE (console));
  console_release (console);

  /* Forgotten, once it is wrong; and not kept unasked. */
  answer = qemu_fixture_command (qemu, "{\"execute\":\"set_password\",\"arguments\":"
                                       "{\"protocol\":\"spice\",\"password\":\"new\"}}");
  console = open_console (qemu);
  console_wait_for_state (console, BST_CONSOLE_STATE_PASSWORD);
  console_wait_for (holds (SUBJECT, NULL));
  bst_console_set_password (BST_CONSOLE (console), NULL, "new", FALSE);
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  console_wait_for_display (console, 0);
  g_assert_true (holds (SUBJECT, NULL));
  bst_console_close (BST_CONSOLE (console));
  console_release (console);
}

static BstSpiceConsole *
open_uri (const QemuFixture *qemu)
{
  g_autofree char *uri = g_strdup_printf ("spice://127.0.0.1:%u", qemu->port);
  g_autoptr (GError) error = NULL;
  g_autoptr (BstVvFile) file = bst_console_uri_parse (uri, &error);
  g_autoptr (BstDialer) dialer = bst_direct_dialer_new ();
  g_autoptr (BstSpiceTarget) target = NULL;
  BstSpiceConsole *console;

  g_assert_no_error (error);
  target = bst_vv_target_new (file, NULL, &error);
  g_assert_no_error (error);
  console = bst_spice_console_new ("web", target, dialer);
  bst_console_open (BST_CONSOLE (console));

  return console;
}

/* A console that is in no list. */
static void
test_uri (void)
{
  g_autoptr (QemuFixture) qemu =
      qemu_fixture_new (TRUE, FALSE, "password-secret=secret",
                        (const char *[]){ "-object", "secret,id=secret,data=letmein", NULL });
  g_autofree char *subject = NULL;
  BstSpiceConsole *console;

  if (qemu == NULL)
    return;

  subject = g_strdup_printf ("spice 127.0.0.1:%u", qemu->port);
  console = open_uri (qemu);
  console_wait_for_state (console, BST_CONSOLE_STATE_PASSWORD);
  g_assert_true (bst_console_can_keep_password (BST_CONSOLE (console)));
  bst_console_set_password (BST_CONSOLE (console), NULL, "letmein", TRUE);
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  console_wait_for_display (console, 0);
  console_wait_for (holds (subject, "letmein"));
  bst_console_close (BST_CONSOLE (console));
  console_release (console);

  console = open_uri (qemu);
  console_wait_for (bst_console_get_state (BST_CONSOLE (console)) == BST_CONSOLE_STATE_CONNECTED ||
                    bst_console_get_state (BST_CONSOLE (console)) == BST_CONSOLE_STATE_PASSWORD);
  g_assert_cmpint (bst_console_get_state (BST_CONSOLE (console)), ==, BST_CONSOLE_STATE_CONNECTED);
  console_wait_for_display (console, 0);
  bst_console_close (BST_CONSOLE (console));
  console_release (console);
}

/* A proxy that lets through whoever has the password, if to nowhere. */
typedef struct
{
  GSocketService *service;
  guint port;
  const char *authorization; /* that it wants, as it is sent */
} Proxy;

static gboolean
on_client (GThreadedSocketService *service,
           GSocketConnection *connection,
           GObject *source,
           Proxy *proxy)
{
  GIOStream *stream = G_IO_STREAM (connection);
  g_autoptr (GDataInputStream) input =
      g_data_input_stream_new (g_io_stream_get_input_stream (stream));
  gboolean right = FALSE;
  const char *answer;

  g_data_input_stream_set_newline_type (input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  while (TRUE)
    {
      g_autofree char *line = g_data_input_stream_read_line (input, NULL, NULL, NULL);

      if (line == NULL || *line == '\0')
        break;
      right = right || strstr (line, proxy->authorization) != NULL;
    }
  answer = right ? "HTTP/1.1 200 OK\r\n\r\n" : "HTTP/1.1 407 Who are you\r\n\r\n";
  g_output_stream_write_all (g_io_stream_get_output_stream (stream), answer, strlen (answer), NULL,
                             NULL, NULL);

  return TRUE;
}

static void
proxy_start (Proxy *proxy)
{
  proxy->service = g_threaded_socket_service_new (1);
  proxy->port =
      g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (proxy->service), NULL, NULL);
  g_signal_connect (proxy->service, "run", G_CALLBACK (on_client), proxy);
}

/* Goes @way, which is told to the inventory and back: NULL where it leads to its end. */
static GError *
go (const char *words)
{
  g_autoptr (BstWay) way = bst_way_from_string (words);
  g_autoptr (BstVvFile) file = bst_console_uri_parse ("spice://hosta:5900", NULL);
  g_autoptr (BstDialer) dialer = bst_way_new_dialer (way, file, NULL);
  g_autoptr (GAsyncResult) ready = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  GError *error = NULL;

  bst_dialer_get_ready_async (dialer, NULL, on_found, &ready);
  console_wait_for (ready != NULL);
  g_assert_true (bst_dialer_get_ready_finish (dialer, ready, NULL));
  bst_dialer_dial_async (dialer, "hosta", 5900, NULL, on_found, &result);
  console_wait_for (result != NULL);
  connection = bst_dialer_dial_finish (dialer, result, &error);

  return error;
}

/* That of a proxy: whoever remembers the way is not asked again, until it is wrong. */
static void
test_proxy (void)
{
  Proxy proxy = { .authorization = "Basic YW5hOnNxdWlk" }; /* "ana:squid" */
  g_autofree char *address = NULL;
  g_autofree char *subject = NULL;
  g_autofree char *words = NULL;
  g_autoptr (BstWay) way = NULL;
  GError *error;

  proxy_start (&proxy);
  address = g_strdup_printf ("http://ana:squid@127.0.0.1:%u", proxy.port);
  subject = g_strdup_printf ("http://ana@127.0.0.1:%u", proxy.port);
  way = bst_way_new (BST_WAY_PROXY, address, NULL);
  words = bst_way_to_string (way);
  g_assert_null (strstr (words, "squid"));
  error = go (words);
  g_assert_error (error, BST_ERROR, BST_ERROR_AUTH);
  g_clear_error (&error);

  bst_way_keep_password (way);
  console_wait_for (holds_of (BST_KEYRING_PROXY_PASSWORD, subject, "squid"));
  error = go (words);
  g_assert_no_error (error);

  proxy.authorization = "Basic b3RoZXI6";
  error = go (words);
  g_assert_error (error, BST_ERROR, BST_ERROR_AUTH);
  g_clear_error (&error);
  console_wait_for (holds_of (BST_KEYRING_PROXY_PASSWORD, subject, NULL));
  g_socket_service_stop (proxy.service);
  g_object_unref (proxy.service);
}

static void
on_name (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  *(gboolean *)data = TRUE;
}

/* Unlocked with a password of its own, all in @folder. */
static GSubprocess *
start_keyring (const char *folder)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                 G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *control = g_strconcat ("--control-directory=", folder, NULL);
  g_autoptr (GError) error = NULL;
  gboolean there = FALSE;
  GSubprocess *process;
  guint watch;

  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", folder, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--foreground",
                                         "--unlock", "--components=secrets", control, NULL);
  g_assert_no_error (error);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (process), "test", 4, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (g_subprocess_get_stdin_pipe (process), NULL, NULL);
  watch = g_bus_watch_name (G_BUS_TYPE_SESSION, "org.freedesktop.secrets",
                            G_BUS_NAME_WATCHER_FLAGS_NONE, on_name, NULL, &there, NULL);
  console_wait_for (there);
  g_bus_unwatch_name (watch);

  return process;
}

static void
remove_all (const char *folder)
{
  g_autofree char *keyrings = g_build_filename (folder, "keyrings", NULL);

  console_remove_folder (keyrings);
  console_remove_folder (folder);
}

int
main (int argc, char *argv[])
{
  g_autofree char *program = g_find_program_in_path ("gnome-keyring-daemon");
  g_autofree char *folder = NULL;
  g_autoptr (GSubprocess) keyring = NULL;
  int status;

  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);
  console_let_library_warn ();
  if (program == NULL)
    {
      g_print ("1..0 # SKIP there is no gnome-keyring-daemon\n");
      return 0;
    }

  folder = g_dir_make_tmp ("bst-keyring-XXXXXX", NULL);
  keyring = start_keyring (folder);
  g_test_add_func ("/spice/keyring", test_keyring);
  g_test_add_func ("/spice/keyring/uri", test_uri);
  g_test_add_func ("/keyring/proxy", test_proxy);
  status = g_test_run ();

  g_subprocess_force_exit (keyring);
  g_subprocess_wait (keyring, NULL, NULL);
  remove_all (folder);

  return status;
}
