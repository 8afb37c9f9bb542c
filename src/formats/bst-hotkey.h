/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The accelerator ("<Shift>F12", as GTK writes it) of a hotkey as .vv files have it ("shift+f12");
 * in whatever case, "left" and "right" variants of a modifier being the modifier, as for
 * remote-viewer. Modifiers alone ("ctrl+alt") give modifiers alone. NULL where it is none: such a
 * key is left out rather than the console refused. */
char *bst_hotkey_to_accelerator (const char *text);

/* The other way; NULL where @accelerator is none. */
char *bst_hotkey_from_accelerator (const char *accelerator);

G_END_DECLS
