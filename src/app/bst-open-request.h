/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the command line says of the consoles to open, and how it comes to the instance of the
 * program that runs already: files and addresses as the files of GApplication's "open", how to open
 * them in its hint. No secret travels by that road: whoever may look at the bus sees it. */

/* @via: (nullable). (transfer full) */
char *bst_open_request_write_hint (const char *via, gboolean keep);
void bst_open_request_read_hint (const char *hint, char **via, gboolean *keep);

/**
 * bst_open_request_take_argument:
 * @cwd: (nullable): what a path is relative to
 *
 * A file's path, a console's address, or "-": then standard input is read, which blocks, and handed
 * over in a file that only this user may read, see bst_open_request_is_handed_over (). An address
 * loses what is secret in it: it is refused for that in any case. %BST_ERROR where standard input
 * cannot be read or handed over.
 */
GFile *bst_open_request_take_argument (const char *argument, const char *cwd, GError **error);

/* Whether @file is one that the above made: to be deleted by whoever reads it, come what may. */
gboolean bst_open_request_is_handed_over (GFile *file);

G_END_DECLS
