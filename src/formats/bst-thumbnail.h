/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A screen's picture at most this large is read, in bytes. */
#define BST_THUMBNAIL_MOST (64 * 1024 * 1024)

/* (nullable) (transfer full): the picture @data, as a hypervisor gives it (PNG, or a portable
 * pixmap), as a PNG of at most @width by @height pixels; NULL for anything else. Bounded: nothing
 * of more than 16384 pixels a side is read. Any thread but the main one: it takes a while. */
GBytes *bst_thumbnail_make (const void *data, gsize size, int width, int height);

G_END_DECLS
