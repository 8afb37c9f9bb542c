/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "core/bst-migration-options.h"

G_BEGIN_DECLS

/**
 * BstDiskRows:
 *
 * Of each disk, whether it is copied and where to. Shown only where disks are copied at all. Emits
 * "changed" (no arguments).
 */
#define BST_TYPE_DISK_ROWS (bst_disk_rows_get_type ())
G_DECLARE_FINAL_TYPE (BstDiskRows, bst_disk_rows, BST, DISK_ROWS, GtkWidget)

GtkWidget *bst_disk_rows_new (void);

/* @disks: of BstPreflightDisk; @pools: of the destination, by name. */
void bst_disk_rows_set_disks (BstDiskRows *self, GPtrArray *disks, const char *const *pools);

void bst_disk_rows_show (BstDiskRows *self, const BstMigrationOptions *options);
void bst_disk_rows_take (BstDiskRows *self, BstMigrationOptions *options);

G_END_DECLS
