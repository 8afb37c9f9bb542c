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

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/spice/qemu/plain", test_plain);

  return g_test_run ();
}
