/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "core/bst-snapshot-facts.h"

G_BEGIN_DECLS

/**
 * BstSnapshotTree:
 *
 * The snapshots of a machine as rows of a tree, one of them chosen. Main thread only.
 *
 * GTK 4.8 makes the widgets of 200 rows before it paints the first: a tree begins with a screen's
 * worth, and grows with the frames after.
 *
 * Emits "chosen" () when somebody chose another one, and "activated" () for the chosen one.
 */
#define BST_TYPE_SNAPSHOT_TREE (bst_snapshot_tree_get_type ())
G_DECLARE_FINAL_TYPE (BstSnapshotTree, bst_snapshot_tree, BST, SNAPSHOT_TREE, GtkWidget)

GtkWidget *bst_snapshot_tree_new (void);

/* @snapshots: of BstSnapshotFacts. Who was chosen stays so; else it is the current one. */
void bst_snapshot_tree_fill (BstSnapshotTree *self, GPtrArray *snapshots);
void bst_snapshot_tree_clear (BstSnapshotTree *self);

/* (nullable) (transfer none) */
const BstSnapshotFacts *bst_snapshot_tree_get_chosen (BstSnapshotTree *self);

/* FALSE: there is none of this name. */
gboolean bst_snapshot_tree_choose (BstSnapshotTree *self, const char *name);

/* How many it shows. */
guint bst_snapshot_tree_get_n_rows (BstSnapshotTree *self);

G_END_DECLS
