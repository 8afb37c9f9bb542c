/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/bst-saved-view.h"
#include "inventory/bst-host.h"
#include "inventory/bst-label.h"

G_BEGIN_DECLS

/* In the order of the sidebar. */
typedef enum
{
  BST_PLACE_ALL,
  BST_PLACE_HOST,
  BST_PLACE_VIEW,
  BST_PLACE_GROUP,
  BST_PLACE_TAG,
} BstPlaceKind;

/**
 * BstPlace:
 *
 * What a row of the sidebar stands for. Immutable; what it names may change.
 */
#define BST_TYPE_PLACE (bst_place_get_type ())
G_DECLARE_FINAL_TYPE (BstPlace, bst_place, BST, PLACE, GObject)

BstPlace *bst_place_new_all (void);
BstPlace *bst_place_new_host (BstHost *host);
BstPlace *bst_place_new_label (BstPlaceKind kind, BstLabel *label);
BstPlace *bst_place_new_view (BstSavedView *view);

BstPlaceKind bst_place_get_kind (BstPlace *self);
const char *bst_place_get_title (BstPlace *self);
BstHost *bst_place_get_host (BstPlace *self);      /* (nullable) (transfer none) */
BstLabel *bst_place_get_label (BstPlace *self);    /* (nullable) (transfer none) */
BstSavedView *bst_place_get_view (BstPlace *self); /* (nullable) (transfer none) */

/* The same again at the next start: "all", "host:3", "tag:web" ... (transfer full). */
char *bst_place_to_key (BstPlace *self);

G_END_DECLS
