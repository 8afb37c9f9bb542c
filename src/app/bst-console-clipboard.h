/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "console/bst-console.h"

G_BEGIN_DECLS

/**
 * BstConsoleClipboard:
 *
 * Joins the clipboards of this computer and of a guest, while its console has the focus: what is
 * copied beside it is not a guest's to see until its user comes to it. Main thread only.
 *
 * Emits "failed" (GError) when something could not be brought over.
 */
#define BST_TYPE_CONSOLE_CLIPBOARD (bst_console_clipboard_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleClipboard, bst_console_clipboard, BST, CONSOLE_CLIPBOARD, GObject)

/* The one of @console, made where there is none yet. (transfer full) */
BstConsoleClipboard *bst_console_clipboard_get (BstConsole *console, GdkDisplay *display);

/* Whether one of the console's screens has the focus. */
void bst_console_clipboard_set_focus (BstConsoleClipboard *self, gboolean focus);

G_END_DECLS
