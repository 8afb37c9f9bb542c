/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-snapshots.h"
#include "operations/bst-lifecycle.h"
#include "operations/bst-snapshot-rules.h"
#include "operations/bst-snapshots.h"

G_BEGIN_DECLS

/* Operations on a machine's snapshots, one after the other on its host; each ends after the host told
 * what there is now, which is in the inventory then. Not submitted yet. All take what the machine's
 * BstSnapshots said when they were made; libvirt has the last word. */

/* The kinds, for scripts and the journal. */
#define BST_SNAPSHOT_CREATE_KIND "snapshot-create"
#define BST_SNAPSHOT_REVERT_KIND "snapshot-revert"
#define BST_SNAPSHOT_DELETE_KIND "snapshot-delete"
#define BST_SNAPSHOT_RENAME_KIND "snapshot-rename"
#define BST_SNAPSHOT_DESCRIBE_KIND "snapshot-describe"
#define BST_SNAPSHOT_CONSOLIDATE_KIND "snapshot-consolidate"

/* A snapshot that is wanted. */
typedef struct
{
  const char *name;
  const char *description; /* (nullable) */
  BstSnapshotKind kind;
  gboolean quiesce;
  const char *const *excluded; /* (nullable): targets of disks, for DISKS */
  const char *policy;          /* (nullable): "daily" ...: taken by itself */
} BstSnapshotPlan;

BstOperation *
bst_snapshot_create_new (BstFleet *fleet, BstSnapshots *snapshots, const BstSnapshotPlan *plan);

/* @first: (nullable): a snapshot of now to take before. */
BstOperation *bst_snapshot_revert_new (BstFleet *fleet,
                                       BstSnapshots *snapshots,
                                       const BstSnapshotFacts *snapshot,
                                       BstSnapshotRun run,
                                       gboolean force,
                                       const BstSnapshotPlan *first);

BstOperation *bst_snapshot_delete_new (BstFleet *fleet,
                                       BstSnapshots *snapshots,
                                       const BstSnapshotFacts *snapshot,
                                       BstSnapshotScope scope);

BstOperation *bst_snapshot_rename_new (BstFleet *fleet,
                                       BstSnapshots *snapshots,
                                       const BstSnapshotFacts *snapshot,
                                       const char *name);
BstOperation *bst_snapshot_describe_new (BstFleet *fleet,
                                         BstSnapshots *snapshots,
                                         const BstSnapshotFacts *snapshot,
                                         const char *description);

/* (nullable): the same steps once more, as the inventory has them; NULL where it is no operation on
 * snapshots, or of a version that kept none. */
BstOperation *bst_snapshot_operation_new_again (BstFleet *fleet,
                                                BstMachine *machine,
                                                BstOperation *operation);

/* Whether what @operation (of an earlier program) wanted is so now. */
BstLifecycleEffect bst_snapshot_get_effect (BstOperation *operation,
                                            const BstSnapshotSubject *subject);

/* See bst_snapshot_rules_can_consolidate (). */
BstOperation *bst_snapshot_consolidate_new (BstFleet *fleet, BstSnapshots *snapshots);

G_END_DECLS
