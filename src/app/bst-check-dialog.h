/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "inventory/bst-host.h"

G_BEGIN_DECLS

/**
 * BstCheckDialog:
 *
 * The host doctor, for a host of the inventory: begins when it is shown.
 */
#define BST_TYPE_CHECK_DIALOG (bst_check_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BstCheckDialog, bst_check_dialog, BST, CHECK_DIALOG, AdwWindow)

BstCheckDialog *bst_check_dialog_new (GtkWindow *parent, BstHost *host);

G_END_DECLS
