/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bst_renderer_choose:
 *
 * Lets GTK draw with cairo where no graphics processor is, unless GSK_RENDERER says otherwise. To
 * be called before GTK starts.
 *
 * GTK 4.8 would draw with OpenGL emulated by the processor, as in most virtual machines and remote
 * desktops: a window of rows then takes 60 ms to paint instead of 10, and 80 MB of memory more.
 */
void bst_renderer_choose (void);

G_END_DECLS
