/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "operations/bst-drain.h"

G_BEGIN_DECLS

/* A machine of a host that is drained: where it goes, to be changed, or why it stays. */
#define BST_TYPE_DRAIN_ROW (bst_drain_row_get_type ())
G_DECLARE_FINAL_TYPE (BstDrainRow, bst_drain_row, BST, DRAIN_ROW, AdwActionRow)

GtkWidget *bst_drain_row_new (BstDrain *drain, BstDrainItem *item);

G_END_DECLS
