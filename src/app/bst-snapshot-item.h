/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "core/bst-snapshot-facts.h"

G_BEGIN_DECLS

/**
 * BstSnapshotItem:
 *
 * A snapshot in the tree, with those that come from it. Main thread only.
 */
#define BST_TYPE_SNAPSHOT_ITEM (bst_snapshot_item_get_type ())
G_DECLARE_FINAL_TYPE (BstSnapshotItem, bst_snapshot_item, BST, SNAPSHOT_ITEM, GObject)

/* (transfer none) */
const BstSnapshotFacts *bst_snapshot_item_get_facts (BstSnapshotItem *self);

/* (nullable) (transfer none): of BstSnapshotItem, oldest first; NULL where none comes from it. */
GListModel *bst_snapshot_item_get_children (BstSnapshotItem *self);

/* Fills @roots, of BstSnapshotItem, with the trees of @snapshots, of BstSnapshotFacts. One whose parent
 * is not among them is a root. */
void bst_snapshot_item_fill (GListStore *roots, GPtrArray *snapshots);

G_END_DECLS
