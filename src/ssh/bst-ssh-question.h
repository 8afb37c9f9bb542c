/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  BST_SSH_QUESTION_HOST_KEY,   /* yes or no: an unknown key, see fingerprint */
  BST_SSH_QUESTION_PASSPHRASE, /* of a key file */
  BST_SSH_QUESTION_PASSWORD,
  BST_SSH_QUESTION_CODE,    /* a second factor; its answer is never kept */
  BST_SSH_QUESTION_CONFIRM, /* yes or no: the agent, a hardware key's touch */
} BstSshQuestionKind;

/**
 * BstSshQuestion:
 *
 * Something that ssh asks its user. Answered exactly once, by bst_ssh_question_answer () or
 * bst_ssh_question_refuse (); dropping the last reference refuses. Main thread only.
 *
 * Emits "withdrawn" when ssh does not wait for it any more: a dialog then closes; "answered" (no
 * arguments) when it was answered or refused: the next one's turn.
 */
#define BST_TYPE_SSH_QUESTION (bst_ssh_question_get_type ())
G_DECLARE_FINAL_TYPE (BstSshQuestion, bst_ssh_question, BST, SSH_QUESTION, GObject)

BstSshQuestionKind bst_ssh_question_get_kind (BstSshQuestion *self);
const char *bst_ssh_question_get_host (BstSshQuestion *self);        /* "root@hosta:2209" */
const char *bst_ssh_question_get_prompt (BstSshQuestion *self);      /* ssh's own words */
const char *bst_ssh_question_get_fingerprint (BstSshQuestion *self); /* (nullable): "SHA256:…" */
const char *bst_ssh_question_get_key_type (BstSshQuestion *self);    /* (nullable): "ED25519" */
const char *bst_ssh_question_get_subject (BstSshQuestion *self);     /* (nullable): the key file */
gboolean bst_ssh_question_is_secret (BstSshQuestion *self); /* its answer must not be echoed */
gboolean bst_ssh_question_can_keep (BstSshQuestion *self);  /* in the keyring */
guint bst_ssh_question_get_attempt (BstSshQuestion *self);  /* from 1; 2: the first was wrong */

/* @answer: the secret, or "yes"; wiped after use. @keep: in the keyring, once it proved right. */
void bst_ssh_question_answer (BstSshQuestion *self, const char *answer, gboolean keep);
void bst_ssh_question_refuse (BstSshQuestion *self);

G_END_DECLS
