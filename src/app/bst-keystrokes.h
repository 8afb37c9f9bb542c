/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "console/bst-console.h"

G_BEGIN_DECLS

/**
 * BstKeystrokes:
 *
 * Types a text into a console, key by key, as somebody would on this computer's keyboard: for
 * guests that share no clipboard. The guest must have the same layout. Main thread only.
 *
 * Emits "over" ().
 */
#define BST_TYPE_KEYSTROKES (bst_keystrokes_get_type ())
G_DECLARE_FINAL_TYPE (BstKeystrokes, bst_keystrokes, BST, KEYSTROKES, GObject)

/* No more than this is typed in one go: at the speed of a keyboard it would take minutes. */
#define BST_KEYSTROKES_MOST 10000

/* @text: UTF-8. What no key types is left out. */
BstKeystrokes *bst_keystrokes_new (BstConsole *console, GdkDisplay *display, const char *text);

/* How many characters there are to type. */
guint bst_keystrokes_get_n (BstKeystrokes *self);

/* How many come after BST_KEYSTROKES_MOST and are left out. */
guint bst_keystrokes_get_left (BstKeystrokes *self);

/* (nullable) (transfer none): the characters that this keyboard has no key for, each once; NULL:
 * none. */
const char *bst_keystrokes_get_missing (BstKeystrokes *self);

/* Begins; ends by itself, or when the last reference goes. */
void bst_keystrokes_start (BstKeystrokes *self);
gboolean bst_keystrokes_is_over (BstKeystrokes *self);

G_END_DECLS
