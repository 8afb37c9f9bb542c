/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "ssh/bst-ssh-question.h"

G_BEGIN_DECLS

/**
 * BstQuestionDialog:
 *
 * What ssh asks, as a dialog of the program: answers or refuses @question, once, and goes away by
 * itself where ssh does not wait any more.
 */
#define BST_TYPE_QUESTION_DIALOG (bst_question_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BstQuestionDialog, bst_question_dialog, BST, QUESTION_DIALOG, AdwWindow)

/* Presents it over @parent. */
BstQuestionDialog *bst_question_dialog_show (GtkWindow *parent, BstSshQuestion *question);

G_END_DECLS
