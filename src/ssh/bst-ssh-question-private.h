/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ssh/bst-ssh-prompt-private.h"

G_BEGIN_DECLS

/* @answer is NULL where it was refused, and wiped by the question after this. */
typedef void (*BstSshAnswerFunc) (const char *answer, gboolean keep, gpointer data);

/* @prompt: (transfer full); @host: who asks. @func is called once, unless the question is withdrawn
 * before. */
BstSshQuestion *bst_ssh_question_new (BstSshPrompt *prompt,
                                      const char *host,
                                      guint attempt,
                                      BstSshAnswerFunc func,
                                      gpointer data);

/* Nobody waits for the answer any more. */
void bst_ssh_question_withdraw (BstSshQuestion *self);

G_END_DECLS
