/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ways to a console through SSH gateways, and through more behind them. */

#include "console/bst-gateways.h"
#include "console/bst-way.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "ways-fixture.h"

static BstUri *
parse_gateway (SshFixture *fixture)
{
  g_autofree char *text = g_strdup_printf ("%s@127.0.0.1:%u", g_get_user_name (), fixture->port);
  g_autoptr (GError) error = NULL;
  BstUri *gateway = bst_gateway_parse (text, &error);

  g_assert_no_error (error);
  return gateway;
}

static void
on_question (BstGateways *gateways, BstSshQuestion *question, gpointer data)
{
  ++*(guint *)data;
  g_assert_cmpint (bst_ssh_question_get_kind (question), ==, BST_SSH_QUESTION_HOST_KEY);
  bst_ssh_question_answer (question, "yes", FALSE);
}

static void
test_gateway (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstGateways) gateways = bst_gateways_new ();
  g_autoptr (BstUri) uri = fixture != NULL ? parse_gateway (fixture) : NULL;
  guint echo_port;
  g_autoptr (GSocketService) echo = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GSocketService) unix_echo = NULL;
  g_autoptr (BstDialer) dialer = NULL;
  g_autoptr (BstDialer) same = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GSocketConnection) socket = NULL;
  GAsyncResult *results[3] = { NULL };
  g_autoptr (GError) error = NULL;
  guint n_questions = 0;

  if (fixture == NULL)
    return;

  g_signal_connect (gateways, "question", G_CALLBACK (on_question), &n_questions);
  echo = ways_start_echo (&echo_port, NULL);
  path = g_build_filename (fixture->folder, "console.sock", NULL);
  unix_echo = ways_start_echo (NULL, path);
  dialer = bst_gateways_take (gateways, uri);
  same = bst_gateways_take (gateways, uri);
  g_assert_true (dialer == same);

  /* Several channels, as a console asks for them: one log-in, one question. */
  for (guint i = 0; i < 3; i++)
    bst_dialer_dial_async (dialer, "127.0.0.1", echo_port, NULL, ways_on_result, &results[i]);
  ssh_fixture_wait_for (results[0] != NULL && results[1] != NULL && results[2] != NULL);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GAsyncResult) result = results[i];
      g_autoptr (GSocketConnection) channel = bst_dialer_dial_finish (dialer, result, &error);

      g_assert_no_error (error);
      ways_assert_echoes (channel);
    }
  g_assert_cmpuint (n_questions, ==, 1);
  g_assert_cmpuint (ssh_fixture_count_children (), ==, 2); /* sshd, and one ssh */

  ways_assert_reaches (dialer, "localhost", echo_port);
  ways_assert_fails (dialer, "127.0.0.1", ssh_fixture_unused_port (), BST_ERROR_REFUSED,
                     "nothing answers");
  socket = ways_dial_unix (dialer, path, &error);
  g_assert_no_error (error);
  ways_assert_echoes (socket);
}

static void
assert_gateway_is_tried_again (SshFixture *fixture, BstDialer *dialer, guint echo_port)
{
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GAsyncResult) read = NULL;
  g_autoptr (GError) error = NULL;
  char byte;

  connection = ways_dial (dialer, "127.0.0.1", echo_port, &error);
  g_assert_no_error (error);
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)), &byte, 1,
                             G_PRIORITY_DEFAULT, NULL, ways_on_result, &read);
  ssh_fixture_kill (fixture->sshd);
  ssh_fixture_wait_for (read != NULL);
  g_clear_object (&fixture->sshd);
  ssh_fixture_wait_for (bst_gateway_dialer_get_stage (BST_GATEWAY_DIALER (dialer)) ==
                        BST_SSH_STAGE_START);

  /* It is tried again, and is not there. */
  ways_assert_fails (dialer, "127.0.0.1", echo_port, BST_ERROR_UNREACHABLE, "");
}

static void
test_gateway_lost (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstGateways) gateways = bst_gateways_new ();
  g_autoptr (BstUri) uri = fixture != NULL ? parse_gateway (fixture) : NULL;
  guint echo_port;
  g_autoptr (GSocketService) echo = NULL;
  g_autoptr (BstDialer) dialer = NULL;

  if (fixture == NULL)
    return;

  ssh_fixture_trust (fixture, fixture->port);
  echo = ways_start_echo (&echo_port, NULL);
  dialer = bst_gateways_take (gateways, uri);
  assert_gateway_is_tried_again (fixture, dialer, echo_port);
}

static BstSshMaster *
find_master (const BstUri *gateway, gpointer data)
{
  return data;
}

/* A gateway that is a host of ours is connected already; when that ends, it is a gateway's own. */
static void
test_gateway_shared (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstGateways) gateways = bst_gateways_new ();
  g_autoptr (BstUri) uri = fixture != NULL ? parse_gateway (fixture) : NULL;
  guint echo_port;
  g_autoptr (GSocketService) echo = NULL;
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (BstDialer) shared = NULL;
  g_autoptr (BstDialer) own = NULL;
  g_autoptr (GError) error = NULL;

  if (fixture == NULL)
    return;

  ssh_fixture_trust (fixture, fixture->port);
  echo = ways_start_echo (&echo_port, NULL);
  master = ssh_fixture_master (fixture);
  ssh_fixture_open (master, 20000, &error);
  g_assert_no_error (error);
  bst_gateways_set_find (gateways, find_master, master);

  shared = bst_gateways_take (gateways, uri);
  ways_assert_reaches (shared, "127.0.0.1", echo_port);
  g_assert_cmpuint (ssh_fixture_count_children (), ==, 2); /* sshd, and the one ssh */

  bst_ssh_master_close (master);
  ways_assert_fails (shared, "127.0.0.1", echo_port, BST_ERROR_NOT_CONNECTED, "");
  own = bst_gateways_take (gateways, uri);
  ways_assert_reaches (own, "127.0.0.1", echo_port);
}

static void
test_gateway_cancelled (void)
{
  g_autoptr (WaysScripted) silent = ways_scripted_new (NULL);
  g_autofree char *text = g_strdup_printf ("127.0.0.1:%u", silent->port);
  g_autoptr (BstUri) uri = bst_gateway_parse (text, NULL);
  g_autoptr (BstGateways) gateways = bst_gateways_new ();
  g_autoptr (BstDialer) dialer = bst_gateways_take (gateways, uri);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bst_dialer_dial_async (dialer, "hosta", 5900, cancellable, ways_on_result, &result);
  ssh_fixture_wait_for (silent->heard[0] != '\0');
  g_cancellable_cancel (cancellable);
  ssh_fixture_wait_for (result != NULL);
  g_assert_null (bst_dialer_dial_finish (dialer, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  ssh_fixture_wait_for (ssh_fixture_count_children () == 0);
}

static BstVvFile *
parse_vv (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  BstVvFile *file = bst_vv_file_parse (bytes, &error);

  g_assert_no_error (error);
  return file;
}

/* A file's proxy that only the gateway reaches: the source's school with Proxmox VE in it. */
static void
test_gateway_then_proxy (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstGateways) gateways = bst_gateways_new ();
  g_autoptr (GSocketService) echo = NULL;
  GSubprocess *tinyproxy;
  guint echo_port, proxy_port;
  g_autofree char *text = NULL;
  g_autofree char *via = NULL;
  g_autoptr (BstVvFile) file = NULL;
  g_autoptr (BstWay) way = NULL;
  g_autoptr (BstDialer) dialer = NULL;

  if (fixture == NULL)
    return;

  tinyproxy = ways_start_tinyproxy (fixture->folder, NULL, &proxy_port);
  if (tinyproxy == NULL)
    return;

  ssh_fixture_trust (fixture, fixture->port);
  echo = ways_start_echo (&echo_port, NULL);
  text = g_strdup_printf ("[virt-viewer]\ntype=spice\nhost=127.0.0.1\nport=%u\n"
                          "proxy=http://localhost:%u\n",
                          echo_port, proxy_port);
  file = parse_vv (text);
  via = g_strdup_printf ("127.0.0.1:%u", fixture->port);
  way = bst_way_new (BST_WAY_GATEWAY, via, NULL);
  dialer = bst_way_new_dialer (way, file, gateways);
  ways_assert_reaches (dialer, "127.0.0.1", echo_port);

  ways_end_program (tinyproxy);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  bst_thread_init ();
  g_test_add_func ("/gateways/shares-one", test_gateway);
  g_test_add_func ("/gateways/lost", test_gateway_lost);
  g_test_add_func ("/gateways/shared", test_gateway_shared);
  g_test_add_func ("/gateways/cancelled", test_gateway_cancelled);
  g_test_add_func ("/gateways/then-proxy", test_gateway_then_proxy);

  return g_test_run ();
}
