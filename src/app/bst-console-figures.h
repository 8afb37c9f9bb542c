/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-console-painter.h"
#include "console/bst-console.h"

G_BEGIN_DECLS

/**
 * BstConsoleFigures:
 *
 * In a corner, for who asks: frames painted a second, the guest's drawings, the time from a key
 * to what it changes, and what comes through the link. Counts only while it is shown.
 */
#define BST_TYPE_CONSOLE_FIGURES (bst_console_figures_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleFigures, bst_console_figures, BST, CONSOLE_FIGURES, GtkWidget)

GtkWidget *bst_console_figures_new (BstConsole *console, BstConsolePainter *painter);

G_END_DECLS
