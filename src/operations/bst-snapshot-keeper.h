/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/**
 * BstSnapshotKeeper:
 *
 * Takes the snapshots that the inventory's policies want, while the program runs, and deletes the
 * oldest of those that it took itself: never another. What was due while it did not run is taken once
 * when it does. One that fails is tried again at its next time; the journal tells. Main thread only.
 */
#define BST_TYPE_SNAPSHOT_KEEPER (bst_snapshot_keeper_get_type ())
G_DECLARE_FINAL_TYPE (BstSnapshotKeeper, bst_snapshot_keeper, BST, SNAPSHOT_KEEPER, GObject)

BstSnapshotKeeper *bst_snapshot_keeper_new (BstFleet *fleet);

/* Looks what is due at @now (Unix time in seconds) and begins it; done by itself each half minute. */
void bst_snapshot_keeper_look (BstSnapshotKeeper *self, gint64 now);

/* How many machines it is at work for. */
guint bst_snapshot_keeper_get_n_active (BstSnapshotKeeper *self);

G_END_DECLS
