/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-operation.h"
#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/* How many operations run at once on a host; more wait in their order. */
#define BST_SCHEDULER_PER_HOST 4

/**
 * BstScheduler:
 *
 * Runs operations: in the journal from before their first call, at most BST_SCHEDULER_PER_HOST on a
 * host at a time, the parts of a sum each by itself. Main thread only.
 */
#define BST_TYPE_SCHEDULER (bst_scheduler_get_type ())
G_DECLARE_FINAL_TYPE (BstScheduler, bst_scheduler, BST, SCHEDULER, GObject)

BstScheduler *bst_scheduler_new (BstInventory *inventory);

/* @operation: (transfer none): QUEUED. */
void bst_scheduler_submit (BstScheduler *self, BstOperation *operation);

/* Queued and running, not counting parts. */
guint bst_scheduler_get_n_active (BstScheduler *self);

G_END_DECLS
