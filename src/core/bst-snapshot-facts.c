/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-snapshot-facts.h"

#include "core/bst-domain-facts.h"

static const char *const nicks[BST_N_SNAPSHOT_KINDS] = {
  [BST_SNAPSHOT_INTERNAL] = "internal",
  [BST_SNAPSHOT_EXTERNAL] = "external",
  [BST_SNAPSHOT_DISKS] = "disks",
};

const char *
bst_snapshot_kind_to_nick (BstSnapshotKind kind)
{
  g_return_val_if_fail (kind < BST_N_SNAPSHOT_KINDS, NULL);

  return nicks[kind];
}

BstSnapshotKind
bst_snapshot_kind_from_nick (const char *nick)
{
  for (guint i = 0; i < BST_N_SNAPSHOT_KINDS; i++)
    {
      if (g_strcmp0 (nicks[i], nick) == 0)
        return (BstSnapshotKind)i;
    }

  return BST_N_SNAPSHOT_KINDS;
}

gboolean
bst_snapshot_kind_is_external (BstSnapshotKind kind)
{
  return kind == BST_SNAPSHOT_EXTERNAL || kind == BST_SNAPSHOT_DISKS;
}

static void
disk_free (gpointer data)
{
  BstSnapshotDisk *disk = data;

  g_free (disk->target);
  g_free (disk->kind);
  g_free (disk->file);
  g_free (disk->base);
  g_free (disk);
}

static void
clear (gpointer data)
{
  BstSnapshotFacts *facts = data;

  g_free (facts->name);
  g_free (facts->parent);
  g_free (facts->description);
  g_free (facts->state);
  g_free (facts->memory_file);
  g_ptr_array_unref (facts->disks);
  g_free (facts->xml);
  g_free (facts->policy);
  g_clear_pointer (&facts->thumbnail, g_bytes_unref);
}

BstSnapshotFacts *
bst_snapshot_facts_new (const char *name)
{
  BstSnapshotFacts *facts = g_atomic_rc_box_new0 (BstSnapshotFacts);

  facts->name = g_strdup (name);
  facts->size = BST_UNKNOWN;
  facts->disks = g_ptr_array_new_with_free_func (disk_free);

  return facts;
}

BstSnapshotFacts *
bst_snapshot_facts_ref (BstSnapshotFacts *facts)
{
  return g_atomic_rc_box_acquire (facts);
}

void
bst_snapshot_facts_unref (BstSnapshotFacts *facts)
{
  if (facts != NULL)
    g_atomic_rc_box_release_full (facts, clear);
}

gboolean
bst_snapshot_facts_is_paused (const BstSnapshotFacts *facts)
{
  return facts->has_memory && g_strcmp0 (facts->state, "paused") == 0;
}

BstSnapshotDisk *
bst_snapshot_facts_add_disk (BstSnapshotFacts *facts, const char *target)
{
  BstSnapshotDisk *disk = g_new0 (BstSnapshotDisk, 1);

  disk->target = g_strdup (target);
  g_ptr_array_add (facts->disks, disk);

  return disk;
}

BstSnapshotFacts *
bst_snapshot_facts_find (GPtrArray *snapshots, const char *name)
{
  for (guint i = 0; i < snapshots->len; i++)
    {
      BstSnapshotFacts *facts = snapshots->pdata[i];

      if (g_strcmp0 (facts->name, name) == 0)
        return facts;
    }

  return NULL;
}

BstSnapshotFacts *
bst_snapshot_facts_find_current (GPtrArray *snapshots)
{
  for (guint i = 0; i < snapshots->len; i++)
    {
      BstSnapshotFacts *facts = snapshots->pdata[i];

      if (facts->current)
        return facts;
    }

  return NULL;
}

GPtrArray *
bst_snapshot_facts_array_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)bst_snapshot_facts_unref);
}
