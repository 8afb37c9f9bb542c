/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The program's private runtime folder (0700), in $XDG_RUNTIME_DIR/bastida or, where there is none,
 * a private one under /tmp; short enough for ssh's sockets. The first call makes it and removes the
 * folders, and ends the masters, of programs that crashed. NULL with @error where it cannot be. */
const char *bst_ssh_runtime_get_folder (GError **error);

/* At the program's end: ends what is left, removes the folder. */
void bst_ssh_runtime_shutdown (void);

G_END_DECLS
