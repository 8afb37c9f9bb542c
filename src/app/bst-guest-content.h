/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "console/bst-console.h"

G_BEGIN_DECLS

/**
 * BstGuestContent:
 *
 * What a guest's clipboard offers, to the programs of this computer: fetched when one of them asks.
 * Main thread only.
 */
#define BST_TYPE_GUEST_CONTENT (bst_guest_content_get_type ())
G_DECLARE_FINAL_TYPE (BstGuestContent, bst_guest_content, BST, GUEST_CONTENT, GdkContentProvider)

GdkContentProvider *bst_guest_content_new (BstConsole *console,
                                           BstConsoleSelection selection,
                                           const char *const *mime_types);

BstConsole *bst_guest_content_get_console (BstGuestContent *self); /* (transfer none) */

G_END_DECLS
