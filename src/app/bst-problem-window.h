/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "app/bst-console-problem.h"

G_BEGIN_DECLS

/**
 * BstProblemWindow:
 *
 * The window of a console that could not even be begun with: a file that cannot be read, or makes
 * no sense.
 */
#define BST_TYPE_PROBLEM_WINDOW (bst_problem_window_get_type ())
G_DECLARE_FINAL_TYPE (BstProblemWindow,
                      bst_problem_window,
                      BST,
                      PROBLEM_WINDOW,
                      AdwApplicationWindow)

BstProblemWindow *bst_problem_window_new (GtkApplication *application);

/* (transfer none): what it shows. */
BstConsoleProblem *bst_problem_window_get_problem (BstProblemWindow *self);

G_END_DECLS
