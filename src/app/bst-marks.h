/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/**
 * BstMarks:
 *
 * What its users write about a machine, edited in place: title and description, which its host
 * keeps and which are changed by operations; tags, group and notes of this inventory.
 */
#define BST_TYPE_MARKS (bst_marks_get_type ())
G_DECLARE_FINAL_TYPE (BstMarks, bst_marks, BST, MARKS, GtkWidget)

/* @fleet: (nullable): without, title and description are shown only. */
GtkWidget *bst_marks_new (BstInventory *inventory, BstFleet *fleet);

/* @machine: (nullable). An edit of the one before that is under way is taken over. */
void bst_marks_set_machine (BstMarks *self, BstMachine *machine);

/* Shows the machine as it is now. */
void bst_marks_update (BstMarks *self);

/* For tests: "title", "description", "notes", "group". */
GtkWidget *bst_marks_get_editor (BstMarks *self, const char *what);
GtkWidget *bst_marks_get_tags (BstMarks *self);

G_END_DECLS
