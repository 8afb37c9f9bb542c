/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "console/bst-console.h"

G_BEGIN_DECLS

/**
 * BstConsoleNotice:
 *
 * A line over a picture: that the link is lost and when it is tried again, that the machine moves,
 * and what was told once, for a moment. Main thread only.
 */
#define BST_TYPE_CONSOLE_NOTICE (bst_console_notice_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleNotice, bst_console_notice, BST, CONSOLE_NOTICE, GtkWidget)

GtkWidget *bst_console_notice_new (BstConsole *console);

/* The state is another. */
void bst_console_notice_update (BstConsoleNotice *self);

/* For a moment; stands before what the state says. */
void bst_console_notice_tell (BstConsoleNotice *self, const char *text);

/* For tests: what it says now, "" for nothing. */
const char *bst_console_notice_get_text (BstConsoleNotice *self);

G_END_DECLS
