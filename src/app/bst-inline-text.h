/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BstInlineText:
 *
 * A text that is edited where it is shown: a button opens a field; Save, or Enter in a
 * single line, takes it over, Escape leaves it as it was. What is shown never changes by
 * that: it is set again by whoever hears of the change.
 *
 * Emits "commit" (const char *) for a text that differs from the one shown.
 */
#define BST_TYPE_INLINE_TEXT (bst_inline_text_get_type ())
G_DECLARE_FINAL_TYPE (BstInlineText, bst_inline_text, BST, INLINE_TEXT, GtkWidget)

/* @name: what it is, for tooltips and screen readers: "Title"; @placeholder: shown for "". */
GtkWidget *bst_inline_text_new (const char *name, const char *placeholder, gboolean several_lines);

/* An edit that is under way goes on. */
void bst_inline_text_set_text (BstInlineText *self, const char *text);
const char *bst_inline_text_get_text (BstInlineText *self);

/* Offers words while one line is edited: @words is (transfer none) (nullable). */
void bst_inline_text_set_words (BstInlineText *self, const char *const *words);

/* While a change is on its way: it says so, and takes no other. */
void bst_inline_text_set_busy (BstInlineText *self, gboolean busy);

/* (nullable): what went wrong, and what to do; stays until the next edit. */
void bst_inline_text_set_problem (BstInlineText *self, const char *problem);
const char *bst_inline_text_get_problem (BstInlineText *self);

void bst_inline_text_edit (BstInlineText *self);

/* Ends an edit that is under way: emits "commit" where the text differs. */
void bst_inline_text_finish (BstInlineText *self);

/* The entry or text view; for tests. */
GtkWidget *bst_inline_text_get_field (BstInlineText *self);

G_END_DECLS
