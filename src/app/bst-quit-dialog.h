/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/* Called when the program may end: at once, or after all tasks are over. */
typedef void (*BstQuitFunc) (GtkWindow *window);

/* Where tasks are under way, asks over @window what is to become of them: which would be harmed by
 * the program's end, which go on by themselves; waits for them if asked, then calls @quit. FALSE:
 * there is nothing to ask. */
gboolean bst_quit_dialog_ask (GtkWindow *window, BstFleet *fleet, BstQuitFunc quit);

G_END_DECLS
