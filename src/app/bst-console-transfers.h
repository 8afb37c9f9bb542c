/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "console/bst-console.h"

G_BEGIN_DECLS

/**
 * BstConsoleTransfers:
 *
 * The files on their way into a guest, a row each with its progress and a button to cancel; those
 * that failed say why until they are put away. Hidden while there are none.
 */
#define BST_TYPE_CONSOLE_TRANSFERS (bst_console_transfers_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleTransfers, bst_console_transfers, BST, CONSOLE_TRANSFERS, GtkWidget)

GtkWidget *bst_console_transfers_new (BstConsole *console);

G_END_DECLS
