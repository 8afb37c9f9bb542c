/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * BstMacroDialog:
 *
 * Combinations of keys of one's own: add one, take one away. They stand in the menus of consoles.
 */
#define BST_TYPE_MACRO_DIALOG (bst_macro_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BstMacroDialog, bst_macro_dialog, BST, MACRO_DIALOG, AdwWindow)

void bst_macro_dialog_show (GtkWidget *parent);

G_END_DECLS
