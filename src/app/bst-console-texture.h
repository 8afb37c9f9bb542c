/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-console-picture.h"

G_BEGIN_DECLS

/**
 * BstConsoleTexture:
 *
 * A picture as one texture of OpenGL that lives on while parts of it change: GTK 4.8 itself takes
 * new pixels only as a new texture, whole. Main thread only.
 */
#define BST_TYPE_CONSOLE_TEXTURE (bst_console_texture_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleTexture, bst_console_texture, BST, CONSOLE_TEXTURE, GObject)

BstConsoleTexture *bst_console_texture_new (GdkSurface *surface);

/* Brings the pixels within @damage over, or all where the size is another. FALSE where there is no
 * OpenGL that can: it will not be better later. */
gboolean bst_console_texture_update (BstConsoleTexture *self,
                                     const BstConsolePicture *picture,
                                     const cairo_region_t *damage,
                                     gboolean sharp);

/* (transfer none): after an update that went well. */
GdkTexture *bst_console_texture_get (BstConsoleTexture *self);

G_END_DECLS
