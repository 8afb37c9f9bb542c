/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "formats/bst-snapshot-xml.h"
#include "operations/bst-snapshot-operation-private.h"

/* The operations on snapshots: what each consists of. */

static const char *
get_name (BstSnapshots *snapshots)
{
  return bst_machine_get_name (bst_snapshots_get_machine (snapshots));
}

static gboolean
is_excluded (const BstSnapshotPlan *plan, const BstBlockChain *chain)
{
  return plan->kind == BST_SNAPSHOT_DISKS &&
         (!bst_snapshot_rules_can_overlay (chain, NULL) ||
          (plan->excluded != NULL && g_strv_contains (plan->excluded, chain->target)));
}

/* The files that it takes are named here, so that no name of a snapshot can be that of another file. */
static char *
build_xml (const BstSnapshotSubject *subject, const BstSnapshotPlan *plan)
{
  guint n = subject->qemu ? subject->chains->len : 0;
  g_autofree BstSnapshotRequestDisk *disks = g_new0 (BstSnapshotRequestDisk, n + 1);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *memory_file = NULL;

  for (guint i = 0; i < n; i++)
    {
      const BstBlockChain *chain = subject->chains->pdata[i];
      const BstBlockLayer *top = chain->layers->pdata[0];
      char *path = bst_snapshot_rules_make_path (top->source, plan->name, now, "qcow2");

      g_ptr_array_add (paths, path);
      disks[i].target = chain->target;
      disks[i].included = !is_excluded (plan, chain);
      disks[i].file = path;
      if (i == 0 && plan->kind == BST_SNAPSHOT_EXTERNAL)
        memory_file = bst_snapshot_rules_make_path (top->source, plan->name, now, "memory");
    }

  return bst_snapshot_xml_build (&(BstSnapshotRequest){
      .name = plan->name,
      .description = plan->description,
      .kind = plan->kind,
      .memory = subject->active,
      .memory_file = memory_file,
      .disks = disks,
      .n_disks = n,
  });
}

static void
add_create (BstOperation *operation, BstSnapshots *snapshots, const BstSnapshotPlan *plan)
{
  const BstSnapshotSubject *subject = bst_snapshots_get_subject (snapshots);
  BstSnapshotStep *step =
      bst_snapshot_operation_add_step (operation, BST_SNAPSHOT_STEP_CREATE, plan->name);

  step->text = build_xml (subject, plan);
  step->mixes = bst_snapshot_rules_is_mixing (subject, plan->kind);
  step->policy = g_strdup (plan->policy);
  if (subject->qemu && plan->kind == BST_SNAPSHOT_DISKS)
    step->create |= BST_SNAPSHOT_CREATE_DISK_ONLY;
  if (plan->quiesce && bst_snapshot_rules_can_quiesce (subject, plan->kind, NULL))
    step->create |= BST_SNAPSHOT_CREATE_QUIESCE;
}

BstOperation *
bst_snapshot_create_new (BstFleet *fleet, BstSnapshots *snapshots, const BstSnapshotPlan *plan)
{
  /* Translators: a machine, then the name of a snapshot of it. */
  g_autofree char *title =
      g_strdup_printf (_ ("Take a snapshot of %s: %s"), get_name (snapshots), plan->name);
  BstOperation *operation = bst_snapshot_operation_new (fleet, snapshots, BST_SNAPSHOT_CREATE_KIND,
                                                        title, plan->kind == BST_SNAPSHOT_EXTERNAL);

  add_create (operation, snapshots, plan);
  bst_snapshot_operation_keep_steps (operation);

  return operation;
}

BstOperation *
bst_snapshot_revert_new (BstFleet *fleet,
                         BstSnapshots *snapshots,
                         const BstSnapshotFacts *snapshot,
                         BstSnapshotRun run,
                         gboolean force,
                         const BstSnapshotPlan *first)
{
  /* Translators: a machine, then the name of a snapshot of it. */
  g_autofree char *title =
      g_strdup_printf (_ ("Go back with %s to %s"), get_name (snapshots), snapshot->name);
  BstOperation *operation =
      bst_snapshot_operation_new (fleet, snapshots, BST_SNAPSHOT_REVERT_KIND, title, FALSE);
  BstSnapshotStep *step;

  if (first != NULL)
    add_create (operation, snapshots, first);
  step = bst_snapshot_operation_add_step (operation, BST_SNAPSHOT_STEP_REVERT, snapshot->name);
  step->run = run;
  step->moves = first != NULL || !snapshot->current;
  step->force = force;
  bst_snapshot_operation_keep_steps (operation);

  return operation;
}

static void
add_deletes (BstOperation *operation, BstSnapshots *snapshots, char **names)
{
  const BstSnapshotSubject *subject = bst_snapshots_get_subject (snapshots);

  for (guint i = 0; names[i] != NULL; i++)
    {
      const BstSnapshotFacts *facts = bst_snapshot_facts_find (subject->snapshots, names[i]);
      BstSnapshotStep *step =
          bst_snapshot_operation_add_step (operation, BST_SNAPSHOT_STEP_DELETE, names[i]);

      step->merges = facts != NULL && bst_snapshot_kind_is_external (facts->kind);
    }
}

BstOperation *
bst_snapshot_delete_new (BstFleet *fleet,
                         BstSnapshots *snapshots,
                         const BstSnapshotFacts *snapshot,
                         BstSnapshotScope scope)
{
  g_auto (GStrv) names = bst_snapshot_rules_get_delete_order (bst_snapshots_get_subject (snapshots),
                                                              snapshot, scope);
  guint n = g_strv_length (names);
  g_autofree char *title = NULL;
  BstOperation *operation;

  if (n == 1)
    /* Translators: the name of a snapshot, then its machine. */
    title = g_strdup_printf (_ ("Delete the snapshot %s of %s"), names[0], get_name (snapshots));
  else
    title = g_strdup_printf (ngettext ("Delete %u snapshot of %s", "Delete %u snapshots of %s", n), n,
                             get_name (snapshots));
  operation =
      bst_snapshot_operation_new (fleet, snapshots, BST_SNAPSHOT_DELETE_KIND, title, n > 1);
  add_deletes (operation, snapshots, names);
  bst_snapshot_operation_keep_steps (operation);

  return operation;
}

BstOperation *
bst_snapshot_rename_new (BstFleet *fleet,
                         BstSnapshots *snapshots,
                         const BstSnapshotFacts *snapshot,
                         const char *name)
{
  /* Translators: the name of a snapshot, its machine, and the new name. */
  g_autofree char *title = g_strdup_printf (_ ("Rename the snapshot %s of %s: %s"), snapshot->name,
                                            get_name (snapshots), name);
  BstOperation *operation =
      bst_snapshot_operation_new (fleet, snapshots, BST_SNAPSHOT_RENAME_KIND, title, FALSE);

  bst_snapshot_operation_add_step (operation, BST_SNAPSHOT_STEP_REDEFINE, snapshot->name)->text =
      g_strdup (name);
  bst_snapshot_operation_keep_steps (operation);

  return operation;
}

BstOperation *
bst_snapshot_describe_new (BstFleet *fleet,
                           BstSnapshots *snapshots,
                           const BstSnapshotFacts *snapshot,
                           const char *description)
{
  g_autofree char *title = g_strdup_printf (_ ("Describe the snapshot %s of %s"), snapshot->name,
                                            get_name (snapshots));
  BstOperation *operation =
      bst_snapshot_operation_new (fleet, snapshots, BST_SNAPSHOT_DESCRIBE_KIND, title, FALSE);
  BstSnapshotStep *step =
      bst_snapshot_operation_add_step (operation, BST_SNAPSHOT_STEP_REDEFINE, snapshot->name);

  step->text = g_strdup (description);
  step->describes = TRUE;
  bst_snapshot_operation_keep_steps (operation);

  return operation;
}

BstOperation *
bst_snapshot_consolidate_new (BstFleet *fleet, BstSnapshots *snapshots)
{
  const BstSnapshotSubject *subject = bst_snapshots_get_subject (snapshots);
  g_auto (GStrv) merged = bst_snapshot_rules_get_merge_order (subject);
  g_auto (GStrv) foreign = bst_snapshot_rules_get_foreign_disks (subject);
  g_autofree char *title =
      g_strdup_printf (_ ("Consolidate the disks of %s"), get_name (snapshots));
  BstOperation *operation =
      bst_snapshot_operation_new (fleet, snapshots, BST_SNAPSHOT_CONSOLIDATE_KIND, title, TRUE);

  add_deletes (operation, snapshots, merged);
  for (guint i = 0; merged[0] == NULL && foreign[i] != NULL; i++)
    bst_snapshot_operation_add_step (operation, BST_SNAPSHOT_STEP_PULL, foreign[i]);
  bst_snapshot_operation_keep_steps (operation);

  return operation;
}

/* --- As it is now --- */

static char *
dup_against_create (const BstSnapshotStep *step, const BstSnapshotSubject *subject)
{
  g_autoptr (BstSnapshotFacts) wanted = bst_snapshot_xml_parse (step->text, -1, NULL);
  char *why = NULL;

  if (bst_snapshot_rules_check_name (subject, step->name, NULL, &why) && wanted != NULL)
    bst_snapshot_rules_can_create (subject, wanted->kind, step->mixes, &why);

  return why;
}

static gboolean
is_step (GPtrArray *steps, const BstSnapshotFacts *snapshot)
{
  for (guint i = 0; i < steps->len; i++)
    {
      if (g_strcmp0 (((BstSnapshotStep *)steps->pdata[i])->name, snapshot->name) == 0)
        return TRUE;
    }

  return FALSE;
}

/* Of several, each goes after all that comes from it. */
static char *
dup_against_delete (GPtrArray *steps,
                    const BstSnapshotSubject *subject,
                    const BstSnapshotFacts *snapshot)
{
  g_autoptr (GPtrArray) descendants = bst_snapshot_subject_get_descendants (subject, snapshot);
  gboolean many = steps->len > 1 && descendants->len > 0;
  char *why = NULL;

  for (guint i = 0; many && i < descendants->len; i++)
    {
      const BstSnapshotFacts *descendant = descendants->pdata[i];

      if (!is_step (steps, descendant))
        return g_strdup_printf (_ ("The snapshot “%s” was taken since, and comes from “%s”."),
                                descendant->name, snapshot->name);
    }
  bst_snapshot_rules_can_delete (subject, snapshot,
                                 many ? BST_SNAPSHOT_WITH_CHILDREN : BST_SNAPSHOT_THIS, &why);

  return why;
}

static char *
dup_against_redefine (const BstSnapshotStep *step,
                      const BstSnapshotSubject *subject,
                      const BstSnapshotFacts *snapshot)
{
  char *why = NULL;

  if (step->describes)
    bst_snapshot_rules_can_describe (subject, &why);
  else if (bst_snapshot_rules_can_rename (subject, snapshot, &why))
    bst_snapshot_rules_check_name (subject, step->text, snapshot->name, &why);

  return why;
}

static char *
dup_against_step (const BstSnapshotStep *step,
                  GPtrArray *steps,
                  gboolean consolidates,
                  const BstSnapshotSubject *subject)
{
  const BstSnapshotFacts *snapshot = bst_snapshot_facts_find (subject->snapshots, step->name);
  char *why = NULL;

  if (step->kind == BST_SNAPSHOT_STEP_CREATE)
    return dup_against_create (step, subject);
  if (step->kind == BST_SNAPSHOT_STEP_PULL)
    return NULL;
  if (snapshot == NULL)
    return g_strdup_printf (_ ("There is no snapshot “%s” any more."), step->name);
  if (step->kind == BST_SNAPSHOT_STEP_REDEFINE)
    return dup_against_redefine (step, subject, snapshot);
  if (step->kind == BST_SNAPSHOT_STEP_REVERT)
    {
      if (bst_snapshot_rules_can_revert (subject, snapshot, &why) &&
          step->run == BST_SNAPSHOT_RUN_AS_THEN)
        bst_snapshot_rules_can_revert_as_then (subject, snapshot, &why);
    }
  else if (!consolidates)
    why = dup_against_delete (steps, subject, snapshot);

  return why;
}

char *
bst_snapshot_steps_dup_against (GPtrArray *steps,
                                const char *kind,
                                const BstSnapshotSubject *subject)
{
  gboolean consolidates = g_strcmp0 (kind, BST_SNAPSHOT_CONSOLIDATE_KIND) == 0;
  char *why = NULL;

  if (consolidates)
    bst_snapshot_rules_can_consolidate (subject, &why);
  for (guint i = 0; why == NULL && i < steps->len; i++)
    why = dup_against_step (steps->pdata[i], steps, consolidates, subject);

  return why;
}
