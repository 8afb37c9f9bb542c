/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A console file whose password is for one opening, and who refuses it: the ticket's own server, or
 * what stands before it, which another way leads past. Through a real sshd. */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "../host/ssh-fixture.h"
#include "app/bst-console-window.h"
#include "app/bst-open-request.h"
#include "ui-fixture.h"

#define ONCE "[virt-viewer]\ntype=spice\npassword=sesame\ndelete-this-file=1\ntitle=Once\n"
#define TICKET "pvespiceproxy:67e1a2b3:100:node1::5d3a1f0c"
#define OTHER_WAY "Choose _Another Way…"

static char *folder;

typedef struct
{
  UiFixture *fixture;
  const char *says;
  GtkWindow *window;
} Search;

/* @via: (nullable) */
static void
open_text (UiFixture *fixture, const char *text, const char *via)
{
  g_autofree char *path = g_build_filename (folder, "once.vv", NULL);
  g_autofree char *hint = bst_open_request_write_hint (via, FALSE);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_application_open (G_APPLICATION (fixture->application), &file, 1, hint);
}

static gboolean
is_said (gpointer data)
{
  Search *search = data;

  search->window = ui_find_window (search->fixture, BST_TYPE_CONSOLE_WINDOW);
  return search->window != NULL && ui_says (GTK_WIDGET (search->window), search->says);
}

static void
close_window (GtkWindow *window)
{
  gtk_window_close (window);
  ui_settle ();
}

/* Another way leads past it; a new file would not. */
static void
assert_ways_out (UiFixture *fixture, const char *text)
{
  Search search = { fixture, text, NULL };
  GtkWidget *window;

  ui_wait (text, is_said, &search);
  window = GTK_WIDGET (search.window);
  g_assert_nonnull (ui_find (window, GTK_TYPE_BUTTON, OTHER_WAY));
  g_assert_nonnull (ui_find (window, GTK_TYPE_BUTTON, "_Retry"));
  g_assert_false (ui_says (window, "get a new one"));
  g_assert_false (ui_says (window, "sesame"));

  /* ... and so it is when it is tried again. */
  ui_click (window, "_Retry");
  ui_wait (text, is_said, &search);
  g_assert_nonnull (ui_find (window, GTK_TYPE_BUTTON, OTHER_WAY));
  close_window (search.window);
}

static void
test_gateway (UiFixture *fixture)
{
  g_autoptr (SshFixture) ssh = ssh_fixture_new ("PasswordAuthentication no\n"
                                                "KbdInteractiveAuthentication no\n");
  g_autofree char *via = NULL;

  if (ssh == NULL)
    return;

  ssh_fixture_trust (ssh, ssh->port);
  via = g_strdup_printf ("no-such-user@127.0.0.1:%u", ssh->port);
  open_text (fixture, ONCE "host=192.0.2.1\nport=5900\n", via);
  assert_ways_out (fixture, "127.0.0.1 refused the log-in of “no-such-user”");
}

static gboolean
on_caller (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  const char *answer = data;
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  char request[1024];

  /* A connection that is closed with something unread is reset. */
  g_assert_cmpint (g_input_stream_read (input, request, sizeof request, NULL, NULL), >, 0);
  g_assert_true (g_output_stream_write_all (output, answer, strlen (answer), NULL, NULL, NULL));
  return TRUE;
}

/* A proxy in a thread of its own, which answers all the same. */
static GSocketService *
start_proxy (const char *answer, guint *port)
{
  GSocketService *service = g_threaded_socket_service_new (4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;

  g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, NULL);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (service, "run", G_CALLBACK (on_caller), (gpointer)answer);

  return service;
}

static void
test_proxy (UiFixture *fixture)
{
  guint port;
  g_autoptr (GSocketService) proxy =
      start_proxy ("HTTP/1.0 407 Proxy Authentication Required\r\n\r\n", &port);
  g_autofree char *text =
      g_strdup_printf (ONCE "host=" TICKET "\ntls-port=61000\nproxy=http://127.0.0.1:%u\n", port);

  open_text (fixture, text, NULL);
  assert_ways_out (fixture, "wants a user name and a password");
}

static void
test_expired (UiFixture *fixture)
{
  guint port;
  g_autoptr (GSocketService) proxy = start_proxy ("HTTP/1.1 401 invalid ticket\r\n\r\n", &port);
  g_autofree char *text =
      g_strdup_printf (ONCE "host=" TICKET "\ntls-port=61000\nproxy=http://127.0.0.1:%u\n", port);
  Search search = { fixture, "click Console there again", NULL };

  open_text (fixture, text, NULL);
  ui_wait ("how to get another ticket", is_said, &search);
  g_assert_true (ui_says (GTK_WIDGET (search.window), "The ticket of this console has expired"));
  g_assert_null (ui_find (search.window, GTK_TYPE_BUTTON, OTHER_WAY));
  g_assert_true (gtk_widget_has_css_class (ui_find (search.window, GTK_TYPE_BUTTON, "_Close"),
                                           "suggested-action"));
  close_window (search.window);
}

int
main (int argc, char *argv[])
{
  int result;

  if (!ui_init (&argc, &argv))
    return 0;

  folder = g_strdup ("/tmp/bst-ticket-XXXXXX");
  g_assert_nonnull (g_mkdtemp (folder));
  ui_add_test ("/console-ticket/gateway", NULL, test_gateway);
  ui_add_test ("/console-ticket/proxy", NULL, test_proxy);
  ui_add_test ("/console-ticket/expired", NULL, test_expired);
  result = g_test_run ();
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (folder);

  return result;
}
