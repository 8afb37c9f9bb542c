/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "operations/bst-fleet-private.h"
#include "operations/bst-lifecycle.h"
#include "operations/bst-migrate.h"
#include "operations/bst-snapshot-aftermath-private.h"

/* A call whose link broke may still be on its way in the host's libvirt: only what is missing for so
 * long failed. */
#define PATIENCE_MS 5000

struct _BstAftermath
{
  BstFleet *fleet; /* (unowned): its owner */
  BstInventory *inventory;
  BstScheduler *scheduler;
  GPtrArray *operations; /* of BstOperation: what became of them is not known yet */
  GPtrArray *looks;      /* of BstSnapshotLook: ... until the host told of snapshots */
  GPtrArray *adoptions;  /* of BstAdoption: ... and whom the hosts still may be at */
  GHashTable *missing;   /* BstOperation → gint64, monotonic: since when what it wanted is not there */
  guint source;
  guint again;
};

/* Of this program, which only lost its link; else the program that ran it is gone. */
static gboolean
is_own (BstAftermath *self, BstOperation *operation)
{
  return bst_inventory_is_own (self->inventory, operation);
}

static void
record (BstAftermath *self, BstOperation *operation, BstOperationState state, GError *error)
{
  g_hash_table_remove (self->missing, operation);
  bst_operation_set_cancel (operation, NULL, NULL);
  bst_operation_set_give_up (operation, NULL, NULL);
  if (is_own (self, operation))
    {
      /* The scheduler has it still, and writes its line. */
      if (state == BST_OPERATION_STATE_UNKNOWN)
        bst_operation_finish_unknown (operation, error);
      else
        bst_operation_finish (operation, error);
      return;
    }

  bst_operation_set_recorded (operation, state, bst_operation_get_queued_at (operation),
                              bst_operation_get_started_at (operation), g_get_real_time (), error);
  bst_scheduler_add_outcome (self->scheduler, operation);
}

static void
record_unknown (BstAftermath *self, BstOperation *operation)
{
  record (self, operation, BST_OPERATION_STATE_UNKNOWN,
          bst_error_new (BST_ERROR_FAILED,
                         _ ("Look at the machine: what it shows now is how it is."), NULL, "%s",
                         is_own (self, operation)
                             ? _ ("The connection to its host ended before this was over, and its "
                                  "outcome cannot be seen any more")
                             : _ ("Bastida ended before this was over, and its outcome cannot be seen "
                                  "any more")));
}

/* FALSE: it is no edit. */
static gboolean
get_edit_effect (BstOperation *operation, BstMachine *machine, BstLifecycleEffect *effect)
{
  const char *kind = bst_operation_get_kind (operation);
  GVariant *parameters = bst_operation_get_parameters (operation);
  gboolean title = g_strcmp0 (kind, BST_EDIT_TITLE_KIND) == 0;
  const char *wanted;

  if (!title && g_strcmp0 (kind, BST_EDIT_DESCRIPTION_KIND) != 0)
    return FALSE;

  *effect = BST_LIFECYCLE_EFFECT_UNSEEN;
  if (parameters != NULL && g_variant_lookup (parameters, "text", "&s", &wanted))
    *effect = g_str_equal (wanted, title ? bst_machine_get_title (machine)
                                         : bst_machine_get_description (machine))
                  ? BST_LIFECYCLE_EFFECT_THERE
                  : BST_LIFECYCLE_EFFECT_MISSING;

  return TRUE;
}

static void
record_effect (BstAftermath *self,
               BstOperation *operation,
               BstLifecycleEffect effect,
               const char *missing)
{
  if (effect == BST_LIFECYCLE_EFFECT_THERE)
    record (self, operation, BST_OPERATION_STATE_DONE, NULL);
  else if (effect == BST_LIFECYCLE_EFFECT_MISSING)
    record (self, operation, BST_OPERATION_STATE_FAILED,
            bst_error_new (is_own (self, operation) ? BST_ERROR_LOST : BST_ERROR_FAILED,
                           _ ("Try it again where it is still wanted."), NULL, "%s", missing));
  else
    record_unknown (self, operation);
}

static void
on_snapshots_seen (BstSnapshotLook *look, BstLifecycleEffect effect, gpointer data)
{
  BstAftermath *self = data;
  BstOperation *operation = bst_snapshot_look_get_operation (look);
  g_autofree char *missing = g_strdup_printf (
      is_own (self, operation)
          ? _ ("The connection to its host ended before this was over, and the snapshots of “%s” are "
               "not as it wanted them")
          : _ ("Bastida ended before this was over, and the snapshots of “%s” are not as it wanted "
               "them"),
      bst_operation_get_target (operation));

  record_effect (self, operation, effect, missing);
  g_ptr_array_remove (self->looks, look);
}

static gboolean
on_again (gpointer data)
{
  BstAftermath *self = data;
  GListModel *hosts = bst_inventory_get_hosts (self->inventory);

  self->again = 0;
  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);

      bst_aftermath_look (self, host);
    }

  return G_SOURCE_REMOVE;
}

static gboolean
may_still_come (BstAftermath *self, BstOperation *operation)
{
  const gint64 now = g_get_monotonic_time ();
  gint64 *since = g_hash_table_lookup (self->missing, operation);

  if (!is_own (self, operation))
    return FALSE;
  if (since == NULL)
    {
      since = g_new (gint64, 1);
      *since = now;
      g_hash_table_insert (self->missing, operation, since);
    }
  if (now - *since >= PATIENCE_MS * G_TIME_SPAN_MILLISECOND)
    return FALSE;
  if (self->again == 0)
    self->again = g_timeout_add (PATIENCE_MS, on_again, self);

  return TRUE;
}

static char *
dup_missing (BstAftermath *self, BstOperation *operation, BstMachine *machine)
{
  return g_strdup_printf (
      is_own (self, operation)
          ? _ ("The connection to its host ended before this was over; “%s” is now: %s")
          : _ ("Bastida ended before this was over; “%s” is now: %s"),
      bst_machine_get_name (machine), bst_machine_state_get_label (bst_machine_get_state (machine)));
}

/* What the kind wanted, against what the host says. FALSE: it is under way, and not to be judged
 * yet. */
static gboolean
judge (BstAftermath *self, BstOperation *operation, BstMachine *machine)
{
  BstLifecycle lifecycle = bst_lifecycle_from_kind (bst_operation_get_kind (operation));
  g_autofree char *missing = NULL;
  BstLifecycleEffect effect;

  if (machine != NULL && !bst_machine_is_fresh (machine))
    {
      g_hash_table_remove (self->missing, operation);
      return FALSE;
    }

  if (machine != NULL && g_str_has_prefix (bst_operation_get_kind (operation), "snapshot-"))
    {
      bst_operation_set_progress (operation, -1, _ ("Asking its host what became of it"));
      g_ptr_array_add (self->looks, bst_snapshot_look_new (self->fleet, machine, operation,
                                                           on_snapshots_seen, self));
      return TRUE;
    }
  if (machine == NULL)
    {
      record_unknown (self, operation);
      return TRUE;
    }

  if (!get_edit_effect (operation, machine, &effect))
    effect = lifecycle != BST_N_LIFECYCLES ? bst_lifecycle_get_effect (lifecycle, machine)
                                           : BST_LIFECYCLE_EFFECT_UNSEEN;
  switch (effect)
    {
    case BST_LIFECYCLE_EFFECT_PENDING:
      return FALSE;
    case BST_LIFECYCLE_EFFECT_THERE:
    case BST_LIFECYCLE_EFFECT_MISSING:
      if (effect == BST_LIFECYCLE_EFFECT_MISSING && may_still_come (self, operation))
        return FALSE;
      missing = dup_missing (self, operation, machine);
      record_effect (self, operation, effect, missing);
      return TRUE;
    case BST_LIFECYCLE_EFFECT_UNSEEN:
    default:
      record_unknown (self, operation);
      return TRUE;
    }
}

/* What a host tells no more of snapshots, that left while it was asked. */
static void
forget_looks (BstAftermath *self, BstHost *host)
{
  for (guint i = self->looks->len; i > 0; i--)
    {
      BstSnapshotLook *look = self->looks->pdata[i - 1];
      g_autoptr (BstOperation) operation = g_object_ref (bst_snapshot_look_get_operation (look));

      if (bst_operation_get_host_id (operation) != bst_host_get_id (host))
        continue;
      g_ptr_array_remove_index (self->looks, i - 1);
      record_unknown (self, operation);
    }
}

void
bst_aftermath_look (BstAftermath *self, BstHost *host)
{
  gint64 id = bst_host_get_id (host);

  if (bst_inventory_get_host (self->inventory, id) == NULL)
    forget_looks (self, host);
  for (guint i = 0; i < self->operations->len;)
    {
      BstOperation *operation = self->operations->pdata[i];
      const char *uuid = bst_operation_get_machine_uuid (operation);
      BstMachine *machine = NULL;

      if (bst_operation_get_host_id (operation) != id)
        {
          i++;
          continue;
        }

      if (uuid != NULL && bst_inventory_get_host (self->inventory, id) == host)
        machine = bst_inventory_get_machine (self->inventory, host, uuid);
      if (judge (self, operation, machine))
        g_ptr_array_remove_index (self->operations, i);
      else
        i++;
    }
}

/* Those whose host is not listed any more: nobody can be asked. */
static gboolean
look_at_homeless (gpointer data)
{
  BstAftermath *self = data;

  self->source = 0;
  for (guint i = 0; i < self->operations->len;)
    {
      BstOperation *operation = self->operations->pdata[i];

      if (bst_inventory_get_host (self->inventory, bst_operation_get_host_id (operation)) != NULL)
        {
          i++;
          continue;
        }

      record_unknown (self, operation);
      g_ptr_array_remove_index (self->operations, i);
    }

  return G_SOURCE_REMOVE;
}

static gboolean
is_adopted (BstAftermath *self, BstOperation *operation)
{
  for (guint i = 0; i < self->adoptions->len; i++)
    {
      if (bst_adoption_get_operation (self->adoptions->pdata[i]) == operation)
        return TRUE;
    }

  return FALSE;
}

static void
on_adoption_over (BstAdoption *adoption, gpointer data)
{
  BstAftermath *self = data;

  bst_scheduler_add_outcome (self->scheduler, bst_adoption_get_operation (adoption));
  g_ptr_array_remove (self->adoptions, adoption);
}

static void
add_single (BstAftermath *self, BstOperation *operation)
{
  if (bst_operation_is_over (operation))
    return;

  if (g_strcmp0 (bst_operation_get_kind (operation), BST_MIGRATE_KIND) != 0)
    {
      if (!g_ptr_array_find (self->operations, operation, NULL))
        g_ptr_array_add (self->operations, g_object_ref (operation));
    }
  else if (!is_adopted (self, operation))
    {
      g_ptr_array_add (self->adoptions,
                       bst_adoption_new (self->fleet, operation, on_adoption_over, self));
    }
}

static void
remove_look (BstAftermath *self, BstOperation *operation)
{
  for (guint i = 0; i < self->looks->len; i++)
    {
      if (bst_snapshot_look_get_operation (self->looks->pdata[i]) == operation)
        {
          g_ptr_array_remove_index (self->looks, i);
          return;
        }
    }
}

/* Its user does not wait until the host is back. */
static void
give_up (BstOperation *operation, gpointer data)
{
  BstAftermath *self = data;
  g_autoptr (BstOperation) alive = g_object_ref (operation);

  g_ptr_array_remove (self->operations, operation);
  remove_look (self, operation);
  record_unknown (self, operation);
}

void
bst_aftermath_add (BstAftermath *self, BstOperation *operation)
{
  BstHost *host = bst_inventory_get_host (self->inventory, bst_operation_get_host_id (operation));
  g_autofree char *detail = NULL;

  if (host != NULL)
    detail = g_strdup_printf (_ ("Waiting for “%s”, to see what became of it"),
                              bst_host_get_name (host));
  bst_operation_set_cancel (operation, give_up, self);
  bst_operation_set_give_up (operation, give_up, self);
  bst_operation_set_progress (operation, -1, detail);
  add_single (self, operation);
  if (self->source == 0)
    self->source = g_idle_add (look_at_homeless, self);
  /* It may last, and must not keep others waiting. */
  bst_scheduler_release (self->scheduler, operation);
}

/* A sum is over when its parts are: they are what can be looked at. */
static void
add_orphan (BstAftermath *self, BstOperation *operation)
{
  GListModel *parts = bst_operation_get_parts (operation);

  if (parts == NULL)
    {
      add_single (self, operation);
      return;
    }

  for (guint i = 0; i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);

      add_orphan (self, part);
      /* All of them may be over, and the program have ended before it wrote down their sum. */
      if (i == 0)
        g_object_notify (G_OBJECT (part), "state");
    }
}

static void
on_orphaned (BstInventory *inventory, BstOperation *operation, BstAftermath *self)
{
  GListModel *hosts = bst_inventory_get_hosts (inventory);

  add_orphan (self, operation);
  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);

      if (bst_host_get_state (host) == BST_HOST_STATE_ONLINE)
        bst_aftermath_look (self, host);
    }
  if (self->source == 0)
    self->source = g_idle_add (look_at_homeless, self);
}

BstAftermath *
bst_aftermath_new (BstFleet *fleet)
{
  BstAftermath *self = g_new0 (BstAftermath, 1);
  BstInventory *inventory = bst_fleet_get_inventory (fleet);
  GListModel *operations = bst_inventory_get_operations (inventory);

  self->fleet = fleet;
  self->inventory = g_object_ref (inventory);
  self->scheduler = g_object_ref (bst_fleet_get_scheduler (fleet));
  self->missing = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->looks = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_snapshot_look_free);
  self->adoptions = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_adoption_free);
  self->operations = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i);

      /* Another program that still runs, such as bastidactl, will tell by itself. */
      if (bst_inventory_is_orphaned (inventory, operation))
        add_orphan (self, operation);
    }
  g_signal_connect (inventory, "operation-orphaned", G_CALLBACK (on_orphaned), self);
  self->source = g_idle_add (look_at_homeless, self);

  return self;
}

/* Each look holds the fleet, too. */
void
bst_aftermath_stop (BstAftermath *self)
{
  for (guint i = 0; i < self->looks->len; i++)
    bst_operation_set_cancel (bst_snapshot_look_get_operation (self->looks->pdata[i]), NULL, NULL);
  g_ptr_array_set_size (self->looks, 0);
}

void
bst_aftermath_free (BstAftermath *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_handle_id (&self->again, g_source_remove);
  for (guint i = 0; i < self->operations->len; i++)
    bst_operation_set_cancel (self->operations->pdata[i], NULL, NULL);
  g_signal_handlers_disconnect_by_data (self->inventory, self);
  g_ptr_array_unref (self->looks);
  g_ptr_array_unref (self->adoptions);
  g_ptr_array_unref (self->operations);
  g_hash_table_unref (self->missing);
  g_object_unref (self->scheduler);
  g_object_unref (self->inventory);
  g_free (self);
}
