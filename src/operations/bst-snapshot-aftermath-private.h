/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-lifecycle.h"

G_BEGIN_DECLS

/**
 * BstSnapshotLook:
 *
 * Looks what became of an operation on snapshots that an earlier program had under way: until the host
 * told what there is, and is not at it any more. Main thread only.
 */
typedef struct _BstSnapshotLook BstSnapshotLook;

/* Once; the look may be freed there. @effect is not PENDING. */
typedef void (*BstSnapshotVerdict) (BstSnapshotLook *look, BstLifecycleEffect effect, gpointer data);

BstSnapshotLook *bst_snapshot_look_new (BstFleet *fleet,
                                        BstMachine *machine,
                                        BstOperation *operation,
                                        BstSnapshotVerdict verdict,
                                        gpointer data);
void bst_snapshot_look_free (BstSnapshotLook *self);
BstOperation *bst_snapshot_look_get_operation (BstSnapshotLook *self);

G_END_DECLS
