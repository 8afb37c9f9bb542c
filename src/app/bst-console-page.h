/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/**
 * BstConsolePage:
 *
 * The Console tab of the details: a machine's screen with its bar, or that it is shown in a window
 * of its own. Main thread only.
 */
#define BST_TYPE_CONSOLE_PAGE (bst_console_page_get_type ())
G_DECLARE_FINAL_TYPE (BstConsolePage, bst_console_page, BST, CONSOLE_PAGE, GtkWidget)

/* @fleet: (nullable): without, there are no consoles. */
GtkWidget *bst_console_page_new (BstFleet *fleet);

/* @machine: (nullable). The console of the one before stays open. */
void bst_console_page_set_machine (BstConsolePage *self, BstMachine *machine);

G_END_DECLS
