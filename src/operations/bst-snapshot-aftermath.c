/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-snapshot-aftermath-private.h"

#include "operations/bst-snapshot-operation-private.h"

/* How often a host that is at it is asked. */
#define POLL_MS 1000

struct _BstSnapshotLook
{
  BstInventory *inventory;
  BstSnapshots *snapshots;
  BstOperation *operation;
  gulong changed_id;
  gboolean was_busy; /* when it was asked last */
  guint poll;
  BstSnapshotVerdict verdict;
  gpointer data;
};

BstOperation *
bst_snapshot_look_get_operation (BstSnapshotLook *self)
{
  return self->operation;
}

void
bst_snapshot_look_free (BstSnapshotLook *self)
{
  g_clear_handle_id (&self->poll, g_source_remove);
  g_clear_signal_handler (&self->changed_id, self->snapshots);
  g_object_unref (self->snapshots);
  g_object_unref (self->operation);
  g_object_unref (self->inventory);
  g_free (self);
}

static gboolean
on_poll (gpointer data)
{
  BstSnapshotLook *self = data;

  self->poll = 0;
  bst_snapshots_refresh (self->snapshots);

  return G_SOURCE_REMOVE;
}

static void
ask_again (BstSnapshotLook *self)
{
  if (self->poll == 0)
    self->poll = g_timeout_add (POLL_MS, on_poll, self);
}

/* Nobody was there to write down by whom it was taken when it was there: what is not known as a
 * policy's is never one too many. */
static void
keep_marks (BstSnapshotLook *self, const BstSnapshotSubject *subject)
{
  g_autoptr (GPtrArray) steps =
      bst_snapshot_steps_from_variant (bst_operation_get_parameters (self->operation));

  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      const BstSnapshotStep *step = steps->pdata[i];
      const BstSnapshotFacts *facts = bst_snapshot_facts_find (subject->snapshots, step->name);

      if (step->kind == BST_SNAPSHOT_STEP_CREATE && step->policy != NULL && facts != NULL &&
          facts->policy == NULL)
        bst_inventory_set_snapshot_mark (self->inventory, bst_snapshots_get_machine (self->snapshots),
                                         step->name, step->policy, NULL);
    }
}

static void
on_changed (BstSnapshotLook *self)
{
  const BstSnapshotSubject *subject = bst_snapshots_get_subject (self->snapshots);
  BstLifecycleEffect effect;

  /* A host that is not there is asked when it comes back. */
  if (!bst_snapshots_is_settled (self->snapshots) || self->poll != 0)
    return;
  if (!subject->fresh)
    return;
  effect = bst_snapshot_get_effect (self->operation, subject);
  if (effect == BST_LIFECYCLE_EFFECT_PENDING)
    {
      self->was_busy = TRUE;
      ask_again (self);
      return;
    }
  /* What was told with it may be from before the job's end. */
  if (self->was_busy)
    {
      self->was_busy = FALSE;
      ask_again (self);
      return;
    }

  g_clear_signal_handler (&self->changed_id, self->snapshots);
  keep_marks (self, subject);
  self->verdict (self, effect, self->data);
}

BstSnapshotLook *
bst_snapshot_look_new (BstFleet *fleet,
                       BstMachine *machine,
                       BstOperation *operation,
                       BstSnapshotVerdict verdict,
                       gpointer data)
{
  BstSnapshotLook *self = g_new0 (BstSnapshotLook, 1);

  self->inventory = g_object_ref (bst_fleet_get_inventory (fleet));
  self->snapshots = bst_snapshots_new (fleet, machine);
  self->operation = g_object_ref (operation);
  self->verdict = verdict;
  self->data = data;
  self->changed_id =
      g_signal_connect_swapped (self->snapshots, "changed", G_CALLBACK (on_changed), self);

  return self;
}
