/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli.h"

#include <glib/gi18n.h>

#include "cli/bst-cli-json.h"
#include "cli/bst-cli-table.h"
#include "cli/bst-cli-text.h"

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

static void
print_table (GListModel *operations, guint n)
{
  const char *const titles[] = { "QUEUED", "STATE", "TASK", "WHY", NULL };
  BstCliTable *table = bst_cli_table_new (titles);

  for (guint i = n; i > 0; i--)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i - 1);
      const GError *error = bst_operation_get_error (operation);
      g_autofree char *time = bst_cli_local_time (bst_operation_get_queued_at (operation));
      const char *cells[] = {
        time,
        bst_operation_state_to_nick (bst_operation_get_state (operation)),
        bst_operation_get_title (operation),
        error != NULL ? error->message : bst_operation_get_detail (operation),
      };

      bst_cli_table_add (table, cells);
    }
  bst_cli_table_print (table);
}

BstCliExit
bst_cli_tasks (BstCli *cli, int argc, char **argv)
{
  int limit = 100;
  const GOptionEntry entries[] = {
    { "limit", 'n', 0, G_OPTION_ARG_INT, &limit, N_ ("The newest N (100)"), "N" },
    { NULL },
  };
  GListModel *operations;
  guint n;

  if (!bst_cli_parse (cli, &argc, &argv, NULL,
                      _ ("Shows what was asked for and what became of it, oldest first."), entries))
    return BST_CLI_USAGE;
  if (argc > 1 || limit < 0)
    return bst_cli_usage (argv[0], "%s", _ ("“tasks” takes options only"));

  bst_cli_open (cli);
  operations = bst_inventory_get_operations (cli->inventory);
  n = MIN ((guint) limit, g_list_model_get_n_items (operations));
  if (cli->json)
    print_json (operations, n);
  else
    print_table (operations, n);

  return BST_CLI_DONE;
}
