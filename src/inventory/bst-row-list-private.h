/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A list model over one array: rows come and go many at once, in few spans. Main thread only. */
#define BST_TYPE_ROW_LIST (bst_row_list_get_type ())
G_DECLARE_FINAL_TYPE (BstRowList, bst_row_list, BST, ROW_LIST, GObject)

BstRowList *bst_row_list_new (GType item_type);

/* (array length=n) (transfer none): all rows, as they are now. */
gpointer *bst_row_list_peek (BstRowList *self, guint *n);

/* At the end, in one span. @rows: referenced. */
void bst_row_list_append (BstRowList *self, gpointer *rows, guint n);

/* @rows: a set. Each run of neighbours is a span; where that were many, one span holds them all. */
void bst_row_list_remove (BstRowList *self, GHashTable *rows);

G_END_DECLS
