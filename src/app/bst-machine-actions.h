/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-lifecycle.h"

G_BEGIN_DECLS

/**
 * BstMachineActions:
 *
 * What can be done to the machines selected: an action of the window for each, enabled where it is
 * possible for at least one of them and then done to those. What would lose something is asked
 * first. Main thread only.
 *
 * Emits "changed" (no arguments) when what is possible changed.
 */
#define BST_TYPE_MACHINE_ACTIONS (bst_machine_actions_get_type ())
G_DECLARE_FINAL_TYPE (BstMachineActions, bst_machine_actions, BST, MACHINE_ACTIONS, GObject)

/* The actions are added to @window, which owns this. */
BstMachineActions *bst_machine_actions_new (GtkApplicationWindow *window, BstFleet *fleet);

/* @machines: of BstMachine; may be empty. */
void bst_machine_actions_set_machines (BstMachineActions *self, GPtrArray *machines);

/* What a button for it says: its label, and why it is not possible. */
char *bst_machine_actions_dup_tooltip (BstMachineActions *self, BstLifecycle lifecycle);

/* Asks where it must, then submits; for machines that are not the selection, too. */
void bst_machine_actions_run (BstMachineActions *self, BstLifecycle lifecycle, GPtrArray *machines);

G_END_DECLS
