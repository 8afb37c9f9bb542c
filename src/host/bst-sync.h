/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-session-private.h"

G_BEGIN_DECLS

/**
 * BstSync:
 *
 * Lists what a host has: all of it with a handful of calls, however many machines there are; and,
 * after an event, single machines again. Main thread only.
 */
BstSync *bst_sync_new (BstSession *session);
void bst_sync_free (BstSync *self);

/* Lists all; the session tells "synced" after. While one is on its way, another follows it. */
void bst_sync_start (BstSync *self);

/* Asks for this domain's state soon, with all others of the next 50 ms; tells when it is gone.
 * @config: its flags and XML too. */
void bst_sync_ask (BstSync *self, const char *uuid, gboolean config);

G_END_DECLS
