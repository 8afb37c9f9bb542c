/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Gives the test a message bus of its own, and receives the notifications that a desktop would: GIO
 * warns of one that nobody takes. */
void notification_service_start (void);

/* The summaries received so far, oldest first. */
const char *const *notification_service_get_summaries (void);

G_END_DECLS
