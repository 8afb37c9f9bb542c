/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-snapshots.h"

G_BEGIN_DECLS

/* The dialogs of snapshots, presented over @parent: each collects what an operation takes, says what it
 * means, submits it and closes. */

void
bst_snapshot_create_dialog_show (GtkWindow *parent, BstFleet *fleet, BstSnapshots *snapshots);

void bst_snapshot_revert_dialog_show (GtkWindow *parent,
                                      BstFleet *fleet,
                                      BstSnapshots *snapshots,
                                      const BstSnapshotFacts *facts);
void bst_snapshot_delete_dialog_show (GtkWindow *parent,
                                      BstFleet *fleet,
                                      BstSnapshots *snapshots,
                                      const BstSnapshotFacts *facts);
void bst_snapshot_rename_dialog_show (GtkWindow *parent,
                                      BstFleet *fleet,
                                      BstSnapshots *snapshots,
                                      const BstSnapshotFacts *facts);
void bst_snapshot_describe_dialog_show (GtkWindow *parent,
                                        BstFleet *fleet,
                                        BstSnapshots *snapshots,
                                        const BstSnapshotFacts *facts);

/* The images that the disks are made of, and Consolidate. */
void
bst_snapshot_disks_dialog_show (GtkWindow *parent, BstFleet *fleet, BstSnapshots *snapshots);

void
bst_snapshot_policy_dialog_show (GtkWindow *parent, BstFleet *fleet, BstMachine *machine);

/* (nullable): "Next automatic snapshot: Sunday 01/03/26, 03:00"; NULL where the machine has no policy. */
char *bst_snapshot_policy_dup_next (BstFleet *fleet, BstMachine *machine);

G_END_DECLS
