/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-console-view.h"
#include "console/bst-console-display.h"

G_BEGIN_DECLS

/* The display's picture as it is now, opaque. (nullable) (transfer full): NULL: there is none. Main
 * thread. */
GdkTexture *bst_console_shot_new (BstConsoleDisplay *display);

/* The same, at most @width × @height pixels and of its own proportions: for a thumbnail. */
GdkTexture *bst_console_shot_new_small (BstConsoleDisplay *display, int width, int height);

/* Asks where to, and saves @texture as PNG there; tells at @view how that went. @name: what it
 * shows. */
void bst_console_shot_save (BstConsoleView *view, GdkTexture *texture, const char *name);

G_END_DECLS
