/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ssh/bst-ssh-question.h"

G_BEGIN_DECLS

/* Asks on the terminal, without echo for a secret, while the main context goes on; without a
 * terminal says so and refuses. Keeps nothing in the keyring. */
void bst_cli_terminal_ask (BstSshQuestion *question);

/* Gives the terminal its echo back, where a question was open. */
void bst_cli_terminal_restore (void);

G_END_DECLS
