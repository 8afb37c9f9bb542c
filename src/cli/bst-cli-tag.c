/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "cli/bst-cli-json.h"
#include "cli/bst-cli-table.h"
#include "cli/bst-cli-text.h"

static BstCliExit
list_tags (BstCli *cli)
{
  const char *const titles[] = { "TAG", "MACHINES", NULL };
  GListModel *tags = bst_inventory_get_tags (cli->inventory);
  BstCliTable *table;

  if (cli->json)
    {
      JsonBuilder *builder = json_builder_new ();

      json_builder_begin_object (builder);
      for (guint i = 0; i < g_list_model_get_n_items (tags); i++)
        {
          g_autoptr (BstLabel) tag = g_list_model_get_item (tags, i);

          json_builder_set_member_name (builder, bst_label_get_text (tag));
          json_builder_add_int_value (builder, bst_label_get_count (tag));
        }
      json_builder_end_object (builder);
      bst_cli_json_print (builder, FALSE);
      return BST_CLI_DONE;
    }

  table = bst_cli_table_new (titles);
  for (guint i = 0; i < g_list_model_get_n_items (tags); i++)
    {
      g_autoptr (BstLabel) tag = g_list_model_get_item (tags, i);
      g_autofree char *count = g_strdup_printf ("%u", bst_label_get_count (tag));
      const char *cells[] = { bst_label_get_text (tag), count };

      bst_cli_table_add (table, cells);
    }
  bst_cli_table_print (table);

  return BST_CLI_DONE;
}

static void
change_tag (BstCli *cli, BstMachine *machine, const char *tag, gboolean add)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *const *old = bst_machine_get_tags (machine);
  g_auto (GStrv) tags = NULL;

  for (guint i = 0; old[i] != NULL; i++)
    {
      if (!g_str_equal (old[i], tag))
        g_strv_builder_add (builder, old[i]);
    }
  if (add)
    g_strv_builder_add (builder, tag);
  tags = g_strv_builder_end (builder);
  bst_inventory_set_tags (cli->inventory, machine, (const char *const *) tags);
}

/* Of the inventory alone: no host is asked. */
static BstCliExit
change_tags (BstCli *cli, const char *tag, char **names, gboolean add)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint n = 0; names[n] != NULL; n++)
    {
      g_autoptr (GPtrArray) found = bst_inventory_find_machines (cli->inventory, names[n]);

      if (found->len != 1)
        {
          g_autofree char *name = bst_cli_escape (names[n]);

          g_printerr (found->len == 0
                          ? _ ("bastidactl: no machine “%s” is known; see “bastidactl list”\n")
                          : _ ("bastidactl: “%s” fits more than one machine; say HOST/NAME or the "
                               "UUID\n"),
                      name);
          return BST_CLI_FAILED;
        }
      g_ptr_array_add (machines, g_object_ref (found->pdata[0]));
    }

  for (guint i = 0; i < machines->len; i++)
    change_tag (cli, machines->pdata[i], tag, add);

  return BST_CLI_DONE;
}

BstCliExit
bst_cli_tag (BstCli *cli, int argc, char **argv)
{
  if (!bst_cli_parse (cli,
                      &argc,
                      &argv,
                      _ ("[add|remove TAG MACHINE…]"),
                      _ ("Lists the tags in use, or adds a tag to machines, or removes it."),
                      NULL))
    return BST_CLI_USAGE;

  if (argc == 1 || (argc == 2 && g_str_equal (argv[1], "list")))
    {
      bst_cli_open (cli);
      return list_tags (cli);
    }
  if (argc < 4 || (!g_str_equal (argv[1], "add") && !g_str_equal (argv[1], "remove")))
    return bst_cli_usage (
        "tag", "%s", _ ("“tag” takes add or remove, a tag, and one machine or more"));
  if (*argv[2] == '\0' || strpbrk (argv[2], " \t\n") != NULL ||
      !g_utf8_validate (argv[2], -1, NULL))
    return bst_cli_usage ("tag", "%s", _ ("a tag is one word"));

  bst_cli_open (cli);
  return change_tags (cli, argv[2], argv + 3, g_str_equal (argv[1], "add"));
}
