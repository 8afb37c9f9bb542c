/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-snapshot-subject.h"

/* libvirt's VIR_DOMAIN_PAUSED_SNAPSHOT. */
#define PAUSED_FOR_SNAPSHOT 9

static guint64
get_memory (BstMachine *machine)
{
  const BstMachineFigures *figures = bst_machine_get_figures (machine);

  if (figures->memory_used_kib != BST_UNKNOWN && figures->memory_used_kib > 0)
    return figures->memory_used_kib;
  if (bst_machine_get_memory_kib (machine) > 0)
    return bst_machine_get_memory_kib (machine);

  return BST_UNKNOWN;
}

static void
take_host (BstSnapshotSubject *self, BstHost *host)
{
  const BstHostFacts *facts = bst_host_get_facts (host);

  self->host = g_strdup (bst_host_get_name (host));
  self->connected = bst_host_state_is_connected (bst_host_get_state (host));
  self->qemu = facts != NULL && g_strcmp0 (facts->driver, "QEMU") == 0;
  self->libvirt_version = facts != NULL ? facts->libvirt_version : 0;
}

BstSnapshotSubject *
bst_snapshot_subject_new (BstMachine *machine,
                          const char *xml,
                          GPtrArray *chains,
                          GPtrArray *snapshots,
                          guint64 free,
                          gboolean fresh)
{
  BstSnapshotSubject *self = g_rc_box_new0 (BstSnapshotSubject);
  BstMachineState state = bst_machine_get_state (machine);
  const BstGuestFacts *guest = bst_machine_get_guest (machine);

  take_host (self, bst_machine_get_host (machine));
  self->machine = g_strdup (bst_machine_get_name (machine));
  self->fresh = fresh;
  self->supported = self->qemu || bst_machine_get_n_snapshots (machine) >= 0;
  self->persistent = bst_machine_is_persistent (machine);
  self->active = bst_machine_state_is_active (state);
  self->running = state == BST_MACHINE_STATE_RUNNING || state == BST_MACHINE_STATE_BLOCKED;
  self->paused = state == BST_MACHINE_STATE_PAUSED;
  self->taking = state == BST_MACHINE_STATE_PAUSED &&
                 bst_machine_get_state_reason (machine) == PAUSED_FOR_SNAPSHOT;
  self->managed_save = bst_machine_has_managed_save (machine);
  self->agent = self->running && guest != NULL && guest->agent;
  self->memory_kib = get_memory (machine);
  self->free = free;
  if (xml != NULL)
    {
      self->config = bst_domain_config_parse (xml, -1, NULL);
      self->needs = bst_migration_needs_parse (xml, -1, NULL);
    }
  if (chains != NULL)
    self->chains = g_ptr_array_ref (chains);
  else if (xml != NULL)
    self->chains = bst_block_chain_parse_all (xml, -1, NULL);
  if (self->chains == NULL)
    self->chains = g_ptr_array_new ();
  self->snapshots = g_ptr_array_ref (snapshots);

  return self;
}

BstSnapshotSubject *
bst_snapshot_subject_ref (BstSnapshotSubject *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  BstSnapshotSubject *self = data;

  g_free (self->machine);
  g_free (self->host);
  g_clear_pointer (&self->config, bst_domain_config_free);
  g_clear_pointer (&self->needs, bst_migration_needs_free);
  g_ptr_array_unref (self->chains);
  g_ptr_array_unref (self->snapshots);
}

void
bst_snapshot_subject_unref (BstSnapshotSubject *self)
{
  if (self != NULL)
    g_rc_box_release_full (self, clear);
}

gboolean
bst_snapshot_subject_is_held (const BstSnapshotSubject *self)
{
  return self->taking || self->busy;
}

const BstBlockLayer *
bst_snapshot_subject_get_top (const BstSnapshotSubject *self, const char *target)
{
  for (guint i = 0; i < self->chains->len; i++)
    {
      const BstBlockChain *chain = self->chains->pdata[i];

      if (g_strcmp0 (chain->target, target) == 0)
        return chain->layers->pdata[0];
    }

  return NULL;
}

static gboolean
is_in_front (const BstSnapshotSubject *self, const BstSnapshotFacts *snapshot)
{
  for (guint i = 0; i < snapshot->disks->len; i++)
    {
      const BstSnapshotDisk *disk = snapshot->disks->pdata[i];

      for (guint j = 0; disk->file != NULL && j < self->chains->len; j++)
        {
          const BstBlockChain *chain = self->chains->pdata[j];

          for (guint k = 0; k < chain->layers->len; k++)
            {
              const BstBlockLayer *layer = chain->layers->pdata[k];

              if (g_strcmp0 (layer->source, disk->file) == 0)
                return TRUE;
            }
        }
    }

  return FALSE;
}

gboolean
bst_snapshot_subject_has_overlays (const BstSnapshotSubject *self)
{
  for (guint i = 0; i < self->snapshots->len; i++)
    {
      const BstSnapshotFacts *snapshot = self->snapshots->pdata[i];

      if (bst_snapshot_kind_is_external (snapshot->kind) && is_in_front (self, snapshot))
        return TRUE;
    }

  return FALSE;
}

gboolean
bst_snapshot_subject_has_internal (const BstSnapshotSubject *self)
{
  for (guint i = 0; i < self->snapshots->len; i++)
    {
      if (!bst_snapshot_kind_is_external (((BstSnapshotFacts *)self->snapshots->pdata[i])->kind))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_child (const BstSnapshotFacts *child, const BstSnapshotFacts *parent)
{
  return child->parent != NULL && g_str_equal (child->parent, parent->name) && child != parent;
}

guint
bst_snapshot_subject_count_children (const BstSnapshotSubject *self,
                                     const BstSnapshotFacts *snapshot)
{
  guint n = 0;

  for (guint i = 0; i < self->snapshots->len; i++)
    n += is_child (self->snapshots->pdata[i], snapshot) ? 1 : 0;

  return n;
}

/* Breadth first and then turned around: no child stands after its parent, and a loop, which only a
 * broken host could tell, ends by itself. */
GPtrArray *
bst_snapshot_subject_get_descendants (const BstSnapshotSubject *self,
                                      const BstSnapshotFacts *snapshot)
{
  GPtrArray *found = g_ptr_array_new ();
  GPtrArray *turned = g_ptr_array_new ();
  const BstSnapshotFacts *parent = snapshot;

  for (guint next = 0;; next++)
    {
      for (guint i = 0; i < self->snapshots->len; i++)
        {
          BstSnapshotFacts *child = self->snapshots->pdata[i];

          if (is_child (child, parent) && child != snapshot &&
              !g_ptr_array_find (found, child, NULL))
            g_ptr_array_add (found, child);
        }
      if (next >= found->len)
        break;
      parent = found->pdata[next];
    }

  for (guint i = found->len; i > 0; i--)
    g_ptr_array_add (turned, found->pdata[i - 1]);
  g_ptr_array_unref (found);

  return turned;
}
