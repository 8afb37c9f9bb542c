/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-fleet.h"
#include "operations/bst-snapshot-subject.h"

G_BEGIN_DECLS

/**
 * BstSnapshots:
 *
 * The snapshots of one machine: from the inventory at once, from its host as soon as that answers, and
 * again when something happened that may have changed them. Main thread only.
 *
 * Emits "changed" (no arguments).
 */
#define BST_TYPE_SNAPSHOTS (bst_snapshots_get_type ())
G_DECLARE_FINAL_TYPE (BstSnapshots, bst_snapshots, BST, SNAPSHOTS, GObject)

BstSnapshots *bst_snapshots_new (BstFleet *fleet, BstMachine *machine);

BstMachine *bst_snapshots_get_machine (BstSnapshots *self);

/* (nullable): before the inventory answered. The subject as it is now: referenced by who keeps it. */
const BstSnapshotSubject *bst_snapshots_get_subject (BstSnapshots *self);

/* Whether the host was asked and has answered, or cannot be asked. */
gboolean bst_snapshots_is_settled (BstSnapshots *self);

/* (nullable): why the host did not tell. */
const GError *bst_snapshots_get_error (BstSnapshots *self);

/* Asks the host again. */
void bst_snapshots_refresh (BstSnapshots *self);


G_END_DECLS
