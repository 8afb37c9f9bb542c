/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-journal-entry.h"

struct _BstJournalEntry
{
  GObject parent_instance;

  BstJournalFields fields; /* the strings in it are owned */
};

G_DEFINE_FINAL_TYPE (BstJournalEntry, bst_journal_entry, G_TYPE_OBJECT)

static void
bst_journal_entry_finalize (GObject *object)
{
  BstJournalFields *fields = &BST_JOURNAL_ENTRY (object)->fields;

  g_free ((char *) fields->kind);
  g_free ((char *) fields->host_name);
  g_free ((char *) fields->machine_uuid);
  g_free ((char *) fields->machine_name);
  g_free ((char *) fields->operation_id);
  g_free ((char *) fields->text);
  g_free ((char *) fields->detail);

  G_OBJECT_CLASS (bst_journal_entry_parent_class)->finalize (object);
}

static void
bst_journal_entry_class_init (BstJournalEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_journal_entry_finalize;
}

static void
bst_journal_entry_init (BstJournalEntry *self)
{
}

BstJournalEntry *
bst_journal_entry_new (const BstJournalFields *fields)
{
  BstJournalEntry *self = g_object_new (BST_TYPE_JOURNAL_ENTRY, NULL);

  g_return_val_if_fail (fields->text != NULL, self);

  self->fields = *fields;
  if (self->fields.time == 0)
    self->fields.time = g_get_real_time ();
  self->fields.kind = g_strdup (fields->kind);
  self->fields.host_name = g_strdup (fields->host_name);
  self->fields.machine_uuid = g_strdup (fields->machine_uuid);
  self->fields.machine_name = g_strdup (fields->machine_name);
  self->fields.operation_id = g_strdup (fields->operation_id);
  self->fields.text = g_strdup (fields->text);
  self->fields.detail = g_strdup (fields->detail);

  return self;
}

const BstJournalFields *
bst_journal_entry_get_fields (BstJournalEntry *self)
{
  g_return_val_if_fail (BST_IS_JOURNAL_ENTRY (self), NULL);

  return &self->fields;
}
