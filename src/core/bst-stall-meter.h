/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Measures for how long the main loop stands still: the time from when it wakes to when it waits
 * again. Main thread, default main context; for the bench, and for people who debug.
 */

/* From now on. A turn of @say_ms or longer is logged; 0: none is. To be called once. */
void bst_stall_meter_start (guint say_ms);

/* Starts it where BASTIDA_DEBUG names "stalls" (all of 16 ms and longer, one frame, are logged). */
void bst_stall_meter_start_from_environment (void);

/* The longest turn since the start or the last reset, in ms; 0 where it was not started. */
double bst_stall_meter_get_longest (void);

/* The same without the time that the main thread was ready to run while others had the processors:
 * what a test can hold against the program on a computer that is busy with other things. */
double bst_stall_meter_get_longest_own (void);
void bst_stall_meter_reset (void);

G_END_DECLS
