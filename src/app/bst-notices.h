/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/* An operation that took longer than this is told of where the window is not looked at. */
#define BST_NOTICES_LONG_SECONDS 10

/**
 * BstNotices:
 *
 * Tells what became of operations: in the window, of those that failed or that a guest does not
 * obey ("win.force-off" with the operation's id); on the desktop, of long ones that ended while the
 * window was not active. Main thread only.
 */
#define BST_TYPE_NOTICES (bst_notices_get_type ())
G_DECLARE_FINAL_TYPE (BstNotices, bst_notices, BST, NOTICES, GObject)

/* @window owns this. */
BstNotices *bst_notices_new (GtkWindow *window, AdwToastOverlay *toasts, BstInventory *inventory);

G_END_DECLS
