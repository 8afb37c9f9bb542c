/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Figures as people read them, in the user's language: (transfer full), never NULL but where said.
 */

/* "512 MiB", "1.5 GiB"; NULL for BST_UNKNOWN. */
char *bst_format_memory (guint64 kib);

/* "512 MB", "1.5 GB": as disks are sold, and file managers count. */
char *bst_format_bytes (guint64 bytes);

/* "1.2 MB/s" of bytes a second; NULL where negative. */
char *bst_format_rate (double bytes);

/* "1.2 MiB/s" of bytes a second, as migrations are measured and limited; NULL where negative. */
char *bst_format_speed (double bytes);

/* "37 %"; one decimal below ten, none where it is nought; NULL where negative. */
char *bst_format_percent (double percent);

/* "12 s", "5 min", "3 h 20 min", "4 d 2 h". */
char *bst_format_duration (gint64 seconds);

G_END_DECLS
