/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/**
 * BstAlerts:
 *
 * What needs a person, now: hosts that are lost; machines that crashed or stand still for an I/O
 * error or by their watchdog; machines that run on two hosts, or on neither of the two that a migration
 * was between; disks nearly full; guest agents that do not answer. A list model of BstAlert, kept true
 * by itself, the worst first. Main thread only.
 */
#define BST_TYPE_ALERTS (bst_alerts_get_type ())
G_DECLARE_FINAL_TYPE (BstAlerts, bst_alerts, BST, ALERTS, GObject)

BstAlerts *bst_alerts_new (BstInventory *inventory);

/* Seconds that a guest has, from its start, until its silent agent is worth a word. */
#define BST_ALERTS_AGENT_PATIENCE 120

/* (transfer none) */
GListModel *bst_alerts_get_model (BstAlerts *self);

G_END_DECLS
