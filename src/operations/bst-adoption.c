/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "host/bst-machine-look.h"
#include "host/bst-migration-storage.h"
#include "operations/bst-fleet-private.h"
#include "operations/bst-migrate-private.h"

struct _BstAdoption
{
  BstFleet *fleet; /* (unowned) */
  BstOperation *operation;
  void (*over) (BstAdoption *adoption, gpointer data);
  gpointer data;

  BstMigrationOptions *options;
  char *source;      /* its name */
  char *destination; /* ... */
  gboolean live;
  gboolean kept_before; /* the destination had a definition of it */
  char *unasked;        /* (nullable): the host that is waited for */
  guint way;         /* BstMigrationWay: who led it */
  GPtrArray *places; /* of BstMigrationPlace: that were made for its disks, or were to be */
  char **copied;     /* (nullable): which disks: "vda" */
  char **sources;    /* (nullable): their paths at the source */

  BstInquiry *inquiry; /* (nullable) */
  BstMigrationVerdict verdict;
  BstMigrationSight sight;
  GCancellable *cancellable; /* until it is freed */
};

/* A call on its way: the adoption may be gone when it is answered. */
typedef struct
{
  BstAdoption *self;
  GCancellable *cancellable; /* owned */
} Call;

static Call *
call_new (BstAdoption *self)
{
  Call *call = g_new0 (Call, 1);

  call->self = self;
  call->cancellable = g_object_ref (self->cancellable);

  return call;
}

/* (nullable): the adoption, where it still is. */
static BstAdoption *
call_end (Call *call)
{
  BstAdoption *self = g_cancellable_is_cancelled (call->cancellable) ? NULL : call->self;

  g_object_unref (call->cancellable);
  g_free (call);

  return self;
}

static void
read_parameters (BstAdoption *self)
{
  GVariant *parameters = bst_operation_get_parameters (self->operation);
  g_auto (GVariantDict) dict;

  g_variant_dict_init (&dict, parameters);
  self->live = TRUE;
  g_variant_dict_lookup (&dict, "ran", "b", &self->live);
  g_variant_dict_lookup (&dict, "kept-before", "b", &self->kept_before);
  g_variant_dict_lookup (&dict, "led-by", "u", &self->way);
  g_variant_dict_lookup (&dict, "source", "s", &self->source);
  g_variant_dict_lookup (&dict, "destination", "s", &self->destination);
  self->places = bst_migration_places_read (&dict);
  g_variant_dict_lookup (&dict, "copied", "^as", &self->copied);
  g_variant_dict_lookup (&dict, "sources", "^as", &self->sources);
  if (self->source == NULL)
    self->source = g_strdup (_ ("the source"));
  if (self->destination == NULL)
    self->destination = g_strdup (_ ("the destination"));
  self->options = parameters != NULL ? bst_migration_options_from_variant (parameters)
                                     : bst_migration_options_new ();
}

/* (nullable) */
static BstConnection *
find_connection (BstAdoption *self, gint64 host_id)
{
  BstHost *host = bst_inventory_get_host (bst_fleet_get_inventory (self->fleet), host_id);

  return host != NULL ? bst_fleet_get_connection (self->fleet, host) : NULL;
}

static BstOperationState
get_state (BstAdoption *self, const GError *error)
{
  if (error == NULL)
    return BST_OPERATION_STATE_DONE;
  if (self->verdict == BST_MIGRATION_UNKNOWN)
    return BST_OPERATION_STATE_UNKNOWN;

  return g_error_matches (error, BST_ERROR, BST_ERROR_CANCELLED) ? BST_OPERATION_STATE_CANCELLED
                                                                 : BST_OPERATION_STATE_FAILED;
}

/* @sentence: (nullable) */
static void
add_sentence (GString *text, const char *sentence)
{
  if (sentence != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", sentence);
}

/* @note: (nullable) */
static void
conclude (BstAdoption *self, const char *note)
{
  BstOperation *operation = self->operation;
  const char *name = bst_operation_get_target (operation);
  g_autoptr (GError) ended =
      bst_error_new (BST_ERROR_FAILED, _ ("Try it again where it is still wanted."), NULL,
                     _ ("Bastida ended before “%s” was moved to %s"), name, self->destination);
  BstMigrationEnd end = {
    .name = name,
    .source = self->source,
    .destination = self->destination,
    .live = self->live,
    .cancelled = bst_operation_get_state (operation) == BST_OPERATION_STATE_CANCELLING,
    .unasked = self->unasked,
    .error = ended,
    .verdict = self->verdict,
    .sight = &self->sight,
  };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *outcome = NULL;
  g_autofree char *kept = NULL;
  GError *error = bst_migration_end_judge (&end, &outcome);
  BstOperationState state = get_state (self, error);

  if (state == BST_OPERATION_STATE_CANCELLED)
    g_clear_error (&error);
  if (self->verdict == BST_MIGRATION_AT_SOURCE)
    kept = bst_migrate_dup_kept_before (self->kept_before, &self->sight.destination,
                                        self->destination);
  add_sentence (text, outcome);
  add_sentence (text, kept);
  add_sentence (text, note);
  bst_operation_set_cancel (operation, NULL, NULL);
  bst_operation_set_give_up (operation, NULL, NULL);
  bst_operation_set_outcome (operation, text->len > 0 ? text->str : NULL);
  bst_operation_set_recorded (operation, state, bst_operation_get_queued_at (operation),
                              bst_operation_get_started_at (operation), g_get_real_time (), error);
  self->over (self, self->data);
}

/* Nobody can look, or it was shut down meanwhile. */
static void
conclude_leaving (BstAdoption *self)
{
  g_autofree char *left = bst_migration_places_dup_left (self->places, self->destination);

  conclude (self, left);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  BstAdoption *self = call_end (data);
  g_autofree char *said = bst_migration_storage_clear_finish (BST_CONNECTION (source), result);

  if (self != NULL)
    conclude (self, said);
}

/* It is at the source: what was made for it at the destination goes. */
static void
clear_up (BstAdoption *self)
{
  BstConnection *destination =
      find_connection (self, bst_operation_get_other_host_id (self->operation));

  if (destination != NULL && bst_migration_places_may_be_left (self->places))
    bst_migration_storage_clear_async (destination, self->destination, self->places, on_cleared,
                                       call_new (self));
  else
    conclude_leaving (self);
}

static void
on_pools_left (GObject *source, GAsyncResult *result, gpointer data)
{
  BstAdoption *self = call_end (data);

  if (self != NULL)
    clear_up (self);
}

/* One that is off was read through this program, which may have borrowed pools for that. */
static void
leave_pools (BstAdoption *self)
{
  BstConnection *source = find_connection (self, bst_operation_get_host_id (self->operation));

  if (!self->live && self->sources != NULL && source != NULL)
    bst_migration_storage_leave_async (source, (const char *const *)self->sources, on_pools_left,
                                       call_new (self));
  else
    clear_up (self);
}

/* @look: (nullable): of the destination, which tells what it cost. */
static void
arrive (BstAdoption *self, const BstMachineLook *look)
{
  g_autoptr (GString) note = g_string_new (NULL);
  g_autofree char *figures =
      look != NULL && self->live ? bst_migrate_dup_figures (&look->status) : NULL;
  g_autofree char *way = figures != NULL ? g_strdup_printf (_ ("On its way %s."), figures) : NULL;
  g_autofree char *behind =
      bst_migrate_dup_left_behind ((const char *const *)self->copied, self->source);
  g_autofree char *defined =
      bst_migrate_dup_still_defined (&self->sight.source, self->live, self->options, self->source);

  bst_migrate_carry_marks (bst_fleet_get_inventory (self->fleet), self->operation);
  add_sentence (note, way);
  add_sentence (note, behind);
  add_sentence (note, defined);
  conclude (self, note->len > 0 ? note->str : NULL);
}

static void
on_report (GObject *source, GAsyncResult *result, gpointer data)
{
  BstAdoption *self = call_end (data);
  g_autofree BstMachineLook *look =
      bst_connection_look_finish (BST_CONNECTION (source), result, NULL);

  if (self != NULL)
    arrive (self, look);
}

static void
on_settled (BstMigrationVerdict verdict, const BstMigrationSight *sight, gpointer data)
{
  BstAdoption *self = data;
  BstOperation *operation = self->operation;
  BstConnection *destination = find_connection (self, bst_operation_get_other_host_id (operation));

  self->verdict = verdict;
  self->sight = *sight;
  g_clear_pointer (&self->inquiry, bst_inquiry_free);
  g_clear_pointer (&self->unasked, g_free);
  if (verdict == BST_MIGRATION_AT_SOURCE)
    leave_pools (self);
  else if (verdict == BST_MIGRATION_AT_DESTINATION && destination != NULL)
    bst_connection_look_async (destination, bst_operation_get_machine_uuid (operation), TRUE,
                               on_report, call_new (self));
  else if (verdict == BST_MIGRATION_AT_DESTINATION)
    arrive (self, NULL);
  else if (bst_migration_verdict_leaves_copies (verdict, sight))
    conclude_leaving (self);
  else
    conclude (self, NULL);
}

static void
on_aborted (GObject *source, GAsyncResult *result, gpointer data)
{
  bst_connection_call_finish (BST_CONNECTION (source), result, NULL);
}

static void
abort_job (BstOperation *operation, gpointer data)
{
  BstAdoption *self = data;
  BstConnection *source = find_connection (self, bst_operation_get_host_id (operation));

  if (source != NULL)
    bst_connection_call_async (source, bst_operation_get_machine_uuid (operation),
                               BST_DOMAIN_ABORT_JOB, NULL, NULL, on_aborted, NULL);
}

/* As in bst-migrate-end.c. */
static void
give_up (BstOperation *operation, gpointer data)
{
  BstAdoption *self = data;

  self->verdict = BST_MIGRATION_UNKNOWN;
  conclude (self, NULL);
}

static void
on_progress (const BstMigrationSight *sight, BstHost *waiting, gpointer data)
{
  BstAdoption *self = data;
  BstOperation *operation = self->operation;
  g_autofree char *detail = NULL;

  g_free (self->unasked);
  self->unasked = waiting != NULL ? g_strdup (bst_host_get_name (waiting)) : NULL;
  bst_operation_set_give_up (operation, waiting != NULL ? give_up : NULL, self);
  if (waiting != NULL)
    {
      detail = g_strdup_printf (_ ("Waiting for “%s”, to ask both hosts where the machine is"),
                                bst_host_get_name (waiting));
      bst_operation_set_progress (operation, -1, detail);
      return;
    }

  detail = bst_migrate_dup_sight (sight);
  bst_operation_set_status (operation, &sight->source.status);
  bst_operation_set_progress (operation, bst_migration_status_get_fraction (&sight->source.status),
                              detail);
  if (bst_operation_get_state (operation) == BST_OPERATION_STATE_CANCELLING)
    abort_job (operation, self);
}

static BstConnection *
get_connection (BstHost *host, gpointer data)
{
  BstAdoption *self = data;

  return bst_fleet_get_connection (self->fleet, host);
}

BstAdoption *
bst_adoption_new (BstFleet *fleet,
                  BstOperation *operation,
                  void (*over) (BstAdoption *adoption, gpointer data),
                  gpointer data)
{
  BstAdoption *self = g_new0 (BstAdoption, 1);

  self->fleet = fleet;
  self->operation = g_object_ref (operation);
  self->over = over;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  read_parameters (self);
  bst_operation_set_cancel (operation, abort_job, self);
  self->inquiry = bst_inquiry_new (&(BstInquiryOrder){
      .inventory = bst_fleet_get_inventory (fleet),
      .get_connection = get_connection,
      .source_id = bst_operation_get_host_id (operation),
      .destination_id = bst_operation_get_other_host_id (operation),
      .uuid = bst_operation_get_machine_uuid (operation),
      .aim = { .live = self->live,
               .keep_source = !self->options->undefine_source,
               .kept_before = self->kept_before },
      .by_source = self->way == BST_MIGRATION_WAY_PEER_TO_PEER,
      .progress = on_progress,
      .settled = on_settled,
      .data = self,
  });

  return self;
}

void
bst_adoption_free (BstAdoption *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->inquiry, bst_inquiry_free);
  bst_operation_set_cancel (self->operation, NULL, NULL);
  bst_operation_set_give_up (self->operation, NULL, NULL);
  bst_migration_options_free (self->options);
  g_ptr_array_unref (self->places);
  g_strfreev (self->copied);
  g_strfreev (self->sources);
  g_free (self->unasked);
  g_free (self->source);
  g_free (self->destination);
  g_object_unref (self->operation);
  g_free (self);
}

BstOperation *
bst_adoption_get_operation (BstAdoption *self)
{
  return self->operation;
}
