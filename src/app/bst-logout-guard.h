/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/**
 * BstLogoutGuard:
 *
 * Asks the desktop not to log out or shut down while tasks are under way that the end of this
 * program would harm: the desktop then tells its user why, and lets them decide. Where the desktop
 * has nobody to ask, as without a session manager, nothing happens. Main thread only.
 */
#define BST_TYPE_LOGOUT_GUARD (bst_logout_guard_get_type ())
G_DECLARE_FINAL_TYPE (BstLogoutGuard, bst_logout_guard, BST, LOGOUT_GUARD, GObject)

/* @application: (unowned): registered; owns this, and drops it before GTK's own shutdown. */
BstLogoutGuard *bst_logout_guard_new (GtkApplication *application, BstFleet *fleet);

G_END_DECLS
