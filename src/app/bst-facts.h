/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BstFacts:
 *
 * A heading, and below it rows of a title and a value that can be selected and copied. Rows are
 * numbered from 0, made when first set and changed in place ever after, so that nothing flickers
 * and a selection stays. With no row to show it hides itself.
 *
 * For the keyboard its values are one stop: Up and Down go from one to the next, which is then
 * selected as a whole, to be copied.
 */
#define BST_TYPE_FACTS (bst_facts_get_type ())
G_DECLARE_FINAL_TYPE (BstFacts, bst_facts, BST, FACTS, GtkWidget)

GtkWidget *bst_facts_new (const char *heading);

/* @row: at most one past the last; @value: NULL or "" hides it. */
void bst_facts_set (BstFacts *self, guint row, const char *title, const char *value);

/* A bar under the value, 0 to 1; negative: none. */
void bst_facts_set_usage (BstFacts *self, guint row, double fraction);

/* Another widget in the place of a value: (transfer floating). */
void bst_facts_set_widget (BstFacts *self, guint row, const char *title, GtkWidget *widget);

/* Hides the rows from @n on. */
void bst_facts_set_n_rows (BstFacts *self, guint n);

/* (nullable): what the row @title shows now; for tests. */
const char *bst_facts_get_value (BstFacts *self, const char *title);

G_END_DECLS
