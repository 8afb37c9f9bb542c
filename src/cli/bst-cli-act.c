/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/bst-cli-json.h"
#include "cli/bst-cli-text.h"
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

static void
print_outcome (BstOperation *operation)
{
  const GError *error = bst_operation_get_error (operation);
  g_autofree char *title = bst_cli_escape (bst_operation_get_title (operation));

  if (error != NULL)
    bst_cli_print_error (error);
  else
    printf ("%s: %s\n",
            title,
            bst_operation_get_state (operation) == BST_OPERATION_STATE_DONE ? _ ("done")
                                                                            : _ ("cancelled"));
}

static gboolean
operation_is_over (BstCli *cli, gpointer data)
{
  return bst_operation_is_over (data);
}

/* What it does just now, for who waits at a terminal. */
static void
on_detail (BstOperation *operation)
{
  const char *detail = bst_operation_get_detail (operation);

  if (detail != NULL && isatty (STDERR_FILENO))
    g_printerr ("%s: %s\n", bst_operation_get_target (operation), detail);
}

static void
for_each_part (BstOperation *operation, void (*func) (BstOperation *part))
{
  GListModel *parts = bst_operation_get_parts (operation);

  if (parts == NULL)
    {
      func (operation);
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);

      func (part);
    }
}

static void
watch_detail (BstOperation *part)
{
  g_signal_connect (part, "notify::detail", G_CALLBACK (on_detail), NULL);
}

/* An interrupted command asks its operations to stop, and still waits for what became of them; a
 * second interrupt is the user's last word. */
static void
run_operation (BstCli *cli, BstOperation *operation)
{
  for_each_part (operation, watch_detail);
  bst_scheduler_submit (bst_fleet_get_scheduler (cli->fleet), operation);
  if (bst_cli_wait (cli, operation_is_over, operation, 0))
    return;

  cli->interrupted = FALSE;
  bst_operation_cancel (operation);
  bst_cli_wait (cli, operation_is_over, operation, 0);
}

static void
print_operation_json (BstOperation *operation)
{
  GListModel *parts = bst_operation_get_parts (operation);
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_array (builder);
  if (parts == NULL)
    bst_cli_json_add_operation (builder, operation);
  for (guint i = 0; parts != NULL && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);

      bst_cli_json_add_operation (builder, part);
    }
  json_builder_end_array (builder);
  bst_cli_json_print (builder, FALSE);
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
  machines = bst_cli_find_machines (cli, argv + 1, &exit);
  if (machines == NULL)
    return exit;

  operation = bst_lifecycle_operation_new (cli->fleet, lifecycle, machines);
  run_operation (cli, operation);
  if (cli->json)
    print_operation_json (operation);
  else
    for_each_part (operation, print_outcome);

  if (bst_operation_get_state (operation) == BST_OPERATION_STATE_DONE)
    return exit;

  return exit == BST_CLI_UNREACHED ? exit : BST_CLI_FAILED;
}
