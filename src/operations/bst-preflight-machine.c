/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Checks of what the machine is, and of what it must find there beside its disks. */

#include "config.h"

#include <glib/gi18n.h>

#include "operations/bst-preflight-private.h"

void
bst_check_state (const BstPreflightCase *subject, GPtrArray *findings)
{
  const BstMachineSurvey *machine = subject->machine;
  const BstMigrationOptions *options = subject->options;

  if (!options->live && machine->active)
    bst_findings_add (findings, BST_VERDICT_BLOCK, _ ("Migrate it live, or shut it down first."),
                      NULL, _ ("The machine is not off"));
  if (!options->live && machine->managed_save)
    bst_findings_add (findings, BST_VERDICT_WARN,
                      _ ("Start the machine and shut it down, or discard the saved state."), NULL,
                      _ ("Its saved state stays behind: it will start afresh there"));
  if (options->live && !options->persistent && machine->persistent && options->undefine_source)
    bst_findings_add (findings, BST_VERDICT_WARN, _ ("Let the destination keep it."), NULL,
                      _ ("Once it is shut down there, the machine is defined nowhere"));
  if (findings->len == 0)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL,
                      machine->active ? _ ("It runs")
                                      : _ ("It is off: its definition goes, and what is copied"));
}

void
bst_check_job (const BstPreflightCase *subject, GPtrArray *findings)
{
  const GPtrArray *files = subject->machine->needs->files;

  if (subject->machine->job != 0)
    bst_findings_add (findings, BST_VERDICT_BLOCK, _ ("Wait until it is over, or cancel it."), NULL,
                      _ ("Another job is under way on the machine: a migration, a save, a backup"));
  for (guint i = 0; i < files->len; i++)
    {
      const BstNeedFile *file = files->pdata[i];

      if (file->busy)
        bst_findings_add (findings, bst_case_block (subject),
                          _ ("Wait until it is over, or cancel it."), NULL,
                          _ ("The disk %s is being copied or merged"), file->target);
    }
  if (findings->len == 0)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL, _ ("Nothing else is under way"));
}

void
bst_check_name (const BstPreflightCase *subject, GPtrArray *findings)
{
  const BstMigrationNeeds *needs = subject->machine->needs;
  const GPtrArray *domains = subject->target->survey->domains;

  if (domains == NULL)
    {
      bst_findings_add (findings, BST_VERDICT_WARN,
                        _ ("Make sure that none there has the name or the UUID of this one (virsh "
                           "list --all)."),
                        NULL, _ ("%s does not list its machines"), subject->target->name);
      return;
    }
  for (guint i = 0; i < domains->len; i++)
    {
      const BstSurveyDomain *domain = domains->pdata[i];
      gboolean same_uuid = g_strcmp0 (domain->uuid, needs->uuid) == 0;
      gboolean same_name = g_strcmp0 (domain->name, needs->name) == 0;

      if (same_uuid && same_name && domain->active)
        bst_findings_add (
            findings, BST_VERDICT_BLOCK,
            _ ("Find out which of the two is the right one, and shut down the other."), NULL,
            _ ("The machine runs on %s already"), subject->target->name);
      else if (same_uuid && same_name)
        bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL,
                          _ ("%s has its definition already; it is replaced"),
                          subject->target->name);
      else if (same_uuid)
        bst_findings_add (findings, BST_VERDICT_BLOCK,
                          _ ("Undefine that one, or give it a UUID of its own."), NULL,
                          _ ("A machine of %s has the same UUID: “%s”"), subject->target->name,
                          domain->name);
      else if (same_name)
        bst_findings_add (findings, BST_VERDICT_BLOCK, _ ("Rename one of the two."), NULL,
                          _ ("%s has another machine of that name"), subject->target->name);
    }
  if (findings->len == 0)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL, _ ("Both are free there"));
}

/* --- Devices --- */

/* From these on, the host's QEMU says itself which devices it can move; libvirt asks it. */
#define LIBVIRT_ASKS_QEMU 9001000
#define QEMU_MOVES_VFIO 8001000
#define LIBVIRT_MOVES_VIRTIOFS 10006000

static gboolean
is_new_enough (const BstPreflightCase *subject, gulong libvirt, gulong qemu)
{
  const BstHostFacts *facts = subject->source->facts;

  return facts != NULL && facts->libvirt_version >= libvirt && facts->driver_version >= qemu;
}

static BstVerdict
judge_tie (const BstPreflightCase *subject, BstTieKind kind)
{
  switch (kind)
    {
    case BST_TIE_PCI:
    case BST_TIE_MDEV:
    case BST_TIE_NIC:
      if (is_new_enough (subject, LIBVIRT_ASKS_QEMU, QEMU_MOVES_VFIO))
        return BST_VERDICT_WARN;
      return bst_case_block (subject);
    case BST_TIE_VIRTIOFS:
      if (is_new_enough (subject, LIBVIRT_MOVES_VIRTIOFS, 0))
        return BST_VERDICT_WARN;
      return bst_case_block (subject);
    case BST_TIE_USB:
      return BST_VERDICT_WARN;
    case BST_TIE_9P:
      /* QEMU refuses only while the guest has it mounted, which nobody but the guest knows. */
      return BST_VERDICT_WARN;
    case BST_TIE_INVTSC:
    case BST_TIE_SECURITY:
      return bst_case_is_live (subject) ? BST_VERDICT_BLOCK : BST_VERDICT_PASS;
    case BST_TIE_SCSI:
    case BST_TIE_CAPABILITIES:
    case BST_TIE_VDPA:
    case BST_TIE_SHMEM_LEGACY:
    case BST_TIE_SHMEM_PEER:
    case BST_TIE_NVME:
    default:
      return bst_case_block (subject);
    }
}

static const struct
{
  const char *reason;
  const char *remedy;
} ties[] = {
  [BST_TIE_PCI] = { N_ ("The machine has a PCI device of its host"),
                    N_ ("Unplug it for the time, or shut the machine down.") },
  [BST_TIE_MDEV] = { N_ ("The machine has a mediated device of its host (a share of a graphics "
                         "processor, for example)"),
                     N_ ("Unplug it for the time, or shut the machine down.") },
  [BST_TIE_SCSI] = { N_ ("The machine has a SCSI device of its host"),
                     N_ ("Unplug it for the time, or give it the disk as a disk.") },
  [BST_TIE_USB] = { N_ ("The machine has a USB device of its host, which stays behind"),
                    N_ ("Plug the device in at the other host, or redirect it through the "
                        "console.") },
  [BST_TIE_CAPABILITIES] = { N_ ("The machine uses its host’s devices"),
                             N_ ("Unplug them, or give the machine devices of its own.") },
  [BST_TIE_NIC] = { N_ ("The machine has a network device of its host"),
                    N_ ("Team it with a virtual one (“teaming” in the XML), or unplug it for the "
                        "time.") },
  [BST_TIE_VDPA] = { N_ ("The machine has a vDPA network device, which libvirt cannot move"),
                     N_ ("Unplug it for the time.") },
  [BST_TIE_SHMEM_LEGACY] = { N_ ("The machine shares memory in the old way (ivshmem)"),
                             N_ ("Use the model “ivshmem-plain” with the role “master”, or unplug "
                                 "it.") },
  [BST_TIE_SHMEM_PEER] = { N_ ("The machine shares memory with others of its host"),
                           N_ ("Unplug it, or give it the role “master” if it is the one.") },
  [BST_TIE_VIRTIOFS] = { N_ ("The machine has a folder of its host (virtiofs)"),
                         N_ ("Unmount it in the guest and unplug it for the time.") },
  [BST_TIE_9P] = { N_ ("The machine has a folder of its host (9p): it cannot go while the guest "
                       "has it mounted"),
                   N_ ("Unmount it in the guest first. The same folder must be on the other "
                       "host.") },
  [BST_TIE_NVME] = { N_ ("The machine has an NVMe drive of its host"),
                     N_ ("Unplug it for the time.") },
  [BST_TIE_INVTSC] = { N_ ("The guest counts on a clock of its processor that never changes "
                           "(invtsc)"),
                       N_ ("Fix its frequency in the XML (<timer name='tsc' frequency='…'/>), "
                           "while "
                           "the machine is off.") },
  [BST_TIE_SECURITY] = { N_ ("The machine’s memory is encrypted by its host’s processor"),
                         N_ ("Shut it down, and migrate it offline.") },
};

void
bst_check_devices (const BstPreflightCase *subject, GPtrArray *findings)
{
  const GPtrArray *found = subject->machine->needs->ties;
  const GPtrArray *files = subject->machine->needs->files;

  for (guint i = 0; i < found->len; i++)
    {
      const BstTie *tie = found->pdata[i];

      bst_findings_add (findings, judge_tie (subject, tie->kind), _ (ties[tie->kind].remedy),
                        tie->name, "%s", _ (ties[tie->kind].reason));
    }
  for (guint i = 0; i < files->len; i++)
    {
      const BstNeedFile *file = files->pdata[i];

      if (file->transient && bst_case_is_live (subject))
        bst_findings_add (findings, BST_VERDICT_BLOCK,
                          _ ("Shut the machine down: what was written since its start is lost, as "
                             "with every stop."),
                          NULL, _ ("The disk %s is transient"), file->target);
    }
  if (findings->len == 0)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL,
                      _ ("The machine has no device of its host"));
}

void
bst_check_snapshots (const BstPreflightCase *subject, GPtrArray *findings)
{
  guint n = subject->machine->n_snapshots;

  if (n > 0)
    bst_findings_add (
        findings, BST_VERDICT_BLOCK,
        _ ("Delete them first; for snapshots that only libvirt on this host knows of, "
           "“virsh snapshot-delete --metadata” keeps what is in the disks."),
        NULL,
        ngettext ("The machine has %u snapshot, which libvirt cannot take along",
                  "The machine has %u snapshots, which libvirt cannot take along", n),
        n);
  if (subject->machine->n_checkpoints > 0)
    bst_findings_add (
        findings, BST_VERDICT_WARN, _ ("Make a full backup after the migration."), NULL,
        ngettext ("%u checkpoint of a backup stays behind", "%u checkpoints of backups stay behind",
                  subject->machine->n_checkpoints),
        subject->machine->n_checkpoints);
  if (findings->len == 0)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL, _ ("There are none"));
}

/* --- Networks --- */

static void
check_network (const BstPreflightCase *subject, const char *name, GPtrArray *findings)
{
  const GPtrArray *networks = subject->target->survey->networks;
  const BstSurveyNetwork *found = NULL;
  g_autofree char *remedy = NULL;

  for (guint i = 0; networks != NULL && i < networks->len; i++)
    {
      if (g_strcmp0 (((BstSurveyNetwork *)networks->pdata[i])->name, name) == 0)
        found = networks->pdata[i];
    }

  if (networks == NULL)
    bst_findings_add (findings, BST_VERDICT_WARN,
                      _ ("Make sure that the machine’s networks are there, and active (virsh "
                         "net-list --all)."),
                      NULL, _ ("%s does not list its networks"), subject->target->name);
  else if (found == NULL)
    bst_findings_add (findings, bst_case_block (subject),
                      _ ("Define it there, or change the machine’s interface."), NULL,
                      _ ("%s has no network “%s”"), subject->target->name, name);
  else if (!found->active)
    {
      remedy = g_strdup_printf (_ ("Start it there: virsh net-start %s"), name);
      bst_findings_add (findings, bst_case_block (subject), remedy, NULL,
                        _ ("The network “%s” of %s is not active"), name, subject->target->name);
    }
}

static void
check_device (const BstPreflightCase *subject, const BstNeedNic *nic, GPtrArray *findings)
{
  const BstHostLook *look = subject->target->look;
  g_autofree char *unseen = bst_place_dup_unseen_remedy (subject->target);

  if (!look->known)
    bst_findings_add (findings, BST_VERDICT_WARN, unseen, NULL,
                      _ ("Whether %s has the device “%s” could not be seen"), subject->target->name,
                      nic->source);
  else if (!g_strv_contains ((const char *const *)look->devices, nic->source))
    bst_findings_add (findings, bst_case_block (subject),
                      _ ("Make it there, or change the machine’s interface."), NULL,
                      g_strcmp0 (nic->type, "bridge") == 0 ? _ ("%s has no bridge “%s”")
                                                           : _ ("%s has no network device “%s”"),
                      subject->target->name, nic->source);
}

void
bst_check_networks (const BstPreflightCase *subject, GPtrArray *findings)
{
  const GPtrArray *nics = subject->machine->needs->nics;

  for (guint i = 0; i < nics->len; i++)
    {
      const BstNeedNic *nic = nics->pdata[i];

      if (nic->source == NULL)
        continue;
      if (g_strcmp0 (nic->type, "network") == 0)
        check_network (subject, nic->source, findings);
      else if (g_strcmp0 (nic->type, "bridge") == 0 || g_strcmp0 (nic->type, "direct") == 0)
        check_device (subject, nic, findings);
    }
  if (findings->len == 0)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL, _ ("All of them are there"));
}

static void
check_pacemaker (const BstPreflightCase *subject,
                 const BstPreflightPlace *place,
                 GPtrArray *findings)
{
  const BstHostLook *look = place->look;
  g_autofree char *unseen = bst_place_dup_unseen_remedy (place);

  if (!look->known)
    bst_findings_add (findings, BST_VERDICT_WARN, unseen, NULL,
                      _ ("Whether a cluster manager on %s owns the machine could not be looked at"),
                      place->name);
  else if (g_strv_contains ((const char *const *)look->cluster_machines, subject->name))
    bst_findings_add (findings, BST_VERDICT_BLOCK,
                      _ ("Let the cluster move it: “crm_resource --move”, or “pcs resource "
                         "move”."),
                      NULL, _ ("Pacemaker on %s owns the machine, and would start it twice"),
                      place->name);
  else if (look->cluster_unseen)
    bst_findings_add (findings, BST_VERDICT_WARN,
                      _ ("Make sure that it does not own this one (crm_resource --list); Bastida "
                         "may ask as root, or as one of the group “haclient”."),
                      NULL, _ ("Pacemaker on %s does not tell which machines it owns"),
                      place->name);
}

/* What a cluster owns it starts again elsewhere when it misses it: twice, with one disk. */
void
bst_check_cluster (const BstPreflightCase *subject, GPtrArray *findings)
{
  const char *manager = subject->machine->needs->manager;

  if (manager != NULL)
    {
      g_autofree char *remedy = g_strdup_printf (
          /* Translators: the same name twice: "oVirt", "OpenStack". */
          _ ("Move it with %s instead. If that is not in use any more, take what it wrote out of "
             "the <metadata> of the machine’s XML (%s is named there)."),
          manager, manager);

      bst_findings_add (findings, BST_VERDICT_BLOCK, remedy, NULL,
                        _ ("%s owns the machine, and would look for it where it was"), manager);
    }
  check_pacemaker (subject, subject->source, findings);
  check_pacemaker (subject, subject->target, findings);
  if (findings->len == 0)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL,
                      subject->source->look->pacemaker
                          ? _ ("Pacemaker is there, and does not own the machine")
                          : _ ("No cluster manager owns it"));
}
