/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-spice-console.h"
#include "app/bst-way-memory.h"
#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/**
 * BstConsoleFile:
 *
 * A console that a .vv file or an address names: reads it, chooses the way (told, remembered, the
 * file's own, the desktop's) and makes the console. Main thread only.
 *
 * Emits "changed" () when its console or its error is another.
 */
#define BST_TYPE_CONSOLE_FILE (bst_console_file_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleFile, bst_console_file, BST, CONSOLE_FILE, GObject)

/* See bst_console_opener_open (). */
BstConsoleFile *bst_console_file_new (GFile *file,
                                      const char *via,
                                      gboolean keep,
                                      BstInventory *inventory,
                                      BstGateways *gateways);

/* Reads it, and opens its console; again: reads it again where that failed, else just tries the
 * console again. */
void bst_console_file_open (BstConsoleFile *self);

/* Whether the above may end otherwise than it did: what came by standard input can be read once. */
gboolean bst_console_file_can_open_again (BstConsoleFile *self);

/* (nullable) (transfer none): once the file is read and makes sense. */
const BstVvFile *bst_console_file_get_contents (BstConsoleFile *self);
BstConsole *bst_console_file_get_console (BstConsoleFile *self);

/* (nullable) (transfer none): why there is no console, or none any more. */
const GError *bst_console_file_get_error (BstConsoleFile *self);

/* How the console is reached; NULL before it is read. Another one is tried at once, and kept for
 * @scope when it has led there. */
const BstWay *bst_console_file_get_way (BstConsoleFile *self);
void bst_console_file_set_way (BstConsoleFile *self, const BstWay *way, BstWayScope scope);

/* For a title: never a secret, nor a ticket. (transfer full) */
char *bst_console_file_get_label (BstConsoleFile *self);

G_END_DECLS
