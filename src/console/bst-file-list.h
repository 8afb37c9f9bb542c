/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Copied files on a clipboard between a guest and us: "copy" or "cut", and paths of the share, each
 * with a final NUL. Pure; for bytes of a guest. */

/* (transfer full): @paths joined, as "copy". */
GBytes *bst_file_list_join (const char *const *paths);

/* (nullable) (transfer full): the paths; NULL for what is no such list. 4,096 at most. */
char **bst_file_list_split (GBytes *list);

G_END_DECLS
