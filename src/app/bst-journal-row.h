/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "core/bst-journal-entry.h"

G_BEGIN_DECLS

/* An entry of the journal in a list: how grave, when, what and, one click further, why. */
#define BST_TYPE_JOURNAL_ROW (bst_journal_row_get_type ())
G_DECLARE_FINAL_TYPE (BstJournalRow, bst_journal_row, BST, JOURNAL_ROW, GtkWidget)

GtkWidget *bst_journal_row_new (void);

void bst_journal_row_set_entry (BstJournalRow *self, BstJournalEntry *entry);

G_END_DECLS
