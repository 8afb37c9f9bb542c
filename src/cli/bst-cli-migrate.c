/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli.h"

#include <glib/gi18n.h>

#include "cli/bst-cli-migration.h"
#include "cli/bst-cli-preflight.h"
#include "cli/bst-cli-run.h"
#include "operations/bst-migrate.h"

/* The machines among @names, which must not be on @host already; connects @host, too. */
static GPtrArray *
find (BstCli *cli, char **names, BstHost *host, BstCliExit *exit)
{
  g_autoptr (GPtrArray) machines = bst_cli_find_machines (cli, names, host, exit);

  if (machines == NULL)
    return NULL;

  for (guint i = 0; i < machines->len; i++)
    {
      if (bst_machine_get_host (machines->pdata[i]) != host)
        continue;
      g_printerr (_ ("bastidactl: “%s” is on “%s” already\n"),
                  bst_machine_get_name (machines->pdata[i]), bst_host_get_name (host));
      *exit = BST_CLI_FAILED;
      return NULL;
    }

  return g_steal_pointer (&machines);
}

static BstCliExit
migrate (BstCli *cli,
         int argc,
         char **argv,
         const BstMigrationOptions *options,
         guint at_a_time,
         gboolean check)
{
  BstHost *host = bst_inventory_find_host (cli->inventory, argv[argc - 1]);
  g_autoptr (GPtrArray) machines = NULL;
  g_autoptr (BstOperation) operation = NULL;
  BstCliExit exit;

  if (host == NULL)
    {
      g_printerr (_ ("bastidactl: no host “%s”; see “bastidactl host list”\n"), argv[argc - 1]);
      return BST_CLI_FAILED;
    }
  argv[argc - 1] = NULL;
  machines = find (cli, argv + 1, host, &exit);
  if (machines == NULL)
    return exit;
  if (check)
    return bst_cli_check_migration (cli, machines, host, options);

  operation = bst_migrate_new_many (cli->fleet, machines, host, options, at_a_time);
  bst_cli_run (cli, operation);
  bst_cli_run_print (cli, operation);
  if (bst_operation_get_state (operation) != BST_OPERATION_STATE_DONE)
    return BST_CLI_FAILED;

  return exit;
}

BstCliExit
bst_cli_migrate (BstCli *cli, int argc, char **argv)
{
  g_auto (BstCliMigration) told = { 0 };
  gboolean check = FALSE;
  const GOptionEntry own[] = {
    { "check", 0, 0, G_OPTION_ARG_NONE, &check,
      N_ ("Say whether it can be done, and what forbids it; do nothing"), NULL },
  };
  g_autoptr (GArray) entries = bst_cli_migration_new_entries (&told, own, G_N_ELEMENTS (own));
  g_autoptr (BstMigrationOptions) options = NULL;

  if (!bst_cli_parse (cli, &argc, &argv, _ ("MACHINE… HOST"),
                      _ ("Moves machines to another host: live where they run."),
                      (const GOptionEntry *)(gpointer)entries->data))
    return BST_CLI_USAGE;
  if (argc < 3)
    return bst_cli_usage (argv[0], "%s", _ ("“migrate” takes one machine or more, and a host"));
  options = bst_cli_migration_to_options (&told, argv[0]);
  if (options == NULL)
    return BST_CLI_USAGE;

  bst_cli_open (cli);
  return migrate (cli, argc, argv, options, (guint)told.at_a_time, check);
}
