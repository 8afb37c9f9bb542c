/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/**
 * BstMigrationWindow:
 *
 * A migration while it runs: what is moved and what is left, how fast, against how fast the guest
 * writes, as a graph; and what can be changed meanwhile. It stays open when the migration is over,
 * and says how it ended.
 */
#define BST_TYPE_MIGRATION_WINDOW (bst_migration_window_get_type ())
G_DECLARE_FINAL_TYPE (BstMigrationWindow, bst_migration_window, BST, MIGRATION_WINDOW, AdwWindow)

/* @operation: of this program, of another, or somebody else's. */
GtkWindow *bst_migration_window_new (GtkWindow *parent, BstInventory *inventory, BstOperation *operation);

/* Whether it is a migration that runs, or will. */
gboolean bst_migration_window_is_for (BstOperation *operation);

G_END_DECLS
