/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-console-screen.h"

G_BEGIN_DECLS

/**
 * BstConsolePointer:
 *
 * The pointer over a console's screen, to the guest: its place, or its motions while it is captured
 * by a click; buttons and whole clicks of the wheel. Where the desktop refuses the capture, the
 * motions are those over the picture, and end at its edges. Main thread only.
 *
 * Emits "changed" () when it was captured, refused or let go.
 */
#define BST_TYPE_CONSOLE_POINTER (bst_console_pointer_get_type ())
G_DECLARE_FINAL_TYPE (BstConsolePointer, bst_console_pointer, BST, CONSOLE_POINTER, GObject)

/* @screen: owns this. */
BstConsolePointer *bst_console_pointer_new (BstConsoleScreen *screen, BstConsole *console);

gboolean bst_console_pointer_is_captured (BstConsolePointer *self);

/* Whether the last click was to capture it and the desktop refused; until it is let go. */
gboolean bst_console_pointer_is_refused (BstConsolePointer *self);

void bst_console_pointer_release (BstConsolePointer *self);

/* For tests: what happened to the mouse. Motions in the mouse's own steps; wheel in clicks or parts
 * of one. */
void bst_console_pointer_moved_by (BstConsolePointer *self, double dx, double dy);
void bst_console_pointer_scrolled (BstConsolePointer *self, double dx, double dy);

G_END_DECLS
