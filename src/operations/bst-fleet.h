/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-connection.h"
#include "inventory/bst-inventory.h"
#include "operations/bst-scheduler.h"

G_BEGIN_DECLS

/**
 * BstFleet:
 *
 * Keeps a connection for each host of an inventory, and the inventory true to what they tell. The
 * window and the command line both stand on it. Main thread only.
 *
 * Emits "question" (BstSshQuestion), one at a time: the next when the last was answered.
 */
#define BST_TYPE_FLEET (bst_fleet_get_type ())
G_DECLARE_FINAL_TYPE (BstFleet, bst_fleet, BST, FLEET, GObject)

BstFleet *bst_fleet_new (BstInventory *inventory);

BstInventory *bst_fleet_get_inventory (BstFleet *self);
BstScheduler *bst_fleet_get_scheduler (BstFleet *self);

/* Connects all hosts of the inventory, and those added later. */
void bst_fleet_open (BstFleet *self);

/* Leaves all hosts, at the program's end. Operations that are not begun are cancelled; what became
 * of those under way, the next fleet looks up. */
void bst_fleet_close (BstFleet *self);

/* Whether what hosts tell of themselves becomes lines of the journal; it does. A program that only
 * passes by beside the window leaves that to the window, or each would stand there twice. */
void bst_fleet_set_journal (BstFleet *self, gboolean journal);

/* One host: (again) now; or leave it. */
void bst_fleet_connect_host (BstFleet *self, BstHost *host);
void bst_fleet_disconnect_host (BstFleet *self, BstHost *host);

/* (nullable) (transfer none) */
BstConnection *bst_fleet_get_connection (BstFleet *self, BstHost *host);

/* See bst_connection_set_tick (), bst_connection_refresh () of all. */
void bst_fleet_set_tick (BstFleet *self, guint seconds, gboolean in_view);
void bst_fleet_refresh (BstFleet *self);

/* @machines: of BstMachine, those on screen, over all hosts. */
void bst_fleet_set_on_screen (BstFleet *self, GPtrArray *machines);

G_END_DECLS
