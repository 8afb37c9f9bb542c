/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/bst-error.h"
#include "formats/bst-graphics.h"
#include "formats/bst-vv-graphics.h"

#define PATIENCE 60 /* s */

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static gboolean
has_result (BstCli *cli, gpointer data)
{
  return *(GAsyncResult **)data != NULL;
}

/* Asked now: ports and passwords change from one start to the next. */
static GPtrArray *
read_graphics (BstCli *cli, BstMachine *machine, GError **error)
{
  BstConnection *connection = bst_fleet_get_connection (cli->fleet, bst_machine_get_host (machine));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  bst_connection_read_graphics_async (connection, bst_machine_get_uuid (machine), cancellable,
                                      on_result, &result);
  if (!bst_cli_wait (cli, has_result, &result, PATIENCE))
    {
      g_cancellable_cancel (cancellable);
      bst_cli_wait (cli, has_result, &result, 0);
    }

  return bst_connection_read_graphics_finish (connection, result, error);
}

static BstVvFile *
make_file (BstCli *cli, BstMachine *machine, GError **error)
{
  g_autoptr (GPtrArray) graphics = read_graphics (cli, machine, error);
  g_autoptr (BstUri) host = NULL;
  const BstGraphics *chosen;

  if (graphics == NULL)
    return NULL;

  chosen = bst_graphics_choose (graphics);
  if (chosen == NULL)
    {
      g_propagate_error (error,
                         bst_error_new (BST_ERROR_UNSUPPORTED,
                                        _ ("Give the machine a SPICE console: a <graphics> in its "
                                           "XML."),
                                        NULL, _ ("“%s” has no graphical console"),
                                        bst_machine_get_name (machine)));
      return NULL;
    }

  host = bst_uri_parse (bst_host_get_uri (bst_machine_get_host (machine)), error);
  return host != NULL
             ? bst_vv_graphics_new_file (chosen, host, bst_machine_get_name (machine), error)
             : NULL;
}

/* For its owner alone, and never over a file that is there. */
static gboolean
write_private (const char *path, const char *text, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  FILE *stream = fd >= 0 ? fdopen (fd, "w") : NULL;
  gboolean ok = stream != NULL && fputs (text, stream) >= 0;
  int saved = errno;

  if (stream != NULL)
    ok = fclose (stream) == 0 && ok;
  if (ok)
    return TRUE;

  if (fd >= 0)
    g_unlink (path);
  if (saved == EEXIST)
    g_propagate_error (error, bst_error_new (BST_ERROR_EXISTS,
                                             _ ("Name another with --output, or remove it."), NULL,
                                             _ ("There is a file “%s” already"), path));
  else
    g_propagate_error (error, bst_error_new (BST_ERROR_STORAGE, NULL, g_strerror (saved),
                                             _ ("“%s” cannot be written"), path));
  return FALSE;
}

static BstCliExit
write_vv (BstCli *cli, BstMachine *machine, const char *output)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BstVvFile) file = make_file (cli, machine, &error);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (file == NULL)
    {
      bst_cli_print_error (error);
      return BST_CLI_FAILED;
    }

  text = bst_vv_file_to_text (file);
  if (output != NULL && strcmp (output, "-") == 0)
    {
      fputs (text, stdout);
      return BST_CLI_DONE;
    }

  if (output == NULL)
    {
      name = g_strconcat (bst_machine_get_name (machine), ".vv", NULL);
      g_strdelimit (name, "/", '_');
      if (name[0] == '.')
        name[0] = '_';
    }
  if (!write_private (output != NULL ? output : name, text, &error))
    {
      bst_cli_print_error (error);
      return BST_CLI_FAILED;
    }

  /* Translators: %s is a file */
  g_printerr (file->password != NULL ? _ ("%s: holds the console’s password\n") : "%s\n",
              output != NULL ? output : name);
  return BST_CLI_DONE;
}

/* Beside this program, where it is not installed too; else on PATH. */
static char *
find_program (void)
{
  const char *build = g_getenv ("BASTIDA_UNINSTALLED");
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  g_autofree char *beside = folder != NULL ? g_build_filename (folder, "bastida", NULL) : NULL;

  if (build != NULL)
    return g_build_filename (build, "src", "app", "bastida", NULL);
  if (beside != NULL && g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);

  return g_strdup ("bastida");
}

/* The window's program shows it: the one that runs, or a new one, which outlives us. */
static BstCliExit
open_window (BstCli *cli, BstMachine *machine)
{
  g_autofree char *program = find_program ();
  g_autofree char *name = g_strconcat (bst_host_get_name (bst_machine_get_host (machine)), "/",
                                       bst_machine_get_name (machine), NULL);
  const char *argv[] = { program, "--console", name, NULL, NULL, NULL };
  g_autoptr (GError) error = NULL;

  if (cli->inventory_path != NULL)
    {
      argv[3] = "--inventory";
      argv[4] = cli->inventory_path;
    }
  if (g_spawn_async (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL,
                     NULL, NULL, NULL, &error))
    return BST_CLI_DONE;

  g_printerr (_ ("bastidactl: the window cannot be opened: %s\n"), error->message);
  return BST_CLI_FAILED;
}

/* Without asking any host: the window does. */
static BstMachine *
find_known (BstCli *cli, const char *text)
{
  g_autoptr (GPtrArray) found = bst_inventory_find_machines (cli->inventory, text);

  return found->len == 1 ? g_object_ref (found->pdata[0]) : NULL;
}

BstCliExit
bst_cli_console (BstCli *cli, int argc, char **argv)
{
  gboolean vv = FALSE;
  g_autofree char *output = NULL;
  const GOptionEntry entries[] = {
    { "vv", 0, 0, G_OPTION_ARG_NONE, &vv, N_ ("Write a .vv file for others"), NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
      N_ ("… to this file instead of MACHINE.vv; “-”: print it"), N_ ("FILE") },
    { NULL },
  };
  g_autoptr (GPtrArray) machines = NULL;
  g_autoptr (BstMachine) known = NULL;
  BstCliExit exit;

  if (!bst_cli_parse (cli, &argc, &argv, _ ("MACHINE"), _ ("Open a machine’s console"), entries))
    return BST_CLI_USAGE;
  if (argc != 2)
    return bst_cli_usage ("console", "%s", _ ("“console” takes one machine"));
  if (output != NULL && !vv)
    return bst_cli_usage ("console", "%s", _ ("“--output” goes with “--vv”"));

  bst_cli_open (cli);
  known = vv ? NULL : find_known (cli, argv[1]);
  if (known != NULL)
    return open_window (cli, known);

  machines = bst_cli_find_machines (cli, (char *[]){ argv[1], NULL }, NULL, &exit);
  if (machines == NULL)
    return exit;
  if (vv && bst_host_get_state (bst_machine_get_host (machines->pdata[0])) != BST_HOST_STATE_ONLINE)
    return exit;

  return vv ? write_vv (cli, machines->pdata[0], output) : open_window (cli, machines->pdata[0]);
}
