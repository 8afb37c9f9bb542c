/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-snapshot-surplus.h"

static int
compare_age (gconstpointer a, gconstpointer b)
{
  const BstSnapshotFacts *one = *(const BstSnapshotFacts *const *)a;
  const BstSnapshotFacts *other = *(const BstSnapshotFacts *const *)b;

  return (one->created_at > other->created_at) - (one->created_at < other->created_at);
}

/* Its own, the oldest first. */
static GPtrArray *
find_own (const BstSnapshotSubject *subject, const char *policy)
{
  GPtrArray *own = g_ptr_array_new ();

  for (guint i = 0; i < subject->snapshots->len; i++)
    {
      BstSnapshotFacts *facts = subject->snapshots->pdata[i];

      if (g_strcmp0 (facts->policy, policy) == 0)
        g_ptr_array_add (own, facts);
    }
  g_ptr_array_sort (own, compare_age);

  return own;
}

/* Never one of those that stay, though none of the others can be deleted: what was taken just now is
 * worth more than their number. */
const BstSnapshotFacts *
bst_snapshot_surplus_find (const BstSnapshotSubject *subject,
                           const char *policy,
                           guint keep,
                           const BstSnapshotFacts **stuck,
                           char **why)
{
  g_autoptr (GPtrArray) own = find_own (subject, policy);

  *stuck = NULL;
  *why = NULL;
  for (guint i = 0; i + keep < own->len; i++)
    {
      const BstSnapshotFacts *facts = own->pdata[i];
      g_autofree char *reason = NULL;

      if (bst_snapshot_rules_can_delete (subject, facts, BST_SNAPSHOT_THIS, &reason))
        {
          *stuck = NULL;
          g_clear_pointer (why, g_free);
          return facts;
        }
      if (*stuck != NULL)
        continue;
      *stuck = facts;
      *why = g_steal_pointer (&reason);
    }

  return NULL;
}
