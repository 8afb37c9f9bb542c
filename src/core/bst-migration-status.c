/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-migration-status.h"

void
bst_migration_status_init (BstMigrationStatus *self)
{
  *self = (BstMigrationStatus){
    .memory_total = BST_UNKNOWN,
    .memory_done = BST_UNKNOWN,
    .memory_left = BST_UNKNOWN,
    .disk_total = BST_UNKNOWN,
    .disk_done = BST_UNKNOWN,
    .disk_left = BST_UNKNOWN,
    .dirty_rate = BST_UNKNOWN,
    .iteration = BST_UNKNOWN,
    .throttle = BST_UNKNOWN,
    .bandwidth = BST_UNKNOWN,
    .expected_downtime = BST_UNKNOWN,
    .elapsed = BST_UNKNOWN,
    .downtime = BST_UNKNOWN,
  };
}

BstMigrationStatus *
bst_migration_status_copy (const BstMigrationStatus *self)
{
  BstMigrationStatus *copy = g_new (BstMigrationStatus, 1);

  *copy = *self;

  return copy;
}

void
bst_migration_status_free (BstMigrationStatus *self)
{
  g_free (self);
}

static guint64
add (guint64 memory, guint64 disk)
{
  guint64 sum;

  if (memory == BST_UNKNOWN)
    return disk;
  if (disk == BST_UNKNOWN || !g_uint64_checked_add (&sum, memory, disk))
    return memory;

  return sum;
}

guint64
bst_migration_status_get_total (const BstMigrationStatus *self)
{
  return add (self->memory_total, self->disk_total);
}

guint64
bst_migration_status_get_done (const BstMigrationStatus *self)
{
  return add (self->memory_done, self->disk_done);
}

guint64
bst_migration_status_get_left (const BstMigrationStatus *self)
{
  return add (self->memory_left, self->disk_left);
}

double
bst_migration_status_get_fraction (const BstMigrationStatus *self)
{
  guint64 total = bst_migration_status_get_total (self);
  guint64 left = bst_migration_status_get_left (self);

  if (total == BST_UNKNOWN || left == BST_UNKNOWN || total == 0)
    return -1;

  return CLAMP (1 - (double)left / (double)total, 0, 1);
}

/* What is dirtied meanwhile is to be sent again. */
double
bst_migration_status_get_time_left (const BstMigrationStatus *self)
{
  guint64 left = bst_migration_status_get_left (self);
  double rate;

  if (left == BST_UNKNOWN || self->bandwidth == BST_UNKNOWN)
    return -1;

  rate = (double)self->bandwidth;
  if (self->dirty_rate != BST_UNKNOWN && !self->post_copy)
    rate -= (double)self->dirty_rate;

  return rate > 1 ? (double)left / rate : -1;
}
