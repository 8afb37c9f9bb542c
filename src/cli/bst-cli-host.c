/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli/bst-cli-json.h"
#include "cli/bst-cli-table.h"
#include "cli/bst-cli-terminal.h"
#include "cli/bst-cli-text.h"
#include "formats/bst-uri.h"
#include "host/bst-doctor.h"

static BstCliExit
add_host (BstCli *cli, const char *text, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BstUri) parsed = bst_uri_parse (text, &error);
  g_autofree char *uri = NULL;
  BstHost *host;

  if (parsed == NULL)
    {
      bst_cli_print_error (error);
      return BST_CLI_USAGE;
    }

  /* "root@hosta" and its whole URI are one host. */
  uri = bst_uri_to_string (parsed);
  bst_cli_open (cli);
  host = bst_inventory_add_host (cli->inventory, uri, name, &error);
  if (host == NULL)
    {
      bst_cli_print_error (error);
      return BST_CLI_FAILED;
    }
  if (!cli->json)
    printf (_ ("Added %s (%s). See whether it can be used: bastidactl host check %s\n"),
            bst_host_get_name (host),
            bst_host_get_uri (host),
            bst_host_get_name (host));

  return BST_CLI_DONE;
}

static BstCliExit
list_hosts (BstCli *cli)
{
  const char *const titles[] = { "NAME", "URI", "MACHINES", "ACTIVE", "SEEN", NULL };
  GListModel *hosts;
  BstCliTable *table;

  bst_cli_open (cli);
  hosts = bst_inventory_get_hosts (cli->inventory);
  if (cli->json)
    {
      JsonBuilder *builder = json_builder_new ();

      json_builder_begin_array (builder);
      for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
        {
          g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);

          bst_cli_json_add_host (builder, host);
        }
      json_builder_end_array (builder);
      bst_cli_json_print (builder, FALSE);
      return BST_CLI_DONE;
    }

  table = bst_cli_table_new (titles);
  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);
      g_autofree char *n = g_strdup_printf ("%u", bst_host_get_n_machines (host));
      g_autofree char *active = g_strdup_printf ("%u", bst_host_get_n_active (host));
      g_autofree char *seen =
          bst_host_get_seen (host) != 0 ? bst_cli_local_time (bst_host_get_seen (host)) : NULL;
      const char *cells[] = {
        bst_host_get_name (host), bst_host_get_uri (host), n, active, seen,
      };

      bst_cli_table_add (table, cells);
    }
  bst_cli_table_print (table);

  return BST_CLI_DONE;
}

static BstCliExit
remove_host (BstCli *cli, const char *name)
{
  BstHost *host;

  bst_cli_open (cli);
  host = bst_inventory_find_host (cli->inventory, name);
  if (host == NULL)
    {
      g_printerr (_ ("bastidactl: there is no host “%s”; see “bastidactl host list”\n"), name);
      return BST_CLI_FAILED;
    }
  bst_inventory_remove_host (cli->inventory, host);

  return BST_CLI_DONE;
}

static const char *
outcome_mark (BstDoctorOutcome outcome)
{
  switch (outcome)
    {
    case BST_DOCTOR_PASSED:
      return "✓";
    case BST_DOCTOR_WARNED:
      return "!";
    case BST_DOCTOR_FAILED:
      return "✗";
    case BST_DOCTOR_PENDING:
    case BST_DOCTOR_RUNNING:
    case BST_DOCTOR_SKIPPED:
    default:
      return "–";
    }
}

static const char *
outcome_nick (BstDoctorOutcome outcome)
{
  switch (outcome)
    {
    case BST_DOCTOR_PASSED:
      return "passed";
    case BST_DOCTOR_WARNED:
      return "warned";
    case BST_DOCTOR_FAILED:
      return "failed";
    case BST_DOCTOR_PENDING:
    case BST_DOCTOR_RUNNING:
    case BST_DOCTOR_SKIPPED:
    default:
      return "skipped";
    }
}

static void
print_step (BstDoctorStep *step)
{
  BstDoctorOutcome outcome = bst_doctor_step_get_outcome (step);
  const char *text = bst_doctor_step_get_text (step);
  const char *remedy = bst_doctor_step_get_remedy (step);
  const char *detail = bst_doctor_step_get_detail (step);

  printf ("%s %s%s%s\n",
          outcome_mark (outcome),
          bst_doctor_step_get_title (step),
          text != NULL ? ": " : "",
          text != NULL ? text : "");
  if (remedy != NULL)
    printf ("    → %s\n", remedy);
  if (detail != NULL && outcome == BST_DOCTOR_FAILED)
    {
      g_autofree char *escaped = bst_cli_escape (detail);

      printf ("      %s\n", escaped);
    }
  fflush (stdout);
}

static void
add_json_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
print_steps_json (GListModel *steps)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (BstDoctorStep) step = g_list_model_get_item (steps, i);

      json_builder_begin_object (builder);
      add_json_text (builder, "step", bst_doctor_step_get_id (step));
      add_json_text (builder, "outcome", outcome_nick (bst_doctor_step_get_outcome (step)));
      add_json_text (builder, "text", bst_doctor_step_get_text (step));
      add_json_text (builder, "remedy", bst_doctor_step_get_remedy (step));
      add_json_text (builder, "detail", bst_doctor_step_get_detail (step));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  bst_cli_json_print (builder, FALSE);
}

typedef struct
{
  GListModel *steps;
  guint n_printed; /* the first of them */
  gboolean print;  /* for people, as they end */
  gboolean over;
  gboolean healthy;
} Check;

static gboolean
is_over (BstDoctorStep *step)
{
  BstDoctorOutcome outcome = bst_doctor_step_get_outcome (step);

  return outcome != BST_DOCTOR_PENDING && outcome != BST_DOCTOR_RUNNING;
}

/* In their order, whichever ends first. */
static void
print_more (Check *check)
{
  while (check->print && check->n_printed < g_list_model_get_n_items (check->steps))
    {
      g_autoptr (BstDoctorStep) step = g_list_model_get_item (check->steps, check->n_printed);

      if (!is_over (step))
        return;
      print_step (step);
      check->n_printed++;
    }
}

static void
watch_steps (Check *check)
{
  for (guint i = 0; i < g_list_model_get_n_items (check->steps); i++)
    {
      g_autoptr (BstDoctorStep) step = g_list_model_get_item (check->steps, i);

      g_signal_connect_swapped (step, "changed", G_CALLBACK (print_more), check);
    }
}

static void
unwatch_steps (Check *check)
{
  for (guint i = 0; i < g_list_model_get_n_items (check->steps); i++)
    {
      g_autoptr (BstDoctorStep) step = g_list_model_get_item (check->steps, i);

      g_signal_handlers_disconnect_by_data (step, check);
    }
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  Check *check = data;

  check->over = TRUE;
  check->healthy = bst_doctor_run_finish (BST_DOCTOR (source), result, NULL);
}

static gboolean
check_is_over (BstCli *cli, gpointer data)
{
  return ((Check *) data)->over;
}

/* Not a question of libvirt: nobody was there, or nobody was let in. */
static gboolean
is_reached (GListModel *steps)
{
  static const char *const way[] = { "resolve", "connect", "host-key", "log-in", NULL };

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (BstDoctorStep) step = g_list_model_get_item (steps, i);

      if (bst_doctor_step_get_outcome (step) == BST_DOCTOR_FAILED)
        return !g_strv_contains (way, bst_doctor_step_get_id (step));
    }

  return TRUE;
}

/* A host of the inventory by its name, or any URI. */
static BstCliExit
check_host (BstCli *cli, const char *name)
{
  g_autoptr (BstDoctor) doctor = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Check check = { .print = !cli->json };
  BstHost *host;

  bst_cli_open (cli);
  host = bst_inventory_find_host (cli->inventory, name);
  doctor = bst_doctor_new (host != NULL ? bst_host_get_uri (host) : name);
  check.steps = bst_doctor_get_steps (doctor);
  watch_steps (&check);
  bst_cli_terminal_attend (doctor);

  bst_doctor_run_async (doctor, cancellable, on_checked, &check);
  if (!bst_cli_wait (cli, check_is_over, &check, 0))
    {
      g_cancellable_cancel (cancellable);
      cli->interrupted = FALSE;
      bst_cli_wait (cli, check_is_over, &check, 5);
    }

  unwatch_steps (&check);
  if (cli->json)
    print_steps_json (check.steps);

  if (check.healthy)
    return BST_CLI_DONE;

  return is_reached (check.steps) ? BST_CLI_FAILED : BST_CLI_UNREACHED;
}

BstCliExit
bst_cli_host (BstCli *cli, int argc, char **argv)
{
  g_autofree char *name = NULL;
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("What to call an added host"), N_ ("NAME") },
    { NULL },
  };

  if (!bst_cli_parse (cli, &argc, &argv, _ ("add URI | list | remove NAME | check NAME"),
                      _ ("A URI is libvirt’s, as qemu+ssh://root@hosta/system, or user@host."),
                      entries))
    return BST_CLI_USAGE;

  if (argc == 3 && g_str_equal (argv[1], "add"))
    return add_host (cli, argv[2], name);
  if (name != NULL)
    return bst_cli_usage ("host", "%s", _ ("--name goes with “host add URI”"));
  if (argc == 2 && g_str_equal (argv[1], "list"))
    return list_hosts (cli);
  if (argc == 3 && g_str_equal (argv[1], "remove"))
    return remove_host (cli, argv[2]);
  if (argc == 3 && g_str_equal (argv[1], "check"))
    return check_host (cli, argv[2]);

  return bst_cli_usage (
      "host", "%s", _ ("“host” takes add URI, list, remove NAME or check NAME"));
}
