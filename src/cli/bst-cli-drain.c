/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli/bst-cli-json.h"
#include "cli/bst-cli-migration.h"
#include "cli/bst-cli-run.h"
#include "cli/bst-cli-table.h"
#include "cli/bst-cli-text.h"
#include "operations/bst-drain.h"

/* The slowest question gives up by itself well before. */
#define PATIENCE_S 30

static void
add_member (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
print_json_plan (BstDrain *drain)
{
  GListModel *items = bst_drain_get_items (drain);
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (BstDrainItem) item = g_list_model_get_item (items, i);
      BstHost *host = bst_drain_item_get_host (item);

      json_builder_begin_object (builder);
      add_member (builder, "name", bst_machine_get_name (bst_drain_item_get_machine (item)));
      add_member (builder, "uuid", bst_machine_get_uuid (bst_drain_item_get_machine (item)));
      add_member (builder, "to", host != NULL ? bst_host_get_name (host) : NULL);
      add_member (builder, "why", bst_drain_item_get_why (item));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  bst_cli_json_print (builder, FALSE);
}

static void
print_plan (BstCli *cli, BstDrain *drain)
{
  const char *const titles[] = { "MACHINE", "TO", "WHY", NULL };
  GListModel *items = bst_drain_get_items (drain);
  BstCliTable *table;

  if (cli->json)
    {
      print_json_plan (drain);
      return;
    }

  table = bst_cli_table_new (titles);
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (BstDrainItem) item = g_list_model_get_item (items, i);
      BstHost *host = bst_drain_item_get_host (item);
      const char *cells[] = {
        bst_machine_get_name (bst_drain_item_get_machine (item)),
        host != NULL ? bst_host_get_name (host) : NULL,
        bst_drain_item_get_why (item),
      };

      bst_cli_table_add (table, cells);
    }
  bst_cli_table_print (table);
}

static void
print_outcome (BstCli *cli, BstOperation *operation)
{
  const char *outcome = bst_operation_get_outcome (operation);

  if (outcome != NULL && !cli->json)
    puts (outcome);
}

static BstCliExit
run (BstCli *cli, BstOperation *operation)
{
  bst_cli_run (cli, operation);
  bst_cli_run_print (cli, operation);

  return bst_operation_get_state (operation) == BST_OPERATION_STATE_DONE ? BST_CLI_DONE
                                                                         : BST_CLI_FAILED;
}

static BstCliExit
bring_home (BstCli *cli, BstHost *host, guint at_a_time)
{
  g_autoptr (BstOperation) operation = bst_drain_home_operation_new (cli->fleet, host, at_a_time);

  if (operation == NULL)
    {
      g_printerr (_ ("bastidactl: nothing that was moved away from “%s” is to be brought back\n"),
                  bst_host_get_name (host));
      return BST_CLI_FAILED;
    }

  /* What may be in the way is of use before it starts. */
  print_outcome (cli, operation);
  fflush (stdout);

  return run (cli, operation);
}

/* A machine that is still on the host at the end, and none of those that were moved. */
typedef struct
{
  BstMachine *machine;
  char *why;
  gboolean due; /* it had to go */
} Stay;

static void
stay_free (gpointer data)
{
  Stay *stay = data;

  g_object_unref (stay->machine);
  g_free (stay->why);
  g_free (stay);
}

/* Those that have to go, by their UUIDs: why they stay, NULL for what goes. (transfer full) */
static GHashTable *
list_plan (BstDrain *drain, gboolean offline)
{
  GListModel *items = bst_drain_get_items (drain);
  GHashTable *plan = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (BstDrainItem) item = g_list_model_get_item (items, i);
      gboolean goes = bst_drain_item_get_host (item) != NULL;

      if (goes || offline || bst_drain_item_is_live (item))
        g_hash_table_insert (plan,
                             g_strdup (bst_machine_get_uuid (bst_drain_item_get_machine (item))),
                             goes ? NULL : g_strdup (bst_drain_item_get_why (item)));
    }

  return plan;
}

/* As it is now: some may have been started, or shut down, since they were planned. */
static GPtrArray *
list_stays (BstCli *cli, BstHost *host, GHashTable *plan, gboolean offline)
{
  GListModel *machines = bst_inventory_get_machines (cli->inventory);
  GPtrArray *stays = g_ptr_array_new_with_free_func (stay_free);

  for (guint i = 0; i < g_list_model_get_n_items (machines); i++)
    {
      g_autoptr (BstMachine) machine = g_list_model_get_item (machines, i);
      gboolean live = bst_machine_state_is_active (bst_machine_get_state (machine));
      gpointer why = NULL;
      gboolean planned =
          g_hash_table_lookup_extended (plan, bst_machine_get_uuid (machine), NULL, &why);
      Stay *stay;

      if (bst_machine_get_host (machine) != host || (planned && why == NULL))
        continue;
      stay = g_new0 (Stay, 1);
      stay->machine = g_steal_pointer (&machine);
      stay->why = g_strdup (planned ? why : live ? _ ("It was started meanwhile.") : _ ("It is off."));
      stay->due = live || offline;
      g_ptr_array_add (stays, stay);
    }

  return stays;
}

/* @operation: (nullable): what went. */
static void
print_drained (BstCli *cli, BstOperation *operation, GPtrArray *stays)
{
  JsonBuilder *builder = cli->json ? json_builder_new () : NULL;

  if (builder != NULL)
    json_builder_begin_array (builder);
  if (builder != NULL && operation != NULL)
    bst_cli_json_add_parts (builder, operation);
  else if (operation != NULL)
    bst_cli_run_print (cli, operation);
  for (guint i = 0; i < stays->len; i++)
    {
      const Stay *stay = stays->pdata[i];
      g_autofree char *name = bst_cli_escape (bst_machine_get_name (stay->machine));
      g_autofree char *line = g_strdup_printf (_ ("%s“%s” stays: %s"), "", name, stay->why);

      if (builder != NULL)
        bst_cli_json_add_stay (builder, stay->machine, stay->why);
      else
        puts (line);
    }
  if (builder == NULL)
    return;

  json_builder_end_array (builder);
  bst_cli_json_print (builder, FALSE);
}

/* Whether the host can be taken down now: also said. */
static BstCliExit
judge (BstCli *cli, BstHost *host, BstOperation *operation, GPtrArray *stays)
{
  const char *name = bst_host_get_name (host);
  guint n = 0;

  for (guint i = 0; i < stays->len; i++)
    n += ((const Stay *)stays->pdata[i])->due;

  fflush (stdout);
  if (n > 0 && operation == NULL)
    g_printerr (_ ("bastidactl: no machine of “%s” can go anywhere\n"), name);
  else if (n > 0)
    g_printerr (ngettext ("bastidactl: %u machine that had to go is still on “%s”\n",
                          "bastidactl: %u machines that had to go are still on “%s”\n", n),
                n, name);
  else if (operation == NULL && !cli->json)
    printf (_ ("Nothing has to go: no machine runs on “%s”.\n"), name);

  return n == 0 && (operation == NULL ||
                    bst_operation_get_state (operation) == BST_OPERATION_STATE_DONE)
             ? BST_CLI_DONE
             : BST_CLI_FAILED;
}

static gboolean
is_settled (BstCli *cli, gpointer data)
{
  return bst_drain_is_settled (data);
}

static BstCliExit
drain_host (BstCli *cli,
            BstHost *host,
            const BstMigrationOptions *options,
            gboolean offline,
            gboolean plan_only,
            guint at_a_time)
{
  g_autoptr (BstDrain) drain = bst_drain_new (cli->fleet, host, options);
  g_autoptr (BstOperation) operation = NULL;
  g_autoptr (GHashTable) planned = NULL;
  g_autoptr (GPtrArray) stays = NULL;

  bst_drain_set_offline (drain, offline);
  bst_cli_wait (cli, is_settled, drain, PATIENCE_S);
  if (cli->interrupted)
    return BST_CLI_FAILED;
  if (plan_only)
    {
      print_plan (cli, drain);
      return BST_CLI_DONE;
    }

  operation = bst_drain_operation_new (drain, at_a_time);
  planned = list_plan (drain, offline);
  if (operation != NULL)
    bst_cli_run (cli, operation);
  stays = list_stays (cli, host, planned, offline);
  print_drained (cli, operation, stays);

  return judge (cli, host, operation, stays);
}

BstCliExit
bst_cli_drain (BstCli *cli, int argc, char **argv)
{
  g_auto (BstCliMigration) told = { 0 };
  gboolean plan = FALSE, home = FALSE, offline = FALSE;
  const GOptionEntry own[] = {
    { "plan", 0, 0, G_OPTION_ARG_NONE, &plan, N_ ("Only say which machine would go where"), NULL },
    { "home", 0, 0, G_OPTION_ARG_NONE, &home,
      N_ ("Bring back what drains of the host moved away"), NULL },
    { "offline", 0, 0, G_OPTION_ARG_NONE, &offline, N_ ("Machines that are off, too"), NULL },
  };
  g_autoptr (GArray) entries = bst_cli_migration_new_entries (&told, own, G_N_ELEMENTS (own));
  g_autoptr (BstMigrationOptions) options = NULL;
  BstCliExit exit;
  BstHost *host;
  guint at_a_time;

  if (!bst_cli_parse (cli, &argc, &argv, _ ("HOST"),
                      _ ("Moves all machines of a host to others, so that it can be taken down."),
                      (const GOptionEntry *)(gpointer)entries->data))
    return BST_CLI_USAGE;
  if (argc != 2)
    return bst_cli_usage (argv[0], "%s", _ ("“drain” takes one host"));
  options = bst_cli_migration_to_options (&told, argv[0]);
  if (options == NULL)
    return BST_CLI_USAGE;

  bst_cli_open (cli);
  host = bst_inventory_find_host (cli->inventory, argv[1]);
  if (host == NULL)
    {
      g_printerr (_ ("bastidactl: no host “%s”; see “bastidactl host list”\n"), argv[1]);
      return BST_CLI_FAILED;
    }
  exit = bst_cli_connect (cli, NULL);
  if (bst_host_get_state (host) != BST_HOST_STATE_ONLINE)
    return exit;

  at_a_time = (guint)told.at_a_time;
  return home ? bring_home (cli, host, at_a_time)
              : drain_host (cli, host, options, offline, plan, at_a_time);
}
