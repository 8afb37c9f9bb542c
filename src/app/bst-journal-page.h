/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/**
 * BstJournalPage:
 *
 * What happened to one machine, or on one host, newest first: the kept past, page by page, and
 * what goes on happening; filtered by words and by how grave it is.
 */
#define BST_TYPE_JOURNAL_PAGE (bst_journal_page_get_type ())
G_DECLARE_FINAL_TYPE (BstJournalPage, bst_journal_page, BST, JOURNAL_PAGE, GtkWidget)

GtkWidget *bst_journal_page_new (BstInventory *inventory);

/* @host, @machine: (nullable): with no machine all of the host; with neither none. */
void bst_journal_page_set_subject (BstJournalPage *self, BstHost *host, BstMachine *machine);

/* (transfer none): of BstJournalEntry: what is shown now. */
GListModel *bst_journal_page_get_shown (BstJournalPage *self);

/* For tests: as typed. */
void bst_journal_page_set_filter (BstJournalPage *self, const char *text, BstSeverity least);

G_END_DECLS
