/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Watches @application's first window, then quits it and prints, one "name value unit" a line:
 *
 * - painted: from the start of the process (BENCH_STARTED, monotonic µs, where whoever started it
 *   says) to its first frame; with @rows, to the first frame with rows of a column view in it
 * - memory: resident, @settle seconds after that
 * - cpu: of one core, in the @seconds after
 * - stall: the main loop's longest, from the first frame to the end
 */
void bench_start_watch (GtkApplication *application, gboolean rows, guint settle, guint seconds);

G_END_DECLS
