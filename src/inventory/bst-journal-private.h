/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-journal-entry.h"
#include "inventory/bst-writer-private.h"

G_BEGIN_DECLS

/* The newest entries of the journal, newest first, with no two of the same ID. */
typedef struct _BstJournal BstJournal;

BstJournal *bst_journal_new (void);
void bst_journal_free (BstJournal *self);
GListModel *bst_journal_get_model (BstJournal *self);

/* The ID of the newest; 0: none. */
gint64 bst_journal_get_newest (BstJournal *self);

/* In its place; not where it is there already. */
void bst_journal_add (BstJournal *self, BstJournalEntry *entry);

/* A BstWriteFunc for a BstJournalEntry. */
gboolean bst_journal_write (BstSql *sql, gpointer entry, GError **error);

/* One that drops the oldest of very many. */
gboolean bst_journal_prune (BstSql *sql, gpointer data, GError **error);

/* Newest first: (transfer full), of BstJournalEntry. @host_id 0, @machine_uuid NULL, @before 0:
 * all; newer than @after. */
GPtrArray *bst_journal_read (BstSql *sql,
                             gint64 host_id,
                             const char *machine_uuid,
                             gint64 before,
                             gint64 after,
                             guint limit,
                             GError **error);

/* How many the model holds. */
#define BST_JOURNAL_LENGTH 1000

G_END_DECLS
