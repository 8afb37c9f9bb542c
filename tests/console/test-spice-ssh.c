/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Consoles through a real SSH connection: channels of it, and nothing else. */

#include "console-helpers.h"

#include "console/bst-gateway-dialer.h"
#include "console/bst-ssh-dialer.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "formats/bst-gateway.h"
#include "host/ssh-fixture.h"

typedef struct
{
  SshFixture *ssh;
  BstSshMaster *master;
  BstDialer *dialer;
} Way;

static gboolean
way_open (Way *way)
{
  g_autoptr (GError) error = NULL;

  way->ssh = ssh_fixture_new (NULL);
  if (way->ssh == NULL)
    return FALSE;
  ssh_fixture_trust (way->ssh, way->ssh->port);
  way->master = ssh_fixture_master (way->ssh);
  ssh_fixture_open (way->master, 30000, &error);
  g_assert_no_error (error);
  way->dialer = bst_ssh_dialer_new (way->master);

  return TRUE;
}

static void
way_close (Way *way)
{
  bst_ssh_master_close (way->master);
  g_clear_object (&way->dialer);
  g_clear_object (&way->master);
  ssh_fixture_free (way->ssh);
}

static BstSpiceTarget *
new_target (QemuFixture *qemu)
{
  BstSpiceTarget *target = bst_spice_target_new ();

  target->host = g_strdup ("127.0.0.1");
  target->port = qemu->port;
  target->tls_port = qemu->tls_port;

  return target;
}

static void
test_through_ssh (void)
{
  Way way = { 0 };
  g_autoptr (QemuFixture) qemu = NULL;
  g_autoptr (BstSpiceTarget) target = NULL;
  g_autoptr (BstSpiceConsole) console = NULL;
  BstConsole *face;
  const gint64 begin = g_get_monotonic_time ();
  gint64 start;

  if (!way_open (&way))
    return;
  qemu = qemu_fixture_new (TRUE, FALSE, "disable-ticketing=on", NULL);
  if (qemu == NULL)
    {
      way_close (&way);
      return;
    }

  target = new_target (qemu);
  console = bst_spice_console_new ("web", target, way.dialer);
  face = BST_CONSOLE (console);
  start = g_get_monotonic_time ();
  bst_console_open (face);
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  console_wait_for_display (console, 0);
  g_test_message ("First picture after %.3f s (SSH was open after %.3f s)",
                  (double)(g_get_monotonic_time () - start) / G_TIME_SPAN_SECOND,
                  (double)(start - begin) / G_TIME_SPAN_SECOND);

  /* The line is cut: it is lost, keeps its picture, and tries on. */
  bst_ssh_master_close (way.master);
  console_wait_for (bst_console_get_state (face) == BST_CONSOLE_STATE_LOST);
  g_assert_cmpint (bst_console_get_error (face)->domain, ==, (int)BST_ERROR);
  g_assert_cmpint (bst_console_get_retry_at (face), >, 0);
  console_wait_for_display (console, 0);

  /* Whoever watches the host gives its new connection: there it is again. */
  g_clear_object (&way.dialer);
  g_clear_object (&way.master);
  way.master = ssh_fixture_master (way.ssh);
  g_assert_true (ssh_fixture_open (way.master, 30000, NULL));
  way.dialer = bst_ssh_dialer_new (way.master);
  bst_spice_console_set_target (console, target, way.dialer);
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);

  bst_console_close (face);
  way_close (&way);
}

static void
test_tls_through_ssh (void)
{
  Way way = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("bst-tls-XXXXXX", NULL);
  g_autofree char *ca = console_make_certificates (folder, "vmhost.example");
  g_autofree char *options = g_strdup_printf ("x509-dir=%s,disable-ticketing=on", folder);
  g_autoptr (QemuFixture) qemu = NULL;
  g_autoptr (BstSpiceTarget) target = NULL;
  g_autoptr (BstSpiceConsole) console = NULL;

  if (!way_open (&way))
    return;
  qemu = qemu_fixture_new (FALSE, TRUE, options, NULL);
  if (qemu != NULL)
    {
      target = new_target (qemu);
      target->ca = g_strdup (ca);
      target->host_subject = g_strdup ("O=Bastida,CN=vmhost.example");
      console = bst_spice_console_new ("web", target, way.dialer);
      bst_console_open (BST_CONSOLE (console));
      console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
      console_wait_for_display (console, 0);
      bst_console_close (BST_CONSOLE (console));
    }
  console_remove_folder (folder);
  way_close (&way);
}

static void
test_nobody_there (void)
{
  Way way = { 0 };
  g_autoptr (BstSpiceTarget) target = bst_spice_target_new ();
  g_autoptr (BstSpiceConsole) console = NULL;
  BstConsole *face;

  if (!way_open (&way))
    return;

  target->host = g_strdup ("127.0.0.1");
  target->port = console_unused_port ();
  console = bst_spice_console_new ("web", target, way.dialer);
  face = BST_CONSOLE (console);
  bst_console_open (face);
  console_wait_for (bst_console_get_state (face) == BST_CONSOLE_STATE_ENDED);
  g_assert_error (bst_console_get_error (face), BST_ERROR, BST_ERROR_REFUSED);
  way_close (&way);
}

static void
accept_key (BstDialer *dialer, BstSshQuestion *question)
{
  bst_ssh_question_answer (question, "yes", FALSE);
}

/* What a file opened through a gateway sees of one that is killed is that all its channels end in good
 * order, as a server that shuts down ends them; then that nothing answers, as there, too. */
static void
test_gateway_killed (void)
{
  g_autoptr (SshFixture) ssh = ssh_fixture_new (NULL);
  g_autoptr (QemuFixture) qemu =
      ssh != NULL ? qemu_fixture_new (TRUE, FALSE, "disable-ticketing=on", NULL) : NULL;
  g_autofree char *text =
      ssh != NULL ? g_strdup_printf ("%s@127.0.0.1:%u", g_get_user_name (), ssh->port) : NULL;
  g_autoptr (BstUri) uri = text != NULL ? bst_gateway_parse (text, NULL) : NULL;
  g_autoptr (BstGatewayDialer) gateway = NULL;
  g_autoptr (BstSpiceTarget) target = NULL;
  g_autoptr (BstSpiceConsole) console = NULL;

  if (qemu == NULL)
    return;

  gateway = bst_gateway_dialer_new (uri);
  g_signal_connect (gateway, "question", G_CALLBACK (accept_key), NULL);
  target = new_target (qemu);
  console = bst_spice_console_new ("web", target, BST_DIALER (gateway));
  bst_console_open (BST_CONSOLE (console));
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  console_wait_for_display (console, 0);

  ssh_fixture_kill (ssh->sshd);
  console_wait_for (bst_console_get_state (BST_CONSOLE (console)) != BST_CONSOLE_STATE_CONNECTED);
  g_assert_cmpint (bst_console_get_state (BST_CONSOLE (console)), ==, BST_CONSOLE_STATE_LOST);
  /* Also when it was tried again meanwhile. */
  console_wait_for (bst_console_get_state (BST_CONSOLE (console)) != BST_CONSOLE_STATE_LOST);
  console_wait_for (bst_console_get_state (BST_CONSOLE (console)) != BST_CONSOLE_STATE_CONNECTING);
  g_assert_cmpint (bst_console_get_state (BST_CONSOLE (console)), ==, BST_CONSOLE_STATE_LOST);
  g_assert_error (bst_console_get_error (BST_CONSOLE (console)), BST_ERROR, BST_ERROR_UNREACHABLE);

  ssh_fixture_restart_sshd (ssh);
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  bst_console_close (BST_CONSOLE (console));
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);
  console_let_library_warn ();

  g_test_add_func ("/spice/ssh/plain", test_through_ssh);
  g_test_add_func ("/spice/ssh/tls", test_tls_through_ssh);
  g_test_add_func ("/spice/ssh/nobody", test_nobody_there);
  g_test_add_func ("/spice/ssh/gateway-killed", test_gateway_killed);

  return g_test_run ();
}
