/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-snapshot-policy.h"

const char *
bst_snapshot_rhythm_to_nick (BstSnapshotRhythm rhythm)
{
  return rhythm == BST_SNAPSHOT_DAILY ? "daily" : "weekly";
}

/* The first moment after @after that is at the policy's time of day, and on its day. */
gint64
bst_snapshot_policy_get_next (const BstSnapshotPolicy *self, BstSnapshotRhythm rhythm)
{
  g_autoptr (GDateTime) after = NULL;

  if (self->keep[rhythm] == 0)
    return 0;

  after = g_date_time_new_from_unix_local (self->taken[rhythm]);
  for (int day = 0; after != NULL && day <= 8; day++)
    {
      g_autoptr (GDateTime) moved = g_date_time_add_days (after, day);
      g_autoptr (GDateTime) at = g_date_time_new_local (
          g_date_time_get_year (moved), g_date_time_get_month (moved),
          g_date_time_get_day_of_month (moved), (int)self->minute / 60, (int)self->minute % 60, 0);

      /* A time that the change to summer leaves out: the day after will do. */
      if (at == NULL || g_date_time_to_unix (at) <= self->taken[rhythm])
        continue;
      if (rhythm == BST_SNAPSHOT_DAILY ||
          g_date_time_get_day_of_week (at) == (int)self->weekday)
        return g_date_time_to_unix (at);
    }

  return 0;
}
