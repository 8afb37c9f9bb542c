/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether a volume is still as it was when it was made, with nothing in it. Any thread. */

/* @xml: of a volume; FALSE: it is no file of @format and @capacity bytes over @backing, (nullable):
 * over nothing. */
gboolean bst_fresh_volume_is_like (const char *xml,
                                   const char *format,
                                   guint64 capacity,
                                   const char *backing);

/* How many bytes of its beginning tell that of a QCOW2 image, of up to 53 TiB as it is made. */
#define BST_FRESH_VOLUME_LOOK (1024 * 1024)

/* @data: how the image begins. FALSE where it holds a cluster of a guest, a snapshot or a bitmap,
 * is open or broken, or is no such image; and where that takes more than @length to see. */
gboolean bst_fresh_volume_is_empty_qcow2 (const guint8 *data, gsize length);

G_END_DECLS
