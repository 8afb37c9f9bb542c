/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli-run.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/bst-cli-json.h"
#include "cli/bst-cli-text.h"
#include "operations/bst-migrate.h"

static void
print_outcome (BstOperation *operation)
{
  const GError *error = bst_operation_get_error (operation);
  const char *outcome = bst_operation_get_outcome (operation);
  g_autofree char *title = bst_cli_escape (bst_operation_get_title (operation));

  if (error != NULL)
    bst_cli_print_error (error);
  else
    printf ("%s: %s\n", title,
            bst_operation_get_state (operation) == BST_OPERATION_STATE_DONE ? _ ("done")
                                                                            : _ ("cancelled"));
  if (outcome != NULL)
    {
      g_auto (GStrv) lines = g_strsplit (outcome, "\n", -1);

      for (guint i = 0; lines[i] != NULL; i++)
        {
          g_autofree char *line = bst_cli_escape (lines[i]);

          fprintf (error != NULL ? stderr : stdout, "  %s\n", line);
        }
    }
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
on_refused (BstOperation *operation, const GError *error)
{
  bst_cli_print_error (error);
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
watch (BstOperation *part)
{
  g_signal_connect (part, "notify::detail", G_CALLBACK (on_detail), NULL);
  if (BST_IS_MIGRATE (part))
    g_signal_connect (part, "refused", G_CALLBACK (on_refused), NULL);
}

void
bst_cli_run (BstCli *cli, BstOperation *operation)
{
  for_each_part (operation, watch);
  bst_scheduler_submit (bst_fleet_get_scheduler (cli->fleet), operation);
  if (bst_cli_wait (cli, operation_is_over, operation, 0))
    return;

  cli->interrupted = FALSE;
  bst_operation_cancel (operation);
  bst_cli_wait (cli, operation_is_over, operation, 0);
}

static void
print_json (BstOperation *operation)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_array (builder);
  bst_cli_json_add_parts (builder, operation);
  json_builder_end_array (builder);
  bst_cli_json_print (builder, FALSE);
}

void
bst_cli_run_print (BstCli *cli, BstOperation *operation)
{
  if (cli->json)
    print_json (operation);
  else
    for_each_part (operation, print_outcome);
}
