/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/bst-console-view.h"

G_BEGIN_DECLS

/**
 * BstConsoleOverBar:
 *
 * The bar over a console that fills the screen: it hides until the pointer comes to the upper edge
 * of the window that it is over. What it shows is told to it while it is on. Main thread only.
 */
#define BST_TYPE_CONSOLE_OVER_BAR (bst_console_over_bar_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleOverBar, bst_console_over_bar, BST, CONSOLE_OVER_BAR, GtkWidget)

/* @window: whose pointer it follows, and whose "win.full-screen" leaves. */
GtkWidget *bst_console_over_bar_new (GtkWidget *window);

void bst_console_over_bar_set_on (BstConsoleOverBar *self, gboolean on);

/* @view: (nullable) */
void bst_console_over_bar_set_view (BstConsoleOverBar *self, BstConsoleView *view);
void bst_console_over_bar_set_title (BstConsoleOverBar *self, const char *title);

G_END_DECLS
