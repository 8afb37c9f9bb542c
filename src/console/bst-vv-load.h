/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "formats/bst-vv-file.h"

G_BEGIN_DECLS

/**
 * bst_vv_load_async:
 * @keep: leave the file where it is, whatever it says
 *
 * Reads a .vv file, at most BST_VV_FILE_MOST_BYTES of it, and deletes it once it is read and
 * understood, where it says so ("delete-this-file"). That it cannot be deleted is no error. Errors:
 * those of bst_vv_file_parse (), and BST_ERROR with a remedy for a file that is not there, not
 * readable, or vanishes.
 */
void bst_vv_load_async (GFile *file,
                        gboolean keep,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data);
BstVvFile *bst_vv_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
