/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "cli/bst-cli-json.h"
#include "cli/bst-cli-run.h"
#include "cli/bst-cli-table.h"
#include "cli/bst-cli-text.h"
#include "core/bst-error.h"

static void
print_json (GListModel *operations, guint n)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = n; i > 0; i--)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i - 1);

      bst_cli_json_add_operation (builder, operation);
    }
  json_builder_end_array (builder);
  bst_cli_json_print (builder, FALSE);
}

static const char *
get_words (BstOperation *operation)
{
  const GError *error = bst_operation_get_error (operation);

  if (error != NULL)
    return error->message;
  if (bst_operation_get_detail (operation) != NULL)
    return bst_operation_get_detail (operation);

  return bst_operation_get_outcome (operation);
}

static void
print_table (BstCli *cli, GListModel *operations, guint n)
{
  const char *const titles[] = { "QUEUED", "ID", "STATE", "HOST", "TASK", "WHY", NULL };
  BstCliTable *table = bst_cli_table_new (titles);

  for (guint i = n; i > 0; i--)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i - 1);
      g_autofree char *time = bst_cli_local_time (bst_operation_get_queued_at (operation));
      g_autofree char *id = g_strndup (bst_operation_get_id (operation), 8);
      /* None for many machines, or one that was removed. */
      BstHost *host =
          bst_inventory_get_host (cli->inventory, bst_operation_get_host_id (operation));
      const char *cells[] = {
        time,
        id,
        bst_operation_state_to_nick (bst_operation_get_state (operation)),
        host != NULL ? bst_host_get_name (host) : NULL,
        bst_operation_get_title (operation),
        get_words (operation),
      };

      bst_cli_table_add (table, cells);
    }
  bst_cli_table_print (table);
}

/* Going on. */

static void
print_change (BstCli *cli, BstOperation *operation)
{
  g_autofree char *title = bst_cli_escape (bst_operation_get_title (operation));
  g_autofree char *words = NULL;
  const char *said = get_words (operation);

  if (cli->json)
    {
      JsonBuilder *builder = json_builder_new ();

      bst_cli_json_add_operation (builder, operation);
      bst_cli_json_print (builder, TRUE);
      return;
    }

  words = bst_cli_escape (said != NULL ? said : "");
  printf ("%.8s  %-10s  %s%s%s\n", bst_operation_get_id (operation),
          bst_operation_state_to_nick (bst_operation_get_state (operation)), title,
          words[0] != '\0' ? ": " : "", words);
  fflush (stdout);
}

static void
on_changed (BstOperation *operation, GParamSpec *pspec, BstCli *cli)
{
  print_change (cli, operation);
}

static void
follow_one (BstCli *cli, BstOperation *operation)
{
  GListModel *parts = bst_operation_get_parts (operation);

  if (g_signal_handler_find (operation, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, cli) != 0)
    return;

  for (guint i = 0; parts != NULL && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);

      follow_one (cli, part);
    }
  g_signal_connect (operation, "notify::state", G_CALLBACK (on_changed), cli);
  if (parts == NULL)
    g_signal_connect (operation, "notify::detail", G_CALLBACK (on_changed), cli);
  if (!bst_operation_is_over (operation))
    print_change (cli, operation);
}

static void
on_operations (GListModel *operations, guint position, guint removed, guint added, BstCli *cli)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i);

      follow_one (cli, operation);
    }
}

static gboolean
never (BstCli *cli, gpointer data)
{
  return FALSE;
}

static BstCliExit
follow (BstCli *cli, GListModel *operations)
{
  BstCliExit exit;

  on_operations (operations, 0, 0, g_list_model_get_n_items (operations), cli);
  g_signal_connect (operations, "items-changed", G_CALLBACK (on_operations), cli);
  exit = bst_cli_connect (cli, NULL);
  bst_cli_wait (cli, never, NULL, 0);
  g_signal_handlers_disconnect_by_data (operations, cli);

  return exit;
}

/* Cancelling. */

/* (nullable) (transfer full): the one whose ID begins with @id, parts among them; @n: how many. */
static BstOperation *
find (GListModel *operations, const char *id, guint *n)
{
  BstOperation *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i);
      GListModel *parts = bst_operation_get_parts (operation);
      g_autoptr (BstOperation) part = parts != NULL ? find (parts, id, n) : NULL;

      if (part != NULL)
        g_set_object (&found, part);
      if (!g_str_has_prefix (bst_operation_get_id (operation), id))
        continue;
      (*n)++;
      g_set_object (&found, operation);
    }

  return found;
}

static gboolean
is_over (BstCli *cli, gpointer data)
{
  return bst_operation_is_over (data);
}

static gboolean
is_over_or_ours (BstCli *cli, gpointer data)
{
  return bst_operation_is_over (data) || bst_operation_can_cancel (data);
}

static BstCliExit
cancel (BstCli *cli, const char *id)
{
  guint n = 0;
  g_autoptr (BstOperation) operation =
      find (bst_inventory_get_operations (cli->inventory), id, &n);

  if (n != 1)
    {
      if (n == 0)
        g_printerr (_ ("bastidactl: no task “%s”; see “bastidactl tasks”\n"), id);
      else
        g_printerr (_ ("bastidactl: “%s” fits %u tasks: say more of its ID\n"), id, n);
      return BST_CLI_FAILED;
    }
  if (bst_operation_is_over (operation))
    {
      g_printerr (_ ("bastidactl: it is over already\n"));
      return BST_CLI_FAILED;
    }

  /* One whose program is gone is stopped at its hosts. */
  if (bst_inventory_is_orphaned (cli->inventory, operation))
    {
      bst_cli_connect (cli, NULL);
      bst_cli_wait (cli, is_over_or_ours, operation, 0);
    }
  bst_inventory_ask_cancel (cli->inventory, operation);
  if (!bst_cli_wait (cli, is_over, operation, 0))
    return BST_CLI_FAILED;

  bst_cli_run_print (cli, operation);

  return bst_operation_get_state (operation) == BST_OPERATION_STATE_CANCELLED ? BST_CLI_DONE
                                                                              : BST_CLI_FAILED;
}

BstCliExit
bst_cli_tasks (BstCli *cli, int argc, char **argv)
{
  int limit = 100;
  gboolean go_on = FALSE;
  const GOptionEntry entries[] = {
    { "follow", 'f', 0, G_OPTION_ARG_NONE, &go_on,
      N_ ("Connect to the hosts and go on with what happens"), NULL },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &limit, N_ ("The newest N (100)"), "N" },
    { NULL },
  };
  GListModel *operations;
  guint n;

  if (!bst_cli_parse (cli, &argc, &argv, _ ("[cancel ID]"),
                      _ ("Shows what was asked for and what became of it, oldest first; or cancels a "
                         "task."),
                      entries))
    return BST_CLI_USAGE;
  if (limit < 0 || (argc > 1 && (argc != 3 || strcmp (argv[1], "cancel") != 0)))
    return bst_cli_usage (argv[0], "%s", _ ("“tasks” takes options, or “cancel” and an ID"));

  bst_cli_open (cli);
  if (argc == 3)
    return cancel (cli, argv[2]);

  operations = bst_inventory_get_operations (cli->inventory);
  if (go_on)
    return follow (cli, operations);

  n = MIN ((guint) limit, g_list_model_get_n_items (operations));
  if (cli->json)
    print_json (operations, n);
  else
    print_table (cli, operations, n);

  return BST_CLI_DONE;
}
