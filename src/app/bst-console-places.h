/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Where the window of a console, or of one of its displays, was when it was last closed: its size,
 * whether it was maximised, and which monitor it filled; by what it shows. No desktop tells or
 * takes more of a window's place. Main thread only. */
void bst_console_places_keep (GtkWindow *window, const char *name);
void bst_console_places_restore (GtkWindow *window, const char *name);

/* It stood in a window of its own. */
gboolean bst_console_places_has (const char *name);
void bst_console_places_forget (const char *name);

/* Gives @window, an AdwApplicationWindow, shown or not yet, the size at which @room, a widget in it,
 * shows @width × @height pixels as they are; where that is more than its monitor has, or it fills
 * that, it stays. */
void bst_console_places_fit (GtkWindow *window, GtkWidget *room, int width, int height);

G_END_DECLS
