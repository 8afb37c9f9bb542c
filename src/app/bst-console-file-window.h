/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "app/bst-console-file.h"

G_BEGIN_DECLS

/**
 * BstConsoleFileWindow:
 *
 * The window of a console that a .vv file or an address names: says that it is on its way and
 * how, shows the console as the file wants it (title, full screen, hotkeys), and where it does not
 * come why, what to do, and other ways to it.
 */
#define BST_TYPE_CONSOLE_FILE_WINDOW (bst_console_file_window_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleFileWindow,
                      bst_console_file_window,
                      BST,
                      CONSOLE_FILE_WINDOW,
                      AdwApplicationWindow)

/* Opens @file. */
BstConsoleFileWindow *bst_console_file_window_new (GtkApplication *application,
                                                   BstInventory *inventory,
                                                   BstConsoleFile *file);

G_END_DECLS
