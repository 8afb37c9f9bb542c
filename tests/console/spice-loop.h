/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <spice.h>

/* Fills in timers and watches for a SPICE server, by GLib's default main context. */
void spice_loop_fill (SpiceCoreInterface *core);
