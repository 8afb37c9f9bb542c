/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BstSpiceGuard:
 *
 * Looks at what a server sends on one channel before the library does, which believes sizes that it
 * is told: a message of 4 GiB ends the program, as do 4 GiB that a USB device has packed into a few
 * bytes, and a guest's cursor that is larger than its bytes overwrites memory (spice-gtk 0.42). Pure;
 * bytes in, yes or no out; any thread.
 */
typedef struct _BstSpiceGuard BstSpiceGuard;

/* For one connection. What does not begin as SPICE does, as TLS, passes without a look. */
BstSpiceGuard *bst_spice_guard_new (void);
BstSpiceGuard *bst_spice_guard_copy (const BstSpiceGuard *self);
void bst_spice_guard_free (BstSpiceGuard *self);

/* FALSE: not these bytes, and nothing of the channel any more. */
gboolean bst_spice_guard_check (BstSpiceGuard *self, const guint8 *data, gsize length);

/* What the client says, which tells what the channel is for. */
void bst_spice_guard_learn (BstSpiceGuard *self, const guint8 *data, gsize length);

/* Whether to hang up now may end the server, and the machine with it: spice-server 0.15 waits
 * in a loop for the first message of a display's client, and when that client goes meanwhile, looks
 * at what it has just freed. It says nothing before that is over. */
gboolean bst_spice_guard_must_stay (const BstSpiceGuard *self);

/* (transfer full) (nullable): that message, where the client must stay and has not said it. */
GBytes *bst_spice_guard_make_first (const BstSpiceGuard *self);

/* A BstPumpCheck, with a guard. */
gboolean
bst_spice_guard_pump (gpointer guard, gboolean from_server, const guint8 *data, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstSpiceGuard, bst_spice_guard_free)

G_END_DECLS
