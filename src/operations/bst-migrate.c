/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "host/bst-machine-look.h"
#include "host/bst-migration.h"
#include "operations/bst-fleet-private.h"
#include "operations/bst-migrate-private.h"

/* How often it is asked how far it is; the first time soon, since many are short. */
#define POLL_MS 500
#define FIRST_POLL_MS 150
#define DISK_RATE_OVER_US (6 * G_USEC_PER_SEC)

#define MOST_SAMPLES 600

G_DEFINE_FINAL_TYPE (BstMigrate, bst_migrate, BST_TYPE_OPERATION)

enum
{
  REFUSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
get_uuid (BstMigrate *self)
{
  return bst_operation_get_machine_uuid (BST_OPERATION (self));
}

static const char *
get_name (BstMigrate *self)
{
  return bst_operation_get_target (BST_OPERATION (self));
}

BstInventory *
bst_migrate_get_inventory (BstMigrate *self)
{
  return self->fleet != NULL && !bst_fleet_is_closed (self->fleet)
             ? bst_fleet_get_inventory (self->fleet)
             : NULL;
}

BstHost *
bst_migrate_get_host (BstMigrate *self, gboolean destination)
{
  BstInventory *inventory = bst_migrate_get_inventory (self);
  BstOperation *operation = BST_OPERATION (self);
  gint64 id = destination ? bst_operation_get_other_host_id (operation)
                          : bst_operation_get_host_id (operation);

  return inventory != NULL ? bst_inventory_get_host (inventory, id) : NULL;
}

BstMachine *
bst_migrate_get_machine (BstMigrate *self, gboolean destination)
{
  BstHost *host = bst_migrate_get_host (self, destination);

  return host != NULL
             ? bst_inventory_get_machine (bst_migrate_get_inventory (self), host, get_uuid (self))
             : NULL;
}

/* (nullable) (transfer full) */
static BstConnection *
ref_connection (BstMigrate *self, gboolean destination)
{
  BstHost *host = bst_migrate_get_host (self, destination);
  BstConnection *connection = host != NULL ? bst_fleet_get_connection (self->fleet, host) : NULL;

  return connection != NULL && bst_host_state_is_connected (bst_connection_get_state (connection))
             ? g_object_ref (connection)
             : NULL;
}

gboolean
bst_migrate_is_cancelling (BstMigrate *self)
{
  return bst_operation_get_state (BST_OPERATION (self)) == BST_OPERATION_STATE_CANCELLING;
}

gboolean
bst_migrate_goes_on (BstMigrate *self)
{
  return bst_migrate_get_inventory (self) != NULL && !bst_operation_is_over (BST_OPERATION (self));
}

void
bst_migrate_say (BstMigrate *self, const char *text)
{
  BstOperation *operation = BST_OPERATION (self);

  bst_operation_set_progress (operation, bst_operation_get_fraction (operation), text);
}

static void
stop_waiting (BstMigrate *self)
{
  if (self->machine != NULL)
    g_signal_handlers_disconnect_by_data (self->machine, self);
  if (self->machines != NULL)
    g_signal_handlers_disconnect_by_data (self->machines, self);
  g_clear_object (&self->machine);
  g_clear_object (&self->machines);
}

static void
let_go (BstMigrate *self)
{
  g_clear_handle_id (&self->poll, g_source_remove);
  g_clear_pointer (&self->inquiry, bst_inquiry_free);
  bst_operation_set_give_up (BST_OPERATION (self), NULL, NULL);
  bst_migrate_stop_check (self);
  if (self->source != NULL)
    g_signal_handlers_disconnect_by_data (self->source, self);
  g_clear_object (&self->source);
  g_clear_object (&self->destination);
  stop_waiting (self);
}

void
bst_migrate_finish (BstMigrate *self, GError *error)
{
  BstOperation *operation = BST_OPERATION (self);

  let_go (self);
  if (bst_operation_is_over (operation))
    g_clear_error (&error);
  else if (self->verdict == BST_MIGRATION_UNKNOWN)
    bst_operation_finish_unknown (operation, error);
  else
    bst_operation_finish (operation, error);
}

static void
finish_cancelled (BstMigrate *self)
{
  bst_migrate_finish (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
}

void
bst_migrate_note (BstMigrate *self)
{
  bst_operation_set_parameters (BST_OPERATION (self),
                                bst_migrate_new_parameters (&(BstMigrateRecord){
                                    .options = self->asked,
                                    .source = self->source_name,
                                    .destination = self->destination_name,
                                    .live = self->live,
                                    .way = self->way,
                                    .kept_before = self->kept_before,
                                    .storage = self->storage,
                                }));
}

/* The call, and what is seen of it meanwhile. */

static void
add_sample (BstMigrate *self, const BstMigrationStatus *status)
{
  GArray *samples = self->samples;
  const BstMigrationStatus *last =
      samples->len > 0 ? &g_array_index (samples, BstMigrationStatus, samples->len - 1) : NULL;

  if (last != NULL && status->time - last->time < (gint64)self->sample_every * 1000)
    return;

  g_array_append_val (samples, *status);
  if (samples->len < MOST_SAMPLES)
    return;

  for (guint i = 0; i < samples->len / 2; i++)
    g_array_index (samples, BstMigrationStatus, i) =
        g_array_index (samples, BstMigrationStatus, 2 * i);
  g_array_set_size (samples, samples->len / 2);
  self->sample_every *= 2;
}

/* Hosts do not say how fast they copy disks; they do so in bursts. */
static guint64
measure_disks (BstMigrate *self, const BstMigrationStatus *status)
{
  const BstMigrationStatus *before = NULL;

  if (status->disk_done == BST_UNKNOWN)
    return BST_UNKNOWN;

  for (guint i = self->samples->len; i > 0; i--)
    {
      before = &g_array_index (self->samples, BstMigrationStatus, i - 1);
      if (status->time - before->time >= DISK_RATE_OVER_US)
        break;
    }
  if (before == NULL || before->disk_done >= status->disk_done || before->time >= status->time)
    return BST_UNKNOWN;

  return (guint64)((double)(status->disk_done - before->disk_done) * G_USEC_PER_SEC /
                   (double)(status->time - before->time));
}

void
bst_migrate_take_status (BstMigrate *self, const BstMigrationStatus *status)
{
  BstMigrationStatus shown = *status;
  g_autofree char *detail = NULL;

  if (shown.bandwidth == BST_UNKNOWN || shown.bandwidth == 0)
    shown.bandwidth = measure_disks (self, &shown);
  shown.post_copy = self->post_copy;
  detail = bst_migrate_dup_detail (&shown);
  add_sample (self, &shown);
  bst_operation_set_status (BST_OPERATION (self), &shown);
  bst_operation_set_progress (BST_OPERATION (self), bst_migration_status_get_fraction (&shown),
                              bst_migrate_is_cancelling (self) ? _ ("Asked the hosts to stop")
                                                               : detail);
}

static void
on_control (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstMigrate) self = data;
  g_autoptr (GError) error = NULL;

  if (!bst_connection_call_finish (BST_CONNECTION (source), result, &error) && self->called)
    g_signal_emit (self, signals[REFUSED], 0, error);
}

/* It may come before there is a job, or after; the migration's own answer tells. */
static void
on_aborted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstMigrate) self = data;

  bst_connection_call_finish (BST_CONNECTION (source), result, NULL);
}

static void
on_post_copy (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstMigrate) self = data;
  g_autoptr (GError) error = NULL;

  self->switched = bst_connection_call_finish (BST_CONNECTION (source), result, &error);
  if (self->switched)
    return;

  self->post_copy = FALSE;
  if (self->called)
    g_signal_emit (self, signals[REFUSED], 0, error);
}

static void
control (BstMigrate *self, BstDomainCall call, const char *text, GAsyncReadyCallback callback)
{
  if (self->called && self->source != NULL)
    bst_connection_call_async (self->source, get_uuid (self), call, text, NULL, callback,
                               g_object_ref (self));
}

static void
on_paused (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstMigrate) self = data;
  g_autoptr (GError) error = NULL;

  if (bst_connection_call_finish (BST_CONNECTION (source), result, &error))
    return;

  self->pausing = FALSE;
  self->options->suspend_after = 0;
  if (self->called)
    g_signal_emit (self, signals[REFUSED], 0, error);
}

/* Where the migration fails all the same, or this program ends, libvirt itself lets the guest go
 * on, as before. One that its user paused is left to him. */
static void
pause_guest (BstMigrate *self, const BstMachineLook *look)
{
  if (self->pausing || look->state != BST_MACHINE_STATE_RUNNING)
    return;

  self->pausing = TRUE;
  control (self, BST_DOMAIN_PAUSE, NULL, on_paused);
}

/* Whether its memory is on its way. */
static gboolean
flows (BstMigrate *self)
{
  const BstMigrationStatus *status = bst_operation_get_status (BST_OPERATION (self));

  return status != NULL && status->memory_total != BST_UNKNOWN && status->memory_total > 0;
}

/* Times count from when its memory is on its way: while disks are copied, which may last for hours,
 * a pause would end nothing, and post-copy is not possible. */
static void
act_in_time (BstMigrate *self, const BstMachineLook *look)
{
  const gint64 now = g_get_monotonic_time ();
  gint64 seconds;

  if (bst_migrate_is_cancelling (self))
    {
      control (self, BST_DOMAIN_ABORT_JOB, NULL, on_aborted);
      return;
    }
  if (!flows (self))
    return;

  if (self->flows_at == 0)
    self->flows_at = now;
  seconds = (now - self->flows_at) / G_USEC_PER_SEC;
  if (self->options->suspend_after > 0 && seconds >= self->options->suspend_after)
    pause_guest (self, look);
  if (self->options->post_copy_after > 0 && seconds >= self->options->post_copy_after)
    bst_migrate_start_post_copy (self);
}

static void
end_call (BstMigrate *self)
{
  self->called = FALSE;
  g_clear_handle_id (&self->poll, g_source_remove);
  if (bst_migrate_goes_on (self))
    bst_migrate_look (self);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstMigrate) self = data;
  g_autofree BstMachineLook *look =
      bst_connection_look_finish (BST_CONNECTION (source), result, NULL);

  self->asking = FALSE;
  if (!self->called || !bst_migrate_goes_on (self) || look == NULL)
    return;
  if (bst_machine_look_is_torn (look))
    {
      end_call (self);
      return;
    }
  if (look->job != BST_JOB_MIGRATION_OUT)
    return;

  bst_migrate_take_status (self, &look->status);
  act_in_time (self, look);
}

static gboolean
on_poll (gpointer data)
{
  BstMigrate *self = data;

  self->poll = g_timeout_add (POLL_MS, on_poll, self);
  if (!self->asking)
    {
      self->asking = TRUE;
      bst_connection_look_async (self->source, get_uuid (self), FALSE, on_looked,
                                 g_object_ref (self));
    }

  return G_SOURCE_REMOVE;
}

/* The destination knows the figures of what arrived; of a post-copy the source alone tells them, and
 * just once (seen with libvirt 9.0). */
static void
on_job (BstMigrate *self,
        const char *uuid,
        gboolean ended,
        gboolean good,
        const BstMigrationStatus *status)
{
  if (status != NULL && g_str_equal (uuid, get_uuid (self)))
    self->told = *status;
}

static void
on_moved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstMigrate) self = data;
  g_autoptr (GError) error = NULL;

  bst_migration_start_finish (BST_CONNECTION (source), result, &error);
  /* Of one that was seen torn, the call may be answered hours later, or never. */
  if (!self->called)
    return;

  self->error = g_steal_pointer (&error);
  end_call (self);
}

void
bst_migrate_move (BstMigrate *self)
{
  gboolean by_source = self->way == BST_MIGRATION_WAY_PEER_TO_PEER;
  BstMigrationOrder order = {
    .uuid = get_uuid (self),
    .name = get_name (self),
    .options = self->options,
    .storage = self->storage,
    .peer_uri = by_source ? self->road->peer_uri : NULL,
    .memory_host = self->road->memory_host,
  };

  self->stage = BST_MIGRATE_MOVE;
  self->called = TRUE;
  bst_migrate_say (self, by_source ? _ ("The hosts prepare it") : _ ("Preparing it on both hosts"));
  g_signal_connect_object (self->source, "job", G_CALLBACK (on_job), self, G_CONNECT_SWAPPED);
  bst_migration_start_async (self->source, self->destination, &order, on_moved,
                             g_object_ref (self));
  self->poll = g_timeout_add (FIRST_POLL_MS, on_poll, self);
}

/* Before the call. */

static GError *
error_no_login (BstMigrate *self)
{
  return bst_error_new (BST_ERROR_AUTH,
                        _ ("Give root of the source a key for the destination, and let it log in "
                           "once; or let this program lead the migration (direct)."),
                        NULL, _ ("“%s” was not moved: “%s” cannot log in to “%s”"), get_name (self),
                        self->source_name, self->destination_name);
}

static void
choose_way (BstMigrate *self)
{
  BstMigrationWay wanted = self->options->way;

  if ((wanted == BST_MIGRATION_WAY_PEER_TO_PEER || self->options->tunnelled) &&
      self->road->peer_uri == NULL)
    {
      bst_migrate_finish (self, error_no_login (self));
      return;
    }

  self->way = wanted != BST_MIGRATION_WAY_DIRECT && self->road->peer_uri != NULL
                  ? BST_MIGRATION_WAY_PEER_TO_PEER
                  : BST_MIGRATION_WAY_DIRECT;
  bst_migrate_note (self);
  if (self->options->copy != BST_MIGRATION_COPY_NONE)
    bst_migrate_make_room (self);
  else
    bst_migrate_move (self);
}

void
bst_migrate_go (BstMigrate *self)
{
  if (self->road != NULL && self->preflight == NULL)
    choose_way (self);
}

static void
on_road (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstMigrate) self = data;

  g_clear_pointer (&self->road, bst_migration_road_free);
  self->road = bst_migration_road_find_finish (BST_CONNECTION (source), result);
  if (bst_migrate_goes_on (self))
    bst_migrate_go (self);
}

static void
find_road (BstMigrate *self)
{
  BstHost *host = bst_migrate_get_host (self, TRUE);
  const BstHostFacts *facts = bst_host_get_facts (host);

  bst_migrate_say (self, _ ("Looking for the way between the hosts"));
  bst_migration_road_find_async (self->source, bst_host_get_uri (host),
                                 facts != NULL ? facts->hostname : NULL, on_road,
                                 g_object_ref (self));
}

/* Before it begins. */

static GError *
error_not_connected (BstMigrate *self, gboolean destination)
{
  return bst_error_new (BST_ERROR_NOT_CONNECTED, _ ("Connect the host, then try again."), NULL,
                        _ ("“%s” was not moved: “%s” is not connected"), get_name (self),
                        destination ? self->destination_name : self->source_name);
}

static GError *
error_gone (BstMigrate *self)
{
  return bst_error_new (BST_ERROR_NO_MACHINE,
                        _ ("Somebody removed it, or moved it to another host."), NULL,
                        _ ("“%s” is not on “%s” any more"), get_name (self), self->source_name);
}

/* (nullable) (transfer full): why it cannot go as it is asked for. */
static GError *
check (BstMigrate *self, BstMachine *machine)
{
  const char *conflict;

  self->live = bst_machine_state_is_active (bst_machine_get_state (machine));
  if (!self->live && self->options->live)
    bst_migration_options_set_offline (self->options);
  if (self->live && !self->options->live)
    return bst_error_new (BST_ERROR_INVALID, _ ("Move it live, or shut it down first."), NULL,
                          _ ("“%s” was not moved: it is not off"), get_name (self));

  conflict = bst_migration_options_get_conflict (self->options);
  if (conflict != NULL)
    return bst_error_new (BST_ERROR_INVALID,
                          _ ("Move it without one of the options that do not go together."), NULL,
                          _ ("“%s” was not moved: %s"), get_name (self), conflict);

  return NULL;
}

static void
begin (BstMigrate *self)
{
  BstMachine *machine = bst_migrate_get_machine (self, FALSE);
  GError *error = NULL;

  g_clear_object (&self->source);
  g_clear_object (&self->destination);
  self->source = ref_connection (self, FALSE);
  self->destination = ref_connection (self, TRUE);
  if (machine == NULL)
    error = error_gone (self);
  else if (self->source == NULL || self->destination == NULL)
    error = error_not_connected (self, self->source != NULL);
  else
    error = check (self, machine);
  if (error != NULL)
    {
      bst_migrate_finish (self, error);
      return;
    }

  self->kept_before = !self->live && bst_migrate_get_machine (self, TRUE) != NULL;
  self->stage = BST_MIGRATE_CHECK;
  find_road (self);
  if (!self->options->forced)
    bst_migrate_check (self, machine);
}

/* Waiting until it is paused. */

static gboolean
is_standing (BstMachine *machine)
{
  BstMachineState state = bst_machine_get_state (machine);

  return state == BST_MACHINE_STATE_PAUSED || !bst_machine_state_is_active (state);
}

static void bst_migrate_run (BstOperation *operation);

/* Ten that are paused together are no reason to go together. */
static void
run_in_turn (BstMigrate *self)
{
  stop_waiting (self);
  bst_migrate_say (self, _ ("Waiting until others have gone"));
  bst_scheduler_queue_again (bst_fleet_get_scheduler (self->fleet), BST_OPERATION (self),
                             bst_migrate_run);
}

static void
on_machine_changed (BstMigrate *self)
{
  g_autoptr (BstMigrate) alive = g_object_ref (self);

  if (self->stage == BST_MIGRATE_WAIT && bst_migrate_goes_on (self) && is_standing (self->machine))
    run_in_turn (self);
}

/* Somebody removed it or its host, or moved it: what that means is said when it is its turn. */
static void
on_machines_changed (BstMigrate *self)
{
  g_autoptr (BstMigrate) alive = g_object_ref (self);

  if (self->stage == BST_MIGRATE_WAIT && bst_migrate_goes_on (self) &&
      bst_migrate_get_machine (self, FALSE) != self->machine)
    run_in_turn (self);
}

/* Also when it is its turn, after it waited: the machine may run again by then. */
static void
bst_migrate_run (BstOperation *operation)
{
  BstMigrate *self = BST_MIGRATE (operation);
  BstMachine *machine = bst_migrate_get_machine (self, FALSE);

  stop_waiting (self);
  if (!self->options->until_paused || machine == NULL || is_standing (machine))
    {
      begin (self);
      return;
    }

  self->machine = g_object_ref (machine);
  self->machines = g_object_ref (bst_inventory_get_machines (bst_migrate_get_inventory (self)));
  bst_migrate_say (self, _ ("Waiting until it is paused"));
  g_signal_connect_swapped (machine, "changed", G_CALLBACK (on_machine_changed), self);
  g_signal_connect_swapped (self->machines, "items-changed", G_CALLBACK (on_machines_changed),
                            self);
  /* It may last for ever, and must not keep others waiting. */
  bst_scheduler_release (bst_fleet_get_scheduler (self->fleet), operation);
}

/* What runs is asked to stop, again and again until it does: see act_in_time (). */
static void
bst_migrate_cancel (BstOperation *operation)
{
  BstMigrate *self = BST_MIGRATE (operation);

  if (self->stage <= BST_MIGRATE_CHECK)
    finish_cancelled (self);
  else if (self->called)
    control (self, BST_DOMAIN_ABORT_JOB, NULL, on_aborted);
  else if (self->copy != NULL)
    bst_volume_copy_cancel (self->copy);
}

static BstAtQuit
bst_migrate_get_at_quit (BstOperation *operation)
{
  BstMigrate *self = BST_MIGRATE (operation);

  /* The hosts know nothing of it yet. */
  if (self->stage < BST_MIGRATE_STORAGE)
    return BST_AT_QUIT_DROPPED;
  if (self->stage == BST_MIGRATE_STORAGE)
    return BST_AT_QUIT_FAILS;
  if (!self->called || self->way != BST_MIGRATION_WAY_DIRECT)
    return BST_AT_QUIT_GOES_ON;

  return self->post_copy ? BST_AT_QUIT_TORN : BST_AT_QUIT_FAILS;
}

static void
bst_migrate_dispose (GObject *object)
{
  let_go (BST_MIGRATE (object));

  G_OBJECT_CLASS (bst_migrate_parent_class)->dispose (object);
}

static void
bst_migrate_finalize (GObject *object)
{
  BstMigrate *self = BST_MIGRATE (object);

  g_clear_weak_pointer (&self->fleet);
  g_clear_pointer (&self->asked, bst_migration_options_free);
  g_clear_pointer (&self->options, bst_migration_options_free);
  g_clear_pointer (&self->road, bst_migration_road_free);
  g_clear_pointer (&self->storage, bst_migration_storage_free);
  g_clear_pointer (&self->copy, bst_volume_copy_unref);
  g_clear_error (&self->error);
  g_free (self->unasked);
  g_free (self->source_name);
  g_free (self->destination_name);
  g_array_unref (self->samples);

  G_OBJECT_CLASS (bst_migrate_parent_class)->finalize (object);
}

static void
bst_migrate_class_init (BstMigrateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BstOperationClass *operation_class = BST_OPERATION_CLASS (klass);

  object_class->dispose = bst_migrate_dispose;
  object_class->finalize = bst_migrate_finalize;
  operation_class->run = bst_migrate_run;
  operation_class->cancel = bst_migrate_cancel;
  operation_class->get_at_quit = bst_migrate_get_at_quit;

  signals[REFUSED] = g_signal_new ("refused", BST_TYPE_MIGRATE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
bst_migrate_init (BstMigrate *self)
{
  self->samples = g_array_new (FALSE, FALSE, sizeof (BstMigrationStatus));
  self->sample_every = POLL_MS / 2;
  bst_migration_status_init (&self->told);
}

BstOperation *
bst_migrate_new (BstFleet *fleet,
                 BstMachine *machine,
                 BstHost *destination,
                 const BstMigrationOptions *options)
{
  BstHost *source = bst_machine_get_host (machine);
  const char *name = bst_machine_get_name (machine);
  g_autofree char *title = bst_migrate_dup_title (name, bst_host_get_name (destination));
  gboolean live = bst_machine_state_is_active (bst_machine_get_state (machine));
  BstMigrate *self;

  BST_ASSERT_MAIN_THREAD ();
  g_return_val_if_fail (source != destination, NULL);

  self = g_object_new (BST_TYPE_MIGRATE, "kind", BST_MIGRATE_KIND, "title", title, "host-id",
                       bst_host_get_id (source), "other-host-id", bst_host_get_id (destination),
                       "machine-uuid", bst_machine_get_uuid (machine), "target", name, "parameters",
                       bst_migrate_new_parameters (&(BstMigrateRecord){
                           .options = options,
                           .source = bst_host_get_name (source),
                           .destination = bst_host_get_name (destination),
                           .live = live,
                           .way = options->way,
                       }),
                       NULL);
  g_set_weak_pointer (&self->fleet, fleet);
  self->asked = bst_migration_options_copy (options);
  self->options = bst_migration_options_copy (options);
  self->source_name = g_strdup (bst_host_get_name (source));
  self->destination_name = g_strdup (bst_host_get_name (destination));
  self->live = live;

  return BST_OPERATION (self);
}

BstOperation *
bst_migrate_new_many (BstFleet *fleet,
                      GPtrArray *machines,
                      BstHost *destination,
                      const BstMigrationOptions *options,
                      guint at_a_time)
{
  g_autofree char *title =
      bst_migrate_dup_sum_title (machines->len, bst_host_get_name (destination));
  GPtrArray *parts;
  BstOperation *sum;

  g_return_val_if_fail (machines->len > 0, NULL);

  if (machines->len == 1)
    return bst_migrate_new (fleet, machines->pdata[0], destination, options);

  parts = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < machines->len; i++)
    g_ptr_array_add (parts, bst_migrate_new (fleet, machines->pdata[i], destination, options));
  sum = bst_operation_new_sum (BST_MIGRATE_KIND, title, parts);
  bst_operation_set_limit (sum, at_a_time);

  return sum;
}

const BstMigrationOptions *
bst_migrate_get_options (BstMigrate *self)
{
  return self->options;
}

gint64
bst_migrate_get_destination_id (BstMigrate *self)
{
  return bst_operation_get_other_host_id (BST_OPERATION (self));
}

const char *
bst_migrate_get_destination_name (BstMigrate *self)
{
  return self->destination_name;
}

BstMigrationWay
bst_migrate_get_way (BstMigrate *self)
{
  return self->way;
}

GArray *
bst_migrate_get_samples (BstMigrate *self)
{
  return self->samples;
}

void
bst_migrate_set_max_downtime (BstMigrate *self, guint milliseconds)
{
  g_autofree char *text = g_strdup_printf ("%u", milliseconds);

  BST_ASSERT_MAIN_THREAD ();

  control (self, BST_DOMAIN_SET_MIGRATION_DOWNTIME, text, on_control);
}

void
bst_migrate_set_bandwidth (BstMigrate *self, guint64 bandwidth)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, bandwidth);

  BST_ASSERT_MAIN_THREAD ();

  control (self, BST_DOMAIN_SET_MIGRATION_BANDWIDTH, text, on_control);
}

gboolean
bst_migrate_copies_disks (BstMigrate *self)
{
  const BstMigrationStatus *status = bst_operation_get_status (BST_OPERATION (self));

  return self->called && !flows (self) && status != NULL && status->disk_total != BST_UNKNOWN &&
         status->disk_total > 0;
}

gboolean
bst_migrate_can_start_post_copy (BstMigrate *self)
{
  /* Before it flows, QEMU has not been told that it may be switched over, and refuses. */
  return self->called && flows (self) && self->options->post_copy && !self->post_copy &&
         !bst_migrate_is_cancelling (self);
}

void
bst_migrate_start_post_copy (BstMigrate *self)
{
  BST_ASSERT_MAIN_THREAD ();

  if (!bst_migrate_can_start_post_copy (self))
    return;

  self->post_copy = TRUE;
  control (self, BST_DOMAIN_START_POST_COPY, NULL, on_post_copy);
}
