/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Keys as the PC/XT keyboard numbers them ("set 1"): 0x100 and the second byte for those that it
 * prefixes with 0xe0. The numbers of keys are the kernel's (linux/input-event-codes.h), which is
 * what a keycode of GDK is on Wayland and on X11, with 8 added. */

/* The Pause key is like no other: pressed and released as this one, then 0x45. */
#define BST_SCANCODE_PAUSE 0x21d

/* Of the modifiers and of the keys that menus send by name. */
#define BST_SCANCODE_BACKSPACE 0x0e
#define BST_SCANCODE_TAB 0x0f
#define BST_SCANCODE_ENTER 0x1c
#define BST_SCANCODE_CTRL 0x1d
#define BST_SCANCODE_SHIFT 0x2a
#define BST_SCANCODE_ALT 0x38
#define BST_SCANCODE_ALTGR 0x138
#define BST_SCANCODE_PRINT 0x137
#define BST_SCANCODE_DELETE 0x153
#define BST_SCANCODE_META 0x15b

/* 0 where that keyboard has none. @evdev: such as KEY_A. */
guint bst_scancode_from_evdev (guint evdev);

/* 0 where that keyboard has none. @keycode: of a GdkEvent. */
guint bst_scancode_from_keycode (guint keycode);

/* Of F1 to F12. @number: from 1. */
guint bst_scancode_from_function_key (guint number);

/* The scancode of a key by the name that macros call it by ("ctrl", "f5", "a", "print"), in lower
 * or upper case; 0 where there is none. */
guint bst_scancode_from_name (const char *name);

/* "ctrl+alt+f2" as scancodes, in the order of pressing.
 * Returns: (transfer full) (nullable): of guint; NULL where a name is no key's, or there are none
 * or too many. */
GArray *bst_scancode_parse_chord (const char *text);

G_END_DECLS
