/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-domain-facts.h"

G_BEGIN_DECLS

/**
 * BstMigrationStatus:
 *
 * How far a long job of a machine is: a migration, a save, a snapshot of memory. What the host does
 * not tell is %BST_UNKNOWN. Amounts are bytes, rates bytes a second, times milliseconds.
 */
typedef struct
{
  gint64 time; /* monotonic, in microseconds, when the host said so */

  guint64 memory_total;
  guint64 memory_done;
  guint64 memory_left;
  guint64 disk_total;
  guint64 disk_done;
  guint64 disk_left;

  guint64 dirty_rate;        /* of memory, by the guest */
  guint64 iteration;         /* rounds over the memory */
  guint64 throttle;          /* percent that auto-converge takes of the guest's processor */
  guint64 bandwidth;         /* now, memory and disks */
  guint64 expected_downtime; /* by the host's guess */
  guint64 elapsed;
  gboolean post_copy; /* it runs at the destination already, and its memory follows */

  guint64 downtime; /* that it had, once it is over */
} BstMigrationStatus;

/* All BST_UNKNOWN. */
void bst_migration_status_init (BstMigrationStatus *self);
BstMigrationStatus *bst_migration_status_copy (const BstMigrationStatus *self);
void bst_migration_status_free (BstMigrationStatus *self);

/* Memory and disks together; BST_UNKNOWN where neither is known. */
guint64 bst_migration_status_get_total (const BstMigrationStatus *self);
guint64 bst_migration_status_get_done (const BstMigrationStatus *self);
guint64 bst_migration_status_get_left (const BstMigrationStatus *self);

/* 0 to 1; negative: not known. What the guest dirties again can make it fall. */
double bst_migration_status_get_fraction (const BstMigrationStatus *self);

/* Seconds until it is over if nothing changes; negative: not known, or never at this rate. */
double bst_migration_status_get_time_left (const BstMigrationStatus *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstMigrationStatus, bst_migration_status_free)

G_END_DECLS
