/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/* Adds what can be done to a task to the actions of @window, which outlives them: "task-details",
 * "task-copy", "task-retry", "task-cancel" and "task-machine" (shows its machine), each with the
 * task's ID. */
void bst_task_actions_add (GtkApplicationWindow *window, BstFleet *fleet);

/* The menu of a task that makes sense now: (transfer full). */
GMenuModel *bst_task_actions_new_menu (BstOperation *operation);

G_END_DECLS
