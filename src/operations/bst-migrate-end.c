/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "host/bst-machine-look.h"
#include "operations/bst-fleet-private.h"
#include "operations/bst-migrate-private.h"

static const char *
get_uuid (BstMigrate *self)
{
  return bst_operation_get_machine_uuid (BST_OPERATION (self));
}

static gboolean
was_cancelled (BstMigrate *self)
{
  return bst_operation_get_state (BST_OPERATION (self)) == BST_OPERATION_STATE_CANCELLING;
}

/* (nullable): of a host that is connected now. */
static BstConnection *
find_connection (BstMigrate *self, gboolean destination)
{
  BstHost *host = bst_migrate_get_host (self, destination);
  BstConnection *connection = host != NULL ? bst_fleet_get_connection (self->fleet, host) : NULL;

  return connection != NULL && bst_host_state_is_connected (bst_connection_get_state (connection))
             ? connection
             : NULL;
}

/* @added: (nullable) */
static void
add_sentence (GString *text, const char *added)
{
  if (added == NULL)
    return;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, added);
}

/* @note: (nullable): what is to be said beside where the machine is. */
static void
conclude (BstMigrate *self, const char *note)
{
  BstMigrationEnd end = {
    .name = bst_operation_get_target (BST_OPERATION (self)),
    .source = self->source_name,
    .destination = self->destination_name,
    .live = self->live,
    .cancelled = was_cancelled (self),
    .unasked = self->unasked,
    .error = self->error,
    .verdict = self->verdict,
    .sight = &self->sight,
  };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *outcome = NULL;
  g_autofree char *kept = NULL;
  GError *error = bst_migration_end_judge (&end, &outcome);

  if (self->verdict == BST_MIGRATION_AT_SOURCE)
    kept = bst_migrate_dup_kept_before (self->kept_before, &self->sight.destination,
                                        self->destination_name);
  add_sentence (text, outcome);
  add_sentence (text, kept);
  add_sentence (text, note);
  bst_operation_set_outcome (BST_OPERATION (self), text->len > 0 ? text->str : NULL);
  bst_migrate_finish (self, error);
}

/* What was made for it at the destination stays: nobody can look, or it was shut down meanwhile. */
static void
conclude_leaving (BstMigrate *self)
{
  g_autofree char *left =
      self->storage != NULL
          ? bst_migration_places_dup_left (self->storage->places, self->destination_name)
          : NULL;

  conclude (self, left);
}

/* Where it is at the source: what was made for it at the destination goes. */

static void
on_tidied (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstMigrate) self = data;
  g_autofree char *said = bst_migration_storage_clear_finish (BST_CONNECTION (source), result);

  if (bst_migrate_get_inventory (self) != NULL)
    conclude (self, said);
}

void
bst_migrate_tidy (BstMigrate *self)
{
  BstConnection *destination = find_connection (self, TRUE);

  self->stage = BST_MIGRATE_LOOK;
  self->verdict = BST_MIGRATION_AT_SOURCE;
  if (self->storage == NULL || !bst_migration_places_may_be_left (self->storage->places))
    {
      conclude (self, NULL);
      return;
    }
  if (destination == NULL)
    {
      conclude_leaving (self);
      return;
    }

  bst_migrate_say (self, _ ("Removing the unfinished copies of its disks"));
  bst_migration_storage_clear_async (destination, self->destination_name, self->storage->places,
                                     on_tidied, g_object_ref (self));
}

static void
on_resumed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstMigrate) self = data;

  if (bst_connection_call_finish (BST_CONNECTION (source), result, NULL))
    self->sight.source.state = BST_MACHINE_STATE_RUNNING;
  if (bst_migrate_get_inventory (self) != NULL)
    bst_migrate_tidy (self);
}

/* It was paused to end the migration, which did not end it. */
static void
stay (BstMigrate *self)
{
  BstConnection *source = find_connection (self, FALSE);

  if (self->pausing && source != NULL && self->sight.source.state == BST_MACHINE_STATE_PAUSED)
    bst_connection_call_async (source, get_uuid (self), BST_DOMAIN_RESUME, NULL, NULL, on_resumed,
                               g_object_ref (self));
  else
    bst_migrate_tidy (self);
}

/* Where it is at the destination: what it cost. */

static void
on_report (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstMigrate) self = data;
  g_autofree BstMachineLook *look =
      bst_connection_look_finish (BST_CONNECTION (source), result, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *figures = NULL;
  g_autofree char *behind = bst_migrate_dup_left_behind (
      self->storage != NULL ? (const char *const *)self->storage->targets : NULL,
      self->source_name);
  g_autofree char *defined = bst_migrate_dup_still_defined (&self->sight.source, self->live,
                                                            self->options, self->source_name);

  if (bst_migrate_get_inventory (self) == NULL)
    return;

  if (look != NULL && look->there && self->live)
    {
      const gboolean source_knows =
          look->status.downtime == BST_UNKNOWN && self->told.downtime != BST_UNKNOWN;
      const BstMigrationStatus *status = source_knows ? &self->told : &look->status;

      figures = bst_migrate_dup_figures (status);
      bst_operation_set_status (BST_OPERATION (self), status);
    }
  if (figures != NULL)
    {
      g_autofree char *sentence = g_strdup_printf (_ ("On its way %s."), figures);

      add_sentence (text, sentence);
    }
  if (self->switched)
    add_sentence (text, _ ("It was switched over before all of its memory was there (post-copy)."));
  add_sentence (text, behind);
  add_sentence (text, defined);
  if (self->error != NULL && !was_cancelled (self))
    add_sentence (text, self->error->message);
  conclude (self, text->len > 0 ? text->str : NULL);
}

static void
arrive (BstMigrate *self)
{
  BstConnection *destination = find_connection (self, TRUE);

  bst_migrate_carry_marks (bst_migrate_get_inventory (self), BST_OPERATION (self));
  if (destination == NULL)
    conclude (self, NULL);
  else
    bst_connection_look_async (destination, get_uuid (self), TRUE, on_report, g_object_ref (self));
}

/* Asking both. */

static void
on_aborted (GObject *source, GAsyncResult *result, gpointer data)
{
  bst_connection_call_finish (BST_CONNECTION (source), result, NULL);
}

/* Our own link broke meanwhile, and the hosts went on. */
static void
abort_again (BstMigrate *self)
{
  BstConnection *source = find_connection (self, FALSE);

  if (source != NULL)
    bst_connection_call_async (source, get_uuid (self), BST_DOMAIN_ABORT_JOB, NULL, NULL,
                               on_aborted, NULL);
}

/* Its user, who cancelled it, does not wait either until the host is back. Where it may run from
 * what was made for it, nothing is said of that. */
static void
give_up (BstOperation *operation, gpointer data)
{
  g_autoptr (BstMigrate) self = g_object_ref (data);

  self->verdict = BST_MIGRATION_UNKNOWN;
  g_clear_pointer (&self->inquiry, bst_inquiry_free);
  conclude (self, NULL);
}

static void
on_progress (const BstMigrationSight *sight, BstHost *waiting, gpointer data)
{
  BstMigrate *self = data;
  g_autofree char *detail = NULL;

  g_free (self->unasked);
  self->unasked = waiting != NULL ? g_strdup (bst_host_get_name (waiting)) : NULL;
  bst_operation_set_give_up (BST_OPERATION (self), waiting != NULL ? give_up : NULL, self);
  if (waiting == NULL)
    {
      bst_migrate_take_status (self, &sight->source.status);
      detail = bst_migrate_dup_sight (sight);
      bst_migrate_say (self, detail);
      if (was_cancelled (self))
        abort_again (self);
      return;
    }

  detail = g_strdup_printf (_ ("Waiting for “%s”, to ask both hosts where the machine is"),
                            bst_host_get_name (waiting));
  bst_operation_set_progress (BST_OPERATION (self), -1, detail);
  /* It may last, and must not keep others waiting. */
  bst_scheduler_release (bst_fleet_get_scheduler (self->fleet), BST_OPERATION (self));
}

static void
on_settled (BstMigrationVerdict verdict, const BstMigrationSight *sight, gpointer data)
{
  g_autoptr (BstMigrate) self = g_object_ref (data);

  self->verdict = verdict;
  self->sight = *sight;
  g_clear_pointer (&self->inquiry, bst_inquiry_free);
  g_clear_pointer (&self->unasked, g_free);
  bst_operation_set_give_up (BST_OPERATION (self), NULL, NULL);
  if (bst_migrate_get_inventory (self) == NULL)
    return;

  if (verdict == BST_MIGRATION_AT_SOURCE)
    stay (self);
  else if (verdict == BST_MIGRATION_AT_DESTINATION)
    arrive (self);
  else if (bst_migration_verdict_leaves_copies (verdict, sight))
    conclude_leaving (self);
  else
    conclude (self, NULL);
}

static BstConnection *
get_connection (BstHost *host, gpointer data)
{
  BstMigrate *self = data;

  return self->fleet != NULL ? bst_fleet_get_connection (self->fleet, host) : NULL;
}

void
bst_migrate_look (BstMigrate *self)
{
  BstOperation *operation = BST_OPERATION (self);

  self->stage = BST_MIGRATE_LOOK;
  bst_migrate_say (self, _ ("Asking both hosts where it is"));
  self->inquiry = bst_inquiry_new (&(BstInquiryOrder){
      .inventory = bst_migrate_get_inventory (self),
      .get_connection = get_connection,
      .source_id = bst_operation_get_host_id (operation),
      .destination_id = bst_operation_get_other_host_id (operation),
      .uuid = get_uuid (self),
      .aim = { .live = self->live,
               .keep_source = !self->options->undefine_source,
               .kept_before = self->kept_before && self->error != NULL },
      .by_source = self->way == BST_MIGRATION_WAY_PEER_TO_PEER,
      .progress = on_progress,
      .settled = on_settled,
      .data = self,
  });
}
