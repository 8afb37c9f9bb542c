/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli/bst-cli-json.h"
#include "cli/bst-cli-text.h"
#include "formats/bst-domain-config.h"

#define FIGURES_PATIENCE 3 /* s */

static gboolean
figures_are_there (BstCli *cli, gpointer data)
{
  BstMachine *machine = data;

  return !bst_machine_is_fresh (machine) ||
         bst_machine_get_state (machine) != BST_MACHINE_STATE_RUNNING ||
         (bst_machine_get_guest (machine) != NULL &&
          bst_machine_get_figures (machine)->cpu_percent >= 0);
}

static void
print_line (const char *label, const char *value)
{
  g_autofree char *escaped = NULL;

  if (value == NULL || *value == '\0')
    return;

  escaped = bst_cli_escape (value);
  printf ("%-14s %s\n", label, escaped);
}

static void
print_size (const char *label, guint64 kib)
{
  g_autofree char *text = kib != 0 && kib != BST_UNKNOWN ? bst_cli_kib (kib) : NULL;

  print_line (label, text);
}

static void
print_guest (const BstGuestFacts *guest)
{
  g_autofree char *addresses = NULL;
  g_autofree char *users = NULL;

  if (guest == NULL)
    return;

  addresses = guest->addresses != NULL ? g_strjoinv (", ", guest->addresses) : NULL;
  users = guest->users != NULL ? g_strjoinv (", ", guest->users) : NULL;
  print_line (_ ("Addresses"), addresses);
  print_line (_ ("FQDN"), guest->hostname);
  print_line (_ ("Kernel"), guest->kernel);
  print_line (_ ("Agent"), guest->agent_version);
  print_line (_ ("Users"), users);
  for (guint i = 0; guest->filesystems != NULL && i < guest->filesystems->len; i++)
    {
      const BstGuestFilesystem *fs = &g_array_index (guest->filesystems, BstGuestFilesystem, i);
      g_autofree char *used = bst_cli_kib (fs->used / 1024);
      g_autofree char *total = bst_cli_kib (fs->total / 1024);
      g_autofree char *text = g_strdup_printf (_ ("%s, %s of %s"), fs->mountpoint, used, total);

      print_line (_ ("File system"), text);
    }
}

/* @rate: bytes a second; negative: not known */
static char *
dup_rate (double rate)
{
  g_autofree char *size =
      rate >= 0 ? g_format_size_full ((guint64) rate, G_FORMAT_SIZE_IEC_UNITS) : g_strdup ("–");

  return g_strdup_printf (_ ("%s/s"), size);
}

static void
print_rates (const char *label, const char *format, double one, double other)
{
  g_autofree char *first = dup_rate (one);
  g_autofree char *second = dup_rate (other);
  g_autofree char *text = NULL;

  if (one < 0 && other < 0)
    return;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  text = g_strdup_printf (format, first, second);
#pragma GCC diagnostic pop
  print_line (label, text);
}

static void
print_devices (const BstDomainConfig *config)
{
  for (guint i = 0; i < config->disks->len; i++)
    {
      const BstDisk *disk = config->disks->pdata[i];
      g_autofree char *text =
          g_strdup_printf ("%s %s%s%s: %s", disk->target, disk->device,
                           disk->bus != NULL ? ", " : "", disk->bus != NULL ? disk->bus : "",
                           disk->source != NULL ? disk->source : _ ("empty"));

      print_line (_ ("Disk"), text);
    }
  for (guint i = 0; i < config->nics->len; i++)
    {
      const BstNic *nic = config->nics->pdata[i];
      g_autofree char *text =
          g_strdup_printf ("%s %s%s%s%s%s", nic->mac != NULL ? nic->mac : "–", nic->type,
                           nic->source != NULL ? " " : "", nic->source != NULL ? nic->source : "",
                           nic->model != NULL ? ", " : "", nic->model != NULL ? nic->model : "");

      print_line (_ ("Network card"), text);
    }
}

/* The XML last seen, from the inventory. */
typedef struct
{
  gboolean over;
  char *xml; /* (nullable) */
} Reading;

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Reading *reading = data;

  reading->over = TRUE;
  reading->xml = bst_inventory_read_xml_finish (BST_INVENTORY (source), result, NULL);
}

static gboolean
is_read (BstCli *cli, gpointer data)
{
  return ((Reading *)data)->over;
}

/* (nullable) (transfer full) */
static BstDomainConfig *
read_config (BstCli *cli, BstMachine *machine)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *xml = NULL;
  Reading reading = { 0 };

  bst_inventory_read_xml_async (cli->inventory, machine, cancellable, on_read, &reading);
  if (!bst_cli_wait (cli, is_read, &reading, 0))
    {
      g_cancellable_cancel (cancellable);
      while (!reading.over)
        g_main_context_iteration (NULL, TRUE);
    }
  xml = reading.xml;

  return xml != NULL ? bst_domain_config_parse (xml, -1, NULL) : NULL;
}

static void
print_machine (BstCli *cli, BstMachine *machine)
{
  g_autoptr (BstDomainConfig) config = read_config (cli, machine);
  const BstMachineFigures *figures = bst_machine_get_figures (machine);
  gint64 started = bst_machine_get_started_at (machine);
  guint n_vcpus = bst_machine_get_vcpus (machine);
  g_autofree char *vcpus = n_vcpus > 0 ? g_strdup_printf ("%u", n_vcpus) : NULL;
  g_autofree char *cpu =
      figures->cpu_percent >= 0 ? g_strdup_printf ("%.1f %%", figures->cpu_percent) : NULL;
  g_autofree char *uptime =
      started > 0 ? bst_cli_duration (g_get_real_time () / G_USEC_PER_SEC - started) : NULL;
  g_autofree char *tags = g_strjoinv (", ", (char **) bst_machine_get_tags (machine));
  g_autofree char *seen = bst_cli_local_time (bst_machine_get_seen (machine));

  print_line (_ ("Name"), bst_machine_get_name (machine));
  print_line (_ ("Title"), bst_machine_get_title (machine));
  print_line (_ ("Description"), bst_machine_get_description (machine));
  print_line (_ ("Host"), bst_host_get_name (bst_machine_get_host (machine)));
  print_line (_ ("UUID"), bst_machine_get_uuid (machine));
  print_line (_ ("State"), bst_machine_state_get_label (bst_machine_get_state (machine)));
  print_line (_ ("OS"), bst_machine_get_os (machine));
  print_line (_ ("vCPUs"), vcpus);
  print_line (_ ("CPU use"), cpu);
  print_size (_ ("Memory"), bst_machine_get_memory_kib (machine));
  print_size (_ ("Memory used"), figures->memory_used_kib);
  print_line (_ ("Up"), uptime);
  /* Translators: bytes a second into the machine, and out of it */
  print_rates (_ ("Network"), _ ("%s in, %s out"), figures->net_rx, figures->net_tx);
  print_rates (
      _ ("Disk rate"), _ ("%s read, %s written"), figures->disk_read, figures->disk_written);
  if (config != NULL)
    print_devices (config);
  print_guest (bst_machine_get_guest (machine));
  print_line (_ ("Autostart"), bst_machine_get_autostart (machine) ? _ ("yes") : _ ("no"));
  print_line (_ ("Saved state"), bst_machine_has_managed_save (machine) ? _ ("yes") : NULL);
  print_line (_ ("Tags"), tags);
  print_line (_ ("Group"), bst_machine_get_group (machine));
  print_line (_ ("Notes"), bst_machine_get_notes (machine));
  if (!bst_machine_is_fresh (machine))
    print_line (_ ("Last seen"), seen);
}

BstCliExit
bst_cli_show (BstCli *cli, int argc, char **argv)
{
  g_autoptr (GPtrArray) machines = NULL;
  BstCliExit exit;

  if (!bst_cli_parse (
          cli, &argc, &argv, _ ("MACHINE"), _ ("Shows all that is known of a machine."), NULL))
    return BST_CLI_USAGE;
  if (argc != 2)
    return bst_cli_usage (argv[0], "%s", _ ("“show” takes one machine"));

  bst_cli_open (cli);
  machines = bst_cli_find_machines (cli, argv + 1, NULL, &exit);
  if (machines == NULL)
    return exit;

  bst_fleet_set_on_screen (cli->fleet, machines);
  bst_cli_wait (cli, figures_are_there, machines->pdata[0], FIGURES_PATIENCE);
  if (cli->json)
    {
      g_autoptr (BstDomainConfig) config = read_config (cli, machines->pdata[0]);
      JsonBuilder *builder = json_builder_new ();

      bst_cli_json_add_machine (builder, machines->pdata[0], config);
      bst_cli_json_print (builder, FALSE);
    }
  else
    {
      print_machine (cli, machines->pdata[0]);
    }

  return exit;
}
