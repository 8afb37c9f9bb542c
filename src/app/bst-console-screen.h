/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-console-geometry.h"
#include "app/bst-console-keyboard.h"
#include "app/bst-console-painter.h"
#include "console/bst-console.h"

G_BEGIN_DECLS

/**
 * BstConsoleScreen:
 *
 * One display of a console: painted, with its keyboard and its pointer. Main thread only.
 *
 * Emits "changed" () when who has the keyboard or the pointer is another, and "room-changed" ()
 * when there is another number of pixels for it.
 */
#define BST_TYPE_CONSOLE_SCREEN (bst_console_screen_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleScreen, bst_console_screen, BST, CONSOLE_SCREEN, GtkWidget)

GtkWidget *bst_console_screen_new (BstConsole *console, BstConsoleDisplay *display);

BstConsoleDisplay *bst_console_screen_get_display (BstConsoleScreen *self); /* (transfer none) */
BstConsoleKeyboard *bst_console_screen_get_keyboard (BstConsoleScreen *self);
BstConsolePainter *bst_console_screen_get_painter (BstConsoleScreen *self);

void bst_console_screen_set_scaling (BstConsoleScreen *self, BstConsoleScaling scaling);
void bst_console_screen_set_zoom (BstConsoleScreen *self, double zoom);
void bst_console_screen_set_sharp (BstConsoleScreen *self, gboolean sharp);

/* How many pixels the surface has for it: what a guest that follows is asked for. */
void bst_console_screen_get_room (BstConsoleScreen *self, int *width, int *height);

/* Where the picture is, in its own units; and which pixel of it is where (FALSE: none, the nearest
 * is given). */
void bst_console_screen_get_bounds (BstConsoleScreen *self, graphene_rect_t *bounds);
gboolean bst_console_screen_find (BstConsoleScreen *self, double x, double y, int *px, int *py);

/* Whether the pointer is held for a guest that takes motions only. */
gboolean bst_console_screen_is_captured (BstConsoleScreen *self);

/* ... or should be, and the desktop refused: its motions end at the edges of the picture. */
gboolean bst_console_screen_is_refused (BstConsoleScreen *self);

/* Keyboard and pointer come back to this computer. */
void bst_console_screen_release (BstConsoleScreen *self);

G_END_DECLS
