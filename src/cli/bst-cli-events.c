/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli/bst-cli-json.h"
#include "cli/bst-cli-text.h"

/* HOST/NAME, HOST or "-". */
static char *
get_place (const BstJournalFields *fields)
{
  g_autofree char *host = bst_cli_escape (fields->host_name != NULL ? fields->host_name : "-");
  g_autofree char *machine = NULL;

  if (fields->machine_name == NULL)
    return g_steal_pointer (&host);

  machine = bst_cli_escape (fields->machine_name);
  return g_strdup_printf ("%s/%s", host, machine);
}

static void
print_entry (BstCli *cli, BstJournalEntry *entry)
{
  const BstJournalFields *fields = bst_journal_entry_get_fields (entry);
  g_autofree char *time = bst_cli_local_time (fields->time);
  g_autofree char *text = bst_cli_escape (fields->text);
  g_autofree char *place = get_place (fields);

  if (cli->json)
    {
      JsonBuilder *builder = json_builder_new ();

      bst_cli_json_add_entry (builder, entry);
      bst_cli_json_print (builder, TRUE);
      return;
    }

  printf ("%s  %s  %s%s\n",
          time,
          place,
          fields->severity == BST_SEVERITY_ALERT ? "! " : "",
          text);
  fflush (stdout);
}

/* Newest first in the model, oldest first on paper. */
static void
print_range (BstCli *cli, GListModel *journal, guint position, guint n)
{
  for (guint i = position + n; i > position; i--)
    {
      g_autoptr (BstJournalEntry) entry = g_list_model_get_item (journal, i - 1);

      print_entry (cli, entry);
    }
}

static void
on_entries_changed (GListModel *journal, guint position, guint removed, guint added, BstCli *cli)
{
  if (position == 0)
    print_range (cli, journal, 0, added);
}

static gboolean
never (BstCli *cli, gpointer data)
{
  return FALSE;
}

BstCliExit
bst_cli_events (BstCli *cli, int argc, char **argv)
{
  gboolean follow = FALSE;
  int limit = 100;
  const GOptionEntry entries[] = {
    { "follow", 'f', 0, G_OPTION_ARG_NONE, &follow,
      N_ ("Connect to the hosts and go on with what happens"), NULL },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &limit, N_ ("The newest N (100)"), "N" },
    { NULL },
  };
  BstCliExit exit = BST_CLI_DONE;
  GListModel *journal;

  if (!bst_cli_parse (cli, &argc, &argv, NULL,
                      _ ("Shows what happened, oldest first; with --json a line an event."),
                      entries))
    return BST_CLI_USAGE;
  if (argc > 1 || limit < 0)
    return bst_cli_usage (argv[0], "%s", _ ("“events” takes options only"));

  bst_cli_open (cli);
  journal = bst_inventory_get_journal (cli->inventory);
  print_range (cli, journal, 0, MIN ((guint) limit, g_list_model_get_n_items (journal)));
  if (follow)
    {
      g_signal_connect (journal, "items-changed", G_CALLBACK (on_entries_changed), cli);
      exit = bst_cli_connect (cli, NULL);
      bst_cli_wait (cli, never, NULL, 0);
      g_signal_handlers_disconnect_by_data (journal, cli);
    }

  return exit;
}
