/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli/bst-cli-terminal.h"
#include "cli/bst-cli-text.h"
#include "core/bst-error.h"
#include "ssh/bst-ssh-runtime.h"

void
bst_cli_print_error (const GError *error)
{
  g_autofree char *message = bst_cli_escape (error->message);

  g_printerr ("bastidactl: %s\n", message);
  if (bst_error_get_remedy (error) != NULL)
    g_printerr ("  %s\n", bst_error_get_remedy (error));
}

BstCliExit
bst_cli_usage (const char *command, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  if (command != NULL)
    g_printerr (_ ("bastidactl: %s\nTry “bastidactl %s --help”.\n"), message, command);
  else
    g_printerr (_ ("bastidactl: %s\nTry “bastidactl --help”.\n"), message);

  return BST_CLI_USAGE;
}

void
bst_cli_open (BstCli *cli)
{
  g_autofree char *path = cli->inventory_path != NULL ? g_strdup (cli->inventory_path)
                                                      : bst_inventory_get_default_path ();

  cli->inventory = bst_inventory_open (path);
  if (bst_inventory_get_condition_error (cli->inventory) != NULL)
    bst_cli_print_error (bst_inventory_get_condition_error (cli->inventory));
}

void
bst_cli_close (BstCli *cli)
{
  bst_cli_terminal_restore ();
  if (cli->fleet != NULL)
    bst_fleet_close (cli->fleet);
  g_clear_object (&cli->fleet);
  if (cli->inventory != NULL)
    bst_inventory_close (cli->inventory);
  g_clear_object (&cli->inventory);
  bst_ssh_runtime_shutdown ();
}

gboolean
bst_cli_parse (BstCli *cli,
               int *argc,
               char ***argv,
               const char *parameters,
               const char *summary,
               const GOptionEntry *entries)
{
  const GOptionEntry common[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_ ("Print JSON"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (parameters);
  g_autofree char *command = g_strdup ((*argv)[0]);
  g_autofree char *name = g_strconcat ("bastidactl ", command, NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (context, summary);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);

  g_set_prgname (name);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      bst_cli_usage (command, "%s", error->message);
      return FALSE;
    }

  return TRUE;
}

static gboolean
on_time_over (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

gboolean
bst_cli_wait (
    BstCli *cli, gboolean (*done) (BstCli *cli, gpointer data), gpointer data, guint seconds)
{
  gboolean over = FALSE;
  guint timer = seconds > 0 ? g_timeout_add_seconds (seconds, on_time_over, &over) : 0;
  gboolean is_done;

  while (!(is_done = done (cli, data)) && !over && !cli->interrupted)
    g_main_context_iteration (NULL, TRUE);

  if (timer != 0)
    g_source_remove (timer);

  return is_done;
}

static gboolean
has_answered (BstHost *host)
{
  BstHostState state = bst_host_get_state (host);

  return state == BST_HOST_STATE_ONLINE || state == BST_HOST_STATE_LOST ||
         state == BST_HOST_STATE_FAILED;
}

static gboolean
all_have_answered (BstCli *cli, gpointer data)
{
  GPtrArray *hosts = data;

  for (guint i = 0; i < hosts->len; i++)
    {
      if (!has_answered (hosts->pdata[i]))
        return FALSE;
    }

  return TRUE;
}

static GPtrArray *
all_hosts (BstCli *cli)
{
  GListModel *model = bst_inventory_get_hosts (cli->inventory);
  GPtrArray *hosts = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (hosts, g_list_model_get_item (model, i));

  return hosts;
}

BstCliExit
bst_cli_connect (BstCli *cli, GPtrArray *hosts)
{
  g_autoptr (GPtrArray) all = hosts == NULL ? all_hosts (cli) : g_ptr_array_ref (hosts);
  BstCliExit exit = BST_CLI_DONE;

  if (cli->fleet == NULL)
    {
      cli->fleet = bst_fleet_new (cli->inventory);
      bst_fleet_set_tick (cli->fleet, 1, TRUE);
      bst_fleet_set_journal (cli->fleet, FALSE);
      bst_cli_terminal_attend (cli->fleet);
    }
  for (guint i = 0; i < all->len; i++)
    {
      if (!bst_host_state_is_connected (bst_host_get_state (all->pdata[i])))
        bst_fleet_connect_host (cli->fleet, all->pdata[i]);
    }
  bst_cli_wait (cli, all_have_answered, all, 0);

  for (guint i = 0; i < all->len; i++)
    {
      BstHost *host = all->pdata[i];

      if (bst_host_get_state (host) == BST_HOST_STATE_ONLINE)
        continue;

      exit = BST_CLI_UNREACHED;
      if (bst_host_get_error (host) != NULL)
        bst_cli_print_error (bst_host_get_error (host));
      else
        g_printerr (_ ("bastidactl: “%s” was not reached\n"), bst_host_get_name (host));
    }

  return exit;
}

static gboolean
contains (GPtrArray *array, gpointer item)
{
  return g_ptr_array_find (array, item, NULL);
}

/* The hosts whose word is needed to tell what @names are: those of the machines known by them, or
 * all where one is not known. */
static GPtrArray *
hosts_to_ask (BstCli *cli, char **names)
{
  g_autoptr (GPtrArray) hosts = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint n = 0; names[n] != NULL; n++)
    {
      g_autoptr (GPtrArray) found = bst_inventory_find_machines (cli->inventory, names[n]);

      if (found->len == 0)
        return all_hosts (cli);
      for (guint i = 0; i < found->len; i++)
        {
          BstHost *host = bst_machine_get_host (found->pdata[i]);

          if (!contains (hosts, host))
            g_ptr_array_add (hosts, g_object_ref (host));
        }
    }

  return g_steal_pointer (&hosts);
}

static void
print_candidates (GPtrArray *machines)
{
  for (guint i = 0; i < machines->len; i++)
    {
      BstMachine *machine = machines->pdata[i];
      g_autofree char *name = bst_cli_escape (bst_machine_get_name (machine));

      g_printerr ("  %s/%s  %s\n",
                  bst_host_get_name (bst_machine_get_host (machine)),
                  name,
                  bst_machine_get_uuid (machine));
    }
}

GPtrArray *
bst_cli_find_machines (BstCli *cli, char **names, BstHost *other, BstCliExit *exit)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) hosts = hosts_to_ask (cli, names);

  if (other != NULL && !contains (hosts, other))
    g_ptr_array_add (hosts, g_object_ref (other));
  *exit = bst_cli_connect (cli, hosts);
  if (other != NULL && bst_host_get_state (other) != BST_HOST_STATE_ONLINE)
    return NULL;

  for (guint n = 0; names[n] != NULL; n++)
    {
      g_autoptr (GPtrArray) found = bst_inventory_find_machines (cli->inventory, names[n]);

      if (found->len != 1)
        {
          g_autofree char *name = bst_cli_escape (names[n]);

          if (found->len == 0)
            g_printerr (_ ("bastidactl: no machine “%s” on the hosts that were reached\n"
                           "  See “bastidactl list”.\n"),
                        name);
          else
            g_printerr (_ ("bastidactl: “%s” fits %u machines; say HOST/NAME or the UUID:\n"),
                        name,
                        found->len);
          print_candidates (found);
          *exit = *exit == BST_CLI_UNREACHED && found->len == 0 ? BST_CLI_UNREACHED : BST_CLI_FAILED;
          return NULL;
        }
      if (!contains (machines, found->pdata[0]))
        g_ptr_array_add (machines, g_object_ref (found->pdata[0]));
    }

  return g_steal_pointer (&machines);
}
