/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-console.h"

G_BEGIN_DECLS

/**
 * ConsoleDouble:
 *
 * A console of a kind of its own, which a test is the guest of: its pixels are exactly what the
 * test draws, and what is done to it is written down. All else is what every console does.
 */
#define TYPE_CONSOLE_DOUBLE (console_double_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleDouble, console_double, CONSOLE, DOUBLE, BstConsole)

ConsoleDouble *console_double_new (void);

/* Makes it connected, with all abilities. */
void console_double_connect (ConsoleDouble *self);

/* A display of that size; pixels of a pattern that no two places share. */
void console_double_set_size (ConsoleDouble *self, guint display, int width, int height);
guint32 *console_double_get_pixels (ConsoleDouble *self, guint display);
void
console_double_damage (ConsoleDouble *self, guint display, int x, int y, int width, int height);

/* What it was told since the last call, one a word: "key+1e", "key-1e", "to100,50", "by3,-4",
 * "button+1", "wheel0,1", "card+", "layout0:800x600". (transfer full) */
char *console_double_take_log (ConsoleDouble *self);

/* ... which it keeps. (transfer none) */
const char *console_double_peek_log (ConsoleDouble *self);

/* As it was told last. */
gboolean console_double_is_focused (ConsoleDouble *self);

/* What was offered to the guest last, joined by spaces; what it was given. */
const char *console_double_get_offer (ConsoleDouble *self);
GBytes *console_double_get_given (ConsoleDouble *self); /* (nullable) (transfer none) */

/* What the guest has in its clipboard, of any type. */
void console_double_set_clipboard (ConsoleDouble *self, GBytes *bytes);

G_END_DECLS
