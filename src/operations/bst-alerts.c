/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-alerts.h"

#include <glib/gi18n.h>

#include "operations/bst-alert.h"
#include "operations/bst-split-alerts-private.h"
#include "core/bst-error.h"

/* All is looked at again this long after something changed: 10,000 machines take about 1 ms. */
#define SETTLE_MS 1000

/* libvirt's reasons: VIR_DOMAIN_PAUSED_IOERROR, _WATCHDOG, _CRASHED; VIR_DOMAIN_SHUTOFF_CRASHED. */
#define PAUSED_IO_ERROR 5
#define PAUSED_WATCHDOG 6
#define PAUSED_CRASHED 10
#define SHUTOFF_CRASHED 3

#define NEARLY_FULL 0.95
#define SMALL_DISK ((guint64)64 << 20)

struct _BstAlerts
{
  GObject parent_instance;

  BstInventory *inventory;

  GListModel *hosts;
  GListModel *machines;
  GListStore *alerts;
  guint source;
};

G_DEFINE_FINAL_TYPE (BstAlerts, bst_alerts, G_TYPE_OBJECT)

static void
add (GPtrArray *alerts,
     const char *kind,
     BstSeverity severity,
     BstHost *host,
     BstMachine *machine,
     const char *text,
     const char *detail)
{
  g_ptr_array_add (alerts, bst_alert_new (kind, severity, host, machine, text, detail));
}

/* (nullable) (transfer full): what was said of the host when it was looked at last. */
static BstAlert *
find_last (BstAlerts *self, BstHost *host)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->alerts)); i++)
    {
      g_autoptr (BstAlert) alert = g_list_model_get_item (G_LIST_MODEL (self->alerts), i);

      if (bst_alert_get_host (alert) == host && g_strcmp0 (bst_alert_get_kind (alert), "host") == 0)
        return g_steal_pointer (&alert);
    }

  return NULL;
}

static void
look_at_host (BstAlerts *self, GPtrArray *alerts, BstHost *host)
{
  BstHostState state = bst_host_get_state (host);
  const GError *error = bst_host_get_error (host);
  BstAlert *last = state == BST_HOST_STATE_CONNECTING ? find_last (self, host) : NULL;
  g_autofree char *text = NULL;

  /* Another try is no good news yet. */
  if (last != NULL)
    g_ptr_array_add (alerts, last);
  if (state != BST_HOST_STATE_LOST && state != BST_HOST_STATE_FAILED)
    return;

  text = error != NULL ? g_strdup (error->message)
                       : g_strdup_printf (_ ("“%s” cannot be reached"), bst_host_get_name (host));
  add (alerts, "host", BST_SEVERITY_ALERT, host, NULL, text,
       error != NULL ? bst_error_get_remedy (error) : NULL);
}

/* What cannot be written is always full. */
static gboolean
is_nearly_full (const BstGuestFilesystem *filesystem)
{
  static const char *const read_only[] = { "iso9660", "udf",  "squashfs", "erofs",
                                           "cramfs",  "cdfs", NULL };
  g_autofree char *type = g_ascii_strdown (filesystem->type != NULL ? filesystem->type : "", -1);

  return filesystem->total >= SMALL_DISK &&
         (double)filesystem->used >= NEARLY_FULL * (double)filesystem->total &&
         !g_strv_contains (read_only, type);
}

static void
look_at_disks (GPtrArray *alerts, BstMachine *machine)
{
  const BstGuestFacts *guest = bst_machine_get_guest (machine);

  for (guint i = 0; guest != NULL && guest->filesystems != NULL && i < guest->filesystems->len; i++)
    {
      const BstGuestFilesystem *filesystem =
          &g_array_index (guest->filesystems, BstGuestFilesystem, i);
      g_autofree char *text = NULL;
      g_autofree char *left = NULL;
      g_autofree char *detail = NULL;

      if (!is_nearly_full (filesystem))
        continue;

      text = g_strdup_printf (_ ("“%s” of “%s” is %d %% full"), filesystem->mountpoint,
                              bst_machine_get_name (machine),
                              (int)(100 * (double)filesystem->used / (double)filesystem->total));
      left = g_format_size_full (
          filesystem->total > filesystem->used ? filesystem->total - filesystem->used : 0,
          G_FORMAT_SIZE_IEC_UNITS);
      detail =
          g_strdup_printf (_ ("%s left: make room in the guest, or give it a larger disk."), left);
      add (alerts, "disk-full", BST_SEVERITY_WARNING, bst_machine_get_host (machine), machine, text,
           detail);
    }
}

typedef struct
{
  BstMachineState state;
  int reason; /* -1: any */
  const char *kind;
  const char *text; /* with the machine's name in it */
  const char *detail;
} Trouble;

static const Trouble troubles[] = {
  { BST_MACHINE_STATE_CRASHED, -1, "crashed", N_ ("“%s” has crashed"),
    N_ ("Look at its console and logs, then start it again.") },
  { BST_MACHINE_STATE_SHUTOFF, SHUTOFF_CRASHED, "crashed", N_ ("“%s” has crashed, and is off"),
    N_ ("Look at its logs, then start it again.") },
  { BST_MACHINE_STATE_PAUSED, PAUSED_CRASHED, "crashed", N_ ("“%s” has crashed, and stands still"),
    N_ ("Look at its console and logs, then reset it.") },
  { BST_MACHINE_STATE_PAUSED, PAUSED_IO_ERROR, "io-error", N_ ("“%s” stands still: a disk error"),
    N_ ("Its storage is full or broken on the host. Mend it there, then resume the machine.") },
  { BST_MACHINE_STATE_PAUSED, PAUSED_WATCHDOG, "watchdog", N_ ("“%s” was stopped by its watchdog"),
    N_ ("The guest hung. Look at its console, then resume or reset it.") },
};

static void
look_at_machine (GPtrArray *alerts, BstMachine *machine)
{
  BstMachineState state = bst_machine_get_state (machine);
  int reason = bst_machine_get_state_reason (machine);

  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    {
      const Trouble *trouble = &troubles[i];
      g_autoptr (GString) text = NULL;

      if (trouble->state != state || (trouble->reason >= 0 && trouble->reason != reason))
        continue;

      text = g_string_new (_ (trouble->text));
      g_string_replace (text, "%s", bst_machine_get_name (machine), 1);
      add (alerts, trouble->kind, BST_SEVERITY_ALERT, bst_machine_get_host (machine), machine,
           text->str, _ (trouble->detail));
    }

  if (bst_machine_state_is_active (state))
    look_at_disks (alerts, machine);
}

/* A guest that has one is to answer by it once it had time to start. */
static gboolean
has_silent_agent (BstMachine *machine)
{
  const BstGuestFacts *guest = bst_machine_get_guest (machine);
  gint64 running = g_get_real_time () / G_USEC_PER_SEC - bst_machine_get_started_at (machine);

  return bst_machine_get_state (machine) == BST_MACHINE_STATE_RUNNING &&
         bst_machine_has_agent (machine) && guest != NULL && !guest->agent &&
         running > BST_ALERTS_AGENT_PATIENCE;
}

/* One for all machines of a host: it is worth knowing, not worth a hundred lines. */
static void
add_silent_agents (GPtrArray *alerts, BstHost *host, BstMachine *first, guint count)
{
  g_autofree char *text = NULL;

  if (count == 0)
    return;

  if (count == 1)
    text = g_strdup_printf (_ ("The guest agent of “%s” does not answer"),
                            bst_machine_get_name (first));
  else
    text =
        g_strdup_printf (ngettext ("The guest agent of %u machine of “%s” does not answer",
                                   "The guest agents of %u machines of “%s” do not answer", count),
                         count, bst_host_get_name (host));
  add (alerts, "agent", BST_SEVERITY_INFO, host, count == 1 ? first : NULL, text,
       _ ("Install and start “qemu-guest-agent” in the guest to see its addresses, disks and users "
          "here."));
}

/* What can destroy a disk while somebody reads on comes before all else. */
static int
get_rank (BstAlert *alert)
{
  const gboolean split = g_strcmp0 (bst_alert_get_kind (alert), BST_SPLIT_ALERT) == 0;

  return 2 * (int)bst_alert_get_severity (alert) + split;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return get_rank (*(BstAlert **)b) - get_rank (*(BstAlert **)a);
}

/* Only what differs is told, so that a row that stays keeps its focus. */
static void
take (BstAlerts *self, GPtrArray *alerts)
{
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (self->alerts));
  guint first = 0, last = 0;

  for (; first < n_old && first < alerts->len; first++)
    {
      g_autoptr (BstAlert) old = g_list_model_get_item (G_LIST_MODEL (self->alerts), first);

      if (!bst_alert_equal (old, g_ptr_array_index (alerts, first)))
        break;
    }
  for (; last < n_old - first && last < alerts->len - first; last++)
    {
      g_autoptr (BstAlert) old =
          g_list_model_get_item (G_LIST_MODEL (self->alerts), n_old - last - 1);

      if (!bst_alert_equal (old, g_ptr_array_index (alerts, alerts->len - last - 1)))
        break;
    }

  if (first + last < n_old || first + last < alerts->len)
    g_list_store_splice (self->alerts, first, n_old - first - last, alerts->pdata + first,
                         alerts->len - first - last);
}

typedef struct
{
  BstMachine *first; /* (unowned) */
  guint count;
} Silent;

/* What the hosts do not confirm now is not told of their machines: that a host is lost is enough.
 */
static void
look_at_machines (BstAlerts *self, GPtrArray *alerts)
{
  g_autoptr (GHashTable) silent = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  guint n = g_list_model_get_n_items (self->machines);
  GHashTableIter iter;
  gpointer host, value;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BstMachine) machine = g_list_model_get_item (self->machines, i);

      if (!bst_machine_is_fresh (machine))
        continue;

      look_at_machine (alerts, machine);
      if (has_silent_agent (machine))
        {
          Silent *some = g_hash_table_lookup (silent, bst_machine_get_host (machine));

          if (some == NULL)
            {
              some = g_new0 (Silent, 1);
              some->first = machine;
              g_hash_table_insert (silent, bst_machine_get_host (machine), some);
            }
          some->count++;
        }
    }

  g_hash_table_iter_init (&iter, silent);
  while (g_hash_table_iter_next (&iter, &host, &value))
    add_silent_agents (alerts, host, ((Silent *)value)->first, ((Silent *)value)->count);
}

static gboolean
look (gpointer data)
{
  BstAlerts *self = data;
  g_autoptr (GPtrArray) alerts = g_ptr_array_new_with_free_func (g_object_unref);

  self->source = 0;
  for (guint i = 0; i < g_list_model_get_n_items (self->hosts); i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (self->hosts, i);

      look_at_host (self, alerts, host);
    }
  look_at_machines (self, alerts);
  bst_split_alerts_add (self->inventory, alerts);

  g_ptr_array_sort (alerts, compare);
  take (self, alerts);
  return G_SOURCE_REMOVE;
}

static void
queue_look (BstAlerts *self)
{
  if (self->source == 0)
    self->source = g_timeout_add_full (G_PRIORITY_LOW, SETTLE_MS, look, self, NULL);
}

/* A host changes whenever its machines' figures come in, so nothing needs to listen to them. */
static void
on_hosts_changed (BstAlerts *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (self->hosts, i);

      g_signal_handlers_disconnect_by_data (host, self);
      g_signal_connect_object (host, "changed", G_CALLBACK (queue_look), self, G_CONNECT_SWAPPED);
    }
  queue_look (self);
}

static void
bst_alerts_finalize (GObject *object)
{
  BstAlerts *self = BST_ALERTS (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->hosts);
  g_clear_object (&self->machines);
  g_clear_object (&self->inventory);
  g_clear_object (&self->alerts);

  G_OBJECT_CLASS (bst_alerts_parent_class)->finalize (object);
}

static void
bst_alerts_class_init (BstAlertsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_alerts_finalize;
}

static void
bst_alerts_init (BstAlerts *self)
{
  self->alerts = g_list_store_new (BST_TYPE_ALERT);
}

BstAlerts *
bst_alerts_new (BstInventory *inventory)
{
  BstAlerts *self = g_object_new (BST_TYPE_ALERTS, NULL);

  self->inventory = g_object_ref (inventory);
  self->hosts = g_object_ref (bst_inventory_get_hosts (inventory));
  self->machines = g_object_ref (bst_inventory_get_machines (inventory));
  g_signal_connect_object (self->hosts, "items-changed", G_CALLBACK (on_hosts_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->machines, "items-changed", G_CALLBACK (queue_look), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (bst_inventory_get_operations (inventory), "items-changed",
                           G_CALLBACK (queue_look), self, G_CONNECT_SWAPPED);
  on_hosts_changed (self, 0, 0, g_list_model_get_n_items (self->hosts));
  return self;
}

GListModel *
bst_alerts_get_model (BstAlerts *self)
{
  g_return_val_if_fail (BST_IS_ALERTS (self), NULL);

  return G_LIST_MODEL (self->alerts);
}
