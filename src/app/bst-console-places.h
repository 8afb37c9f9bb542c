/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Where the window of a console was when it was last closed: its size and whether it filled the
 * monitor, by what it shows. Main thread only. */
void bst_console_places_keep (GtkWindow *window, const char *name);
void bst_console_places_restore (GtkWindow *window, const char *name);

G_END_DECLS
