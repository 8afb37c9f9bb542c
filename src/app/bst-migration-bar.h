/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/**
 * BstMigrationBar:
 *
 * That a machine is being migrated, how far it is, and the way to all the rest. Hidden while it is not.
 */
#define BST_TYPE_MIGRATION_BAR (bst_migration_bar_get_type ())
G_DECLARE_FINAL_TYPE (BstMigrationBar, bst_migration_bar, BST, MIGRATION_BAR, GtkWidget)

GtkWidget *bst_migration_bar_new (BstInventory *inventory);

void bst_migration_bar_set_machine (BstMigrationBar *self, BstMachine *machine); /* (nullable) */

/* (nullable) (transfer none): the migration that is shown. */
BstOperation *bst_migration_bar_get_operation (BstMigrationBar *self);

G_END_DECLS
