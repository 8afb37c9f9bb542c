/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Whether @item is to be shown. @text is what was typed, case-folded, "" for nothing; @choice the
 * position in the drop-down. */
typedef gboolean (*BstFilterFunc) (gpointer item, const char *text, guint choice, gpointer data);

/**
 * BstFilterPage:
 *
 * A list with a field and a drop-down that choose what of it is shown, and a page in its stead
 * while there is nothing.
 */
#define BST_TYPE_FILTER_PAGE (bst_filter_page_get_type ())
G_DECLARE_FINAL_TYPE (BstFilterPage, bst_filter_page, BST, FILTER_PAGE, GtkWidget)

/* @choices: NULL-terminated; @empty_…: what is shown while @model is empty. */
GtkWidget *bst_filter_page_new (GListModel *model,
                                const char *const *choices,
                                BstFilterFunc func,
                                gpointer data,
                                const char *empty_icon,
                                const char *empty_title,
                                const char *empty_text);

/* (transfer none): what is to be shown. */
GListModel *bst_filter_page_get_model (BstFilterPage *self);

/* What there is to know of the items is another: asks again which are to be shown. */
void bst_filter_page_refilter (BstFilterPage *self);

/* @view: a scrollable widget that shows the model. */
void bst_filter_page_set_view (BstFilterPage *self, GtkWidget *view);

/* Whether @haystack (nullable) holds @text, case-folded. */
gboolean bst_filter_page_has (const char *haystack, const char *text);

G_END_DECLS
