/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "app/bst-column.h"

G_BEGIN_DECLS

/**
 * BstMachineOrder:
 *
 * Which machines the list shows, and in which order: those in the scope that fit the query, sorted
 * by one column. Keys to sort by are kept, and news of machines gathered until the main loop is
 * next idle, so that a tick of thousands costs one sort. Main thread only.
 *
 * Signals:
 *
 * - "changed" (): other machines are shown, or in another order
 * - "updated" (guint position, guint changes): BstMachineChanges of a machine that is shown; after
 *   "changed" where the same news made both
 */
#define BST_TYPE_MACHINE_ORDER (bst_machine_order_get_type ())
G_DECLARE_FINAL_TYPE (BstMachineOrder, bst_machine_order, BST, MACHINE_ORDER, GObject)

/* @machines: of BstMachine. */
BstMachineOrder *bst_machine_order_new (GListModel *machines);

guint bst_machine_order_get_n (BstMachineOrder *self);
BstMachine *bst_machine_order_get (BstMachineOrder *self, guint position); /* (transfer none) */

/* FALSE where it is not shown. @position: (out) (optional) */
gboolean bst_machine_order_find (BstMachineOrder *self, BstMachine *machine, guint *position);

/* Whether it is among the machines, shown or not. */
gboolean bst_machine_order_knows (BstMachineOrder *self, BstMachine *machine);

/* Each (nullable): of all hosts, with any tag, in any group; a group holds those below it. */
void bst_machine_order_set_scope (BstMachineOrder *self,
                                  BstHost *host,
                                  const char *tag,
                                  const char *group);

/* @text: see BstQuery. */
void bst_machine_order_set_query (BstMachineOrder *self, const char *text);

/* @column: (nullable): by name. */
void
bst_machine_order_set_sort (BstMachineOrder *self, const BstColumn *column, gboolean descending);

/* While it is held, rows stay where they are though what they are sorted by changes; machines still
 * come and go. Each hold needs its release, which brings them in order. */
void bst_machine_order_hold (BstMachineOrder *self);
void bst_machine_order_release (BstMachineOrder *self);

/* Does now what waits for the main loop. */
void bst_machine_order_flush (BstMachineOrder *self);

G_END_DECLS
