/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How long ago @time (Unix, in microseconds) was, in one short unit: "now", "3 min", "5 h", "2 d";
 * "never" for 0. Translated. */
char *bst_time_text_age (gint64 time);

/* As long as it needs to be unmistakable: "11:37" today, "Mon 11:37" this week, else "2026-11-03
 * 11:37". Local time of @time (Unix, in microseconds). */
char *bst_time_text_clock (gint64 time);

/* A span in microseconds: "0.4 s", "12 s", "3 min 5 s". */
char *bst_time_text_span (gint64 span);

G_END_DECLS
