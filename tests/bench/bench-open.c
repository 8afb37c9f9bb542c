/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-open MACHINE [ARGUMENT...]: Bastida itself; when MACHINE runs on a host that is connected,
 * says "ready" and, for a line on its input, opens the machine's console and says when it began to,
 * in ms of the monotonic clock. */

#include "config.h"

#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>

#include "app/bst-application.h"
#include "bench-frame.h"
#include "core/bst-thread.h"

static const char *machine_name;

static gboolean
on_asked (int fd, GIOCondition condition, gpointer data)
{
  char line[64];

  if (fgets (line, sizeof line, stdin) == NULL)
    return G_SOURCE_REMOVE;
  bench_print ("opening", (double)g_get_monotonic_time () / 1000, "ms");
  g_action_group_activate_action (G_ACTION_GROUP (data), "console",
                                  g_variant_new_string (machine_name));

  return G_SOURCE_REMOVE;
}

static gboolean
runs (BstInventory *inventory)
{
  g_autoptr (GPtrArray) found = bst_inventory_find_machines (inventory, machine_name);
  BstMachine *machine = found->len == 1 ? found->pdata[0] : NULL;

  return machine != NULL && bst_machine_is_fresh (machine) &&
         bst_machine_state_is_active (bst_machine_get_state (machine)) &&
         bst_host_get_state (bst_machine_get_host (machine)) == BST_HOST_STATE_ONLINE;
}

/* As a person does who sees the list first: what the host is asked after it connected is over. */
static gboolean
on_settled (gpointer application)
{
  bench_print ("ready", 1, "machines");
  g_unix_fd_add (0, G_IO_IN, on_asked, application);

  return G_SOURCE_REMOVE;
}

static gboolean
look (gpointer application)
{
  BstFleet *fleet = bst_application_get_fleet (application);

  if (fleet == NULL || !runs (bst_fleet_get_inventory (fleet)))
    return G_SOURCE_CONTINUE;
  g_timeout_add_seconds (5, on_settled, application);

  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  g_autoptr (BstApplication) application = NULL;

  if (argc < 2)
    {
      g_printerr ("Usage: bench-open MACHINE [ARGUMENT...]\n");
      return 2;
    }

  setvbuf (stdout, NULL, _IOLBF, 0);
  setlocale (LC_ALL, "");
  bst_thread_init ();
  machine_name = argv[1];
  argv[1] = argv[0];
  application = bst_application_new ();
  g_timeout_add (100, look, application);
  return g_application_run (G_APPLICATION (application), argc - 1, argv + 1);
}
