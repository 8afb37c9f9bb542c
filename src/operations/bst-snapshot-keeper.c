/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-operations"

#include "config.h"

#include "operations/bst-snapshot-keeper.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "operations/bst-snapshot-operation.h"
#include "operations/bst-snapshot-surplus.h"

#define LOOK_SECONDS 30

/* How long after one that came to nothing only by what passes, a lost link or a busy machine, the
 * next is tried. */
#define AGAIN_SECONDS 300

struct _BstSnapshotKeeper
{
  GObject parent_instance;

  BstFleet *fleet;
  GHashTable *duties; /* BstMachine → Duty */
  GHashTable *later;  /* BstMachine → gint64: Unix time in seconds: not tried before */
  guint source;
};

/* What is done for one machine. */
typedef struct
{
  BstSnapshotKeeper *keeper;
  BstSnapshotRhythm rhythm;
  gint64 now;
  BstSnapshots *snapshots;
  BstOperation *operation; /* (nullable): under way */
  gboolean taken;
  gint64 taken_before; /* the policy's, as it was */
  gulong changed_id;
  gulong state_id;
} Duty;

G_DEFINE_FINAL_TYPE (BstSnapshotKeeper, bst_snapshot_keeper, G_TYPE_OBJECT)

static void
drop_operation (Duty *duty)
{
  if (duty->operation != NULL)
    g_clear_signal_handler (&duty->state_id, duty->operation);
  g_clear_object (&duty->operation);
}

static void
duty_free (gpointer data)
{
  Duty *duty = data;

  drop_operation (duty);
  g_clear_signal_handler (&duty->changed_id, duty->snapshots);
  g_object_unref (duty->snapshots);
  g_free (duty);
}

static void
end_duty (Duty *duty)
{
  g_hash_table_remove (duty->keeper->duties, bst_snapshots_get_machine (duty->snapshots));
}

static BstInventory *
get_inventory (Duty *duty)
{
  return bst_fleet_get_inventory (duty->keeper->fleet);
}

static void
set_taken (Duty *duty, gint64 when)
{
  BstMachine *machine = bst_snapshots_get_machine (duty->snapshots);
  const BstSnapshotPolicy *policy =
      bst_inventory_get_snapshot_policy (get_inventory (duty), machine);
  BstSnapshotPolicy noted;

  if (policy == NULL)
    return;
  noted = *policy;
  noted.taken[duty->rhythm] = when;
  bst_inventory_set_snapshot_policy (get_inventory (duty), machine, &noted);
}

/* It will do another time, without anybody's help. */
static gboolean
is_passing (const GError *error)
{
  return g_error_matches (error, BST_ERROR, BST_ERROR_BUSY) ||
         g_error_matches (error, BST_ERROR, BST_ERROR_LOST) ||
         g_error_matches (error, BST_ERROR, BST_ERROR_NOT_CONNECTED);
}

static void
make_due_again (Duty *duty)
{
  gint64 *later = g_new (gint64, 1);

  *later = duty->now + AGAIN_SECONDS;
  g_hash_table_insert (duty->keeper->later,
                       g_object_ref (bst_snapshots_get_machine (duty->snapshots)), later);
  set_taken (duty, duty->taken_before);
}

static void
on_state (Duty *duty)
{
  if (!bst_operation_is_over (duty->operation))
    return;

  if (bst_operation_get_state (duty->operation) != BST_OPERATION_STATE_DONE)
    {
      if (g_strcmp0 (bst_operation_get_kind (duty->operation), BST_SNAPSHOT_CREATE_KIND) == 0 &&
          is_passing (bst_operation_get_error (duty->operation)))
        make_due_again (duty);
      end_duty (duty);
      return;
    }
  drop_operation (duty);
  /* What there is now decides what goes. */
  bst_snapshots_refresh (duty->snapshots);
}

/* @operation: (transfer full) */
static void
submit (Duty *duty, BstOperation *operation)
{
  duty->operation = operation;
  duty->state_id =
      g_signal_connect_swapped (operation, "notify::state", G_CALLBACK (on_state), duty);
  bst_scheduler_submit (bst_fleet_get_scheduler (duty->keeper->fleet), operation);
}

static void
add_warning (Duty *duty, const char *kind, const char *text, const char *detail)
{
  BstMachine *machine = bst_snapshots_get_machine (duty->snapshots);

  bst_inventory_add_entry (get_inventory (duty),
                           &(BstJournalFields){
                               .severity = BST_SEVERITY_WARNING,
                               .kind = kind,
                               .host_id = bst_host_get_id (bst_machine_get_host (machine)),
                               .machine_uuid = bst_machine_get_uuid (machine),
                               .text = text,
                               .detail = detail,
                           });
}

static void
tell_impossible (Duty *duty, const char *why)
{
  BstMachine *machine = bst_snapshots_get_machine (duty->snapshots);
  g_autofree char *text = g_strdup_printf (_ ("No snapshot of %s was taken by its policy"),
                                           bst_machine_get_name (machine));

  add_warning (duty, BST_SNAPSHOT_CREATE_KIND, text, why);
}

static void
take (Duty *duty, const BstSnapshotSubject *subject)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (duty->now);
  const char *nick = bst_snapshot_rhythm_to_nick (duty->rhythm);
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d-%H%M");
  g_autofree char *name = g_strdup_printf ("%s-%s", nick, time);
  g_autofree char *why = NULL;
  g_autofree char *why_name = NULL;
  BstSnapshotPlan plan = {
    .name = name,
    .policy = nick,
    .kind = bst_snapshot_rules_get_default (subject, &why),
  };

  duty->taken = TRUE;
  /* Noted before it is tried: what fails is not tried each half minute. */
  set_taken (duty, duty->now);
  if (plan.kind == BST_N_SNAPSHOT_KINDS)
    {
      tell_impossible (duty, why);
      end_duty (duty);
      return;
    }
  if (!bst_snapshot_rules_check_name (subject, name, NULL, &why_name))
    {
      tell_impossible (duty, why_name);
      end_duty (duty);
      return;
    }
  plan.quiesce = bst_snapshot_rules_can_quiesce (subject, plan.kind, NULL);
  submit (duty, bst_snapshot_create_new (duty->keeper->fleet, duty->snapshots, &plan));
}

/* What could not be kept to is said, each time: it takes room, and more of it from day to day. */
static void
tell_stuck (Duty *duty, const BstSnapshotFacts *stuck, const char *why)
{
  BstMachine *machine = bst_snapshots_get_machine (duty->snapshots);
  /* Translators: a snapshot, then its machine. */
  g_autofree char *text =
      g_strdup_printf (_ ("The snapshot “%s” of %s is more than its policy keeps, and cannot be deleted"),
                       stuck->name, bst_machine_get_name (machine));

  add_warning (duty, BST_SNAPSHOT_DELETE_KIND, text, why);
}

/* Deletes what is more than is to be kept, one after the other. */
static void
delete_surplus (Duty *duty, const BstSnapshotSubject *subject)
{
  const BstSnapshotPolicy *policy = bst_inventory_get_snapshot_policy (
      get_inventory (duty), bst_snapshots_get_machine (duty->snapshots));
  const BstSnapshotFacts *surplus = NULL, *stuck = NULL;
  g_autofree char *why = NULL;

  if (policy != NULL)
    surplus = bst_snapshot_surplus_find (subject, bst_snapshot_rhythm_to_nick (duty->rhythm),
                                         policy->keep[duty->rhythm], &stuck, &why);
  if (stuck != NULL)
    tell_stuck (duty, stuck, why);
  if (surplus == NULL)
    end_duty (duty);
  else
    submit (duty, bst_snapshot_delete_new (duty->keeper->fleet, duty->snapshots, surplus,
                                           BST_SNAPSHOT_THIS));
}

static void
on_changed (Duty *duty)
{
  const BstSnapshotSubject *subject = bst_snapshots_get_subject (duty->snapshots);

  if (duty->operation != NULL || !bst_snapshots_is_settled (duty->snapshots))
    return;

  if (!subject->fresh)
    {
      /* The host left: it is due again when it comes back. */
      end_duty (duty);
      return;
    }
  if (!duty->taken && bst_snapshot_subject_is_held (subject))
    /* It is due still, and soon looked at again. */
    end_duty (duty);
  else if (!duty->taken)
    take (duty, subject);
  else if (!bst_snapshot_subject_is_held (subject))
    delete_surplus (duty, subject);
  /* Else once it is free, which is told. */
}

static void
begin (BstSnapshotKeeper *self,
       BstMachine *machine,
       const BstSnapshotPolicy *policy,
       BstSnapshotRhythm rhythm,
       gint64 now)
{
  Duty *duty = g_new0 (Duty, 1);

  duty->keeper = self;
  duty->rhythm = rhythm;
  duty->now = now;
  duty->taken_before = policy->taken[rhythm];
  g_hash_table_remove (self->later, machine);
  duty->snapshots = bst_snapshots_new (self->fleet, machine);
  duty->changed_id =
      g_signal_connect_swapped (duty->snapshots, "changed", G_CALLBACK (on_changed), duty);
  g_hash_table_insert (self->duties, g_object_ref (machine), duty);
}

static gboolean
is_later (BstSnapshotKeeper *self, BstMachine *machine, gint64 now)
{
  const gint64 *later = g_hash_table_lookup (self->later, machine);

  return later != NULL && now < *later;
}

void
bst_snapshot_keeper_look (BstSnapshotKeeper *self, gint64 now)
{
  BstInventory *inventory = bst_fleet_get_inventory (self->fleet);
  g_autoptr (GPtrArray) machines = bst_inventory_get_policy_machines (inventory);

  BST_ASSERT_MAIN_THREAD ();

  for (guint i = 0; i < machines->len; i++)
    {
      BstMachine *machine = machines->pdata[i];
      const BstSnapshotPolicy *policy = bst_inventory_get_snapshot_policy (inventory, machine);

      if (!bst_machine_is_fresh (machine) || g_hash_table_contains (self->duties, machine) ||
          is_later (self, machine, now))
        continue;
      for (guint rhythm = 0; rhythm < BST_N_SNAPSHOT_RHYTHMS; rhythm++)
        {
          gint64 next = bst_snapshot_policy_get_next (policy, (BstSnapshotRhythm)rhythm);

          if (next == 0 || next > now)
            continue;
          begin (self, machine, policy, (BstSnapshotRhythm)rhythm, now);
          break;
        }
    }
}

guint
bst_snapshot_keeper_get_n_active (BstSnapshotKeeper *self)
{
  return g_hash_table_size (self->duties);
}

static gboolean
on_time (gpointer data)
{
  bst_snapshot_keeper_look (data, g_get_real_time () / G_USEC_PER_SEC);

  return G_SOURCE_CONTINUE;
}

static void
bst_snapshot_keeper_finalize (GObject *object)
{
  BstSnapshotKeeper *self = BST_SNAPSHOT_KEEPER (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_hash_table_unref (self->duties);
  g_hash_table_unref (self->later);
  g_object_unref (self->fleet);

  G_OBJECT_CLASS (bst_snapshot_keeper_parent_class)->finalize (object);
}

static void
bst_snapshot_keeper_class_init (BstSnapshotKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_snapshot_keeper_finalize;
}

static void
bst_snapshot_keeper_init (BstSnapshotKeeper *self)
{
  self->duties = g_hash_table_new_full (NULL, NULL, g_object_unref, duty_free);
  self->later = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
}

BstSnapshotKeeper *
bst_snapshot_keeper_new (BstFleet *fleet)
{
  BstSnapshotKeeper *self = g_object_new (BST_TYPE_SNAPSHOT_KEEPER, NULL);

  self->fleet = g_object_ref (fleet);
  self->source = g_timeout_add_seconds (LOOK_SECONDS, on_time, self);

  return self;
}
