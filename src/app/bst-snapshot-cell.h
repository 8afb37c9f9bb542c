/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "core/bst-snapshot-facts.h"

G_BEGIN_DECLS

/* The columns of the tree. */
typedef enum
{
  BST_SNAPSHOT_COLUMN_NAME,
  BST_SNAPSHOT_COLUMN_TIME,
  BST_SNAPSHOT_COLUMN_STATE,
  BST_SNAPSHOT_COLUMN_KIND,
  BST_SNAPSHOT_COLUMN_SIZE,
  BST_SNAPSHOT_COLUMN_DESCRIPTION,
} BstSnapshotColumn;

/**
 * BstSnapshotCell:
 *
 * A cell of the tree of snapshots, which draws itself: a list makes its rows long before they are
 * seen, and of labels and expanders two hundred rows take longer than a person waits. Main thread only.
 */
#define BST_TYPE_SNAPSHOT_CELL (bst_snapshot_cell_get_type ())
G_DECLARE_FINAL_TYPE (BstSnapshotCell, bst_snapshot_cell, BST, SNAPSHOT_CELL, GtkWidget)

GtkWidget *bst_snapshot_cell_new (BstSnapshotColumn column);

/* @depth: in the tree, 0: a root. */
void bst_snapshot_cell_set (BstSnapshotCell *self, const BstSnapshotFacts *facts, guint depth);

/* What it says; for tests. */
const char *bst_snapshot_cell_get_text (BstSnapshotCell *self);

G_END_DECLS
