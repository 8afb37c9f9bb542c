/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/bst-cli-json.h"
#include "cli/bst-cli-table.h"
#include "cli/bst-cli-text.h"
#include "inventory/bst-query.h"

/* How long the guests' agents and a second tick are waited for, once the hosts have answered. */
#define FIGURES_PATIENCE 3 /* s */

static int
compare_machines (gconstpointer a, gconstpointer b)
{
  BstMachine *first = *(BstMachine *const *) a;
  BstMachine *second = *(BstMachine *const *) b;
  int order = g_utf8_collate (bst_host_get_name (bst_machine_get_host (first)),
                              bst_host_get_name (bst_machine_get_host (second)));

  if (order == 0)
    order = g_utf8_collate (bst_machine_get_name (first), bst_machine_get_name (second));

  return order != 0 ? order : strcmp (bst_machine_get_uuid (first), bst_machine_get_uuid (second));
}

static GPtrArray *
find_by_query (BstCli *cli, const BstQuery *query)
{
  GListModel *model = bst_inventory_get_machines (cli->inventory);
  GPtrArray *machines = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (BstMachine) machine = g_list_model_get_item (model, i);

      if (bst_query_matches (query, machine))
        g_ptr_array_add (machines, g_steal_pointer (&machine));
    }
  g_ptr_array_sort (machines, compare_machines);

  return machines;
}

/* What a machine is made of comes after the list of them; a running machine's rates need two ticks,
 * and its addresses a word of its guest. */
static gboolean
figures_are_there (BstCli *cli, gpointer data)
{
  GListModel *model = bst_inventory_get_machines (cli->inventory);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (BstMachine) machine = g_list_model_get_item (model, i);

      if (!bst_machine_is_fresh (machine))
        continue;
      if (bst_machine_get_vcpus (machine) == 0)
        return FALSE;
      if (bst_machine_get_state (machine) != BST_MACHINE_STATE_RUNNING)
        continue;
      if (bst_machine_get_guest (machine) == NULL ||
          bst_machine_get_figures (machine)->cpu_percent < 0)
        return FALSE;
    }

  return TRUE;
}

static void
wait_for_figures (BstCli *cli)
{
  GListModel *model = bst_inventory_get_machines (cli->inventory);
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (machines, g_list_model_get_item (model, i));
  bst_fleet_set_on_screen (cli->fleet, machines);
  bst_cli_wait (cli, figures_are_there, NULL, FIGURES_PATIENCE);
}

static void
print_json (GPtrArray *machines)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < machines->len; i++)
    bst_cli_json_add_machine (builder, machines->pdata[i], NULL);
  json_builder_end_array (builder);
  bst_cli_json_print (builder, FALSE);
}

static char *
memory_text (BstMachine *machine)
{
  guint64 defined = bst_machine_get_memory_kib (machine);
  guint64 used = bst_machine_get_figures (machine)->memory_used_kib;
  g_autofree char *whole = defined > 0 ? bst_cli_kib (defined) : NULL;

  if (whole == NULL || used == BST_UNKNOWN)
    return g_steal_pointer (&whole);

  return g_strdup_printf ("%s (%.0f%%)", whole, (double) used / (double) defined * 100);
}

static char *
age_text (BstMachine *machine)
{
  g_autofree char *age = NULL;

  if (bst_machine_is_fresh (machine))
    return g_strdup (_ ("now"));
  if (bst_machine_get_seen (machine) == 0)
    return NULL;

  age = bst_cli_duration ((g_get_real_time () - bst_machine_get_seen (machine)) / G_USEC_PER_SEC);
  return g_strdup_printf (_ ("%s ago"), age);
}

static void
print_table (GPtrArray *machines)
{
  const char *const titles[] = { "HOST", "NAME",   "STATE", "IP",     "FQDN", "OS",
                                 "CPUS", "MEMORY", "CPU",   "UPTIME", "SEEN", NULL };
  BstCliTable *table = bst_cli_table_new (titles);

  for (guint i = 0; i < machines->len; i++)
    {
      BstMachine *machine = machines->pdata[i];
      gint64 started = bst_machine_get_started_at (machine);
      double percent = bst_machine_get_figures (machine)->cpu_percent;
      guint n = bst_machine_get_vcpus (machine);
      g_autofree char *vcpus = n > 0 ? g_strdup_printf ("%u", n) : NULL;
      g_autofree char *memory = memory_text (machine);
      g_autofree char *cpu = percent >= 0 ? g_strdup_printf ("%.0f%%", percent) : NULL;
      g_autofree char *uptime =
          started > 0 ? bst_cli_duration (g_get_real_time () / G_USEC_PER_SEC - started) : NULL;
      g_autofree char *seen = age_text (machine);
      const char *cells[] = {
        bst_host_get_name (bst_machine_get_host (machine)),
        bst_machine_get_name (machine),
        bst_machine_state_to_nick (bst_machine_get_state (machine)),
        bst_machine_get_ip (machine),
        bst_machine_get_fqdn (machine),
        bst_machine_get_os (machine),
        vcpus,
        memory,
        cpu,
        uptime,
        seen,
      };

      bst_cli_table_add (table, cells);
    }
  bst_cli_table_print (table);
}

BstCliExit
bst_cli_list (BstCli *cli, int argc, char **argv)
{
  gboolean offline = FALSE;
  const GOptionEntry entries[] = {
    { "offline", 0, 0, G_OPTION_ARG_NONE, &offline, N_ ("Ask no host: what was last known"), NULL },
    { NULL },
  };
  BstCliExit exit = BST_CLI_DONE;
  g_autofree char *text = NULL;
  g_autoptr (BstQuery) query = NULL;
  g_autofree char *doubt = NULL;
  g_autoptr (GPtrArray) machines = NULL;

  if (!bst_cli_parse (cli,
                      &argc,
                      &argv,
                      _ ("[QUERY…]"),
                      _ ("Lists machines. A QUERY is what the window’s search takes: words, and "
                         "host: state: tag: os: ip: …"),
                      entries))
    return BST_CLI_USAGE;

  text = g_strjoinv (" ", argv + 1);
  query = bst_query_new (text);
  doubt = bst_query_dup_doubt (query);
  if (doubt != NULL)
    g_printerr ("%s\n", doubt);
  bst_cli_open (cli);
  if (!offline)
    {
      exit = bst_cli_connect (cli, NULL);
      wait_for_figures (cli);
    }
  if (cli->interrupted)
    return BST_CLI_FAILED;

  machines = find_by_query (cli, query);
  if (cli->json)
    print_json (machines);
  else
    print_table (machines);

  return exit;
}
