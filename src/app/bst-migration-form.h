/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "core/bst-migration-options.h"
#include "operations/bst-preflight.h"

G_BEGIN_DECLS

/**
 * BstMigrationForm:
 *
 * How machines are migrated: a preset, what of the disks is copied, and all the rest behind
 * “Advanced”. What the hosts cannot do is greyed, and says why. Emits "changed" (no arguments).
 */
#define BST_TYPE_MIGRATION_FORM (bst_migration_form_get_type ())
G_DECLARE_FINAL_TYPE (BstMigrationForm, bst_migration_form, BST, MIGRATION_FORM, GtkWidget)

/* @options: copied: what it begins with. */
GtkWidget *bst_migration_form_new (const BstMigrationOptions *options);

const BstMigrationOptions *bst_migration_form_get_options (BstMigrationForm *self);

/* Sets what the preset speaks of. */
void bst_migration_form_apply_preset (BstMigrationForm *self, BstMigrationPreset preset);

/* @problem: (nullable): why it cannot be had. */
void bst_migration_form_set_problem (BstMigrationForm *self,
                                     BstMigrationFeature feature,
                                     const char *problem);

/* @disks: of BstPreflightDisk; @pools: of the destination. */
void
bst_migration_form_set_disks (BstMigrationForm *self, GPtrArray *disks, const char *const *pools);

/* Unfolds what is behind “Advanced”. */
void bst_migration_form_show_advanced (BstMigrationForm *self);

/* (nullable): the row of an option, by its title in English; for tests. Those behind “Advanced” are
 * made when it is unfolded. */
GtkWidget *bst_migration_form_get_row (BstMigrationForm *self, const char *title);

G_END_DECLS
