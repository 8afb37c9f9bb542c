/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-snapshots.h"

#include "core/bst-thread.h"
#include "host/bst-snapshots.h"

/* Several news in a row are looked at once. */
#define GATHER_MS 200

/* How long a host is left alone at least that is, or may be, at something with the machine, before
 * it is asked again: nothing tells when that begins or is over. One that takes long to answer is
 * asked less often. */
#define HELD_MS 5000
#define HELD_SHARE 5

struct _BstSnapshots
{
  GObject parent_instance;

  BstFleet *fleet;
  BstMachine *machine;
  GCancellable *cancellable;

  BstSnapshotSubject *subject; /* (nullable) */
  GPtrArray *snapshots;        /* (nullable): of the inventory */
  BstSnapshotReport *report;   /* (nullable): of the host, the last */
  char *xml;                   /* (nullable): of the inventory, while there is no report */
  GError *error;               /* (nullable) */
  gboolean reading;            /* the inventory */
  gboolean read_again;
  gboolean asking;    /* the host */
  gboolean ask_again;
  gboolean telling;   /* what this itself learnt */
  gint64 asked_at;    /* monotonic */
  guint gather_id;
  guint held_id;
};

G_DEFINE_FINAL_TYPE (BstSnapshots, bst_snapshots, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* (nullable): what one of these learnt, while it tells the inventory. */
static const BstSnapshotReport *newest;

static void
free_report (BstSnapshots *self)
{
  g_clear_pointer (&self->report, bst_snapshot_report_free);
}

static gboolean
is_connected (BstSnapshots *self)
{
  return bst_host_state_is_connected (
      bst_host_get_state (bst_machine_get_host (self->machine)));
}

/* The inventory has what libvirt does not keep, the report has the XML. */
static void
take_xml (BstSnapshots *self)
{
  for (guint i = 0; self->report != NULL && i < self->snapshots->len; i++)
    {
      BstSnapshotFacts *facts = self->snapshots->pdata[i];
      BstSnapshotFacts *told = bst_snapshot_facts_find (self->report->snapshots, facts->name);

      if (told != NULL && facts->xml == NULL)
        facts->xml = g_strdup (told->xml);
    }
}

static void
update (BstSnapshots *self)
{
  gboolean fresh = self->report != NULL && is_connected (self);
  BstSnapshotSubject *subject;

  if (self->snapshots == NULL)
    return;

  take_xml (self);
  subject = bst_snapshot_subject_new (
      self->machine, self->report != NULL ? self->report->xml : self->xml,
      self->report != NULL ? self->report->chains : NULL, self->snapshots,
      self->report != NULL ? self->report->free : BST_UNKNOWN, fresh);
  subject->busy = fresh && self->report->busy;
  bst_snapshot_subject_unref (self->subject);
  self->subject = subject;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void read_inventory (BstSnapshots *self);

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstSnapshots) self = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *snapshots =
      bst_inventory_read_snapshots_finish (BST_INVENTORY (source), result, &error);

  self->reading = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_clear_pointer (&snapshots, g_ptr_array_unref);
      return;
    }
  if (self->read_again)
    read_inventory (self);
  if (snapshots == NULL)
    snapshots = bst_snapshot_facts_array_new ();
  g_clear_pointer (&self->snapshots, g_ptr_array_unref);
  self->snapshots = snapshots;
  update (self);
}

static void
read_inventory (BstSnapshots *self)
{
  self->read_again = self->reading;
  if (self->reading)
    return;

  self->reading = TRUE;
  bst_inventory_read_snapshots_async (bst_fleet_get_inventory (self->fleet), self->machine,
                                      self->cancellable, on_read, g_object_ref (self));
}

static void
on_xml (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstSnapshots) self = data;
  char *xml = bst_inventory_read_xml_finish (BST_INVENTORY (source), result, NULL);

  g_free (self->xml);
  self->xml = xml;
  if (!g_cancellable_is_cancelled (self->cancellable) && self->report == NULL)
    update (self);
}

static gboolean
on_held (gpointer data)
{
  BstSnapshots *self = data;

  self->held_id = 0;
  bst_snapshots_refresh (self);

  return G_SOURCE_REMOVE;
}

static gboolean
is_at (BstOperation *operation, const char *uuid)
{
  GListModel *parts = bst_operation_get_parts (operation);
  gboolean found = g_strcmp0 (bst_operation_get_machine_uuid (operation), uuid) == 0;

  if (bst_operation_is_over (operation))
    return FALSE;
  for (guint i = 0; parts != NULL && !found && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);

      found = is_at (part, uuid);
    }

  return found;
}

/* By this program, or by what it sees of others. */
static gboolean
is_worked_on (BstSnapshots *self)
{
  GListModel *operations = bst_inventory_get_operations (bst_fleet_get_inventory (self->fleet));
  gboolean found = FALSE;

  for (guint i = 0; !found && i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i);

      found = is_at (operation, bst_machine_get_uuid (self->machine));
    }

  return found;
}

static void
watch_held (BstSnapshots *self)
{
  gint64 took_ms = (g_get_monotonic_time () - self->asked_at) / G_TIME_SPAN_MILLISECOND;

  g_clear_handle_id (&self->held_id, g_source_remove);
  if (self->report != NULL && (self->report->busy || is_worked_on (self)))
    self->held_id = g_timeout_add ((guint)MAX (HELD_MS, took_ms * HELD_SHARE), on_held, self);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstSnapshots) self = data;
  g_autoptr (GError) error = NULL;
  BstSnapshotReport *report =
      bst_connection_list_snapshots_finish (BST_CONNECTION (source), result, &error);

  self->asking = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      bst_snapshot_report_free (report);
      return;
    }

  g_clear_error (&self->error);
  self->error = g_steal_pointer (&error);
  if (report != NULL)
    {
      free_report (self);
      self->report = report;
      self->telling = TRUE;
      newest = report;
      bst_inventory_set_snapshots (bst_fleet_get_inventory (self->fleet), self->machine,
                                   report->snapshots);
      newest = NULL;
      self->telling = FALSE;
      read_inventory (self);
    }
  else
    {
      update (self);
    }
  watch_held (self);
  if (self->ask_again)
    bst_snapshots_refresh (self);
}

void
bst_snapshots_refresh (BstSnapshots *self)
{
  BstConnection *connection;

  BST_ASSERT_MAIN_THREAD ();

  self->ask_again = self->asking;
  if (self->asking)
    return;

  connection = bst_fleet_get_connection (self->fleet, bst_machine_get_host (self->machine));
  if (connection == NULL || !is_connected (self))
    {
      free_report (self);
      g_clear_error (&self->error);
      update (self);
      return;
    }

  self->asking = TRUE;
  self->asked_at = g_get_monotonic_time ();
  bst_connection_list_snapshots_async (connection, bst_machine_get_uuid (self->machine),
                                       self->cancellable, on_listed, g_object_ref (self));
}

static gboolean
on_gathered (gpointer data)
{
  BstSnapshots *self = data;

  self->gather_id = 0;
  bst_snapshots_refresh (self);

  return G_SOURCE_REMOVE;
}

static void
refresh_soon (BstSnapshots *self)
{
  if (self->gather_id == 0)
    self->gather_id = g_timeout_add (GATHER_MS, on_gathered, self);
}

/* Its state decides what is possible; its snapshots may be others. */
static void
on_machine_changed (BstSnapshots *self, guint changes)
{
  if (changes & (BST_MACHINE_CHANGED_STATE | BST_MACHINE_CHANGED_CONFIG))
    refresh_soon (self);
  else if (changes & BST_MACHINE_CHANGED_GUEST)
    update (self);
}

static gboolean
is_known (BstSnapshots *self, const BstSnapshotReport *report)
{
  if (self->report == NULL || self->report->snapshots->len != report->snapshots->len)
    return FALSE;

  for (guint i = 0; i < report->snapshots->len; i++)
    {
      const BstSnapshotFacts *facts = report->snapshots->pdata[i];
      const BstSnapshotFacts *known =
          bst_snapshot_facts_find (self->report->snapshots, facts->name);

      if (known == NULL || known->current != facts->current ||
          g_strcmp0 (known->xml, facts->xml) != 0)
        return FALSE;
    }

  return TRUE;
}

static void
on_operations_changed (BstSnapshots *self, guint place, guint removed, guint added)
{
  if (added > 0 && is_worked_on (self))
    refresh_soon (self);
}

/* By an operation of this program, which asked the host; or by another of these: two would ask for
 * ever, each because the other did, were it not seen that there is nothing new. */
static void
on_snapshots_changed (BstSnapshots *self, BstMachine *machine)
{
  if (machine == self->machine && !self->telling && (newest == NULL || !is_known (self, newest)))
    refresh_soon (self);
}

BstMachine *
bst_snapshots_get_machine (BstSnapshots *self)
{
  return self->machine;
}

const BstSnapshotSubject *
bst_snapshots_get_subject (BstSnapshots *self)
{
  return self->subject;
}

gboolean
bst_snapshots_is_settled (BstSnapshots *self)
{
  return self->subject != NULL && !self->asking && !self->reading && self->gather_id == 0;
}

const GError *
bst_snapshots_get_error (BstSnapshots *self)
{
  return self->error;
}

static void
bst_snapshots_dispose (GObject *object)
{
  BstSnapshots *self = BST_SNAPSHOTS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->gather_id, g_source_remove);
  g_clear_handle_id (&self->held_id, g_source_remove);

  G_OBJECT_CLASS (bst_snapshots_parent_class)->dispose (object);
}

static void
bst_snapshots_finalize (GObject *object)
{
  BstSnapshots *self = BST_SNAPSHOTS (object);

  bst_snapshot_subject_unref (self->subject);
  g_clear_pointer (&self->snapshots, g_ptr_array_unref);
  free_report (self);
  g_free (self->xml);
  g_clear_error (&self->error);
  g_object_unref (self->cancellable);
  g_object_unref (self->machine);
  g_object_unref (self->fleet);

  G_OBJECT_CLASS (bst_snapshots_parent_class)->finalize (object);
}

static void
bst_snapshots_class_init (BstSnapshotsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_snapshots_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_snapshots_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_snapshots_init (BstSnapshots *self)
{
  self->cancellable = g_cancellable_new ();
}

BstSnapshots *
bst_snapshots_new (BstFleet *fleet, BstMachine *machine)
{
  BstSnapshots *self = g_object_new (BST_TYPE_SNAPSHOTS, NULL);
  BstInventory *inventory = bst_fleet_get_inventory (fleet);

  BST_ASSERT_MAIN_THREAD ();

  self->fleet = g_object_ref (fleet);
  self->machine = g_object_ref (machine);
  read_inventory (self);
  bst_inventory_read_xml_async (inventory, machine, self->cancellable, on_xml,
                                g_object_ref (self));
  bst_snapshots_refresh (self);
  g_signal_connect_object (machine, "changed", G_CALLBACK (on_machine_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (bst_inventory_get_operations (inventory), "items-changed",
                           G_CALLBACK (on_operations_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (inventory, "snapshots-changed", G_CALLBACK (on_snapshots_changed), self,
                           G_CONNECT_SWAPPED);

  return self;
}
