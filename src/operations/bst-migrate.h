/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-migration-options.h"
#include "core/bst-migration-status.h"
#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/* The kind of a migration, for scripts and the journal. */
#define BST_MIGRATE_KIND "migrate"

/**
 * BstMigrate:
 *
 * A machine's way from its host to another. It begins with the checks of a pre-flight, and ends there
 * with what forbids it, unless its options say "forced". Else it ends when both hosts were asked where the machine
 * is: done only where it is at the destination alone; where it failed or was cancelled, "outcome"
 * and the error say where it runs. Main thread only.
 *
 * How far it is: bst_operation_get_status (). Emits "refused" (const GError *) when a live control
 * was, and the migration goes on.
 */
#define BST_TYPE_MIGRATE (bst_migrate_get_type ())
G_DECLARE_FINAL_TYPE (BstMigrate, bst_migrate, BST, MIGRATE, BstOperation)

/* One machine; @options are copied. Not submitted yet. */
BstOperation *bst_migrate_new (BstFleet *fleet,
                               BstMachine *machine,
                               BstHost *destination,
                               const BstMigrationOptions *options);

/* @machines: of BstMachine; a sum, with @at_a_time of them on their way at most (0: as many as the
 * scheduler allows). For one machine: the same as bst_migrate_new (). */
BstOperation *bst_migrate_new_many (BstFleet *fleet,
                                    GPtrArray *machines,
                                    BstHost *destination,
                                    const BstMigrationOptions *options,
                                    guint at_a_time);

const BstMigrationOptions *bst_migrate_get_options (BstMigrate *self);
gint64 bst_migrate_get_destination_id (BstMigrate *self);
const char *bst_migrate_get_destination_name (BstMigrate *self);

/* Who leads it; AUTO until that is known. */
BstMigrationWay bst_migrate_get_way (BstMigrate *self);

/* (transfer none): of BstMigrationStatus, oldest first, one a second at most, thinned out so that
 * there are never more than some hundred: for a graph. */
GArray *bst_migrate_get_samples (BstMigrate *self);

/* While it runs. Milliseconds; bytes a second, 0: no limit. */
void bst_migrate_set_max_downtime (BstMigrate *self, guint milliseconds);
void bst_migrate_set_bandwidth (BstMigrate *self, guint64 bandwidth);

/* Its disks go first, and its memory has not begun. libvirt 9 holds a lock then by which the speed of
 * the disks cannot be changed (virsh blockjob waits for it in vain): a new one is the memory's. */
gboolean bst_migrate_copies_disks (BstMigrate *self);

/* Runs it at the destination from now on, while its memory follows: from then on, the machine is
 * lost if either host is. For those begun with the post_copy option. */
gboolean bst_migrate_can_start_post_copy (BstMigrate *self);
void bst_migrate_start_post_copy (BstMigrate *self);

G_END_DECLS
