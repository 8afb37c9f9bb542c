/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/**
 * BstConsoleOpener:
 *
 * Opens consoles that are no machine's of the inventory: .vv files and addresses, each in a window
 * of its own. It needs neither the main window nor any host. Main thread only.
 */
#define BST_TYPE_CONSOLE_OPENER (bst_console_opener_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleOpener, bst_console_opener, BST, CONSOLE_OPENER, GObject)

BstConsoleOpener *bst_console_opener_new (GtkApplication *application, BstFleet *fleet);

/* @file: a .vv file, or a console's address as one. @via: (nullable): an SSH gateway, whatever is
 * remembered. @keep: do not delete the file. What goes wrong is shown in the console's window. */
void bst_console_opener_open (BstConsoleOpener *self, GFile *file, const char *via, gboolean keep);

/* There is no machine @name, or there are @n of them: says so in a window. */
void bst_console_opener_show_unknown (BstConsoleOpener *self, const char *name, guint n);

/* Lets .vv files be dropped on @widget. */
void bst_console_opener_take_drops (GtkWidget *widget);

G_END_DECLS
