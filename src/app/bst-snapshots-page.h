/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-snapshots.h"

G_BEGIN_DECLS

/**
 * BstSnapshotsPage:
 *
 * The snapshots of one machine as a tree, from the inventory at once, and what can be done with them.
 * What its host would refuse is not offered; why, its tooltip says. Main thread only.
 *
 * Its actions, for buttons, menus and keys: "snapshots.create", "revert", "delete", "rename",
 * "describe", "disks", "policy".
 */
#define BST_TYPE_SNAPSHOTS_PAGE (bst_snapshots_page_get_type ())
G_DECLARE_FINAL_TYPE (BstSnapshotsPage, bst_snapshots_page, BST, SNAPSHOTS_PAGE, GtkWidget)

/* @fleet: (nullable): without, nothing is shown. */
GtkWidget *bst_snapshots_page_new (BstFleet *fleet);

/* @machine: (nullable) */
void bst_snapshots_page_set_machine (BstSnapshotsPage *self, BstMachine *machine);

/* Asks what kind of snapshot to take, as soon as the host said what is possible. */
void bst_snapshots_page_create (BstSnapshotsPage *self);

/* (nullable) (transfer none): the one that is chosen. */
const BstSnapshotFacts *bst_snapshots_page_get_chosen (BstSnapshotsPage *self);

/* FALSE: there is none of this name. For tests, too. */
gboolean bst_snapshots_page_choose (BstSnapshotsPage *self, const char *name);

/* How many it shows. */
guint bst_snapshots_page_get_n_rows (BstSnapshotsPage *self);

G_END_DECLS
