/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BstConsoleHotkeys:
 *
 * Keys that mean something to this computer also while keys go to a guest. Main thread only.
 */
typedef struct _BstConsoleHotkeys BstConsoleHotkeys;

BstConsoleHotkeys *bst_console_hotkeys_new (void);
void bst_console_hotkeys_free (BstConsoleHotkeys *self);

/* @action: with its parameter, where it takes one; @accelerator: (nullable): none. One of modifiers
 * alone ("<Control><Alt>") is for when these are pressed and let go by themselves. */
void bst_console_hotkeys_set (BstConsoleHotkeys *self, const char *action, const char *accelerator);

/* (nullable) (transfer none): the action of a key that is pressed. */
const char *bst_console_hotkeys_find (BstConsoleHotkeys *self, guint keyval, GdkModifierType state);

/* (nullable) (transfer none): the action of modifiers that were pressed alone. @scancodes: of
 * guint. */
const char *bst_console_hotkeys_find_chord (BstConsoleHotkeys *self, GArray *scancodes);

/* As people read it, "Ctrl+Alt", "Shift+F12": (nullable) (transfer full); NULL: of none. */
char *bst_console_hotkeys_describe (const char *accelerator);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstConsoleHotkeys, bst_console_hotkeys_free)

G_END_DECLS
