/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/**
 * BstMarksEditor:
 *
 * What its users write about a machine, edited in place: title and description, which its host
 * keeps and which are changed by operations; tags, group and notes of this inventory.
 */
#define BST_TYPE_MARKS_EDITOR (bst_marks_editor_get_type ())
G_DECLARE_FINAL_TYPE (BstMarksEditor, bst_marks_editor, BST, MARKS_EDITOR, GtkWidget)

/* @fleet: (nullable): without, title and description are shown only. */
GtkWidget *bst_marks_editor_new (BstInventory *inventory, BstFleet *fleet);

/* @machine: (nullable). An edit of the one before that is under way is taken over. */
void bst_marks_editor_set_machine (BstMarksEditor *self, BstMachine *machine);

/* Shows the machine as it is now. */
void bst_marks_editor_update (BstMarksEditor *self);

/* For tests: "title", "description", "notes", "group". */
GtkWidget *bst_marks_editor_get_text (BstMarksEditor *self, const char *what);
GtkWidget *bst_marks_editor_get_tags (BstMarksEditor *self);

G_END_DECLS
