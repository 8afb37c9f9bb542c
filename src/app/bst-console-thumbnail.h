/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/**
 * BstConsoleThumbnail:
 *
 * A machine's screen, small and alive, while its console is open somewhere; nothing else is opened
 * for it. Pressed, it shows the console. Main thread only.
 */
#define BST_TYPE_CONSOLE_THUMBNAIL (bst_console_thumbnail_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleThumbnail, bst_console_thumbnail, BST, CONSOLE_THUMBNAIL, GtkWidget)

/* @fleet: (nullable): without, it stays hidden. */
GtkWidget *bst_console_thumbnail_new (BstFleet *fleet);

/* @machine: (nullable) */
void bst_console_thumbnail_set_machine (BstConsoleThumbnail *self, BstMachine *machine);

G_END_DECLS
