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

GVariant *
bst_snapshot_steps_to_variant (GPtrArray *steps, guint first)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a" STEP_TYPE));
  for (guint i = first; i < steps->len; i++)
    {
      const BstSnapshotStep *step = steps->pdata[i];

      g_variant_builder_add (&builder, STEP_TYPE, (guint32)step->kind, step->name, step->text,
                             (guint32)step->create, step->policy, (guint32)step->run, step->force,
                             step->describes, step->merges);
    }

  return g_variant_new_parsed ("{'steps': %v}", g_variant_builder_end (&builder));
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

  if (parameters == NULL || !g_variant_is_of_type (parameters, G_VARIANT_TYPE_VARDICT))
    return NULL;
  array = g_variant_lookup_value (parameters, "steps", G_VARIANT_TYPE ("a" STEP_TYPE));
  if (array == NULL || g_variant_n_children (array) == 0)
    return NULL;

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
    }

  return g_steal_pointer (&steps);
}

static gboolean
is_one_image (const BstSnapshotSubject *subject, const char *target)
{
  for (guint i = 0; i < subject->chains->len; i++)
    {
      const BstBlockChain *chain = subject->chains->pdata[i];

      if (g_strcmp0 (chain->target, target) == 0)
        return chain->layers->len == 1;
    }

  return FALSE;
}

static gboolean
is_there (const BstSnapshotStep *step, const BstSnapshotSubject *subject)
{
  const BstSnapshotFacts *facts = bst_snapshot_facts_find (subject->snapshots, step->name);

  switch (step->kind)
    {
    case BST_SNAPSHOT_STEP_CREATE:
      return facts != NULL;
    case BST_SNAPSHOT_STEP_REVERT:
      return facts != NULL && facts->current;
    case BST_SNAPSHOT_STEP_DELETE:
      return facts == NULL;
    case BST_SNAPSHOT_STEP_REDEFINE:
      if (step->describes)
        return facts != NULL &&
               g_strcmp0 (facts->description != NULL ? facts->description : "", step->text) == 0;
      return facts == NULL && bst_snapshot_facts_find (subject->snapshots, step->text) != NULL;
    case BST_SNAPSHOT_STEP_PULL:
      return is_one_image (subject, step->name);
    default:
      g_return_val_if_reached (FALSE);
    }
}

BstLifecycleEffect
bst_snapshot_get_effect (BstOperation *operation, const BstSnapshotSubject *subject)
{
  g_autoptr (GPtrArray) steps =
      bst_snapshot_steps_from_variant (bst_operation_get_parameters (operation));

  if (steps == NULL)
    return BST_LIFECYCLE_EFFECT_UNSEEN;
  if (subject->taking)
    return BST_LIFECYCLE_EFFECT_PENDING;

  for (guint i = 0; i < steps->len; i++)
    {
      if (!is_there (steps->pdata[i], subject))
        return BST_LIFECYCLE_EFFECT_MISSING;
    }

  return BST_LIFECYCLE_EFFECT_THERE;
}
