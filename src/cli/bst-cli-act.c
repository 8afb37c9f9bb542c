/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli.h"

#include <glib/gi18n.h>

#include "cli/bst-cli-run.h"
#include "operations/bst-lifecycle.h"

static const struct
{
  const char *command;
  BstLifecycle lifecycle;
} acts[] = {
  { "start", BST_LIFECYCLE_START },
  { "shutdown", BST_LIFECYCLE_SHUTDOWN },
  { "reboot", BST_LIFECYCLE_REBOOT },
  { "reset", BST_LIFECYCLE_RESET },
  { "off", BST_LIFECYCLE_OFF },
  { "pause", BST_LIFECYCLE_PAUSE },
  { "resume", BST_LIFECYCLE_RESUME },
  { "save", BST_LIFECYCLE_SAVE },
  { "restore", BST_LIFECYCLE_RESTORE },
  { "discard", BST_LIFECYCLE_DISCARD_SAVE },
  { "autostart", BST_LIFECYCLE_AUTOSTART_ON },
  { "no-autostart", BST_LIFECYCLE_AUTOSTART_OFF },
};

static BstLifecycle
find_lifecycle (const char *command)
{
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      if (g_str_equal (acts[i].command, command))
        return acts[i].lifecycle;
    }

  g_assert_not_reached ();
}

BstCliExit
bst_cli_act (BstCli *cli, int argc, char **argv)
{
  BstLifecycle lifecycle = find_lifecycle (argv[0]);
  g_autofree char *command = g_strdup (argv[0]);
  g_autoptr (GPtrArray) machines = NULL;
  g_autoptr (BstOperation) operation = NULL;
  BstCliExit exit;

  if (!bst_cli_parse (cli, &argc, &argv, _ ("MACHINE…"), bst_lifecycle_get_label (lifecycle), NULL))
    return BST_CLI_USAGE;
  if (argc < 2)
    return bst_cli_usage (command, _ ("“%s” takes one machine or more"), command);

  bst_cli_open (cli);
  machines = bst_cli_find_machines (cli, argv + 1, NULL, &exit);
  if (machines == NULL)
    return exit;

  operation = bst_lifecycle_operation_new (cli->fleet, lifecycle, machines);
  bst_cli_run (cli, operation);
  bst_cli_run_print (cli, operation);

  if (bst_operation_get_state (operation) == BST_OPERATION_STATE_DONE)
    return exit;

  return exit == BST_CLI_UNREACHED ? exit : BST_CLI_FAILED;
}
