/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Carries bytes between the two, both ways, until both ends are over, one breaks, or @cancellable
 * is cancelled; closes them then. @hello (nullable) goes to @near first. Main thread. */
void bst_pump_start (GSocketConnection *near,
                     GSocketConnection *far,
                     const char *hello,
                     GCancellable *cancellable);

G_END_DECLS
