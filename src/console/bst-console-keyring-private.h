/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Passwords of consoles in the desktop's keyring, by what a console calls its own. Where there is
 * no keyring, nothing is found and nothing is kept. */
void bst_console_keyring_find_async (const char *subject,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer data);

/* (nullable): to be wiped and freed by bst_console_keyring_free_secret (). */
char *bst_console_keyring_find_finish (GAsyncResult *result);
void bst_console_keyring_free_secret (char *secret);

/* @name: what people call the machine. */
void bst_console_keyring_keep (const char *subject, const char *name, const char *secret);
void bst_console_keyring_forget (const char *subject);

G_END_DECLS
