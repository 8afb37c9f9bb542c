/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-operation.h"
#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/* How many operations run at once on a host; more wait in their order. Those between two hosts count
 * on both, and fewer of them at a time: each holds a thread of its host's link (BST_LINK_POOL) for as
 * long as it lasts, and one is left for all else. Who asks for more is told so. */
#define BST_SCHEDULER_PER_HOST 4
#define BST_SCHEDULER_MOVES_PER_HOST 2

/* ... and on all hosts together. */
#define BST_SCHEDULER_OVERALL 32

/**
 * BstScheduler:
 *
 * Runs operations: in the inventory's file from before their first call, as long as the disk
 * answers in time, at most BST_SCHEDULER_PER_HOST on a host at a time, the parts of a sum each by
 * itself, with no more of them at a time than the sum allows; their outcomes are lines of the
 * journal. One that forces a machine off goes before all that waits, waits for no disk, and has a
 * place of its own: it is what helps when the others hang. Main thread only.
 *
 * Property: "n-active" (uint, notified).
 */
#define BST_TYPE_SCHEDULER (bst_scheduler_get_type ())
G_DECLARE_FINAL_TYPE (BstScheduler, bst_scheduler, BST, SCHEDULER, GObject)

BstScheduler *bst_scheduler_new (BstInventory *inventory);

/* @operation: (transfer none): QUEUED. It is run in a later turn of the main loop, but where
 * it forces a machine off; cancelled before, it never is. */
void bst_scheduler_submit (BstScheduler *self, BstOperation *operation);

/* For an operation that runs: from now on it only waits for something to happen, and asks the host
 * for nothing; the next one may run. */
void bst_scheduler_release (BstScheduler *self, BstOperation *operation);

/* For one that was released, when it is to ask the host for something again: @turn is called once it
 * has a place, now or later, behind those that wait already. Never where it is over before, or the
 * program ends; one that waits for its turn already goes on waiting. */
typedef void (*BstSchedulerTurn) (BstOperation *operation);
void bst_scheduler_queue_again (BstScheduler *self, BstOperation *operation, BstSchedulerTurn turn);

/* The program ends: what was not begun is cancelled; what was stays as it is in the inventory, for
 * the next program to look at. */
void bst_scheduler_abandon (BstScheduler *self);

/* Queued and running, not counting parts. */
guint bst_scheduler_get_n_active (BstScheduler *self);

/* The journal's line of an operation that is over; also for one of an earlier program. */
void bst_scheduler_add_outcome (BstScheduler *self, BstOperation *operation);

G_END_DECLS
