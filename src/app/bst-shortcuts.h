/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Has the window of shortcuts that @window got from its application show the keys that the settings
 * choose, now and later. Main thread only. */
void bst_shortcuts_follow_settings (GtkApplicationWindow *window);

G_END_DECLS
