/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-session-private.h"

G_BEGIN_DECLS

/**
 * BstTick:
 *
 * Asks for figures in a rhythm: of all active machines in one call, and of the host in another. One
 * tick at a time; what a slow host misses is not made up for. Main thread only.
 */
BstTick *bst_tick_new (BstSession *session);
void bst_tick_free (BstTick *self);

/* One now, and then each @seconds. */
void bst_tick_set_interval (BstTick *self, guint seconds);
void bst_tick_now (BstTick *self);

G_END_DECLS
