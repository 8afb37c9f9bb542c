/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "ssh/bst-ssh-question.h"

G_BEGIN_DECLS

/* The desktop's keyring. Where there is none, nothing is found and nothing is kept. */

/* @kind: a password or passphrase; @subject: whose: "root@hosta:2209", or the key file. */
void bst_ssh_keyring_find_async (BstSshQuestionKind kind,
                                 const char *subject,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);

/* (nullable): to be wiped and freed by bst_ssh_keyring_free_secret (). */
char *bst_ssh_keyring_find_finish (GAsyncResult *result);
void bst_ssh_keyring_free_secret (char *secret);

void bst_ssh_keyring_keep (BstSshQuestionKind kind, const char *subject, const char *secret);
void bst_ssh_keyring_forget (BstSshQuestionKind kind, const char *subject);

G_END_DECLS
