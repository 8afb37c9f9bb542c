/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-consoles.h"
#include "core/bst-thread.h"
#include "lab-fixture.h"

/* On a host itself, whose libvirt opens the screens of its machines "none" and "socket". */

static void
test_screen (Lab *lab, gconstpointer name)
{
  BstHost *host = lab_add_host (lab, "qemu:///system", NULL);
  BstMachineConsole *follower;
  BstConsole *console = NULL;

  LAB_AWAIT (30, bst_host_get_state (host) == BST_HOST_STATE_ONLINE);
  LAB_AWAIT (30, lab_find (lab, host, name) != NULL);
  follower = bst_consoles_get_console (bst_consoles_get (lab->fleet), lab_find (lab, host, name));
  bst_machine_console_open (follower);
  LAB_AWAIT (30, bst_machine_console_get_error (follower) != NULL ||
                     (console = bst_machine_console_get_console (follower)) != NULL);
  g_assert_no_error (bst_machine_console_get_error (follower));
  LAB_AWAIT (30, bst_console_get_state (console) == BST_CONSOLE_STATE_CONNECTED &&
                     g_list_model_get_n_items (bst_console_get_displays (console)) > 0);
  bst_machine_console_close (follower);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  bst_thread_init ();
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_ERROR);

  g_test_add ("/console-local/none", Lab, "none", lab_set_up, test_screen, lab_tear_down);
  g_test_add ("/console-local/socket", Lab, "socket", lab_set_up, test_screen, lab_tear_down);

  return g_test_run ();
}
