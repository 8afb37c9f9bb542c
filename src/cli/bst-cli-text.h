/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @text with its control characters and direction marks shown as \n, \u202e ..., so that a machine's
 * name can neither break a line nor drive a terminal. */
char *bst_cli_escape (const char *text);

/* "2026-03-01T09:30:00Z" of a Unix time in microseconds; NULL of 0. */
char *bst_cli_iso_time (gint64 time);

/* "2026-03-01 10:30:00", local. */
char *bst_cli_local_time (gint64 time);

/* "3d 4h", "12m", "8s" of seconds. */
char *bst_cli_duration (gint64 seconds);

/* "1.5 GiB". */
char *bst_cli_kib (guint64 kib);

G_END_DECLS
