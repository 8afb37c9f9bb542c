/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * BstSavedView:
 *
 * A search that has a name: what is looked for, and how it is sorted. Immutable.
 */
#define BST_TYPE_SAVED_VIEW (bst_saved_view_get_type ())
G_DECLARE_FINAL_TYPE (BstSavedView, bst_saved_view, BST, SAVED_VIEW, GObject)

/* @sort: the id of a column */
BstSavedView *
bst_saved_view_new (const char *name, const char *query, const char *sort, gboolean descending);

const char *bst_saved_view_get_name (BstSavedView *self);
const char *bst_saved_view_get_query (BstSavedView *self);
const char *bst_saved_view_get_sort (BstSavedView *self);
gboolean bst_saved_view_get_descending (BstSavedView *self);

G_END_DECLS
