/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "host/bst-roster.h"

struct _BstRoster
{
  GHashTable *entries; /* the entry's uuid → BstRosterEntry, owned */
};

static void
entry_free (gpointer data)
{
  BstRosterEntry *entry = data;

  g_free (entry->name);
  g_free (entry);
}

BstRoster *
bst_roster_new (void)
{
  BstRoster *self = g_new0 (BstRoster, 1);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);

  return self;
}

void
bst_roster_free (BstRoster *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->entries);
  g_free (self);
}

BstRosterEntry *
bst_roster_get (BstRoster *self, const char *uuid)
{
  return g_hash_table_lookup (self->entries, uuid);
}

BstRosterEntry *
bst_roster_update (BstRoster *self, const BstDomainFacts *facts)
{
  BstRosterEntry *entry = bst_roster_get (self, facts->uuid);

  if (entry == NULL)
    {
      entry = g_new0 (BstRosterEntry, 1);
      g_strlcpy (entry->uuid, facts->uuid, sizeof entry->uuid);
      entry->id = -1;
      g_hash_table_insert (self->entries, entry->uuid, entry);
    }

  if (facts->name != NULL && g_strcmp0 (facts->name, entry->name) != 0)
    {
      g_free (entry->name);
      entry->name = g_strdup (facts->name);
    }
  if (facts->known & BST_DOMAIN_KNOWN_STATE)
    {
      entry->state = facts->state;
      entry->reason = facts->reason;
      entry->id = facts->id;
      if (!bst_machine_state_is_active (facts->state))
        {
          entry->agent = FALSE;
          entry->started_at = 0;
          entry->uptime_asked = FALSE;
          entry->guest_asked = entry->guest_rest = 0;
        }
    }
  if (facts->known & BST_DOMAIN_KNOWN_FLAGS)
    {
      entry->persistent = facts->persistent;
      entry->managed_save = facts->managed_save;
    }
  if (facts->known & BST_DOMAIN_KNOWN_SIZE)
    entry->vcpus = facts->vcpus;
  if (facts->known & BST_DOMAIN_KNOWN_STARTED)
    entry->started_at = facts->started_at;

  return entry;
}

gboolean
bst_roster_remove (BstRoster *self, const char *uuid)
{
  return g_hash_table_remove (self->entries, uuid);
}

guint
bst_roster_get_n (BstRoster *self)
{
  return g_hash_table_size (self->entries);
}

void
bst_roster_iter_init (BstRoster *self, GHashTableIter *iter)
{
  g_hash_table_iter_init (iter, self->entries);
}

const char *
bst_roster_get_name (BstRoster *self, const char *uuid)
{
  const BstRosterEntry *entry = bst_roster_get (self, uuid);

  return entry != NULL && entry->name != NULL ? entry->name : uuid;
}
