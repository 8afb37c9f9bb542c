/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/**
 * BstEditDialog:
 *
 * What its users write about a machine: title, description, tags, group and notes. Of several
 * machines it edits what can be the same for all: their common tags, and the group.
 */
#define BST_TYPE_EDIT_DIALOG (bst_edit_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BstEditDialog, bst_edit_dialog, BST, EDIT_DIALOG, AdwWindow)

/* @machines: of BstMachine, one or more. Not presented yet. */
GtkWindow *bst_edit_dialog_new (GtkWindow *parent, BstFleet *fleet, GPtrArray *machines);

/* As its Save button does: operations for what hosts keep, the rest at once; closes it. */
void bst_edit_dialog_save (BstEditDialog *self);

/* (nullable): "title", "description", "tags", "group", "notes": a field; for tests. */
GtkWidget *bst_edit_dialog_get_field (BstEditDialog *self, const char *name);

G_END_DECLS
