/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-console-view.h"

G_BEGIN_DECLS

/**
 * BstConsoleBar:
 *
 * The buttons and menus of a console, for wherever the actions of its view are inserted as
 * "console": above it, in the title bar of its window, or over it in full screen.
 */
#define BST_TYPE_CONSOLE_BAR (bst_console_bar_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleBar, bst_console_bar, BST, CONSOLE_BAR, GtkWidget)

GtkWidget *bst_console_bar_new (void);

/* @hint: whether it shows the view's hint beside the buttons; else its place shows it otherwise. */
void bst_console_bar_set_show_hint (BstConsoleBar *self, gboolean hint);

/* The view whose displays are in the menu, and whose hint is shown. (nullable) */
void bst_console_bar_set_view (BstConsoleBar *self, BstConsoleView *view);

G_END_DECLS
