/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bst_theme_init_gtk:
 *
 * Starts GTK without its own theme, which libadwaita, when it starts, puts aside for an empty one
 * with its own style over it: reading it for nothing takes 10 ms and more. Where the user asks for a
 * theme by GTK_THEME, GTK starts with that. To be called before adw_init().
 */
void bst_theme_init_gtk (void);

G_END_DECLS
