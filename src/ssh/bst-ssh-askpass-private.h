/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ssh/bst-ssh-place-private.h"

G_BEGIN_DECLS

/**
 * BstSshAskpass:
 *
 * Listens to the askpass programs of one master's ssh, and makes their prompts questions. Main
 * thread only. Emits "question" (BstSshQuestion), "waiting" whenever it begins or stops to wait for
 * a person, and "refused" (BstSshQuestionKind).
 */
#define BST_TYPE_SSH_ASKPASS (bst_ssh_askpass_get_type ())
G_DECLARE_FINAL_TYPE (BstSshAskpass, bst_ssh_askpass, BST, SSH_ASKPASS, GObject)

/* Listens at @path. */
BstSshAskpass *bst_ssh_askpass_new (const char *path, const BstSshPlace *place, GError **error);

/* Whether a person is being waited for, or the keyring, which may ask to be unlocked. */
gboolean bst_ssh_askpass_is_waiting (BstSshAskpass *self);

/* The log-in succeeded: keeps what the user wanted to be kept. */
void bst_ssh_askpass_keep_answers (BstSshAskpass *self);

/* Withdraws all questions and listens no more. */
void bst_ssh_askpass_close (BstSshAskpass *self);

G_END_DECLS
