/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-console.h"

G_BEGIN_DECLS

/* (transfer none): the program's settings, from the installed schema, else, run from its build
 * folder, from the one there. Ends the program with a message where there is none. */
GSettings *bst_settings_get (void);

/* What the preferences say of every console: its clipboard in each direction, and its sound. Main
 * thread only. */
void bst_settings_apply (BstConsole *console);

G_END_DECLS
