/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-console-message.h"
#include "app/bst-console-screen.h"
#include "console/bst-console.h"

G_BEGIN_DECLS

/**
 * BstConsoleView:
 *
 * A console in a place of a window: one of its displays, or what it says in place of a picture.
 * What its user can do is the actions of bst_console_view_get_actions (), which go by the prefix
 * "console" wherever they are inserted; the view itself has them. Main thread only.
 *
 * Emits:
 * - "start" (): its user wants the machine to run
 * - "other-way" (): ... another way to it, see bst_console_view_set_other_way ()
 * - "full-screen" (gboolean all): ... it on this monitor, or one display on each
 * - "detach" (): ... it in a window of its own, or back
 * - "changed" (): bst_console_view_get_hint () says something else
 */
#define BST_TYPE_CONSOLE_VIEW (bst_console_view_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleView, bst_console_view, BST, CONSOLE_VIEW, GtkWidget)

/* @display: which one, from 0. The console is not opened by this. */
GtkWidget *bst_console_view_new (BstConsole *console, guint display);

BstConsole *bst_console_view_get_console (BstConsoleView *self); /* (transfer none) */
GActionGroup *bst_console_view_get_actions (BstConsoleView *self);

guint bst_console_view_get_display (BstConsoleView *self);
void bst_console_view_set_display (BstConsoleView *self, guint display);

/* (nullable) (transfer none): while there is or was a picture. */
BstConsoleScreen *bst_console_view_get_screen (BstConsoleView *self);

/* Whether the machine is off and its user may start it; whether there is another way to it. */
void bst_console_view_set_can_start (BstConsoleView *self, gboolean can_start);
void bst_console_view_set_other_way (BstConsoleView *self, BstConsoleOtherWay way);

/* @problem: (nullable): shown in place of all while it is set. */
void bst_console_view_set_problem (BstConsoleView *self, GtkWidget *problem);

/* As bst_console_keyboard_set_hotkey (). */
void
bst_console_view_set_hotkey (BstConsoleView *self, const char *action, const char *accelerator);

/* How to give keyboard and pointer back, or to take them: a sentence, or "". (transfer full) */
char *bst_console_view_dup_hint (BstConsoleView *self);

/* ... in a few words, while keys go to the machine; else NULL. (nullable) (transfer full) */
char *bst_console_view_dup_way_out (BstConsoleView *self);

/* @files: of GFile. FALSE: none goes now; the view says why. */
gboolean bst_console_view_send_files (BstConsoleView *self, GPtrArray *files);

/* A line over the picture that goes by itself. */
void bst_console_view_tell (BstConsoleView *self, const char *text);

/* ... of an error: what failed, and what to do next. */
void bst_console_view_tell_error (BstConsoleView *self, const GError *error);

void bst_console_view_set_scaling (BstConsoleView *self, BstConsoleScaling scaling);
BstConsoleScaling bst_console_view_get_scaling (BstConsoleView *self);

/* In pixel for pixel: 1 is one; each pixel of the guest takes so many. */
void bst_console_view_set_zoom (BstConsoleView *self, double zoom);
double bst_console_view_get_zoom (BstConsoleView *self);

/* For tests: "screen", "message" or "problem". */
const char *bst_console_view_get_page (BstConsoleView *self);

G_END_DECLS
