/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "app/bst-way-memory.h"

G_BEGIN_DECLS

/**
 * BstWayDialog:
 *
 * Asks how to get to a console that was not reached: as the desktop's settings say, straight,
 * through a proxy or through an SSH gateway; and whether to do so next time, for that host or all
 * of its domain: what came of it is for who asked to keep, once it has led there.
 *
 * Emits "chosen" (), once, before it goes away: see bst_way_dialog_get_way ().
 */
#define BST_TYPE_WAY_DIALOG (bst_way_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BstWayDialog, bst_way_dialog, BST, WAY_DIALOG, AdwWindow)

/* @way: how it was tried. Copies what it needs of @file. */
BstWayDialog *bst_way_dialog_new (GtkWindow *parent,
                                  BstInventory *inventory,
                                  const BstVvFile *file,
                                  const BstWay *way);

const BstWay *bst_way_dialog_get_way (BstWayDialog *self);
BstWayScope bst_way_dialog_get_scope (BstWayDialog *self);

G_END_DECLS
