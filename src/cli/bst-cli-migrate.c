/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli.h"

#include <glib/gi18n.h>

#include "cli/bst-cli-migration.h"
#include "cli/bst-cli-preflight.h"
#include "cli/bst-cli-run.h"
#include "cli/bst-cli-text.h"
#include "host/bst-migration-query.h"
#include "operations/bst-migrate.h"

/* A host that takes longer is not asked for more. */
#define PATIENCE_S 30

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

/* A machine's host is asked for its disks. */
typedef struct
{
  gboolean over;
  BstMachineSurvey *survey; /* (nullable): it did not say */
} Question;

static void
on_told (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = data;

  question->over = TRUE;
  question->survey = bst_migration_query_machine_finish (result, NULL);
}

static gboolean
is_told (BstCli *cli, gpointer data)
{
  return ((Question *)data)->over;
}

/* FALSE: that is not known. */
static gboolean
add_disks (BstCli *cli, BstMachine *machine, GHashTable *disks)
{
  BstConnection *connection = bst_fleet_get_connection (cli->fleet, bst_machine_get_host (machine));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Question question = { 0 };

  if (connection == NULL)
    return FALSE;

  bst_migration_query_machine_async (connection, bst_machine_get_uuid (machine), cancellable,
                                     on_told, &question);
  if (!bst_cli_wait (cli, is_told, &question, PATIENCE_S))
    {
      g_cancellable_cancel (cancellable);
      while (!question.over)
        g_main_context_iteration (NULL, TRUE);
    }
  if (question.survey == NULL)
    return FALSE;

  for (guint i = 0; i < question.survey->needs->files->len; i++)
    {
      const BstNeedFile *file = question.survey->needs->files->pdata[i];

      if (file->kind == BST_NEED_DISK && file->target != NULL)
        g_hash_table_add (disks, g_strdup (file->target));
    }
  bst_machine_survey_free (question.survey);

  return TRUE;
}

/* The disks of all machines; NULL where they are not known of all: the check before it begins says
 * why. */
static GHashTable *
find_disks (BstCli *cli, GPtrArray *machines)
{
  g_autoptr (GHashTable) disks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < machines->len; i++)
    {
      if (!add_disks (cli, machines->pdata[i], disks))
        return NULL;
    }

  return g_steal_pointer (&disks);
}

/* Of several machines, one may have what the others have not. FALSE: having said what none has. */
static gboolean
check_disks (BstCli *cli, GPtrArray *machines, const BstMigrationOptions *options)
{
  g_autoptr (GHashTable) disks = NULL;

  if (options->disks->len == 0)
    return TRUE;

  disks = find_disks (cli, machines);
  for (guint i = 0; disks != NULL && i < options->disks->len; i++)
    {
      const BstMigrationDisk *disk = options->disks->pdata[i];
      g_autofree char *target = bst_cli_escape (disk->target);
      g_autofree char *machine = bst_cli_escape (bst_machine_get_name (machines->pdata[0]));

      if (g_hash_table_contains (disks, disk->target))
        continue;
      if (machines->len == 1)
        bst_cli_usage ("migrate", _ ("“%s” has no disk “%s” that could be copied"), machine,
                       target);
      else
        bst_cli_usage ("migrate", _ ("none of these machines has a disk “%s” that could be copied"),
                       target);
      return FALSE;
    }

  return TRUE;
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
  if (!check_disks (cli, machines, options))
    return BST_CLI_USAGE;
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
