/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The desktop's keyring. Where there is none, nothing is found and nothing is kept. Main thread
 * only.
 *
 * @kind: what a secret is for; @subject: whose it is: "root@hosta:2209", a key file, a machine's
 * console, "http://ana@proxy:3128". */
#define BST_KEYRING_SSH_PASSWORD "ssh-password"
#define BST_KEYRING_SSH_PASSPHRASE "ssh-passphrase"
#define BST_KEYRING_CONSOLE_PASSWORD "console-password"
#define BST_KEYRING_PROXY_PASSWORD "proxy-password"

void bst_keyring_find_async (const char *kind,
                             const char *subject,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data);

/* (nullable): to be wiped and freed by bst_keyring_free_secret (). */
char *bst_keyring_find_finish (GAsyncResult *result);
void bst_keyring_free_secret (char *secret);

/* @label: what the keyring's own window calls it. */
void
bst_keyring_keep (const char *kind, const char *subject, const char *label, const char *secret);
void bst_keyring_forget (const char *kind, const char *subject);

G_END_DECLS
