/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shows the keyboard shortcuts over @window. They are built when somebody asks for them first: GTK
 * builds its “help-overlay.ui” with each window. */
void bst_shortcuts_show (GtkApplicationWindow *window);

G_END_DECLS
