/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-snapshots.h"

G_BEGIN_DECLS

/**
 * BstSnapshotPane:
 *
 * The chosen snapshot: the screen then, what is known of it, and what going back to it would change
 * against now. Main thread only.
 */
#define BST_TYPE_SNAPSHOT_PANE (bst_snapshot_pane_get_type ())
G_DECLARE_FINAL_TYPE (BstSnapshotPane, bst_snapshot_pane, BST, SNAPSHOT_PANE, GtkWidget)

GtkWidget *bst_snapshot_pane_new (BstInventory *inventory);

/* @snapshots, @facts: (nullable): none is chosen. */
void bst_snapshot_pane_set_snapshot (BstSnapshotPane *self,
                                     BstSnapshots *snapshots,
                                     const BstSnapshotFacts *facts);

/* "Overlays · 12.0 MiB": for the pane and the list. */
char *bst_snapshot_pane_dup_size (const BstSnapshotFacts *facts);
const char *bst_snapshot_pane_get_state_label (const BstSnapshotFacts *facts);

/* (nullable) (transfer full): its screen. */
GdkTexture *bst_snapshot_pane_make_texture (const BstSnapshotFacts *facts);

G_END_DECLS
