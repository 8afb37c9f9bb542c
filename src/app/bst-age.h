/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Times are Unix times in microseconds. (transfer full) */

/* "just now", "5 minutes ago", "3 hours ago", "12 days ago"; NULL where @time is 0: never. */
char *bst_age_format (gint64 time, gint64 now);

/* The local date and time, as the user's language writes them. */
char *bst_age_format_time (gint64 time);

G_END_DECLS
