/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/**
 * BstFleetMember:
 *
 * One host of the fleet: its connection, and the inventory kept true to what that tells. Owned by
 * the fleet, and never outlives it.
 */
typedef struct _BstFleetMember BstFleetMember;

/* @down: the journal's last word of the host is that it is lost. */
BstFleetMember *bst_fleet_member_new (BstFleet *fleet, BstHost *host, gboolean down);
void bst_fleet_member_free (BstFleetMember *self);

BstHost *bst_fleet_member_get_host (BstFleetMember *self);
BstConnection *bst_fleet_member_get_connection (BstFleetMember *self);

void bst_fleet_member_open (BstFleetMember *self);
void bst_fleet_member_close (BstFleetMember *self);

/* @uuids: those of this host on screen, NULL-terminated. */
void bst_fleet_member_set_on_screen (BstFleetMember *self, const char *const *uuids);

/* A host left the inventory: where it was this one under another name, this one may connect now. */
void bst_fleet_member_forget_twin (BstFleetMember *self, gint64 host_id);

/* For members. */
void bst_fleet_add_question (BstFleet *self, BstSshQuestion *question);

gboolean bst_fleet_has_journal (BstFleet *self);

/* Whether it was closed: what ends now ends because the program does. */
gboolean bst_fleet_is_closed (BstFleet *self);

/**
 * BstAftermath:
 *
 * Operations that were under way when an earlier program ended: once their host is online, what
 * became of each is looked up and recorded.
 */
typedef struct _BstAftermath BstAftermath;

/* Takes what the inventory has of programs that are gone, now and later. */
BstAftermath *bst_aftermath_new (BstInventory *inventory, BstScheduler *scheduler);
void bst_aftermath_free (BstAftermath *self);

/* @host is online, or left the inventory. */
void bst_aftermath_look (BstAftermath *self, BstHost *host);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstFleetMember, bst_fleet_member_free)

G_END_DECLS
