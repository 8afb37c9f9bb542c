/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-graph.h"
#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/* The graphs in the order in which they stand; a host has the first two. */
typedef enum
{
  BST_GRAPHS_CPU,
  BST_GRAPHS_MEMORY,
  BST_GRAPHS_NETWORK,
  BST_GRAPHS_DISK,
  BST_N_GRAPHS,
} BstGraphsKind;

/**
 * BstGraphsPage:
 *
 * The figures of a machine or host over the last hour, day or month, going on while it is shown.
 * One cursor for all graphs.
 */
#define BST_TYPE_GRAPHS_PAGE (bst_graphs_page_get_type ())
G_DECLARE_FINAL_TYPE (BstGraphsPage, bst_graphs_page, BST, GRAPHS_PAGE, GtkWidget)

GtkWidget *bst_graphs_page_new (BstInventory *inventory);

/* @host, @machine: (nullable): with no machine the host's own; with neither none. */
void bst_graphs_page_set_subject (BstGraphsPage *self, BstHost *host, BstMachine *machine);

void bst_graphs_page_set_history (BstGraphsPage *self, BstHistory history);
BstHistory bst_graphs_page_get_history (BstGraphsPage *self);

/* Lets the time go on also while nothing is heard. */
void bst_graphs_page_update_age (BstGraphsPage *self);

/* For tests. */
BstGraph *bst_graphs_page_get_graph (BstGraphsPage *self, BstGraphsKind kind);

G_END_DECLS
