/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * BstSeverity:
 * @BST_SEVERITY_INFO: it happened
 * @BST_SEVERITY_WARNING: worth a look
 * @BST_SEVERITY_ALERT: needs a person
 */
typedef enum
{
  BST_SEVERITY_INFO,
  BST_SEVERITY_WARNING,
  BST_SEVERITY_ALERT,
} BstSeverity;

/**
 * BstJournalEntry:
 *
 * A line of the journal: something that happened on a host or to a machine. Immutable; the outcome
 * of an operation is an entry too.
 */
#define BST_TYPE_JOURNAL_ENTRY (bst_journal_entry_get_type ())
G_DECLARE_FINAL_TYPE (BstJournalEntry, bst_journal_entry, BST, JOURNAL_ENTRY, GObject)

/* What an entry is made from; strings are copied, all but @text (nullable). */
typedef struct
{
  gint64 id;   /* of the inventory; 0: not kept yet */
  gint64 time; /* Unix time in microseconds; 0: now */
  BstSeverity severity;
  const char *kind; /* an English word for filters: "started", "crashed", "host-lost" ... */
  gint64 host_id;   /* 0: of none */
  const char *host_name;
  const char *machine_uuid;
  const char *machine_name;
  const char *operation_id; /* where it is the outcome of one */
  const char *text;         /* for people: what happened */
  const char *detail;       /* why, what to do, the library's words */
} BstJournalFields;

BstJournalEntry *bst_journal_entry_new (const BstJournalFields *fields);

/* Owned by the entry. */
const BstJournalFields *bst_journal_entry_get_fields (BstJournalEntry *self);

G_END_DECLS
