/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How often a policy takes a snapshot. */
typedef enum
{
  BST_SNAPSHOT_DAILY,
  BST_SNAPSHOT_WEEKLY,
  BST_N_SNAPSHOT_RHYTHMS,
} BstSnapshotRhythm;

/* "daily", "weekly": static. */
const char *bst_snapshot_rhythm_to_nick (BstSnapshotRhythm rhythm);

/* The most that are kept of each. */
#define BST_SNAPSHOT_POLICY_MOST 60

/**
 * BstSnapshotPolicy:
 *
 * The snapshots of a machine that the running program takes by itself.
 */
typedef struct
{
  guint keep[BST_N_SNAPSHOT_RHYTHMS]; /* so many of each; 0: none are taken */
  guint minute;                       /* of the local day */
  guint weekday;                      /* of the weekly one; 1 is Monday */
  gint64 taken[BST_N_SNAPSHOT_RHYTHMS]; /* Unix time in seconds of the last; 0: when it was set */
} BstSnapshotPolicy;

/* When the next one is due, which may be over: Unix time in seconds; 0: never. */
gint64 bst_snapshot_policy_get_next (const BstSnapshotPolicy *self, BstSnapshotRhythm rhythm);

G_END_DECLS
