/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "operations/bst-drain.h"

G_BEGIN_DECLS

/**
 * BstDrainDialog:
 *
 * Takes all machines away from a host: shows the plan while the pre-flight of all of them goes on,
 * has it edited, submits one operation, and closes.
 */
#define BST_TYPE_DRAIN_DIALOG (bst_drain_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BstDrainDialog, bst_drain_dialog, BST, DRAIN_DIALOG, AdwWindow)

/* Not presented yet. */
GtkWindow *bst_drain_dialog_new (GtkWindow *parent, BstFleet *fleet, BstHost *host);

BstDrain *bst_drain_dialog_get_drain (BstDrainDialog *self); /* (transfer none); for tests */

G_END_DECLS
