/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-preflight.h"

G_BEGIN_DECLS

/**
 * BstTargetList:
 *
 * The targets of a pre-flight, the best first, one of them chosen: the best, until its user takes
 * another. Emits "chosen" (no arguments) when it is another one, or what is known of it changed.
 */
#define BST_TYPE_TARGET_LIST (bst_target_list_get_type ())
G_DECLARE_FINAL_TYPE (BstTargetList, bst_target_list, BST, TARGET_LIST, GtkWidget)

GtkWidget *bst_target_list_new (void);

/* To be called once. */
void bst_target_list_set_preflight (BstTargetList *self, BstPreflight *preflight);

BstPreflightTarget *
bst_target_list_get_chosen (BstTargetList *self); /* (nullable) (transfer none) */
void bst_target_list_choose (BstTargetList *self, BstHost *host);

/* (nullable): a target's row; for tests. */
GtkWidget *bst_target_list_get_row (BstTargetList *self, BstHost *host);

G_END_DECLS
