/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-console-view.h"
#include "app/bst-consoles.h"

G_BEGIN_DECLS

/**
 * BstConsolePane:
 *
 * A machine's console in a place of a window: what there is to say before there is one, then its
 * view. Main thread only.
 *
 * Emits "view-changed" () when there is a view, or none any more.
 */
#define BST_TYPE_CONSOLE_PANE (bst_console_pane_get_type ())
G_DECLARE_FINAL_TYPE (BstConsolePane, bst_console_pane, BST, CONSOLE_PANE, GtkWidget)

/* @display: which of its displays. */
GtkWidget *bst_console_pane_new (BstConsoles *consoles, BstMachineConsole *console, guint display);

BstMachineConsole *bst_console_pane_get_console (BstConsolePane *self); /* (transfer none) */
guint bst_console_pane_get_display (BstConsolePane *self);
BstConsoleView *bst_console_pane_get_view (BstConsolePane *self); /* (nullable) */

G_END_DECLS
