/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-console-file.h"

G_BEGIN_DECLS

/**
 * BstOpenedFile:
 *
 * A .vv file or an address on the screen: the window of its console as it wants it (title, full
 * screen, keys), or of why there is none; and the ways to choose from. It lives until its window
 * closes. Main thread only.
 */
#define BST_TYPE_OPENED_FILE (bst_opened_file_get_type ())
G_DECLARE_FINAL_TYPE (BstOpenedFile, bst_opened_file, BST, OPENED_FILE, GObject)

/* Opens @file; the program does not end before its window is there. */
void
bst_opened_file_show (GtkApplication *application, BstInventory *inventory, BstConsoleFile *file);

G_END_DECLS
