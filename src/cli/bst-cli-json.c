/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli-json.h"

#include <stdio.h>

#include "cli/bst-cli-text.h"
#include "core/bst-error.h"

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL && *value != '\0')
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_time (JsonBuilder *builder, const char *name, gint64 time)
{
  g_autofree char *text = bst_cli_iso_time (time);

  add_string (builder, name, text);
}

static void
add_number (JsonBuilder *builder, const char *name, gboolean known, gint64 value)
{
  json_builder_set_member_name (builder, name);
  if (known)
    json_builder_add_int_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/* A rate or percentage: negative is not known; one decimal is as much as it is worth. */
static void
add_measure (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  if (value >= 0)
    json_builder_add_double_value (builder, (double) (gint64) (value * 10 + 0.5) / 10);
  else
    json_builder_add_null_value (builder);
}

static void
add_bool (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
add_strings (JsonBuilder *builder, const char *name, const char *const *values)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    json_builder_add_string_value (builder, values[i]);
  json_builder_end_array (builder);
}

static void
add_figures (JsonBuilder *builder, BstMachine *machine)
{
  const BstMachineFigures *figures = bst_machine_get_figures (machine);
  gint64 started = bst_machine_get_started_at (machine);
  guint64 memory = bst_machine_get_memory_kib (machine);
  guint vcpus = bst_machine_get_vcpus (machine);

  add_number (builder, "vcpus", vcpus > 0, vcpus);
  add_number (builder, "memory_kib", memory > 0, (gint64) memory);
  add_number (builder,
              "memory_used_kib",
              figures->memory_used_kib != BST_UNKNOWN,
              (gint64) figures->memory_used_kib);
  add_measure (builder, "cpu_percent", figures->cpu_percent);
  add_measure (builder, "net_rx_bytes_per_s", figures->net_rx);
  add_measure (builder, "net_tx_bytes_per_s", figures->net_tx);
  add_measure (builder, "disk_read_bytes_per_s", figures->disk_read);
  add_measure (builder, "disk_written_bytes_per_s", figures->disk_written);
  add_number (builder, "uptime_s", started > 0, g_get_real_time () / G_USEC_PER_SEC - started);
}

static void
add_devices (JsonBuilder *builder, const BstDomainConfig *config)
{
  json_builder_set_member_name (builder, "disks");
  json_builder_begin_array (builder);
  for (guint i = 0; i < config->disks->len; i++)
    {
      const BstDisk *disk = config->disks->pdata[i];

      json_builder_begin_object (builder);
      add_string (builder, "target", disk->target);
      add_string (builder, "device", disk->device);
      add_string (builder, "bus", disk->bus);
      add_string (builder, "source", disk->source);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);

  json_builder_set_member_name (builder, "network_cards");
  json_builder_begin_array (builder);
  for (guint i = 0; i < config->nics->len; i++)
    {
      const BstNic *nic = config->nics->pdata[i];

      json_builder_begin_object (builder);
      add_string (builder, "mac", nic->mac);
      add_string (builder, "type", nic->type);
      add_string (builder, "source", nic->source);
      add_string (builder, "model", nic->model);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_guest (JsonBuilder *builder, const BstGuestFacts *guest)
{
  add_string (builder, "kernel", guest != NULL ? guest->kernel : NULL);
  add_string (builder, "agent_version", guest != NULL ? guest->agent_version : NULL);
}

void
bst_cli_json_add_machine (JsonBuilder *builder, BstMachine *machine, const BstDomainConfig *config)
{
  const BstGuestFacts *guest = bst_machine_get_guest (machine);
  int n_snapshots = bst_machine_get_n_snapshots (machine);

  json_builder_begin_object (builder);
  add_string (builder, "host", bst_host_get_name (bst_machine_get_host (machine)));
  add_string (builder, "uuid", bst_machine_get_uuid (machine));
  add_string (builder, "name", bst_machine_get_name (machine));
  add_string (builder, "title", bst_machine_get_title (machine));
  add_string (builder, "description", bst_machine_get_description (machine));
  add_string (builder, "state", bst_machine_state_to_nick (bst_machine_get_state (machine)));
  add_string (builder, "ip", bst_machine_get_ip (machine));
  add_strings (
      builder, "addresses", guest != NULL ? (const char *const *) guest->addresses : NULL);
  add_string (builder, "fqdn", bst_machine_get_fqdn (machine));
  add_string (builder, "os", bst_machine_get_os (machine));
  add_figures (builder, machine);
  add_bool (builder, "autostart", bst_machine_get_autostart (machine));
  add_bool (builder, "persistent", bst_machine_is_persistent (machine));
  add_bool (builder, "managed_save", bst_machine_has_managed_save (machine));
  add_number (builder, "snapshots", n_snapshots >= 0, n_snapshots);
  add_strings (builder, "tags", bst_machine_get_tags (machine));
  add_string (builder, "group", bst_machine_get_group (machine));
  add_string (builder, "notes", bst_machine_get_notes (machine));
  add_bool (builder, "fresh", bst_machine_is_fresh (machine));
  add_time (builder, "seen", bst_machine_get_seen (machine));
  if (config != NULL)
    {
      add_guest (builder, guest);
      add_devices (builder, config);
    }
  json_builder_end_object (builder);
}

void
bst_cli_json_add_host (JsonBuilder *builder, BstHost *host)
{
  const BstHostFacts *facts = bst_host_get_facts (host);

  json_builder_begin_object (builder);
  add_string (builder, "name", bst_host_get_name (host));
  add_string (builder, "uri", bst_host_get_uri (host));
  add_string (builder, "uuid", facts != NULL ? facts->uuid : NULL);
  add_string (builder, "driver", facts != NULL ? facts->driver : NULL);
  add_number (builder, "machines", TRUE, bst_host_get_n_machines (host));
  add_number (builder, "active", TRUE, bst_host_get_n_active (host));
  add_time (builder, "seen", bst_host_get_seen (host));
  json_builder_end_object (builder);
}

static const char *
severity_nick (BstSeverity severity)
{
  switch (severity)
    {
    case BST_SEVERITY_ALERT:
      return "alert";
    case BST_SEVERITY_WARNING:
      return "warning";
    case BST_SEVERITY_INFO:
    default:
      return "info";
    }
}

void
bst_cli_json_add_entry (JsonBuilder *builder, BstJournalEntry *entry)
{
  const BstJournalFields *fields = bst_journal_entry_get_fields (entry);

  json_builder_begin_object (builder);
  add_time (builder, "time", fields->time);
  add_string (builder, "severity", severity_nick (fields->severity));
  add_string (builder, "kind", fields->kind);
  add_string (builder, "host", fields->host_name);
  add_string (builder, "uuid", fields->machine_uuid);
  add_string (builder, "name", fields->machine_name);
  add_string (builder, "operation", fields->operation_id);
  add_string (builder, "text", fields->text);
  add_string (builder, "detail", fields->detail);
  json_builder_end_object (builder);
}

/* Bytes, bytes a second, milliseconds. */
static void
add_status (JsonBuilder *builder, const BstMigrationStatus *status)
{
  const struct
  {
    const char *name;
    guint64 value;
  } figures[] = {
    { "memory_total", status->memory_total },
    { "memory_done", status->memory_done },
    { "memory_left", status->memory_left },
    { "disk_total", status->disk_total },
    { "disk_done", status->disk_done },
    { "disk_left", status->disk_left },
    { "dirty_rate", status->dirty_rate },
    { "iteration", status->iteration },
    { "throttle", status->throttle },
    { "bandwidth", status->bandwidth },
    { "expected_downtime", status->expected_downtime },
    { "elapsed", status->elapsed },
    { "downtime", status->downtime },
  };

  json_builder_set_member_name (builder, "job");
  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      json_builder_set_member_name (builder, figures[i].name);
      if (figures[i].value == BST_UNKNOWN)
        json_builder_add_null_value (builder);
      else
        json_builder_add_int_value (builder, (gint64) figures[i].value);
    }
  json_builder_end_object (builder);
}

void
bst_cli_json_add_operation (JsonBuilder *builder, BstOperation *operation)
{
  const GError *error = bst_operation_get_error (operation);

  json_builder_begin_object (builder);
  add_string (builder, "id", bst_operation_get_id (operation));
  add_string (builder, "kind", bst_operation_get_kind (operation));
  add_string (builder, "title", bst_operation_get_title (operation));
  add_string (builder, "uuid", bst_operation_get_machine_uuid (operation));
  add_string (builder, "target", bst_operation_get_target (operation));
  add_string (
      builder, "state", bst_operation_state_to_nick (bst_operation_get_state (operation)));
  add_measure (builder, "percent", bst_operation_get_fraction (operation) * 100);
  add_string (builder, "detail", bst_operation_get_detail (operation));
  add_time (builder, "queued", bst_operation_get_queued_at (operation));
  add_time (builder, "started", bst_operation_get_started_at (operation));
  add_time (builder, "ended", bst_operation_get_ended_at (operation));
  add_string (builder, "error", error != NULL ? error->message : NULL);
  add_string (builder, "remedy", bst_error_get_remedy (error));
  add_string (builder, "outcome", bst_operation_get_outcome (operation));
  if (bst_operation_get_status (operation) != NULL)
    add_status (builder, bst_operation_get_status (operation));
  json_builder_end_object (builder);
}

void
bst_cli_json_add_parts (JsonBuilder *builder, BstOperation *operation)
{
  GListModel *parts = bst_operation_get_parts (operation);

  if (parts == NULL)
    bst_cli_json_add_operation (builder, operation);
  for (guint i = 0; parts != NULL && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);

      bst_cli_json_add_operation (builder, part);
    }
}

void
bst_cli_json_add_stay (JsonBuilder *builder, BstMachine *machine, const char *why)
{
  json_builder_begin_object (builder);
  add_string (builder, "uuid", bst_machine_get_uuid (machine));
  add_string (builder, "target", bst_machine_get_name (machine));
  add_string (builder, "state", "stays");
  add_bool (builder, "runs", bst_machine_state_is_active (bst_machine_get_state (machine)));
  add_string (builder, "error", why);
  json_builder_end_object (builder);
}

void
bst_cli_json_print (JsonBuilder *builder, gboolean compact)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, !compact);

  puts (text);
  fflush (stdout);
  g_object_unref (builder);
}
