/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-snapshot-operation-private.h"

/* Kind, name, text, create, policy, run, force, describes, merges. */
#define STEP_TYPE "(usmsumsubbb)"

void
bst_snapshot_step_free (BstSnapshotStep *step)
{
  g_free (step->name);
  g_free (step->text);
  g_free (step->policy);
  g_free (step);
}

/* Beside the steps, of which those of earlier versions are read too: whether going back moves, and
 * whether kinds are mixed knowingly. An operation has one step of either at most. */
GVariant *
bst_snapshot_steps_to_variant (GPtrArray *steps, guint first)
{
  GVariantBuilder builder;
  gboolean moves = FALSE, mixes = FALSE;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a" STEP_TYPE));
  for (guint i = first; i < steps->len; i++)
    {
      const BstSnapshotStep *step = steps->pdata[i];

      g_variant_builder_add (&builder, STEP_TYPE, (guint32)step->kind, step->name, step->text,
                             (guint32)step->create, step->policy, (guint32)step->run, step->force,
                             step->describes, step->merges);
      moves = moves || step->moves;
      mixes = mixes || step->mixes;
    }

  return g_variant_new_parsed ("{'steps': %v, 'moves': <%b>, 'mixes': <%b>}",
                               g_variant_builder_end (&builder), moves, mixes);
}

GPtrArray *
bst_snapshot_steps_from_variant (GVariant *parameters)
{
  g_autoptr (GPtrArray) steps =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_snapshot_step_free);
  g_autoptr (GVariant) array = NULL;
  GVariantIter iter;
  guint32 kind, create, run;
  const char *name, *text, *policy;
  gboolean force, describes, merges;
  gboolean moves = FALSE, mixes = FALSE;

  if (parameters == NULL || !g_variant_is_of_type (parameters, G_VARIANT_TYPE_VARDICT))
    return NULL;
  array = g_variant_lookup_value (parameters, "steps", G_VARIANT_TYPE ("a" STEP_TYPE));
  if (array == NULL || g_variant_n_children (array) == 0)
    return NULL;

  g_variant_lookup (parameters, "moves", "b", &moves);
  g_variant_lookup (parameters, "mixes", "b", &mixes);
  g_variant_iter_init (&iter, array);
  while (g_variant_iter_next (&iter, "(u&sm&sum&subbb)", &kind, &name, &text, &create, &policy, &run,
                              &force, &describes, &merges))
    {
      BstSnapshotStep *step;

      if (kind > BST_SNAPSHOT_STEP_PULL || run > BST_SNAPSHOT_PAUSE)
        return NULL;
      step = g_new0 (BstSnapshotStep, 1);
      g_ptr_array_add (steps, step);
      step->kind = (BstSnapshotStepKind)kind;
      step->name = g_strdup (name);
      step->text = g_strdup (text);
      step->create = (BstSnapshotCreateFlags)create;
      step->policy = g_strdup (policy);
      step->run = (BstSnapshotRun)run;
      step->force = force;
      step->describes = describes;
      step->merges = merges;
      step->mixes = mixes && step->kind == BST_SNAPSHOT_STEP_CREATE;
      step->moves = moves && step->kind == BST_SNAPSHOT_STEP_REVERT;
    }

  return g_steal_pointer (&steps);
}

void
bst_snapshot_steps_note (GPtrArray *steps, const BstSnapshotSubject *subject)
{
  for (guint i = 0; i < steps->len; i++)
    {
      BstSnapshotStep *step = steps->pdata[i];
      const BstSnapshotFacts *facts = bst_snapshot_facts_find (subject->snapshots, step->name);

      /* One that is taken before it is the current one then. */
      if (step->kind == BST_SNAPSHOT_STEP_REVERT)
        step->moves = i > 0 || facts == NULL || !facts->current;
    }
}

static BstLifecycleEffect
effect_if (gboolean there)
{
  return there ? BST_LIFECYCLE_EFFECT_THERE : BST_LIFECYCLE_EFFECT_MISSING;
}

/* Of a machine that is off, libvirt does not tell what is behind. */
static BstLifecycleEffect
get_pull_effect (const BstSnapshotSubject *subject, const char *target)
{
  for (guint i = 0; i < subject->chains->len; i++)
    {
      const BstBlockChain *chain = subject->chains->pdata[i];

      if (g_strcmp0 (chain->target, target) != 0)
        continue;
      if (chain->layers->len > 1)
        return BST_LIFECYCLE_EFFECT_MISSING;
      return chain->complete ? BST_LIFECYCLE_EFFECT_THERE : BST_LIFECYCLE_EFFECT_UNSEEN;
    }

  return BST_LIFECYCLE_EFFECT_MISSING;
}

/* Where it was the current one before, too, it does not show whether it was gone back to. */
static BstLifecycleEffect
get_revert_effect (const BstSnapshotStep *step, const BstSnapshotFacts *facts)
{
  if (facts == NULL || !facts->current)
    return BST_LIFECYCLE_EFFECT_MISSING;

  return step->moves ? BST_LIFECYCLE_EFFECT_THERE : BST_LIFECYCLE_EFFECT_UNSEEN;
}

static BstLifecycleEffect
get_step_effect (const BstSnapshotStep *step, const BstSnapshotSubject *subject)
{
  const BstSnapshotFacts *facts = bst_snapshot_facts_find (subject->snapshots, step->name);

  switch (step->kind)
    {
    case BST_SNAPSHOT_STEP_CREATE:
      return effect_if (facts != NULL);
    case BST_SNAPSHOT_STEP_REVERT:
      return get_revert_effect (step, facts);
    case BST_SNAPSHOT_STEP_DELETE:
      return effect_if (facts == NULL);
    case BST_SNAPSHOT_STEP_REDEFINE:
      if (step->describes)
        return effect_if (facts != NULL && g_strcmp0 (facts->description != NULL ? facts->description : "",
                                                      step->text) == 0);
      return effect_if (facts == NULL &&
                        bst_snapshot_facts_find (subject->snapshots, step->text) != NULL);
    case BST_SNAPSHOT_STEP_PULL:
      return get_pull_effect (subject, step->name);
    default:
      g_return_val_if_reached (BST_LIFECYCLE_EFFECT_UNSEEN);
    }
}

/* What is missing is known, whatever else is not. */
BstLifecycleEffect
bst_snapshot_get_effect (BstOperation *operation, const BstSnapshotSubject *subject)
{
  g_autoptr (GPtrArray) steps =
      bst_snapshot_steps_from_variant (bst_operation_get_parameters (operation));
  BstLifecycleEffect whole = BST_LIFECYCLE_EFFECT_THERE;

  if (steps == NULL)
    return BST_LIFECYCLE_EFFECT_UNSEEN;
  if (bst_snapshot_subject_is_held (subject))
    return BST_LIFECYCLE_EFFECT_PENDING;

  for (guint i = 0; i < steps->len; i++)
    {
      BstLifecycleEffect effect = get_step_effect (steps->pdata[i], subject);

      if (effect == BST_LIFECYCLE_EFFECT_MISSING)
        return effect;
      if (effect == BST_LIFECYCLE_EFFECT_UNSEEN)
        whole = effect;
    }

  return whole;
}
