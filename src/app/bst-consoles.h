/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-machine-console.h"

G_BEGIN_DECLS

/**
 * BstConsoles:
 *
 * The consoles of the inventory's machines: one a machine, wherever it is shown. Main thread only.
 *
 * Emits "changed" (BstMachineConsole) when one was opened or closed, or is shown elsewhere.
 */
#define BST_TYPE_CONSOLES (bst_consoles_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoles, bst_consoles, BST, CONSOLES, GObject)

/* The ones of @fleet, for as long as it lives. (transfer none) */
BstConsoles *bst_consoles_get (BstFleet *fleet);

BstFleet *bst_consoles_get_fleet (BstConsoles *self); /* (transfer none) */

/* (transfer none): made where there is none yet; not opened by this. It lives until it is closed
 * and nobody holds it. */
BstMachineConsole *bst_consoles_get_console (BstConsoles *self, BstMachine *machine);

/* (nullable) (transfer none): where there is one. */
BstMachineConsole *bst_consoles_find_console (BstConsoles *self, BstMachine *machine);

/* The window that shows it, instead of the details; (nullable) (transfer none). */
GtkWindow *bst_consoles_get_window (BstConsoles *self, BstMachineConsole *console);
void bst_consoles_set_window (BstConsoles *self, BstMachineConsole *console, GtkWindow *window);

G_END_DECLS
