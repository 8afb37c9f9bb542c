/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer none): the program's settings, from the installed schema, else, run from its build
 * folder, from the one there. Ends the program with a message where there is none. */
GSettings *bst_settings_get (void);

G_END_DECLS
