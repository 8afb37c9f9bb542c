/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-console.h"

G_BEGIN_DECLS

/**
 * BstConsoleArranger:
 *
 * Asks a guest for displays of the sizes that its screens have room for: all in one wish, and once
 * after a window was dragged to its new size. Main thread only.
 */
#define BST_TYPE_CONSOLE_ARRANGER (bst_console_arranger_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleArranger, bst_console_arranger, BST, CONSOLE_ARRANGER, GObject)

/* The one of @console, made where there is none yet. (transfer full) */
BstConsoleArranger *bst_console_arranger_get (BstConsole *console);

/* The first display from @from on that the guest does not use. */
guint bst_console_arranger_find_free (BstConsoleArranger *self, guint from);

/* The display's screen has room for so many pixels; 0 × 0: it stays as it is. */
void bst_console_arranger_wish (BstConsoleArranger *self, guint display, int width, int height);

/* One more display, or one less: where the guest can. */
void bst_console_arranger_enable (BstConsoleArranger *self, guint display, gboolean enabled);

G_END_DECLS
