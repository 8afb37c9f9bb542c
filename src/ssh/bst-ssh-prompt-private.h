/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ssh/bst-ssh-question.h"

G_BEGIN_DECLS

/* What ssh's words to its askpass program ask for. */
typedef struct
{
  BstSshQuestionKind kind;
  char *text;        /* ssh's words, valid UTF-8, without what would break a dialog */
  char *fingerprint; /* (nullable) */
  char *key_type;    /* (nullable) */
  char *subject;     /* (nullable): key file, or user@host */
} BstSshPrompt;

/* @mode: ssh's SSH_ASKPASS_PROMPT: "", "confirm" or "none"; @words: any bytes. Pure. */
BstSshPrompt *bst_ssh_prompt_new (const char *mode, const char *words);
void bst_ssh_prompt_free (BstSshPrompt *prompt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstSshPrompt, bst_ssh_prompt_free)

G_END_DECLS
