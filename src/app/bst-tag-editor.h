/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BstTagEditor:
 *
 * Tags as chips, each with a button that takes it off, and an entry that adds one (or several, with
 * commas) and offers those in use elsewhere. What is shown never changes by that: it is set again
 * by whoever hears of the change.
 *
 * Emits "commit" (const char *const *): all the tags that are wanted now.
 */
#define BST_TYPE_TAG_EDITOR (bst_tag_editor_get_type ())
G_DECLARE_FINAL_TYPE (BstTagEditor, bst_tag_editor, BST, TAG_EDITOR, GtkWidget)

GtkWidget *bst_tag_editor_new (void);

void bst_tag_editor_set_tags (BstTagEditor *self, const char *const *tags);

/* @tags: (nullable): of BstLabel: what the entry offers. */
void bst_tag_editor_set_known (BstTagEditor *self, GListModel *tags);

/* Takes over what is typed and not entered yet. */
void bst_tag_editor_finish (BstTagEditor *self);

/* As if typed and entered; for tests too. */
void bst_tag_editor_add (BstTagEditor *self, const char *text);

G_END_DECLS
