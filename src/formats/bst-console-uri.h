/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "formats/bst-vv-file.h"

G_BEGIN_DECLS

/* Whether @text begins as the URI of a console does, good or not. */
gboolean bst_console_uri_is_one (const char *text);

/**
 * bst_console_uri_parse:
 *
 * "spice://host:port", "spice://host?port=&tls-port=", "spice+tls://host:port",
 * "spice+unix:///path", "vnc://host[:port]". Parameters that are not known are ignored. An address
 * with a user name or a password in it is refused: a command line is seen by every user of the
 * computer, and kept in histories. %BST_ERROR_INVALID, with a remedy.
 */
BstVvFile *bst_console_uri_parse (const char *text, GError **error);

G_END_DECLS
