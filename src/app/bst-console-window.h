/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "app/bst-console-view.h"
#include "app/bst-consoles.h"

G_BEGIN_DECLS

/**
 * BstConsoleWindow:
 *
 * A window of consoles, each display in a tab of its own; a tab that is dragged out becomes a
 * window of its own, and "win.gather" brings those of all windows into one. Main thread only.
 */
#define BST_TYPE_CONSOLE_WINDOW (bst_console_window_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleWindow,
                      bst_console_window,
                      BST,
                      CONSOLE_WINDOW,
                      AdwApplicationWindow)

BstConsoleWindow *bst_console_window_new (GtkApplication *application);

/* Shows @console, its first display; @title is what its tab says. (transfer none) */
BstConsoleView *
bst_console_window_add (BstConsoleWindow *self, BstConsole *console, const char *title);

/* A machine's console: in the window that has it, else where others are together in tabs, else in one
 * of its own; presents it. */
BstConsoleWindow *
bst_console_window_show (BstFleet *fleet, BstMachineConsole *console, GtkApplication *application);

/* Takes a machine's console out of it, without closing it. */
void bst_console_window_remove (BstConsoleWindow *self, BstMachineConsole *console);

/* @all: the displays of its console, one on each monitor. */
void
bst_console_window_set_full_screen (BstConsoleWindow *self, gboolean full_screen, gboolean all);

/* (nullable) (transfer none): of the tab that is shown. */
BstConsoleView *bst_console_window_get_view (BstConsoleWindow *self);

/* (transfer none): what they hold is a BstConsolePane, of a machine, or a BstConsoleView. */
AdwTabView *bst_console_window_get_tabs (BstConsoleWindow *self);

G_END_DECLS
