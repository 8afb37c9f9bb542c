/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "console/bst-console.h"

G_BEGIN_DECLS

/**
 * BstConsoleKeyboard:
 *
 * Takes the keys of a widget's window to a console while that widget has the focus: before the
 * window's own shortcuts, and before those of the desktop where it lets us. Until the release keys
 * (the setting "console-release-keys") are pressed and let go by themselves. Main thread only.
 *
 * Emits "changed" (): what the following tell is another; "released" (): by the release keys.
 */
#define BST_TYPE_CONSOLE_KEYBOARD (bst_console_keyboard_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleKeyboard, bst_console_keyboard, BST, CONSOLE_KEYBOARD, GObject)

/* @widget: owns this. */
BstConsoleKeyboard *bst_console_keyboard_new (GtkWidget *widget, BstConsole *console);

/* Gives the keys back to this computer; takes them (again), where @widget has the focus. */
void bst_console_keyboard_release (BstConsoleKeyboard *self);
void bst_console_keyboard_take (BstConsoleKeyboard *self);

/* Whether @widget has the focus, of an active window; keys may be given back all the same. */
gboolean bst_console_keyboard_has_focus (BstConsoleKeyboard *self);

/* Keys go to the guest. */
gboolean bst_console_keyboard_is_taking (BstConsoleKeyboard *self);

/* ... those of the desktop too; or the desktop refused them. */
gboolean bst_console_keyboard_is_grabbing (BstConsoleKeyboard *self);
gboolean bst_console_keyboard_is_refused (BstConsoleKeyboard *self);

/* A key of this computer also while keys go to the guest, such as "<Shift>F11" for
 * "console.full-screen" or "console.send-keys::ctrl+alt+delete" of @widget. See
 * bst_console_hotkeys_set (). */
void bst_console_keyboard_set_hotkey (BstConsoleKeyboard *self,
                                      const char *action,
                                      const char *accelerator);

/* For tests: what a key event does. @keycode: evdev + 8. Returns whether it was taken. */
gboolean bst_console_keyboard_press (BstConsoleKeyboard *self,
                                     guint keyval,
                                     guint keycode,
                                     GdkModifierType state);
void bst_console_keyboard_let_go (BstConsoleKeyboard *self, guint keycode);

G_END_DECLS
