/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/bst-console-window.h"

G_BEGIN_DECLS

/* Consoles of several machines in the tabs of one window. Main thread only. */

/* There are windows of consoles beside @window. */
gboolean bst_console_gather_is_possible (BstConsoleWindow *window);

/* All their tabs become tabs of @window, and they close; each console stays connected. */
void bst_console_gather (BstConsoleWindow *window);

/* (nullable) (transfer none): the window that has consoles of more than one machine in its tabs: who
 * keeps them together wants the next one there, too. */
BstConsoleWindow *bst_console_gather_find (void);

G_END_DECLS
