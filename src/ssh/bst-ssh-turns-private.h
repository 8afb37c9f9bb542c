/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Calls @func with @data later, at most one such function in a turn of the main loop: to start a
 * process takes a millisecond or two, and a program that begins with fifty hosts starts a hundred.
 * Main thread only. */
void bst_ssh_turns_take (void (*func) (gpointer data), gpointer data);

G_END_DECLS
