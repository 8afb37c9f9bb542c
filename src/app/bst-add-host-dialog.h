/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/**
 * BstAddHostDialog:
 *
 * Names a host, checks it step by step, and adds it to the inventory. A host that fails the check
 * can be added all the same, by who knows why.
 */
#define BST_TYPE_ADD_HOST_DIALOG (bst_add_host_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BstAddHostDialog, bst_add_host_dialog, BST, ADD_HOST_DIALOG, AdwWindow)

/* @uri: (nullable): known already, so that the check begins at once. */
BstAddHostDialog *bst_add_host_dialog_new (GtkWindow *parent, BstFleet *fleet, const char *uri);

G_END_DECLS
