/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "app/bst-migration-form.h"
#include "app/bst-target-list.h"
#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/**
 * BstMigrateDialog:
 *
 * Where machines are migrated to, and how: shows the pre-flight of all hosts while it is filled in,
 * submits one operation, and closes.
 */
#define BST_TYPE_MIGRATE_DIALOG (bst_migrate_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BstMigrateDialog, bst_migrate_dialog, BST, MIGRATE_DIALOG, AdwWindow)

/* @machines: of BstMachine, one or more. Not presented yet. */
GtkWindow *bst_migrate_dialog_new (GtkWindow *parent, BstFleet *fleet, GPtrArray *machines);

/* For tests. */
BstTargetList *bst_migrate_dialog_get_targets (BstMigrateDialog *self);
BstMigrationForm *bst_migrate_dialog_get_form (BstMigrateDialog *self);
BstPreflight *bst_migrate_dialog_get_preflight (BstMigrateDialog *self);

G_END_DECLS
