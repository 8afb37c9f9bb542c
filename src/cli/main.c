/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/bst-cli.h"
#include "core/bst-thread.h"

static const struct
{
  const char *name;
  BstCliFunc func;
  const char *summary;
} commands[] = {
  { "host", bst_cli_host, N_ ("Add, list, remove and check hosts") },
  { "list", bst_cli_list, N_ ("List machines, all or those that fit a query") },
  { "show", bst_cli_show, N_ ("Show all that is known of a machine") },
  { "console", bst_cli_console, N_ ("Open a machine’s console, or write a .vv file for it") },
  { "start", bst_cli_act, N_ ("Start machines") },
  { "shutdown", bst_cli_act, N_ ("Ask guests to shut down, and wait until they are off") },
  { "reboot", bst_cli_act, N_ ("Ask guests to restart") },
  { "reset", bst_cli_act, N_ ("Restart machines at once, as by their reset button") },
  { "off", bst_cli_act, N_ ("Force machines off, as by pulling the plug") },
  { "pause", bst_cli_act, N_ ("Halt machines; their memory is kept") },
  { "resume", bst_cli_act, N_ ("Let paused machines go on") },
  { "save", bst_cli_act, N_ ("Save the state of machines to disk, and stop them") },
  { "restore", bst_cli_act, N_ ("Start machines from their saved state") },
  { "discard", bst_cli_act, N_ ("Drop the saved state of machines") },
  { "autostart", bst_cli_act, N_ ("Start machines with their host") },
  { "no-autostart", bst_cli_act, N_ ("Do not start machines with their host") },
  { "tag", bst_cli_tag, N_ ("List, add and remove tags") },
  { "events", bst_cli_events, N_ ("Show what happened") },
  { "tasks", bst_cli_tasks, N_ ("Show what was asked for, and what became of it") },
};

static char *
describe_commands (void)
{
  GString *text = g_string_new (_ ("Commands:"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "\n  %-14s %s", commands[i].name, _ (commands[i].summary));
  g_string_append (text, "\n\n");
  g_string_append (text,
                   _ ("A machine is NAME, HOST/NAME or a UUID. Each command has a --help.\n"
                      "Exit status: 0 done, 1 failed, 2 wrong usage, 3 a host was not reached."));

  return g_string_free (text, FALSE);
}

static gboolean
on_interrupt (gpointer data)
{
  BstCli *cli = data;

  cli->interrupted = TRUE;
  return G_SOURCE_CONTINUE;
}

static BstCliExit
run_command (BstCli *cli, int argc, char **argv)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (strcmp (commands[i].name, argv[0]) == 0)
        return commands[i].func (cli, argc, argv);
    }

  return bst_cli_usage (NULL, _ ("there is no command “%s”"), argv[0]);
}

int
main (int argc, char *argv[])
{
  BstCli cli = { 0 };
  gboolean version = FALSE;
  g_autofree char *inventory = NULL;
  g_autofree char *summary = NULL;
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "inventory", 0, 0, G_OPTION_ARG_FILENAME, &inventory, N_ ("Use this inventory"), N_ ("FILE") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli.json, N_ ("Print JSON"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Print the version"), NULL },
    { NULL },
  };
  BstCliExit exit;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  bst_thread_init ();

  context = g_option_context_new (_ ("COMMAND …"));
  summary = describe_commands ();
  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_strict_posix (context, TRUE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return bst_cli_usage (NULL, "%s", error->message);
  if (version)
    {
      puts ("bastidactl " PACKAGE_VERSION);
      return BST_CLI_DONE;
    }
  if (argc < 2)
    return bst_cli_usage (NULL, "%s", _ ("a command is missing"));

  cli.inventory_path = inventory;
  g_unix_signal_add (SIGINT, on_interrupt, &cli);
  g_unix_signal_add (SIGTERM, on_interrupt, &cli);
  exit = run_command (&cli, argc - 1, argv + 1);
  bst_cli_close (&cli);

  return fflush (stdout) == 0 ? exit : BST_CLI_FAILED;
}
