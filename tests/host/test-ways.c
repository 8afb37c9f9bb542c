/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ways to a console, through real proxies: tinyproxy, "ssh -D". */

#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>

#include "console/bst-desktop-dialer.h"
#include "console/bst-direct-dialer.h"
#include "console/bst-proxy-dialer.h"
#include "console/bst-way.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "ways-fixture.h"

#define TICKET "pvespiceproxy:67e1a2b3:100:node1::5d3a1f0c9b8e7d6c5b4a39281706f5e4d3c2b1a0"

static void
test_direct (void)
{
  guint port;
  g_autoptr (GSocketService) echo = ways_start_echo (&port, NULL);
  g_autofree char *folder = ways_make_folder ();
  g_autofree char *path = g_build_filename (folder, "console.sock", NULL);
  g_autofree char *missing = g_build_filename (folder, "nothing.sock", NULL);
  g_autoptr (GSocketService) unix_echo = ways_start_echo (NULL, path);
  g_autoptr (BstDialer) dialer = bst_direct_dialer_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  ways_assert_reaches (dialer, "127.0.0.1", port);
  ways_assert_fails (dialer, "127.0.0.1", ssh_fixture_unused_port (), BST_ERROR_REFUSED,
                     "Nothing answers at 127.0.0.1:");
  ways_assert_fails (dialer, "nowhere.invalid", port, BST_ERROR_UNKNOWN_HOST, "nowhere.invalid");

  connection = ways_dial_unix (dialer, path, &error);
  g_assert_no_error (error);
  ways_assert_echoes (connection);
  g_clear_object (&connection);
  connection = ways_dial_unix (dialer, missing, &error);
  g_assert_null (connection);
  g_assert_error (error, BST_ERROR, BST_ERROR_REFUSED);
  g_assert_nonnull (bst_error_get_remedy (error));

  ways_remove_folder (folder);
}

/* What takes no connection, and a proxy that takes it and says nothing: both at once, since each
 * takes its ten seconds. */
static void
test_silent (void)
{
  g_autoptr (WaysScripted) proxy = ways_scripted_new (NULL);
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u", proxy->port);
  g_autoptr (BstDialer) direct = bst_direct_dialer_new ();
  g_autoptr (BstDialer) through = bst_proxy_dialer_new (uri, direct);
  g_autoptr (GAsyncResult) direct_result = NULL;
  g_autoptr (GAsyncResult) through_result = NULL;
  g_autoptr (GPtrArray) crowd = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocket) full =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  gint64 began = g_get_monotonic_time ();

  /* Its queue is full: whoever comes next hears nothing. */
  g_socket_bind (full, any, FALSE, NULL);
  g_socket_set_listen_backlog (full, 0);
  g_socket_listen (full, NULL);
  bound = g_socket_get_local_address (full, NULL);
  for (guint i = 0; i < 4; i++)
    {
      GSocket *one =
          g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

      g_socket_set_blocking (one, FALSE);
      g_socket_connect (one, bound, NULL, NULL);
      g_ptr_array_add (crowd, one);
    }

  bst_dialer_dial_async (direct, "127.0.0.1",
                         g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)), NULL,
                         ways_on_result, &direct_result);
  bst_dialer_dial_async (through, "hosta", 5900, NULL, ways_on_result, &through_result);
  ssh_fixture_wait_for (direct_result != NULL && through_result != NULL);

  for (guint i = 0; i < 2; i++)
    {
      BstDialer *dialer = i == 0 ? direct : through;
      g_autoptr (GError) error = NULL;

      g_assert_null (
          bst_dialer_dial_finish (dialer, i == 0 ? direct_result : through_result, &error));
      g_assert_error (error, BST_ERROR, BST_ERROR_TIMED_OUT);
      g_assert_nonnull (bst_error_get_remedy (error));
      g_assert_nonnull (strstr (error->message, "does not answer"));
    }
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 9 * G_TIME_SPAN_SECOND);
}

static void
test_cancelled (void)
{
  g_autoptr (WaysScripted) proxy = ways_scripted_new (NULL);
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u", proxy->port);
  g_autoptr (BstDialer) direct = bst_direct_dialer_new ();
  g_autoptr (BstDialer) dialer = bst_proxy_dialer_new (uri, direct);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bst_dialer_dial_async (dialer, "hosta", 5900, cancellable, ways_on_result, &result);
  ssh_fixture_wait_for (proxy->heard[0] != '\0');
  g_cancellable_cancel (cancellable);
  ssh_fixture_wait_for (result != NULL);
  g_assert_null (bst_dialer_dial_finish (dialer, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_connect_proxy (void)
{
  guint echo_port, proxy_port;
  g_autoptr (GSocketService) echo = ways_start_echo (&echo_port, NULL);
  g_autofree char *folder = ways_make_folder ();
  guint closed_port = ssh_fixture_unused_port ();
  g_autofree char *config =
      g_strdup_printf ("ConnectPort %u\nConnectPort %u\n", echo_port, closed_port);
  GSubprocess *tinyproxy = ways_start_tinyproxy (folder, config, &proxy_port);
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u", proxy_port);
  g_autofree char *dead = g_strdup_printf ("http://127.0.0.1:%u", closed_port);
  g_autoptr (BstDialer) direct = bst_direct_dialer_new ();
  g_autoptr (BstDialer) dialer = bst_proxy_dialer_new (uri, direct);
  g_autoptr (BstDialer) no_proxy = bst_proxy_dialer_new (dead, direct);
  g_autoptr (BstDialer) unknown = bst_proxy_dialer_new ("http://nowhere.invalid:1", direct);
  g_autofree char *described = bst_dialer_describe (dialer);

  if (tinyproxy == NULL)
    return;

  g_assert_nonnull (strstr (described, "127.0.0.1"));
  ways_assert_reaches (dialer, "127.0.0.1", echo_port);
  ways_assert_fails (dialer, "127.0.0.1", 1, BST_ERROR_PERMISSION, "does not let through");
  ways_assert_fails (dialer, "127.0.0.1", closed_port, BST_ERROR_UNREACHABLE, "does not reach");
  ways_assert_fails (no_proxy, "127.0.0.1", echo_port, BST_ERROR_UNREACHABLE, "The proxy");
  ways_assert_fails (unknown, "127.0.0.1", echo_port, BST_ERROR_UNKNOWN_HOST,
                     "The proxy nowhere.invalid:1");

  ways_end_program (tinyproxy);
  ways_remove_folder (folder);
}

static void
test_proxy_password (void)
{
  guint echo_port, proxy_port;
  g_autoptr (GSocketService) echo = ways_start_echo (&echo_port, NULL);
  g_autofree char *folder = ways_make_folder ();
  GSubprocess *tinyproxy = ways_start_tinyproxy (folder, "BasicAuth ana sesame\n", &proxy_port);
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u", proxy_port);
  g_autofree char *right = g_strdup_printf ("http://ana:ses%%61me@127.0.0.1:%u", proxy_port);
  g_autofree char *wrong = g_strdup_printf ("http://ana:other@127.0.0.1:%u", proxy_port);
  g_autoptr (BstDialer) direct = bst_direct_dialer_new ();
  g_autoptr (BstDialer) none = bst_proxy_dialer_new (uri, direct);
  g_autoptr (BstDialer) good = bst_proxy_dialer_new (right, direct);
  g_autoptr (BstDialer) bad = bst_proxy_dialer_new (wrong, direct);
  g_autofree char *described = bst_dialer_describe (good);

  if (tinyproxy == NULL)
    return;

  ways_assert_fails (none, "127.0.0.1", echo_port, BST_ERROR_AUTH, "user name and a password");
  ways_assert_fails (bad, "127.0.0.1", echo_port, BST_ERROR_AUTH, "user name and a password");
  ways_assert_reaches (good, "127.0.0.1", echo_port);
  g_assert_null (strstr (described, "sesame"));

  ways_end_program (tinyproxy);
  ways_remove_folder (folder);
}

/* What proxies say that tinyproxy never does. */
static void
test_proxy_words (void)
{
  static const struct
  {
    const char *words;
    const char *host;
    int code;
    const char *says;
  } cases[] = {
    { "", "hosta", BST_ERROR_UNREACHABLE, "gives no connection" },
    { "hello there\r\n\r\n", "hosta", BST_ERROR_UNREACHABLE, "no HTTP proxy" },
    { "HTTP/1.1 999999 Odd\r\n\r\n", "hosta", BST_ERROR_UNREACHABLE, "no HTTP proxy" },
    { "HTTP/1.1 504 Gateway Timeout\r\n\r\n", "hosta", BST_ERROR_UNREACHABLE, "does not reach" },
    { "HTTP/1.0 407 Proxy Authentication Required\n\n", "hosta", BST_ERROR_AUTH, "password" },
    { "HTTP/1.1 405 Method Not Allowed\r\nX: y\r\n\r\n", "hosta", BST_ERROR_PERMISSION,
      "does not let through to hosta:5900" },
    { "HTTP/1.1 401 invalid ticket\r\n\r\n", TICKET, BST_ERROR_TICKET, "has expired" },
    { "HTTP/1.1 403 no\r\n\r\n", TICKET, BST_ERROR_TICKET, "has expired" },
  };
  g_autoptr (BstDialer) direct = bst_direct_dialer_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WaysScripted) proxy = ways_scripted_new (cases[i].words);
      g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u", proxy->port);
      g_autoptr (BstDialer) dialer = bst_proxy_dialer_new (uri, direct);

      ways_assert_fails (dialer, cases[i].host, 5900, cases[i].code, cases[i].says);
    }
}

static void
test_long_answer (void)
{
  g_autofree char *rest = g_strnfill (20000, 'x');
  g_autofree char *words = g_strconcat ("HTTP/1.1 200 OK\r\nX: ", rest, NULL);
  g_autoptr (WaysScripted) proxy = ways_scripted_new (words);
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u", proxy->port);
  g_autoptr (BstDialer) direct = bst_direct_dialer_new ();
  g_autoptr (BstDialer) dialer = bst_proxy_dialer_new (uri, direct);

  ways_assert_fails (dialer, "hosta", 5900, BST_ERROR_UNREACHABLE, "does not reach");
}

/* A proxy that is spoken to by TLS: in front of tinyproxy. */
typedef struct
{
  guint port;
  GTlsCertificate *certificate;
} Front;

static void
on_joined (GObject *source, GAsyncResult *result, gpointer data)
{
  g_io_stream_splice_finish (result, NULL);
}

static gboolean
on_tls_caller (GSocketService *service,
               GSocketConnection *connection,
               GObject *source,
               gpointer data)
{
  Front *front = data;
  g_autoptr (BstDialer) direct = bst_direct_dialer_new ();
  g_autoptr (GSocketConnection) behind = ways_dial (direct, "127.0.0.1", front->port, NULL);
  g_autoptr (GIOStream) tls =
      g_tls_server_connection_new (G_IO_STREAM (connection), front->certificate, NULL);

  g_io_stream_splice_async (tls, G_IO_STREAM (behind),
                            G_IO_STREAM_SPLICE_CLOSE_STREAM1 | G_IO_STREAM_SPLICE_CLOSE_STREAM2,
                            G_PRIORITY_DEFAULT, NULL, on_joined, NULL);
  return TRUE;
}

static GTlsCertificate *
make_certificate (const char *folder)
{
  g_autofree char *key = g_build_filename (folder, "key.pem", NULL);
  g_autofree char *pem = g_build_filename (folder, "cert.pem", NULL);
  const char *argv[] = { "openssl",
                         "req",
                         "-x509",
                         "-newkey",
                         "rsa:2048",
                         "-nodes",
                         "-sha256",
                         "-days",
                         "2",
                         "-subj",
                         "/CN=localhost",
                         "-addext",
                         "subjectAltName=DNS:localhost",
                         "-keyout",
                         key,
                         "-out",
                         pem,
                         NULL };
  g_autoptr (GTlsDatabase) trusted = NULL;
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate;
  int status;

  g_spawn_sync (NULL, (char **)argv, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL | G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  certificate = g_tls_certificate_new_from_files (pem, key, &error);
  g_assert_no_error (error);
  trusted = g_tls_file_database_new (pem, &error);
  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), trusted);

  return certificate;
}

static void
test_tls_proxy (void)
{
  guint echo_port, front_port;
  g_autoptr (GSocketService) echo = ways_start_echo (&echo_port, NULL);
  g_autoptr (GSocketService) service = ways_start_service (&front_port, NULL);
  g_autofree char *folder = ways_make_folder ();
  g_autoptr (GTlsCertificate) certificate = NULL;
  Front front = { 0 };
  GSubprocess *tinyproxy = ways_start_tinyproxy (folder, NULL, &front.port);
  g_autofree char *uri = g_strdup_printf ("https://localhost:%u", front_port);
  g_autofree char *other = g_strdup_printf ("https://127.0.0.1:%u", front_port);
  g_autoptr (BstDialer) direct = bst_direct_dialer_new ();
  g_autoptr (BstDialer) dialer = bst_proxy_dialer_new (uri, direct);
  g_autoptr (BstDialer) wrong_name = bst_proxy_dialer_new (other, direct);

  if (tinyproxy == NULL)
    return;
  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_test_skip ("GIO has no TLS: apt install glib-networking");
      ways_end_program (tinyproxy);
      return;
    }

  front.certificate = certificate = make_certificate (folder);
  g_signal_connect (service, "incoming", G_CALLBACK (on_tls_caller), &front);
  ways_assert_reaches (dialer, "127.0.0.1", echo_port);
  ways_assert_fails (wrong_name, "127.0.0.1", echo_port, BST_ERROR_CERTIFICATE, "certificate");

  g_tls_backend_set_default_database (g_tls_backend_get_default (), NULL);
  ways_end_program (tinyproxy);
  ways_remove_folder (folder);
}

/* The host goes to the proxy as it stands, and what the console says at once is not swallowed. */
static void
test_ticket (void)
{
  g_autoptr (WaysScripted) proxy = ways_scripted_new ("HTTP/1.1 200 OK\r\nX: y\r\n\r\nREDQ");
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u", proxy->port);
  g_autoptr (BstDialer) direct = bst_direct_dialer_new ();
  g_autoptr (BstDialer) dialer = bst_proxy_dialer_new (uri, direct);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GAsyncResult) read = NULL;
  g_autoptr (GError) error = NULL;
  char bytes[5] = "";

  connection = ways_dial (dialer, TICKET, 61000, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (proxy->heard, "CONNECT " TICKET ":61000 HTTP/1.0\r\n"));
  g_assert_nonnull (strstr (proxy->heard, "\r\nHost: " TICKET ":61000\r\n"));

  g_input_stream_read_all_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)), bytes, 4,
                                 G_PRIORITY_DEFAULT, NULL, ways_on_result, &read);
  ssh_fixture_wait_for (read != NULL);
  g_assert_cmpstr (bytes, ==, "REDQ");
}

static GSubprocess *
start_socks (SshFixture *fixture, guint *port)
{
  g_autofree char *listen = NULL;
  g_autofree char *ssh_port = g_strdup_printf ("%u", fixture->port);
  GSubprocess *ssh;

  *port = ssh_fixture_unused_port ();
  listen = g_strdup_printf ("127.0.0.1:%u", *port);
  ssh_fixture_trust (fixture, fixture->port);
  ssh = ways_start_program (
      (const char *const[]){ "ssh", "-N", "-D", listen, "-p", ssh_port, "127.0.0.1", NULL });
  ssh_fixture_wait_for (ways_listens (*port));

  return ssh;
}

static void
test_socks (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  guint echo_port, socks_port;
  g_autoptr (GSocketService) echo = NULL;
  GSubprocess *ssh;
  g_autofree char *uri = NULL;
  g_autoptr (BstDialer) direct = bst_direct_dialer_new ();
  g_autoptr (BstDialer) dialer = NULL;
  g_autoptr (GProxyResolver) settings = NULL;
  g_autoptr (BstDialer) desktop = NULL;

  if (fixture == NULL)
    return;

  echo = ways_start_echo (&echo_port, NULL);
  ssh = start_socks (fixture, &socks_port);
  uri = g_strdup_printf ("socks5://127.0.0.1:%u", socks_port);
  dialer = bst_proxy_dialer_new (uri, direct);
  ways_assert_reaches (dialer, "127.0.0.1", echo_port);
  /* A name that the far side knows, and only that. */
  ways_assert_reaches (dialer, "localhost", echo_port);
  ways_assert_fails (dialer, "127.0.0.1", ssh_fixture_unused_port (), BST_ERROR_UNREACHABLE,
                     "gives no connection");

  /* As GNOME's settings have it. */
  {
    g_autofree char *named = g_strdup_printf ("socks://127.0.0.1:%u", socks_port);

    settings = g_simple_proxy_resolver_new (named, NULL);
    desktop = bst_desktop_dialer_new (settings);
    ways_assert_reaches (desktop, "localhost", echo_port);
  }

  ways_end_program (ssh);
}

static void
test_desktop (void)
{
  guint echo_port;
  g_autoptr (GSocketService) echo = ways_start_echo (&echo_port, NULL);
  g_autoptr (WaysScripted) picky = ways_scripted_new ("HTTP/1.1 403 Only pages\r\n\r\n");
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u", picky->port);
  g_autoptr (GProxyResolver) none = g_simple_proxy_resolver_new (NULL, NULL);
  g_autoptr (GProxyResolver) pages = g_simple_proxy_resolver_new (uri, NULL);
  g_autoptr (GProxyResolver) strange = g_simple_proxy_resolver_new ("gopher://x:1", NULL);
  char *ignored[] = { "127.0.0.0/8", NULL };
  g_autoptr (GProxyResolver) not_here = g_simple_proxy_resolver_new (uri, ignored);
  GProxyResolver *const good[] = { none, pages, strange, not_here };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (BstDialer) dialer = bst_desktop_dialer_new (good[i]);

      picky->heard[0] = '\0';
      ways_assert_reaches (dialer, "127.0.0.1", echo_port);
      g_assert_cmpint (picky->heard[0] != '\0', ==, good[i] == pages);
    }

  /* What fails tells of the way that the settings put first. */
  {
    g_autoptr (BstDialer) dialer = bst_desktop_dialer_new (pages);
    g_autoptr (BstDialer) straight = bst_desktop_dialer_new (none);

    ways_assert_fails (dialer, "127.0.0.1", ssh_fixture_unused_port (), BST_ERROR_PERMISSION,
                       "does not let through");
    ways_assert_fails (straight, "127.0.0.1", ssh_fixture_unused_port (), BST_ERROR_REFUSED,
                       "Nothing answers");
  }
}

static void
test_way_words (void)
{
  static const struct
  {
    BstWayKind kind;
    const char *address;
    const char *kept; /* NULL: no way */
  } ways[] = {
    { BST_WAY_DESKTOP, NULL, "desktop" },
    { BST_WAY_DIRECT, NULL, "direct" },
    { BST_WAY_GATEWAY, " ana@gate:2209 ", "ssh:ana@gate:2209" },
    { BST_WAY_GATEWAY, "-oProxyCommand=x", NULL },
    { BST_WAY_GATEWAY, "", NULL },
    { BST_WAY_PROXY, "proxy:3128", "proxy:http://proxy:3128" },
    { BST_WAY_PROXY, "socks5://localhost:10080", "proxy:socks5://localhost:10080" },
    { BST_WAY_PROXY, "http://ana:sesame@proxy:3128", "proxy:http://ana@proxy:3128" },
    { BST_WAY_PROXY, "gopher://x:1", NULL },
    { BST_WAY_PROXY, NULL, NULL },
  };
  static const char *const nonsense[] = { "", "x", "ssh:", "ssh:-x", "proxy:", "proxy:gopher://x" };

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BstWay) way = bst_way_new (ways[i].kind, ways[i].address, &error);
      g_autoptr (BstWay) again = NULL;
      g_autofree char *kept = NULL;
      g_autofree char *kept_again = NULL;

      if (ways[i].kept == NULL)
        {
          g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
          g_assert_nonnull (bst_error_get_remedy (error));
          continue;
        }
      g_assert_no_error (error);
      kept = bst_way_to_string (way);
      g_assert_cmpstr (kept, ==, ways[i].kept);
      again = bst_way_from_string (kept);
      g_assert_cmpint (again->kind, ==, way->kind);
      kept_again = bst_way_to_string (again);
      g_assert_cmpstr (kept_again, ==, kept);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (nonsense); i++)
    g_assert_null (bst_way_from_string (nonsense[i]));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  bst_thread_init ();
  g_test_add_func ("/ways/words", test_way_words);
  g_test_add_func ("/ways/direct", test_direct);
  g_test_add_func ("/ways/cancelled", test_cancelled);
  g_test_add_func ("/ways/connect-proxy", test_connect_proxy);
  g_test_add_func ("/ways/proxy-password", test_proxy_password);
  g_test_add_func ("/ways/proxy-words", test_proxy_words);
  g_test_add_func ("/ways/long-answer", test_long_answer);
  g_test_add_func ("/ways/ticket", test_ticket);
  g_test_add_func ("/ways/tls-proxy", test_tls_proxy);
  g_test_add_func ("/ways/desktop", test_desktop);
  g_test_add_func ("/ways/socks", test_socks);
  g_test_add_func ("/ways/silent", test_silent);

  return g_test_run ();
}
