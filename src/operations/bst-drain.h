/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-migration-options.h"
#include "operations/bst-drain-item.h"
#include "operations/bst-fleet.h"
#include "operations/bst-preflight.h"

G_BEGIN_DECLS

#define BST_DRAIN_KIND "drain"
#define BST_DRAIN_HOME_KIND "drain-home"

/* How many go at a time where nothing else is said, and at most. */
#define BST_DRAIN_AT_A_TIME BST_SCHEDULER_MOVES_PER_HOST

/**
 * BstDrain:
 *
 * Which machine of a host goes to which other one, so that the host can be taken down: a plan by
 * free memory and by a pre-flight, to be edited, then run as one operation. Main thread only.
 *
 * A running machine is planned live, one that is off is left where it is unless
 * bst_drain_set_offline () says otherwise. What nobody chose by hand is planned again whenever the
 * pre-flight knows more.
 *
 * Emits "changed" when it was planned.
 */
#define BST_TYPE_DRAIN (bst_drain_get_type ())
G_DECLARE_FINAL_TYPE (BstDrain, bst_drain, BST, DRAIN, GObject)

/* @options: copied. */
BstDrain *bst_drain_new (BstFleet *fleet, BstHost *host, const BstMigrationOptions *options);

BstHost *bst_drain_get_host (BstDrain *self);
const BstMigrationOptions *bst_drain_get_options (BstDrain *self);

/* Each plans again: many machines take some turns of the main loop. */
void bst_drain_set_options (BstDrain *self, const BstMigrationOptions *options);
void bst_drain_set_offline (BstDrain *self, gboolean offline); /* also those that are off */

/* Whether it is planned, by all that the pre-flight can know. */
gboolean bst_drain_is_settled (BstDrain *self);

/* (transfer none): of BstDrainItem, one a machine, the largest first. */
GListModel *bst_drain_get_items (BstDrain *self);

/* Hosts that @item could go to by the pre-flight, the one with most free memory first: (transfer
 * full), of BstHost. */
GPtrArray *bst_drain_get_hosts (BstDrain *self, BstDrainItem *item);

/* (nullable) (transfer full): why @feature cannot be had of the host that is drained. */
char *bst_drain_dup_problem (BstDrain *self, BstMigrationFeature feature);

/* By hand; NULL: it stays. Where it cannot go there, now or later, it stays, and says why. */
void bst_drain_choose (BstDrain *self, BstDrainItem *item, BstHost *host);

/* How many go, by the plan as it is. */
guint bst_drain_get_n_moves (BstDrain *self);

/* (nullable): the plan as an operation, not submitted yet: a sum of BstMigrate with @at_a_time of
 * them on their way; NULL where none can go. Those that stay, with why, are in its "outcome". */
BstOperation *bst_drain_operation_new (BstDrain *self, guint at_a_time);

/* (nullable): takes the machines that drains of @home, of any program, took away from it, and that are
 * still where they were put, back there; NULL where there are none. What was moved on since, by another
 * operation than a drain of @home, stays where it is. Its "outcome" says from the beginning which of
 * them may have old disks in their way at home: nothing is written over those. */
BstOperation *bst_drain_home_operation_new (BstFleet *fleet, BstHost *home, guint at_a_time);

G_END_DECLS
