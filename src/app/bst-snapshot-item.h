/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "core/bst-snapshot-facts.h"

G_BEGIN_DECLS

/**
 * BstSnapshotItem:
 *
 * A snapshot as a row of the tree. Main thread only.
 */
#define BST_TYPE_SNAPSHOT_ITEM (bst_snapshot_item_get_type ())
G_DECLARE_FINAL_TYPE (BstSnapshotItem, bst_snapshot_item, BST, SNAPSHOT_ITEM, GObject)

/* (transfer none) */
const BstSnapshotFacts *bst_snapshot_item_get_facts (BstSnapshotItem *self);

/* How many it comes from. */
guint bst_snapshot_item_get_depth (BstSnapshotItem *self);

/* Fills @rows, of BstSnapshotItem, with the trees of @snapshots, of BstSnapshotFacts: each before
 * those that come from it, the oldest first. One whose parent is not among them is a root. What
 * stays the same stays the same row; FALSE where all of it does. */
gboolean bst_snapshot_item_fill (GListStore *rows, GPtrArray *snapshots);

G_END_DECLS
