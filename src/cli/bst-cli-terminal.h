/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What @source (a fleet, a doctor) emits as “question” is asked on the terminal, without echo for a
 * secret, while the main context goes on; without a terminal says so and refuses. Keeps nothing in the
 * keyring. */
void bst_cli_terminal_attend (gpointer source);

/* Gives the terminal its echo back, where a question was open. */
void bst_cli_terminal_restore (void);

G_END_DECLS
