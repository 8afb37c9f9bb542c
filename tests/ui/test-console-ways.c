/* SPDX-License-Identifier: GPL-3.0-or-later */

/* .vv files of real SPICE servers (QEMU), opened by every way there: from the file to the picture.
 * It needs no display. */

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "app/bst-console-file.h"
#include "app/bst-settings.h"
#include "app/bst-way-memory.h"
#include "console/bst-direct-dialer.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "../host/ssh-fixture.h"

#define TICKET "pvespiceproxy:67e1a2b3:100:node1::5d3a1f0c9b8e7d6c5b4a39281706f5e4d3c2b1a0"
#define SUBJECT "O=School,CN=hosta.school.example"

/* What all tests share: a server of each kind, certificates, an inventory. */
typedef struct
{
  char *folder;
  BstInventory *inventory;
  BstGateways *gateways;
  GSubprocess *plain;
  GSubprocess *secure; /* by a password, and by TLS too */
  guint plain_port;
  guint port; /* of the secure one */
  guint tls_port;
  char *ca;       /* as a line of a file has it */
  char *wrong_ca; /* … */
} Servers;

static Servers servers;

static void
end_with_test (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static GSubprocess *
start_program (const char *const *argv)
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

static void
end_program (GSubprocess *process)
{
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  g_object_unref (process);
}

static void
run_program (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **)argv, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL | G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static GSocketConnection *
dial (guint port)
{
  g_autoptr (BstDialer) dialer = bst_direct_dialer_new ();
  g_autoptr (GAsyncResult) result = NULL;

  bst_dialer_dial_async (dialer, "127.0.0.1", port, NULL, on_result, &result);
  ssh_fixture_wait_for (result != NULL);

  return bst_dialer_dial_finish (dialer, result, NULL);
}

static gboolean
listens (guint port)
{
  g_autoptr (GSocketConnection) connection = dial (port);

  return connection != NULL;
}

/* Certificates. */

static char *
in_folder (const char *name)
{
  return g_build_filename (servers.folder, name, NULL);
}

static char *
read_line (const char *name)
{
  g_autofree char *path = in_folder (name);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);

  return g_strjoinv ("\\n", lines);
}

static void
make_ca (const char *key_name, const char *pem_name)
{
  g_autofree char *key = in_folder (key_name);
  g_autofree char *pem = in_folder (pem_name);

  run_program ((const char *const[]){ "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
                                      "-days", "2", "-subj", "/O=School/CN=CA", "-keyout", key,
                                      "-out", pem, NULL });
}

/* In the names that QEMU looks for. */
static void
make_certificates (void)
{
  g_autofree char *ca_key = in_folder ("ca-key.pem");
  g_autofree char *ca = in_folder ("ca-cert.pem");
  g_autofree char *key = in_folder ("server-key.pem");
  g_autofree char *request = in_folder ("server.csr");
  g_autofree char *pem = in_folder ("server-cert.pem");

  make_ca ("ca-key.pem", "ca-cert.pem");
  make_ca ("wrong-key.pem", "wrong-cert.pem");
  run_program ((const char *const[]){ "openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj",
                                      "/O=School/CN=hosta.school.example", "-keyout", key, "-out",
                                      request, NULL });
  run_program ((const char *const[]){ "openssl", "x509", "-req", "-in", request, "-CA", ca,
                                      "-CAkey", ca_key, "-CAcreateserial", "-days", "2", "-out",
                                      pem, NULL });
  servers.ca = read_line ("ca-cert.pem");
  servers.wrong_ca = read_line ("wrong-cert.pem");
}

/* Its processor stands still: there is a picture all the same. */
static GSubprocess *
start_qemu (const char *spice)
{
  return start_program ((const char *const[]){
      "qemu-system-x86_64", "-S", "-nodefaults", "-display", "none", "-machine", "accel=tcg", "-m",
      "16", "-vga", "qxl", "-object", "secret,id=password,data=sesame", "-spice", spice, NULL });
}

static gboolean
start_servers (void)
{
  g_autofree char *program = g_find_program_in_path ("qemu-system-x86_64");
  g_autofree char *openssl = g_find_program_in_path ("openssl");
  g_autofree char *plain = NULL;
  g_autofree char *secure = NULL;

  if (program == NULL || openssl == NULL)
    return FALSE;

  servers.folder = g_strdup ("/tmp/bst-console-ways-XXXXXX");
  g_assert_nonnull (g_mkdtemp (servers.folder));
  servers.inventory = bst_inventory_open (":memory:");
  servers.gateways = bst_gateways_new ();
  make_certificates ();

  servers.plain_port = ssh_fixture_unused_port ();
  servers.port = ssh_fixture_unused_port ();
  servers.tls_port = ssh_fixture_unused_port ();
  plain = g_strdup_printf ("port=%u,addr=127.0.0.1,disable-ticketing=on", servers.plain_port);
  secure = g_strdup_printf ("port=%u,tls-port=%u,addr=127.0.0.1,x509-dir=%s,"
                            "password-secret=password",
                            servers.port, servers.tls_port, servers.folder);
  servers.plain = start_qemu (plain);
  servers.secure = start_qemu (secure);
  ssh_fixture_wait_for (listens (servers.plain_port) && listens (servers.tls_port));

  return TRUE;
}

static void
end_servers (void)
{
  const char *argv[] = { "rm", "-rf", "--", servers.folder, NULL };

  end_program (servers.plain);
  end_program (servers.secure);
  g_object_unref (servers.gateways);
  bst_inventory_close (servers.inventory);
  g_object_unref (servers.inventory);
  run_program (argv);
  g_free (servers.folder);
  g_free (servers.ca);
  g_free (servers.wrong_ca);
}

/* Consoles. */

static BstConsoleFile *
open_text (const char *text, const char *via)
{
  g_autofree char *path = in_folder ("console.vv");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  BstConsoleFile *console;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  console = bst_console_file_new (file, via, FALSE, servers.inventory, servers.gateways);
  bst_console_file_open (console);

  return console;
}

/* Connected, or not any more. */
static gboolean
is_settled (BstConsoleFile *file)
{
  BstConsole *console = bst_console_file_get_console (file);

  return bst_console_file_get_error (file) != NULL ||
         (console != NULL && bst_console_get_state (console) == BST_CONSOLE_STATE_CONNECTED);
}

/* With a picture. */
static void
assert_shows (BstConsoleFile *file)
{
  GListModel *displays;

  ssh_fixture_wait_for (is_settled (file));
  g_assert_no_error (bst_console_file_get_error (file));
  displays = bst_console_get_displays (bst_console_file_get_console (file));
  ssh_fixture_wait_for (g_list_model_get_n_items (displays) > 0);
}

static void
assert_opens (const char *text, const char *via)
{
  g_autoptr (BstConsoleFile) file = open_text (text, via);

  assert_shows (file);
}

static void
assert_fails (const char *text, const char *via, int code, const char *says)
{
  g_autoptr (BstConsoleFile) file = open_text (text, via);
  const GError *error;

  ssh_fixture_wait_for (is_settled (file));
  error = bst_console_file_get_error (file);
  g_assert_error (error, BST_ERROR, code);
  g_assert_nonnull (bst_error_get_remedy (error));
  g_assert_null (strstr (error->message, "sesame"));
  if (strstr (error->message, says) == NULL && strstr (bst_error_get_remedy (error), says) == NULL)
    g_error ("“%s” (%s) does not say “%s”", error->message, bst_error_get_remedy (error), says);
}

static char *
plain_file (const char *more)
{
  return g_strdup_printf ("[virt-viewer]\ntype=spice\nhost=127.0.0.1\nport=%u\n%s",
                          servers.plain_port, more);
}

static char *
secure_file (const char *password, const char *ca, const char *subject, const char *more)
{
  return g_strdup_printf ("[virt-viewer]\ntype=spice\nhost=127.0.0.1\nport=%u\ntls-port=%u\n"
                          "password=%s\nca=%s\nhost-subject=%s\nsecure-channels=all\n"
                          "tls-ciphers=DEFAULT\n%s",
                          servers.port, servers.tls_port, password, ca, subject, more);
}

static void
test_direct (void)
{
  g_autofree char *plain = plain_file ("");
  g_autofree char *secure = secure_file ("sesame", servers.ca, SUBJECT, "");
  g_autofree char *wrong_ca = secure_file ("sesame", servers.wrong_ca, SUBJECT, "");
  g_autofree char *wrong_subject =
      secure_file ("sesame", servers.ca, "O=School,CN=hostb.school.example", "");
  g_autofree char *refused =
      g_strdup_printf ("[virt-viewer]\ntype=spice\nhost=127.0.0.1\nport=%u\npassword=sesame\n",
                       ssh_fixture_unused_port ());

  assert_opens (plain, NULL);
  assert_opens (secure, NULL);
  assert_fails (wrong_ca, NULL, BST_ERROR_CERTIFICATE, "ertificate");
  assert_fails (wrong_subject, NULL, BST_ERROR_CERTIFICATE, "ertificate");
  assert_fails (refused, NULL, BST_ERROR_REFUSED, "Nothing answers");
}

/* What the preferences say of every console, for these, too. */
static void
test_preferences (void)
{
  GSettings *settings = bst_settings_get ();
  g_autofree char *plain = plain_file ("");
  g_autoptr (BstConsoleFile) file = NULL;
  BstConsole *console;

  g_settings_set_boolean (settings, "console-clipboard-from-guest", FALSE);
  g_settings_set_boolean (settings, "console-sound", FALSE);
  file = open_text (plain, NULL);
  assert_shows (file);
  console = bst_console_file_get_console (file);
  g_assert_false (bst_console_get_clipboard_from_guest (console));
  g_assert_true (bst_console_get_clipboard_to_guest (console));
  g_assert_false (bst_console_get_audio (console));
  g_settings_reset (settings, "console-clipboard-from-guest");
  g_settings_reset (settings, "console-sound");
}

static void
test_expired (void)
{
  g_autofree char *engine =
      secure_file ("late", servers.ca, SUBJECT, "[ovirt]\nhost=engine.school.example\n");
  g_autofree char *other = secure_file ("late", servers.ca, SUBJECT, "delete-this-file=1\n");

  assert_fails (engine, NULL, BST_ERROR_TICKET, "oVirt");
  assert_fails (other, NULL, BST_ERROR_TICKET, "expired");
}

/* A server that takes the connection, and says nothing or hangs up. */
static gboolean
on_caller (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  GPtrArray *kept = data;

  if (kept != NULL)
    g_ptr_array_add (kept, g_object_ref (connection));
  return TRUE;
}

/* One that resets it: what it was sent is not read. */
static gboolean
on_caller_reset (GSocketService *service, GSocketConnection *connection)
{
  const int fd = g_socket_get_fd (g_socket_connection_get_socket (connection));
  const struct linger none = { .l_onoff = 1, .l_linger = 0 };

  g_assert_cmpint (setsockopt (fd, SOL_SOCKET, SO_LINGER, &none, sizeof none), ==, 0);
  return TRUE;
}

/* One that speaks something else. */
static gboolean
on_caller_greet (GSocketService *service, GSocketConnection *connection)
{
  static const char greeting[] = "220 mail.school.example ESMTP\r\n";
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));

  g_assert_true (
      g_output_stream_write_all (output, greeting, sizeof greeting - 1, NULL, NULL, NULL));
  return TRUE;
}

static GSocketService *
start_service (guint *port, GCallback on_incoming, gpointer data)
{
  GSocketService *service = g_socket_service_new ();
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;

  g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, NULL);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (service, "incoming", on_incoming, data);

  return service;
}

static void
assert_answers (GCallback answer, BstErrorCode code, const char *said)
{
  guint port;
  g_autoptr (GSocketService) service = start_service (&port, answer, NULL);
  g_autofree char *text =
      g_strdup_printf ("[virt-viewer]\ntype=spice\nhost=127.0.0.1\nport=%u\n", port);

  assert_fails (text, NULL, code, said);
}

/* Who hangs up has not spoken another language. */
static void
test_hung_up (void)
{
  assert_answers (G_CALLBACK (on_caller), BST_ERROR_LOST, "closed the connection");
  assert_answers (G_CALLBACK (on_caller_reset), BST_ERROR_LOST, "closed the connection");
  assert_answers (G_CALLBACK (on_caller_greet), BST_ERROR_FAILED, "does not speak SPICE");
}

static void
test_silent (void)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);
  guint silent_port;
  g_autoptr (GSocketService) silent = start_service (&silent_port, G_CALLBACK (on_caller), kept);
  g_autofree char *silent_text =
      g_strdup_printf ("[virt-viewer]\ntype=spice\nhost=127.0.0.1\nport=%u\n", silent_port);
  gint64 began = g_get_monotonic_time ();

  assert_fails (silent_text, NULL, BST_ERROR_TIMED_OUT, "does not answer");
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 9 * G_TIME_SPAN_SECOND);
}

static void
test_http_proxy (void)
{
  g_autofree char *program = g_find_program_in_path ("tinyproxy");
  guint port = ssh_fixture_unused_port ();
  g_autofree char *config = in_folder ("tinyproxy.conf");
  g_autofree char *settings =
      g_strdup_printf ("Port %u\nListen 127.0.0.1\nMaxClients 20\nBasicAuth ana squid\n", port);
  g_autofree char *proxy = g_strdup_printf ("proxy=http://ana:squid@127.0.0.1:%u\n", port);
  g_autofree char *denied = g_strdup_printf ("proxy=http://127.0.0.1:%u\n", port);
  g_autofree char *plain = plain_file (proxy);
  g_autofree char *plain_denied = plain_file (denied);
  g_autofree char *secure = secure_file ("sesame", servers.ca, SUBJECT, proxy);
  GSubprocess *tinyproxy;

  if (program == NULL)
    {
      g_test_skip ("There is no tinyproxy: apt install tinyproxy-bin");
      return;
    }

  g_assert_true (g_file_set_contents (config, settings, -1, NULL));
  tinyproxy = start_program ((const char *const[]){ program, "-d", "-c", config, NULL });
  ssh_fixture_wait_for (listens (port));
  assert_opens (plain, NULL);
  assert_opens (secure, NULL);
  assert_fails (plain_denied, NULL, BST_ERROR_AUTH, "user name and a password");
  end_program (tinyproxy);
}

/* Proxmox VE's proxy of consoles: takes a ticket for a host, for ever and for this server. */
typedef struct
{
  GSocketConnection *connection;
  GSocketConnection *server;
  char request[1024];
} Guest;

static void
on_joined (GObject *source, GAsyncResult *result, gpointer data)
{
  Guest *guest = data;

  g_io_stream_splice_finish (result, NULL);
  g_object_unref (guest->connection);
  g_object_unref (guest->server);
  g_free (guest);
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer data)
{
  static const char good[] = "HTTP/1.1 200 OK\r\n\r\n";
  static const char bad[] = "HTTP/1.1 401 invalid ticket\r\n\r\n";
  Guest *guest = data;
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (guest->connection));

  g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
  if (!g_str_has_prefix (guest->request, "CONNECT " TICKET ":61000 HTTP/1."))
    {
      g_output_stream_write_all (output, bad, strlen (bad), NULL, NULL, NULL);
      g_object_unref (guest->connection);
      g_free (guest);
      return;
    }

  g_output_stream_write_all (output, good, strlen (good), NULL, NULL, NULL);
  guest->server = dial (servers.tls_port);
  g_io_stream_splice_async (G_IO_STREAM (guest->connection), G_IO_STREAM (guest->server),
                            G_IO_STREAM_SPLICE_CLOSE_STREAM1 | G_IO_STREAM_SPLICE_CLOSE_STREAM2,
                            G_PRIORITY_DEFAULT, NULL, on_joined, guest);
}

static gboolean
on_guest (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  Guest *guest = g_new0 (Guest, 1);

  guest->connection = g_object_ref (connection);
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                             guest->request, sizeof guest->request - 1, G_PRIORITY_DEFAULT, NULL,
                             on_asked, guest);
  return TRUE;
}

static char *
proxmox_file (guint proxy_port, const char *ticket)
{
  return g_strdup_printf ("[virt-viewer]\ntype=spice\nhost=%s\ntls-port=61000\npassword=sesame\n"
                          "proxy=http://127.0.0.1:%u\nca=%s\nhost-subject=" SUBJECT "\n"
                          "delete-this-file=1\ntitle=VM 100\n",
                          ticket, proxy_port, servers.ca);
}

static void
test_ticket (void)
{
  guint port;
  g_autoptr (GSocketService) proxy = start_service (&port, G_CALLBACK (on_guest), NULL);
  g_autofree char *good = proxmox_file (port, TICKET);
  g_autofree char *late = proxmox_file (port, "pvespiceproxy:0:100:node1::0");

  assert_opens (good, NULL);
  assert_fails (late, NULL, BST_ERROR_TICKET, "Proxmox");
}

static BstWay *
new_way (BstWayKind kind, const char *address)
{
  g_autoptr (GError) error = NULL;
  BstWay *way = bst_way_new (kind, address, &error);

  g_assert_no_error (error);
  return way;
}

/* The source's case: nothing is reached but sshd; once the gateway is remembered, the next file
 * opens by itself. Plain, encrypted, and through the proxy in the file. */
static void
test_gateway (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autofree char *via = NULL;
  g_autofree char *plain = plain_file ("");
  g_autofree char *secure = secure_file ("sesame", servers.ca, SUBJECT, "");
  g_autofree char *named = NULL;
  g_autofree char *proxmox = NULL;
  g_autoptr (GSocketService) proxy = NULL;
  g_autoptr (BstWay) way = NULL;
  guint proxy_port;

  if (fixture == NULL)
    return;

  ssh_fixture_trust (fixture, fixture->port);
  via = g_strdup_printf ("127.0.0.1:%u", fixture->port);
  assert_opens (plain, via);
  assert_opens (secure, via);

  named = g_strdup_printf ("%sx-bastida-via=%s\n", plain, via);
  assert_opens (named, NULL);

  proxy = start_service (&proxy_port, G_CALLBACK (on_guest), NULL);
  proxmox = proxmox_file (proxy_port, TICKET);
  assert_opens (proxmox, via);

  way = new_way (BST_WAY_GATEWAY, via);
  bst_way_memory_keep (servers.inventory, "127.0.0.", way);
  {
    g_autoptr (BstConsoleFile) file = open_text (plain, NULL);

    assert_shows (file);
    g_assert_cmpint (bst_console_file_get_way (file)->kind, ==, BST_WAY_GATEWAY);
  }
  bst_way_memory_keep (servers.inventory, "127.0.0.", NULL);
}

static void
on_question (BstGateways *gateways, BstSshQuestion *question, gpointer data)
{
  *(BstSshQuestion **)data = g_object_ref (question);
}

/* The gateway asks its user, who takes longer than any time-out: comparing a fingerprint does.
 * Plain and encrypted consoles wait for the one answer. */
static void
test_question (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstSshQuestion) question = NULL;
  g_autofree char *plain = plain_file ("");
  g_autofree char *secure = secure_file ("sesame", servers.ca, SUBJECT, "");
  g_autofree char *via = NULL;
  g_autoptr (BstConsoleFile) plain_console = NULL;
  g_autoptr (BstConsoleFile) secure_console = NULL;
  gint64 began;
  gulong id;

  if (fixture == NULL)
    return;

  id = g_signal_connect (servers.gateways, "question", G_CALLBACK (on_question), &question);
  via = g_strdup_printf ("127.0.0.1:%u", fixture->port);
  plain_console = open_text (plain, via);
  ssh_fixture_wait_for (bst_console_file_get_console (plain_console) != NULL);
  secure_console = open_text (secure, via);
  ssh_fixture_wait_for (question != NULL);

  began = g_get_monotonic_time ();
  ssh_fixture_wait_for (g_get_monotonic_time () - began > 11 * G_TIME_SPAN_SECOND);
  g_assert_no_error (bst_console_file_get_error (plain_console));
  g_assert_false (is_settled (plain_console));
  g_assert_no_error (bst_console_file_get_error (secure_console));
  g_assert_false (is_settled (secure_console));
  bst_ssh_question_answer (question, "yes", FALSE);
  assert_shows (plain_console);
  assert_shows (secure_console);
  g_signal_handler_disconnect (servers.gateways, id);
}

/* It fails by one way; another is chosen, in the same window. */
static void
test_another_way (void)
{
  g_autofree char *text = plain_file ("");
  guint port = ssh_fixture_unused_port ();
  g_autofree char *dead = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_autoptr (BstWay) wrong = new_way (BST_WAY_PROXY, dead);
  g_autoptr (BstWay) right = new_way (BST_WAY_DIRECT, NULL);
  g_autoptr (BstWay) kept = NULL;
  g_autoptr (BstConsoleFile) file = NULL;

  bst_way_memory_keep (servers.inventory, "127.0.0.1", wrong);
  file = open_text (text, NULL);
  ssh_fixture_wait_for (is_settled (file));
  g_assert_error (bst_console_file_get_error (file), BST_ERROR, BST_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (bst_console_file_get_error (file)->message, "The proxy"));

  /* It is kept once it has led there, and not before. */
  g_clear_pointer (&wrong, bst_way_free);
  wrong = new_way (BST_WAY_PROXY, dead);
  bst_way_memory_keep (servers.inventory, "127.0.0.1", NULL);
  bst_console_file_set_way (file, wrong, BST_WAY_FOR_HOST);
  ssh_fixture_wait_for (is_settled (file));
  kept = bst_way_memory_find (servers.inventory, bst_console_file_get_contents (file));
  g_assert_null (kept);
  bst_console_file_set_way (file, right, BST_WAY_FOR_HOST);
  assert_shows (file);
  kept = bst_way_memory_find (servers.inventory, bst_console_file_get_contents (file));
  g_assert_nonnull (kept);
  g_assert_cmpint (kept->kind, ==, BST_WAY_DIRECT);
  bst_way_memory_keep (servers.inventory, "127.0.0.1", NULL);
}

static void
test_socks (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  guint port = ssh_fixture_unused_port ();
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", port);
  g_autofree char *uri = g_strdup_printf ("socks5://127.0.0.1:%u", port);
  g_autofree char *ssh_port = NULL;
  g_autofree char *plain = plain_file ("");
  g_autofree char *secure = secure_file ("sesame", servers.ca, SUBJECT, "");
  g_autoptr (BstWay) way = new_way (BST_WAY_PROXY, uri);
  GSubprocess *ssh;

  if (fixture == NULL)
    return;

  ssh_fixture_trust (fixture, fixture->port);
  ssh_port = g_strdup_printf ("%u", fixture->port);
  ssh = start_program (
      (const char *const[]){ "ssh", "-N", "-D", listen, "-p", ssh_port, "127.0.0.1", NULL });
  ssh_fixture_wait_for (listens (port));

  bst_way_memory_keep (servers.inventory, "127.0.0.1", way);
  assert_opens (plain, NULL);
  assert_opens (secure, NULL);
  bst_way_memory_keep (servers.inventory, "127.0.0.1", NULL);
  end_program (ssh);
}

int
main (int argc, char *argv[])
{
  static const char *const domains[] = { NULL,       "GLib",        "GLib-GObject",
                                         "GLib-GIO", "bst-console", "bst-ssh" };
  int result;

  g_test_init (&argc, &argv, NULL);
  /* SPICE's library complains of what ends as an error here, and of a console that is closed before
   * all its channels are open. Others must not. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    g_log_set_fatal_mask (domains[i], G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  bst_thread_init ();
  if (!start_servers ())
    {
      g_print ("1..0 # SKIP there is no QEMU: apt install qemu-system-x86 openssl\n");
      return 0;
    }

  g_test_add_func ("/console-ways/direct", test_direct);
  g_test_add_func ("/console-ways/preferences", test_preferences);
  g_test_add_func ("/console-ways/expired", test_expired);
  g_test_add_func ("/console-ways/http-proxy", test_http_proxy);
  g_test_add_func ("/console-ways/ticket", test_ticket);
  g_test_add_func ("/console-ways/gateway", test_gateway);
  g_test_add_func ("/console-ways/question", test_question);
  g_test_add_func ("/console-ways/another-way", test_another_way);
  g_test_add_func ("/console-ways/socks", test_socks);
  g_test_add_func ("/console-ways/hung-up", test_hung_up);
  g_test_add_func ("/console-ways/silent", test_silent);
  result = g_test_run ();
  end_servers ();

  return result;
}
