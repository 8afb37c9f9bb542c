/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BstConsoleProblem:
 *
 * Stands where a console would, before there is one or where the file that it came from knows more
 * than it: why there is none, what to do, the library's words one click further.
 *
 * Emits "retry" (no arguments).
 */
#define BST_TYPE_CONSOLE_PROBLEM (bst_console_problem_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleProblem, bst_console_problem, BST, CONSOLE_PROBLEM, GtkWidget)

GtkWidget *bst_console_problem_new (void);

/* @heading: what was wanted and is not there. */
void bst_console_problem_show (BstConsoleProblem *self, const char *heading, const GError *error);

/* Whether trying again may help; it may. */
void bst_console_problem_set_can_retry (BstConsoleProblem *self, gboolean can_retry);

G_END_DECLS
