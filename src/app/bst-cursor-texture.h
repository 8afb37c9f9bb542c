/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "console/bst-console-cursor.h"

G_BEGIN_DECLS

/* The shape of a guest's pointer that is not hidden. (transfer full) */
GdkTexture *bst_cursor_texture_new (BstConsoleCursor *cursor);

G_END_DECLS
