/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/* Adds to the actions of @window, which outlives them: "migrate", of the machines selected;
 * "host-drain", with the host's number; "drain-home", with the task's ID. */
void bst_migration_actions_add (GtkApplicationWindow *window, BstFleet *fleet);

/* @machines: of BstMachine, those selected; may be empty. */
void bst_migration_actions_set_machines (GtkApplicationWindow *window, GPtrArray *machines);

/* What a button for "migrate" says: what it does, and why it cannot: (transfer full). */
char *bst_migration_actions_dup_tooltip (GtkApplicationWindow *window);

G_END_DECLS
