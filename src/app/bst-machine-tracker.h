/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/**
 * BstMachineTracker:
 *
 * Where a machine is, among the hosts that have one of its UUID: each has a row of its own, before,
 * while and after it migrates. Main thread only.
 *
 * Signals:
 * - "destination-changed" (): a host began to receive it; or gave up, and it stays where it is
 * - "moved" (): it is on another host now, and no more where it was
 */
#define BST_TYPE_MACHINE_TRACKER (bst_machine_tracker_get_type ())
G_DECLARE_FINAL_TYPE (BstMachineTracker, bst_machine_tracker, BST, MACHINE_TRACKER, GObject)

BstMachineTracker *bst_machine_tracker_new (BstInventory *inventory, BstMachine *machine);

/* Its row where it is now. (transfer none) */
BstMachine *bst_machine_tracker_get_machine (BstMachineTracker *self);

/* (nullable) (transfer none): the host that receives it, as long as it does. */
BstHost *bst_machine_tracker_get_destination (BstMachineTracker *self);

G_END_DECLS
