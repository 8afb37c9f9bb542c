/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "app/bst-column-set.h"
#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/**
 * BstWindow:
 *
 * The main window: the sidebar chooses what the list shows, the list what the details show. It
 * joins its parts and holds no logic of theirs.
 */
#define BST_TYPE_WINDOW (bst_window_get_type ())
G_DECLARE_FINAL_TYPE (BstWindow, bst_window, BST, WINDOW, AdwApplicationWindow)

BstWindow *bst_window_new (GtkApplication *application, BstFleet *fleet);

/* Without asking what is to become of tasks. */
void bst_window_close_now (BstWindow *self);

/* (transfer none): of its list. */
BstColumnSet *bst_window_get_columns (BstWindow *self);

G_END_DECLS
