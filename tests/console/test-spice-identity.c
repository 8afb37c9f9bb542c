/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whose screen it is: no other machine's is shown, whatever happened to the port. Real QEMUs. */

#include "console-helpers.h"

#include <string.h>

#include "console/bst-direct-dialer.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"

#define OURS "4cf0a3b2-0d6e-4c34-9b0f-5d1f0e7c8a91"
#define OTHER "0a1b2c3d-4e5f-4061-8728-394a5b6c7d8e"
#define SPICE "disable-ticketing=on,seamless-migration=on"

static QemuFixture *
start (const char *uuid, gboolean receives)
{
  const char *const more[] = { "-S", "-uuid", uuid, receives ? "-incoming" : NULL, "defer", NULL };

  return qemu_fixture_new (TRUE, FALSE, SPICE, uuid != NULL ? more : NULL);
}

static BstSpiceConsole *
open_as (QemuFixture *qemu, const char *uuid)
{
  g_autoptr (BstSpiceTarget) target = bst_spice_target_new ();
  g_autoptr (BstDialer) dialer = bst_direct_dialer_new ();
  BstSpiceConsole *console;

  target->host = g_strdup ("127.0.0.1");
  target->port = qemu->port;
  target->uuid = g_strdup (uuid);
  console = bst_spice_console_new ("web", target, dialer);
  bst_console_open (BST_CONSOLE (console));

  return console;
}

/* @uuid: (nullable): QEMU names none. */
static void
test_shown (gconstpointer uuid)
{
  g_autoptr (QemuFixture) qemu = start (uuid, FALSE);
  g_autoptr (BstSpiceConsole) console = NULL;

  if (qemu == NULL)
    return;

  console = open_as (qemu, OURS);
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  console_wait_for_display (console, 0);
  bst_console_close (BST_CONSOLE (console));
}

static void
test_other (void)
{
  g_autoptr (QemuFixture) qemu = start (OTHER, FALSE);
  g_autoptr (BstSpiceConsole) console = NULL;
  BstConsole *face;

  if (qemu == NULL)
    return;

  console = open_as (qemu, OURS);
  face = BST_CONSOLE (console);
  console_wait_for (bst_console_get_state (face) == BST_CONSOLE_STATE_ENDED);
  g_assert_error (bst_console_get_error (face), BST_ERROR, BST_ERROR_NO_MACHINE);
  g_assert_nonnull (strstr (bst_console_get_error (face)->message, "“web”"));
  /* Nothing of it was seen. */
  g_assert_cmpuint (g_list_model_get_n_items (bst_console_get_displays (face)), ==, 0);
}

static void
tell (QemuFixture *qemu, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
tell (QemuFixture *qemu, const char *format, ...)
{
  g_autofree char *json = NULL;
  g_autofree char *answer = NULL;
  va_list arguments;

  va_start (arguments, format);
  json = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  answer = qemu_fixture_command (qemu, json);
  g_assert_nonnull (strstr (answer, "\"return\""));
}

static gboolean
says (QemuFixture *qemu, const char *command, const char *word)
{
  g_autofree char *json = g_strdup_printf ("{\"execute\":\"%s\"}", command);
  g_autofree char *answer = qemu_fixture_command (qemu, json);

  return strstr (answer, word) != NULL;
}

static gboolean
on_visit (guint *visits)
{
  (*visits)++;

  return FALSE;
}

/* Nobody knows the way to where a machine of libvirt goes, and that calls itself its loopback: here
 * somebody else stands at its port. The machine is not held up, the other is left alone, and the
 * console says what happened. */
static void
test_unknown_destination (void)
{
  g_autoptr (QemuFixture) from = start (OURS, FALSE);
  g_autoptr (QemuFixture) to = NULL;
  g_autoptr (GSocketService) other = g_socket_service_new ();
  guint16 port;
  guint visits = 0;
  g_autoptr (BstSpiceConsole) console = NULL;
  g_autofree char *uri = NULL;
  BstConsole *face;

  if (from == NULL)
    return;

  to = start (OURS, TRUE);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (other), NULL, NULL);
  g_signal_connect_swapped (other, "incoming", G_CALLBACK (on_visit), &visits);
  uri = g_strdup_printf ("unix:%s/migration", to->folder);
  console = open_as (from, OURS);
  face = BST_CONSOLE (console);
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  console_wait_for_display (console, 0);

  tell (to, "{\"execute\":\"migrate-incoming\",\"arguments\":{\"uri\":\"%s\"}}", uri);
  tell (from,
        "{\"execute\":\"client_migrate_info\",\"arguments\":{\"protocol\":\"spice\","
        "\"hostname\":\"127.0.0.1\",\"port\":%u}}",
        port);
  tell (from, "{\"execute\":\"migrate\",\"arguments\":{\"uri\":\"%s\"}}", uri);
  console_wait_for (says (from, "query-migrate", "\"completed\""));
  console_wait_for (bst_console_get_state (face) == BST_CONSOLE_STATE_ENDED);
  g_assert_error (bst_console_get_error (face), BST_ERROR, BST_ERROR_NO_MACHINE);
  g_assert_cmpuint (visits, ==, 0);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);
  console_let_library_warn ();

  g_test_add_data_func ("/spice/identity/same", OURS, test_shown);
  g_test_add_data_func ("/spice/identity/not-told", NULL, test_shown);
  g_test_add_func ("/spice/identity/other", test_other);
  g_test_add_func ("/spice/identity/unknown-destination", test_unknown_destination);

  return g_test_run ();
}
