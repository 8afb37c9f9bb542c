/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "app/bst-check-strip.h"
#include "operations/bst-preflight-target.h"

G_BEGIN_DECLS

/**
 * BstTargetRow:
 *
 * A host that machines may be migrated to: chosen by its button, with what the pre-flight found of
 * it in a strip of checks, and unfolded to the same in words.
 */
#define BST_TYPE_TARGET_ROW (bst_target_row_get_type ())
G_DECLARE_FINAL_TYPE (BstTargetRow, bst_target_row, BST, TARGET_ROW, AdwExpanderRow)

GtkWidget *bst_target_row_new (BstPreflightTarget *target);

BstPreflightTarget *bst_target_row_get_target (BstTargetRow *self); /* (transfer none) */

/* The button that chooses it: of one group with the others'. */
GtkCheckButton *bst_target_row_get_button (BstTargetRow *self);

BstCheckStrip *bst_target_row_get_strip (BstTargetRow *self); /* (transfer none) */

G_END_DECLS
