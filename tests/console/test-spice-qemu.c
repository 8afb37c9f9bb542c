/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Consoles of real QEMUs: plain, with passwords, with TLS, on UNIX sockets, on the move. */

#include "console-helpers.h"

#include <string.h>

#include "console/bst-direct-dialer.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"

static void
close_console (BstSpiceConsole *console)
{
  bst_console_close (BST_CONSOLE (console));
  g_assert_cmpint (bst_console_get_state (BST_CONSOLE (console)), ==, BST_CONSOLE_STATE_ENDED);
  g_assert_no_error (bst_console_get_error (BST_CONSOLE (console)));
}

static void
test_plain (void)
{
  g_autoptr (QemuFixture) qemu = qemu_fixture_new (TRUE, FALSE, "disable-ticketing=on", NULL);
  g_autoptr (BstSpiceConsole) console = NULL;
  BstConsoleDisplay *display;
  BstConsoleStats stats;

  if (qemu == NULL)
    return;

  console = console_new (qemu->port);
  g_assert_cmpint (bst_console_get_state (BST_CONSOLE (console)), ==, BST_CONSOLE_STATE_NEW);
  bst_console_open (BST_CONSOLE (console));
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  display = console_wait_for_display (console, 0);
  g_assert_cmpint (bst_console_display_get_width (display), >, 100);
  console_wait_for (bst_console_get_abilities (BST_CONSOLE (console)) & BST_CONSOLE_CAN_TYPE);
  bst_console_get_stats (BST_CONSOLE (console), &stats);
  g_assert_cmpuint (stats.bytes_in, >, 100);

  close_console (console);
}

/* However far it has come when it is closed, the machine lives on: a server may end of a display's
 * client that hangs up while it opens, and its screen is often closed when it has just opened. */
static void
test_closed_early (void)
{
  g_autoptr (QemuFixture) qemu = qemu_fixture_new (TRUE, FALSE, "disable-ticketing=on", NULL);

  if (qemu == NULL)
    return;

  /* The library asks a session that is gone for its caches, when a display opens after all. */
  g_log_set_fatal_mask ("GLib-GObject", G_LOG_FATAL_MASK);
  for (guint turns = 0; turns < 60; turns++)
    {
      g_autoptr (BstSpiceConsole) console = console_new (qemu->port);
      BstConsole *face = BST_CONSOLE (console);

      bst_console_open (face);
      for (guint i = 0; i < turns && bst_console_get_state (face) != BST_CONSOLE_STATE_CONNECTED;
           i++)
        console_iterate ();
      close_console (console);
      console_release (g_steal_pointer (&console));
      g_free (qemu_fixture_command (qemu, "{\"execute\":\"query-status\"}"));
    }
  console_let_library_warn ();
}

/* Waits until the console ended with an error of @code. */
static void
expect_end (BstSpiceConsole *console, int code)
{
  BstConsole *face = BST_CONSOLE (console);

  console_wait_for (bst_console_get_state (face) == BST_CONSOLE_STATE_ENDED);
  g_assert_error (bst_console_get_error (face), BST_ERROR, code);
  g_assert_nonnull (bst_error_get_remedy (bst_console_get_error (face)));
}

static BstSpiceConsole *
new_console (const QemuFixture *qemu, const char *password)
{
  g_autoptr (BstSpiceTarget) target = bst_spice_target_new ();
  g_autoptr (BstDialer) dialer = bst_direct_dialer_new ();

  target->host = g_strdup ("127.0.0.1");
  target->port = qemu->port;
  target->tls_port = qemu->tls_port;
  target->password = g_strdup (password);

  return bst_spice_console_new ("web", target, dialer);
}

static QemuFixture *
new_qemu_with_password (void)
{
  QemuFixture *qemu =
      qemu_fixture_new (TRUE, FALSE, "password-secret=secret",
                        (const char *const[]){ "-object", "secret,id=secret,data=letmein", NULL });

  return qemu;
}

static void
test_password (void)
{
  g_autoptr (QemuFixture) qemu = new_qemu_with_password ();
  g_autoptr (BstSpiceConsole) console = NULL;

  if (qemu == NULL)
    return;

  console = new_console (qemu, "letmein");
  bst_console_open (BST_CONSOLE (console));
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  close_console (console);
}

static void
test_asked_password (void)
{
  g_autoptr (QemuFixture) qemu = new_qemu_with_password ();
  g_autoptr (BstSpiceConsole) console = NULL;
  BstConsole *face;

  if (qemu == NULL)
    return;

  console = new_console (qemu, NULL);
  face = BST_CONSOLE (console);
  bst_console_open (face);
  console_wait_for_state (console, BST_CONSOLE_STATE_PASSWORD);
  g_assert_no_error (bst_console_get_error (face));
  g_assert_false (bst_console_needs_username (face));
  g_assert_false (bst_console_can_keep_password (face));

  bst_console_set_password (face, NULL, "wrong", FALSE);
  g_assert_cmpint (bst_console_get_state (face), ==, BST_CONSOLE_STATE_CONNECTING);
  console_wait_for_state (console, BST_CONSOLE_STATE_PASSWORD);
  g_assert_error (bst_console_get_error (face), BST_ERROR, BST_ERROR_AUTH);

  bst_console_set_password (face, NULL, "letmein", FALSE);
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  console_wait_for_display (console, 0);
  close_console (console);
}

static void
test_expired_ticket (void)
{
  g_autoptr (QemuFixture) qemu = new_qemu_with_password ();
  g_autoptr (BstSpiceConsole) console = NULL;
  g_autoptr (BstSpiceTarget) target = NULL;
  g_autoptr (BstDialer) dialer = bst_direct_dialer_new ();
  g_autofree char *answer = NULL;

  if (qemu == NULL)
    return;

  answer = qemu_fixture_command (qemu, "{\"execute\":\"expire_password\",\"arguments\":"
                                       "{\"protocol\":\"spice\",\"time\":\"now\"}}");
  g_assert_nonnull (strstr (answer, "\"return\""));
  target = bst_spice_target_new ();
  target->host = g_strdup ("127.0.0.1");
  target->port = qemu->port;
  target->password = g_strdup ("letmein");
  target->is_ticket = TRUE;
  console = bst_spice_console_new ("web", target, dialer);
  bst_console_open (BST_CONSOLE (console));
  expect_end (console, BST_ERROR_TICKET);
}

/* TLS. */

typedef struct
{
  char *folder;
  char *ca;
  QemuFixture *qemu; /* (nullable) */
  BstSpiceTarget *target;
} Tls;

static void
tls_set_up (Tls *tls, gconstpointer plain_too)
{
  g_autofree char *options = NULL;

  tls->folder = g_dir_make_tmp ("bst-tls-XXXXXX", NULL);
  tls->ca = console_make_certificates (tls->folder, "vmhost.example");
  options = g_strdup_printf ("x509-dir=%s,disable-ticketing=on%s", tls->folder,
                             plain_too != NULL ? ",tls-channel=default" : "");
  tls->qemu = qemu_fixture_new (plain_too != NULL, TRUE, options, NULL);
  if (tls->qemu == NULL)
    return;

  tls->target = bst_spice_target_new ();
  tls->target->host = g_strdup ("127.0.0.1");
  tls->target->port = tls->qemu->port;
  tls->target->tls_port = tls->qemu->tls_port;
  tls->target->ca = g_strdup (tls->ca);
  tls->target->host_subject = g_strdup ("O=Bastida,CN=vmhost.example");
}

static void
tls_tear_down (Tls *tls, gconstpointer plain_too)
{
  bst_spice_target_free (tls->target);
  qemu_fixture_free (tls->qemu);
  console_remove_folder (tls->folder);
  g_free (tls->folder);
  g_free (tls->ca);
}

static BstSpiceConsole *
open_tls (Tls *tls)
{
  g_autoptr (BstDialer) dialer = bst_direct_dialer_new ();
  BstSpiceConsole *console = bst_spice_console_new ("web", tls->target, dialer);

  bst_console_open (BST_CONSOLE (console));

  return console;
}

static void
test_tls (Tls *tls, gconstpointer data)
{
  g_autoptr (BstSpiceConsole) console = NULL;

  if (tls->qemu == NULL)
    return;

  console = open_tls (tls);
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  console_wait_for_display (console, 0);
  close_console (console);
}

static void
test_wrong_subject (Tls *tls, gconstpointer data)
{
  g_autoptr (BstSpiceConsole) console = NULL;

  if (tls->qemu == NULL)
    return;

  g_free (tls->target->host_subject);
  tls->target->host_subject = g_strdup ("O=Bastida,CN=other.example");
  console = open_tls (tls);
  expect_end (console, BST_ERROR_CERTIFICATE);
}

static void
test_wrong_name (Tls *tls, gconstpointer data)
{
  g_autoptr (BstSpiceConsole) console = NULL;

  if (tls->qemu == NULL)
    return;

  g_clear_pointer (&tls->target->host_subject, g_free);
  console = open_tls (tls);
  expect_end (console, BST_ERROR_CERTIFICATE);
}

static void
test_wrong_ca (Tls *tls, gconstpointer data)
{
  g_autoptr (BstSpiceConsole) console = NULL;
  g_autofree char *folder = g_dir_make_tmp ("bst-tls-XXXXXX", NULL);

  if (tls->qemu == NULL)
    return;

  g_free (tls->target->ca);
  tls->target->ca = console_make_certificates (folder, "vmhost.example");
  console_remove_folder (folder);
  console = open_tls (tls);
  expect_end (console, BST_ERROR_CERTIFICATE);
}

static void
test_no_ca (Tls *tls, gconstpointer data)
{
  g_autoptr (BstSpiceConsole) console = NULL;

  if (tls->qemu == NULL)
    return;

  g_clear_pointer (&tls->target->ca, g_free);
  console = open_tls (tls);
  expect_end (console, BST_ERROR_CERTIFICATE);
}

/* The server has both ports and wants TLS of all: learnt, then done. */
static void
test_learnt_tls (Tls *tls, gconstpointer data)
{
  if (tls->qemu != NULL)
    test_tls (tls, data);
}

static void
test_unknown_tls_port (Tls *tls, gconstpointer data)
{
  g_autoptr (BstSpiceConsole) console = NULL;

  if (tls->qemu == NULL)
    return;

  tls->target->tls_port = 0;
  console = open_tls (tls);
  expect_end (console, BST_ERROR_UNSUPPORTED);
}

/* Other ways. */

static void
test_unix (void)
{
  g_autofree char *folder = g_dir_make_tmp ("bst-unix-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "spice", NULL);
  g_autofree char *options = g_strdup_printf ("unix=on,addr=%s,disable-ticketing=on", path);
  g_autoptr (QemuFixture) qemu = qemu_fixture_new (FALSE, FALSE, options, NULL);
  g_autoptr (BstSpiceTarget) target = bst_spice_target_new ();
  g_autoptr (BstDialer) dialer = bst_direct_dialer_new ();
  g_autoptr (BstSpiceConsole) console = NULL;

  if (qemu == NULL)
    return;

  target->unix_path = g_strdup (path);
  console = bst_spice_console_new ("web", target, dialer);
  bst_console_open (BST_CONSOLE (console));
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  console_wait_for_display (console, 0);
  close_console (console);
  console_remove_folder (folder);
}

static void
test_nobody (void)
{
  g_autoptr (BstSpiceConsole) console = console_new (console_unused_port ());

  bst_console_open (BST_CONSOLE (console));
  expect_end (console, BST_ERROR_REFUSED);
}

static void
test_bad_targets (void)
{
  static const struct
  {
    const char *host;
    guint port;
    const char *ca;
    const char *ciphers;
    const char *filter;
  } bad[] = {
    { NULL, 5900, NULL, NULL, NULL },          { "", 5900, NULL, NULL, NULL },
    { "hosta", 0, NULL, NULL, NULL },          { "hosta", 70000, NULL, NULL, NULL },
    { "hosta", 5900, "no PEM", NULL, NULL },   { "hosta", 5900, NULL, "best\ncipher", NULL },
    { "hosta", 5900, NULL, NULL, "-1,-1,-1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (BstSpiceTarget) target = bst_spice_target_new ();
      g_autoptr (BstDialer) dialer = bst_direct_dialer_new ();
      g_autoptr (BstSpiceConsole) console = NULL;

      target->host = g_strdup (bad[i].host);
      target->port = bad[i].port;
      target->ca = g_strdup (bad[i].ca);
      target->ciphers = g_strdup (bad[i].ciphers);
      target->usb_filter = g_strdup (bad[i].filter);
      console = bst_spice_console_new ("web", target, dialer);
      bst_console_open (BST_CONSOLE (console));
      g_assert_cmpint (bst_console_get_state (BST_CONSOLE (console)), ==, BST_CONSOLE_STATE_ENDED);
      g_assert_error (bst_console_get_error (BST_CONSOLE (console)), BST_ERROR, BST_ERROR_INVALID);
    }
}

/* A server that accepts and says nothing. */
static void
test_silent (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  const guint port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autoptr (BstSpiceConsole) console = console_new (port);
  const gint64 start = g_get_monotonic_time ();

  bst_console_open (BST_CONSOLE (console));
  expect_end (console, BST_ERROR_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - start, >, 9 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 25 * G_TIME_SPAN_SECOND);
}

/* Ends. */

static void
test_machine_off (void)
{
  g_autoptr (QemuFixture) qemu = qemu_fixture_new (TRUE, FALSE, "disable-ticketing=on", NULL);
  g_autoptr (BstSpiceConsole) console = NULL;
  BstConsoleDisplay *display;

  if (qemu == NULL)
    return;

  console = new_console (qemu, NULL);
  bst_console_open (BST_CONSOLE (console));
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  display = console_wait_for_display (console, 0);
  qemu_fixture_kill (qemu);
  console_wait_for (bst_console_get_state (BST_CONSOLE (console)) == BST_CONSOLE_STATE_ENDED);
  g_assert_no_error (bst_console_get_error (BST_CONSOLE (console)));
  g_assert_cmpint (bst_console_display_get_width (display), >, 0);
  console_get_pixel (display, 0, 0);
}

static void
test_reboot (void)
{
  g_autoptr (QemuFixture) qemu = qemu_fixture_new (TRUE, FALSE, "disable-ticketing=on", NULL);
  g_autoptr (BstSpiceConsole) console = NULL;
  g_autofree char *answer = NULL;
  BstConsoleStats before, after;

  if (qemu == NULL)
    return;

  console = new_console (qemu, NULL);
  bst_console_open (BST_CONSOLE (console));
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  console_wait_for_display (console, 0);
  bst_console_get_stats (BST_CONSOLE (console), &before);
  answer = qemu_fixture_command (qemu, "{\"execute\":\"system_reset\"}");
  console_wait_for (
      (bst_console_get_stats (BST_CONSOLE (console), &after), after.updates > before.updates + 1));
  g_assert_cmpint (bst_console_get_state (BST_CONSOLE (console)), ==, BST_CONSOLE_STATE_CONNECTED);
  close_console (console);
}

/* Whoever came first does not fight back. */
static void
test_somebody_else (void)
{
  g_autoptr (QemuFixture) qemu = qemu_fixture_new (TRUE, FALSE, "disable-ticketing=on", NULL);
  g_autoptr (BstSpiceConsole) first = NULL;
  g_autoptr (BstSpiceConsole) second = NULL;

  if (qemu == NULL)
    return;

  first = new_console (qemu, NULL);
  second = new_console (qemu, NULL);
  bst_console_open (BST_CONSOLE (first));
  console_wait_for_state (first, BST_CONSOLE_STATE_CONNECTED);
  bst_console_open (BST_CONSOLE (second));
  expect_end (first, BST_ERROR_BUSY);
  console_wait_for_state (second, BST_CONSOLE_STATE_CONNECTED);
  console_wait_for_display (second, 0);
  close_console (second);
}

/* On the move. */

typedef struct
{
  QemuFixture *from;
  QemuFixture *to;
  BstSpiceConsole *console;
  gboolean slow;
} Move;

/* Its client's channels are there, too. */
static gboolean
is_followed (QemuFixture *qemu)
{
  g_autofree char *answer = qemu_fixture_command (qemu, "{\"execute\":\"query-spice\"}");
  guint n = 0;

  for (const char *at = answer; (at = strstr (at, "\"channel-type\"")) != NULL; at++)
    n++;

  return n >= 4;
}

static void
begin_move (Move *move, const char *more)
{
  g_autofree char *uri = g_strdup_printf ("unix:%s/migration", move->to->folder);
  g_autofree char *incoming =
      g_strdup_printf ("{\"execute\":\"migrate-incoming\",\"arguments\":{\"uri\":\"%s\"}}", uri);
  g_autofree char *tell = g_strdup_printf (
      "{\"execute\":\"client_migrate_info\",\"arguments\":{\"protocol\":\"spice\",\"hostname\":"
      "\"127.0.0.1\"%s}}",
      more);
  g_autofree char *migrate =
      g_strdup_printf ("{\"execute\":\"migrate\",\"arguments\":{\"uri\":\"%s\"}}", uri);
  /* So slow that its client has time to follow: a machine with a guest takes longer. */
  static const char slow[] = "{\"execute\":\"migrate-set-parameters\",\"arguments\":"
                             "{\"max-bandwidth\":65536}}";
  g_autofree char *answer = qemu_fixture_command (move->to, incoming);

  g_assert_nonnull (strstr (answer, "\"return\""));
  g_free (answer);
  if (move->slow)
    g_free (qemu_fixture_command (move->from, slow));
  answer = qemu_fixture_command (move->from, tell);
  g_assert_nonnull (strstr (answer, "\"return\""));
  g_free (answer);
  if (move->slow)
    console_wait_for (is_followed (move->to));
  answer = qemu_fixture_command (move->from, migrate);
  g_assert_nonnull (strstr (answer, "\"return\""));
}

static gboolean
has_migrated (QemuFixture *qemu)
{
  g_autofree char *answer = qemu_fixture_command (qemu, "{\"execute\":\"query-migrate\"}");

  g_assert_null (strstr (answer, "\"failed\""));

  return strstr (answer, "\"completed\"") != NULL;
}

static void
on_channel (GObject *object, guint *n)
{
  (*n)++;
}

static gboolean
on_wanted (guint *n)
{
  (*n)++;

  return FALSE;
}

static void
run_move (Move *move, const char *more, guint port, guint tls_port)
{
  BstConsole *face = BST_CONSOLE (move->console);
  BstConsoleDisplay *display;
  guint wanted = 0, resized = 0;
  g_autofree char *quit = NULL;
  const BstSpiceTarget *target;
  BstConsoleStats before, after;

  bst_console_open (face);
  console_wait_for_state (move->console, BST_CONSOLE_STATE_CONNECTED);
  display = console_wait_for_display (move->console, 0);
  console_wait_for (bst_console_get_abilities (face) & BST_CONSOLE_CAN_TYPE);
  g_signal_connect (display, "resized", G_CALLBACK (on_channel), &resized);
  g_signal_connect_swapped (move->console, "destination-wanted", G_CALLBACK (on_wanted), &wanted);

  /* Told beforehand, as who begins a migration can. */
  bst_spice_console_set_destination (move->console, bst_spice_console_get_dialer (move->console),
                                     NULL);
  g_assert_cmpint (bst_console_get_state (face), ==, BST_CONSOLE_STATE_MIGRATING);
  begin_move (move, more);
  console_wait_for (has_migrated (move->from));
  target = bst_spice_console_get_target (move->console);
  console_wait_for ((target = bst_spice_console_get_target (move->console))->port == port &&
                    target->tls_port == tls_port);
  console_wait_for_state (move->console, BST_CONSOLE_STATE_CONNECTED);
  quit = qemu_fixture_command (move->from, "{\"execute\":\"quit\"}");

  /* Seamless: the picture was never taken away, and goes on over there. */
  if (move->slow)
    g_assert_cmpuint (resized, ==, 0);
  /* The server names an address that nobody could know before. */
  g_assert_cmpuint (wanted, ==, 1);
  bst_console_get_stats (face, &before);
  g_free (qemu_fixture_command (move->to, "{\"execute\":\"cont\"}"));
  console_wait_for ((bst_console_get_stats (face, &after), after.updates > before.updates));
  g_assert_cmpint (bst_console_get_state (face), ==, BST_CONSOLE_STATE_CONNECTED);
  g_signal_handlers_disconnect_by_data (display, &resized);
  close_console (move->console);
}

/* Paused: firmware that changes the resolution meanwhile would look like another picture. */
static const char *const paused[] = { "-S", NULL };
static const char *const incoming[] = { "-S", "-incoming", "defer", NULL };

static void
test_move (gconstpointer slow)
{
  Move move = { .slow = slow != NULL };
  g_autofree char *more = NULL;

  move.from = qemu_fixture_new (TRUE, FALSE, "disable-ticketing=on,seamless-migration=on", paused);
  if (move.from == NULL)
    return;
  move.to = qemu_fixture_new (TRUE, FALSE, "disable-ticketing=on,seamless-migration=on", incoming);
  move.console = new_console (move.from, NULL);
  more = g_strdup_printf (",\"port\":%u", move.to->port);
  run_move (&move, more, move.to->port, 0);
  g_object_unref (move.console);
  qemu_fixture_free (move.from);
  qemu_fixture_free (move.to);
}

static void
test_tls_move (Tls *tls, gconstpointer data)
{
  Move move = { .slow = TRUE };
  g_autoptr (BstDialer) dialer = bst_direct_dialer_new ();
  g_autofree char *more = NULL;
  g_autofree char *options = NULL;

  if (tls->qemu == NULL)
    return;

  options = g_strdup_printf ("x509-dir=%s,disable-ticketing=on,seamless-migration=on", tls->folder);
  move.from = qemu_fixture_new (FALSE, TRUE, options, paused);
  move.to = qemu_fixture_new (FALSE, TRUE, options, incoming);
  tls->target->tls_port = move.from->tls_port;
  move.console = bst_spice_console_new ("web", tls->target, dialer);
  more = g_strdup_printf (",\"tls-port\":%u,\"cert-subject\":\"O=Bastida,CN=vmhost.example\"",
                          move.to->tls_port);
  run_move (&move, more, 0, move.to->tls_port);
  g_object_unref (move.console);
  qemu_fixture_free (move.from);
  qemu_fixture_free (move.to);
}

/* Not seamless, as where hosts are of different versions: opened anew at once where it arrived. */
static void
test_arrival (void)
{
  g_autoptr (QemuFixture) from = qemu_fixture_new (TRUE, FALSE, "disable-ticketing=on", NULL);
  g_autoptr (QemuFixture) to = NULL;
  g_autoptr (BstSpiceConsole) console = NULL;
  g_autoptr (BstSpiceTarget) target = NULL;
  BstConsole *face;
  gint64 start;

  if (from == NULL)
    return;

  to = qemu_fixture_new (TRUE, FALSE, "disable-ticketing=on", NULL);
  console = new_console (from, NULL);
  face = BST_CONSOLE (console);
  bst_console_open (face);
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  console_wait_for_display (console, 0);
  bst_spice_console_set_destination (console, bst_spice_console_get_dialer (console), NULL);
  qemu_fixture_kill (from);
  console_wait_for (bst_console_get_state (face) == BST_CONSOLE_STATE_LOST);

  start = g_get_monotonic_time ();
  target = bst_spice_target_copy (bst_spice_console_get_target (console));
  target->port = to->port;
  bst_spice_console_arrive (console, target, bst_spice_console_get_dialer (console));
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  g_test_message ("Opened again after %.3f s",
                  (double)(g_get_monotonic_time () - start) / G_TIME_SPAN_SECOND);
  close_console (console);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);
  console_let_library_warn ();

  g_test_add_func ("/spice/qemu/plain", test_plain);
  g_test_add_func ("/spice/qemu/closed-early", test_closed_early);
  g_test_add_func ("/spice/qemu/password", test_password);
  g_test_add_func ("/spice/qemu/asked-password", test_asked_password);
  g_test_add_func ("/spice/qemu/expired-ticket", test_expired_ticket);
#define add_tls(name, plain_too, func)                                                             \
  g_test_add (name, Tls, plain_too, tls_set_up, func, tls_tear_down)
  add_tls ("/spice/qemu/tls", NULL, test_tls);
  add_tls ("/spice/qemu/wrong-subject", NULL, test_wrong_subject);
  add_tls ("/spice/qemu/wrong-name", NULL, test_wrong_name);
  add_tls ("/spice/qemu/wrong-ca", NULL, test_wrong_ca);
  add_tls ("/spice/qemu/no-ca", NULL, test_no_ca);
  add_tls ("/spice/qemu/learnt-tls", "plain", test_learnt_tls);
  add_tls ("/spice/qemu/unknown-tls-port", "plain", test_unknown_tls_port);
  g_test_add_func ("/spice/qemu/unix", test_unix);
  g_test_add_func ("/spice/nobody", test_nobody);
  g_test_add_func ("/spice/bad-targets", test_bad_targets);
  g_test_add_func ("/spice/silent", test_silent);
  g_test_add_func ("/spice/qemu/machine-off", test_machine_off);
  g_test_add_func ("/spice/qemu/reboot", test_reboot);
  g_test_add_func ("/spice/qemu/somebody-else", test_somebody_else);
  g_test_add_data_func ("/spice/qemu/move/seamless", "slow", test_move);
  g_test_add_data_func ("/spice/qemu/move/switch", NULL, test_move);
  add_tls ("/spice/qemu/move/tls", NULL, test_tls_move);
  g_test_add_func ("/spice/qemu/arrival", test_arrival);

  return g_test_run ();
}
