/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-session-private.h"

G_BEGIN_DECLS

/**
 * BstGuestQuery:
 *
 * Asks guest agents, leases and ARP tables about guests: when one starts, when its agent connects,
 * and each minute for those on screen. Few at a time, and an agent that does not answer is left
 * alone for a while: it must not hold up the others. Main thread only.
 */
BstGuestQuery *bst_guest_query_new (BstSession *session);
void bst_guest_query_free (BstGuestQuery *self);

/* Asks soon where the machine is active. */
void bst_guest_query_consider (BstGuestQuery *self, const char *uuid);

/* To be called now and then: asks those on screen whose minute is over. */
void bst_guest_query_minute (BstGuestQuery *self);

/* @stats: of BstDomainStats. QEMU's guests tell their memory only where a period is set: does so
 * for those that tell none. */
void bst_guest_query_take_stats (BstGuestQuery *self, GArray *stats);

/* On a link's threads; never NULL. */
BstGuestFacts *bst_guest_query_ask_domain (BstLink *link, virDomainPtr domain, gboolean agent);

G_END_DECLS
