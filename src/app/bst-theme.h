/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bst_theme_spare:
 *
 * Spares GTK from reading its own theme, which libadwaita, when it starts, puts aside for an empty one
 * with its own style over it: 10 ms and more, for nothing. Where the user asks for a theme by
 * GTK_THEME, does nothing. To be called before there are threads: it sets the environment.
 */
void bst_theme_spare (void);

/**
 * bst_theme_init_gtk:
 *
 * Starts GTK, and takes back what bst_theme_spare() set. To be called before adw_init().
 */
void bst_theme_init_gtk (void);

G_END_DECLS
