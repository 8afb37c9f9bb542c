/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bst_error_dialog_show:
 * @parent: any widget of the window that it belongs to
 * @heading: (nullable): what was wanted; else that something failed
 * @error: says what failed and why; its remedy is shown, the library's words are one click further
 */
void bst_error_dialog_show (GtkWidget *parent, const char *heading, const GError *error);

/* The same as text, for the clipboard: message, remedy and detail, a line each. */
char *bst_error_dialog_dup_text (const GError *error);

G_END_DECLS
