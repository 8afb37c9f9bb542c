/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli-preflight.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli/bst-cli-json.h"
#include "cli/bst-cli-text.h"
#include "operations/bst-preflight.h"

/* The slowest question gives up by itself well before. */
#define PATIENCE_S 30

static gboolean
is_settled (BstCli *cli, gpointer data)
{
  return !bst_preflight_target_is_pending (data);
}

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
add_finding (JsonBuilder *builder, const BstFinding *finding)
{
  json_builder_begin_object (builder);
  add_member (builder, "verdict", bst_verdict_to_nick (finding->verdict));
  add_member (builder, "reason", finding->reason);
  add_member (builder, "remedy", finding->remedy);
  add_member (builder, "detail", finding->detail);
  json_builder_end_object (builder);
}

static void
add_cell (JsonBuilder *builder, BstPreflightCell *cell)
{
  GPtrArray *findings = bst_preflight_cell_get_findings (cell);

  json_builder_begin_object (builder);
  add_member (builder, "check", bst_check_to_nick (bst_preflight_cell_get_check (cell)));
  add_member (builder, "verdict", bst_verdict_to_nick (bst_preflight_cell_get_verdict (cell)));
  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < findings->len; i++)
    add_finding (builder, findings->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_json (BstPreflightTarget *target)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_member (builder, "host", bst_host_get_name (bst_preflight_target_get_host (target)));
  add_member (builder, "verdict", bst_verdict_to_nick (bst_preflight_target_get_verdict (target)));
  json_builder_set_member_name (builder, "checks");
  json_builder_begin_array (builder);
  for (guint i = 0; i < BST_N_CHECKS; i++)
    add_cell (builder, bst_preflight_target_get_cell (target, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  bst_cli_json_print (builder, FALSE);
}

/* A line at a time: names in it may hold anything. */
static void
print_text (BstPreflight *preflight, BstPreflightTarget *target)
{
  g_autofree char *text = bst_preflight_dup_text (preflight, target);
  g_auto (GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *escaped = bst_cli_escape (lines[i]);

      printf ("%s\n", escaped);
    }
}

BstCliExit
bst_cli_check_migration (BstCli *cli,
                         GPtrArray *machines,
                         BstHost *host,
                         const BstMigrationOptions *options)
{
  g_autoptr (BstPreflight) preflight =
      bst_preflight_new_for_host (cli->fleet, machines, host, options);
  BstPreflightTarget *target = bst_preflight_find (preflight, host);
  BstCliExit code = BST_CLI_FAILED;

  if (target == NULL)
    {
      g_printerr (_ ("bastidactl: %s has it already\n"), bst_host_get_name (host));
      return BST_CLI_FAILED;
    }

  if (bst_cli_wait (cli, is_settled, target, PATIENCE_S) &&
      bst_preflight_target_get_verdict (target) != BST_VERDICT_BLOCK)
    code = BST_CLI_DONE;
  bst_preflight_stop (preflight);
  if (cli->json)
    print_json (target);
  else
    print_text (preflight, target);

  return cli->interrupted ? BST_CLI_FAILED : code;
}
