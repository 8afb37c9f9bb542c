/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "operations/bst-snapshot-rules-private.h"

/* Of the rules: what can be taken, and what it costs. */

/* What a disk of a modest host takes, in KiB a second: for telling people how long to wait. */
#define WRITE_RATE_KIB (100 * 1024)

/* An empty qcow2 image. */
#define OVERLAY_BYTES (200 * 1024)

static gboolean
is_uefi (const BstSnapshotSubject *subject)
{
  return subject->config != NULL && g_strcmp0 (subject->config->firmware, "efi") == 0;
}

char *
bst_snapshot_rules_dup_against_uefi (const BstSnapshotSubject *subject)
{
  g_autofree char *version = NULL;

  if (!is_uefi (subject))
    return NULL;
  if (subject->libvirt_version >= BST_SNAPSHOT_LIBVIRT_INTERNAL_UEFI)
    return g_strcmp0 (subject->config->nvram_format, "qcow2") == 0
               ? NULL
               : g_strdup (_ ("It starts by UEFI, and its NVRAM is no qcow2 image: it cannot be kept "
                              "inside."));

  version = bst_snapshot_rules_dup_version (subject);
  return g_strdup_printf (_ ("It starts by UEFI, whose settings libvirt %s cannot keep inside an "
                             "image (10.10 can)."),
                          version);
}

/* (nullable): what of it stops QEMU from writing its memory down, as it stops it from being moved. */
static const char *
get_against_tie (const BstSnapshotSubject *subject, BstTieKind kind)
{
  switch (kind)
    {
    case BST_TIE_VIRTIOFS:
      return subject->libvirt_version >= BST_SNAPSHOT_LIBVIRT_VIRTIOFS
                 ? NULL
                 : _ ("It has a folder of its host (virtiofs), whose state cannot be kept with the "
                      "memory.");
    case BST_TIE_SHMEM_LEGACY:
    case BST_TIE_SHMEM_PEER:
      return _ ("It shares memory with others of its host, which cannot be kept.");
    case BST_TIE_NVME:
      return _ ("It has an NVMe drive of its host, whose state cannot be kept with the memory.");
    case BST_TIE_SECURITY:
      return _ ("Its memory is encrypted by its host’s processor, and cannot be kept.");
    case BST_TIE_INVTSC:
      return _ ("Its guest counts on a clock of its processor that never changes (invtsc), which ends "
                "when its memory is kept.");
    case BST_TIE_PCI:
    case BST_TIE_MDEV:
    case BST_TIE_SCSI:
    case BST_TIE_USB:
    case BST_TIE_CAPABILITIES:
    case BST_TIE_NIC:
    case BST_TIE_VDPA:
      return _ ("A device of the host is given to it, whose state cannot be kept with the memory.");
    case BST_TIE_9P: /* only while the guest has it mounted, which nobody but the guest knows */
    default:
      return NULL;
    }
}

static char *
dup_against_memory (const BstSnapshotSubject *subject)
{
  const char *against = NULL;

  /* Also one of a team, which only a migration unplugs. */
  if (subject->config != NULL && subject->config->n_hostdevs > 0)
    against = get_against_tie (subject, BST_TIE_PCI);
  for (guint i = 0; subject->needs != NULL && against == NULL && i < subject->needs->ties->len; i++)
    against = get_against_tie (subject, ((BstTie *)subject->needs->ties->pdata[i])->kind);

  return g_strdup (against);
}

/* All but mixing. */
static char *
dup_against_internal (const BstSnapshotSubject *subject)
{
  char *reason = bst_snapshot_rules_dup_against_uefi (subject);

  if (reason == NULL && subject->active)
    reason = dup_against_memory (subject);
  for (guint i = 0; reason == NULL && i < subject->chains->len; i++)
    {
      const BstBlockChain *chain = subject->chains->pdata[i];
      const BstBlockLayer *top = chain->layers->pdata[0];

      if (g_strcmp0 (top->format, "qcow2") != 0)
        /* Translators: a disk, as “vda”, and its format, as “raw”. */
        reason = g_strdup_printf (_ ("The disk %s is %s: only a qcow2 image can hold a snapshot."),
                                  chain->target, top->format != NULL ? top->format : "raw");
    }

  return reason;
}

static char *
dup_against_overlay (const BstBlockChain *chain)
{
  const BstBlockLayer *top = chain->layers->pdata[0];

  if (g_strcmp0 (top->type, "file") == 0 && top->source != NULL)
    return NULL;

  return g_strdup_printf (_ ("The disk %s is no file: there is no place beside it for what is "
                             "written from then on."),
                          chain->target);
}

gboolean
bst_snapshot_rules_can_overlay (const BstBlockChain *chain, char **why)
{
  return bst_snapshot_rules_answer (dup_against_overlay (chain), why);
}

/* Disks alone can be kept without some of them; what is kept with the memory goes with all. */
static char *
dup_against_overlays (const BstSnapshotSubject *subject, BstSnapshotKind kind)
{
  g_autofree char *against = NULL;
  guint n_against = 0;

  if (subject->managed_save && !subject->active)
    return g_strdup (_ ("It has a saved state, which would go on with the old disks: restore or "
                        "discard it first."));

  for (guint i = 0; i < subject->chains->len; i++)
    {
      char *one = dup_against_overlay (subject->chains->pdata[i]);

      n_against += one != NULL;
      if (against == NULL)
        against = one;
      else
        g_free (one);
    }

  return kind == BST_SNAPSHOT_EXTERNAL || n_against == subject->chains->len
             ? g_steal_pointer (&against)
             : NULL;
}

static char *
dup_against_kind (const BstSnapshotSubject *subject, BstSnapshotKind kind)
{
  char *reason = bst_snapshot_rules_dup_against_all (subject);

  if (reason != NULL)
    return reason;
  if (!subject->qemu)
    return kind == BST_SNAPSHOT_INTERNAL
               ? NULL
               : g_strdup (_ ("Only QEMU and KVM put overlays in front of disks."));
  if (subject->config == NULL)
    return g_strdup (_ ("Its configuration is not known yet."));
  if (subject->chains->len == 0)
    return g_strdup (_ ("It has no disk that is written."));
  if (kind == BST_SNAPSHOT_INTERNAL)
    return dup_against_internal (subject);

  reason = dup_against_overlays (subject, kind);
  if (reason == NULL && kind == BST_SNAPSHOT_EXTERNAL)
    reason = subject->active ? dup_against_memory (subject)
                             : g_strdup (_ ("It is off: there is no memory to keep."));

  return reason;
}

static char *
dup_against_mixing (const BstSnapshotSubject *subject, BstSnapshotKind kind)
{
  if (!subject->qemu)
    return NULL;
  if (kind == BST_SNAPSHOT_INTERNAL && bst_snapshot_subject_has_overlays (subject))
    return g_strdup (_ ("External snapshots stand in front of its disks: one inside the newest overlay "
                        "would be lost when that is merged. Consolidate first."));
  if (bst_snapshot_kind_is_external (kind) && bst_snapshot_subject_has_internal (subject))
    return g_strdup (_ ("It has internal snapshots: going back to one of them would drop the overlay, "
                        "and all that was written to it. Delete them first."));

  return NULL;
}

gboolean
bst_snapshot_rules_can_create (const BstSnapshotSubject *subject,
                               BstSnapshotKind kind,
                               gboolean mix,
                               char **why)
{
  char *reason = dup_against_kind (subject, kind);

  if (reason == NULL && !mix)
    reason = dup_against_mixing (subject, kind);

  return bst_snapshot_rules_answer (reason, why);
}

gboolean
bst_snapshot_rules_is_mixing (const BstSnapshotSubject *subject, BstSnapshotKind kind)
{
  g_autofree char *against = dup_against_kind (subject, kind);
  g_autofree char *mixing = dup_against_mixing (subject, kind);

  return against == NULL && mixing != NULL;
}

/* (transfer full): a sentence about each disk that a snapshot of @kind leaves out, whoever asks for
 * it; "" where none is. */
static char *
dup_left_out (const BstSnapshotSubject *subject, BstSnapshotKind kind)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; kind == BST_SNAPSHOT_DISKS && i < subject->chains->len; i++)
    {
      const BstBlockChain *chain = subject->chains->pdata[i];

      if (!bst_snapshot_rules_can_overlay (chain, NULL))
        g_string_append_printf (text, _ (" The disk %s is no file, and is left out."), chain->target);
    }

  return g_string_free (text, FALSE);
}

static char *
dup_why_default (const BstSnapshotSubject *subject, BstSnapshotKind kind, const char *not_inside)
{
  g_autofree char *version = bst_snapshot_rules_dup_version (subject);
  g_autofree char *left_out = dup_left_out (subject, kind);
  g_autofree char *text = NULL;

  if (kind == BST_SNAPSHOT_INTERNAL)
    return g_strdup (subject->active
                         ? _ ("Disks and memory are kept together inside the images: going back gives "
                              "exactly this moment.")
                         : _ ("It is kept inside the images, and nothing else changes."));
  if (subject->libvirt_version < BST_SNAPSHOT_LIBVIRT_EXTERNAL_REVERT)
    text = g_strdup_printf (_ ("%s An overlay keeps the disks as they are now; to go back to it takes "
                               "libvirt 9.9, and the host has %s."),
                            not_inside, version);
  else
    text = g_strdup_printf (_ ("%s An overlay keeps the disks as they are now."), not_inside);

  return g_strconcat (text, left_out, NULL);
}

BstSnapshotKind
bst_snapshot_rules_get_default (const BstSnapshotSubject *subject, char **why)
{
  /* Memory that cannot be gone back to is not worth its time and space. */
  gboolean memory = subject->libvirt_version >= BST_SNAPSHOT_LIBVIRT_EXTERNAL_REVERT;
  const BstSnapshotKind order[] = { BST_SNAPSHOT_INTERNAL,
                                    memory ? BST_SNAPSHOT_EXTERNAL : BST_SNAPSHOT_DISKS,
                                    BST_SNAPSHOT_DISKS };
  g_autofree char *not_inside = NULL;
  g_autofree char *reason = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_clear_pointer (&reason, g_free);
      if (bst_snapshot_rules_can_create (subject, order[i], FALSE, &reason))
        {
          if (why != NULL)
            *why = dup_why_default (subject, order[i], not_inside);
          return order[i];
        }
      if (i == 0)
        not_inside = g_strdup (reason);
    }

  if (why != NULL)
    *why = g_steal_pointer (&reason);

  return BST_N_SNAPSHOT_KINDS;
}

gboolean
bst_snapshot_rules_can_quiesce (const BstSnapshotSubject *subject, BstSnapshotKind kind, char **why)
{
  if (kind != BST_SNAPSHOT_DISKS || !subject->running)
    return bst_snapshot_rules_answer (g_strdup (_ ("Only where the disks of a running machine are kept without its "
                                "memory.")),
                   why);

  return bst_snapshot_rules_answer (
      subject->agent ? NULL : g_strdup (_ ("The guest agent in the machine does not answer.")), why);
}

/* --- Costs --- */

void
bst_snapshot_rules_estimate (const BstSnapshotSubject *subject,
                             BstSnapshotKind kind,
                             guint64 *seconds,
                             guint64 *bytes)
{
  gboolean memory = subject->active && kind != BST_SNAPSHOT_DISKS;

  *seconds = 0;
  *bytes = kind == BST_SNAPSHOT_INTERNAL ? 0 : OVERLAY_BYTES * subject->chains->len;
  if (!memory)
    return;

  if (subject->memory_kib == BST_UNKNOWN)
    {
      *seconds = BST_UNKNOWN;
      *bytes = BST_UNKNOWN;
      return;
    }
  *seconds = MAX (1, subject->memory_kib / WRITE_RATE_KIB);
  *bytes += subject->memory_kib * 1024;
}

char *
bst_snapshot_rules_dup_estimate (const BstSnapshotSubject *subject, BstSnapshotKind kind)
{
  guint64 seconds, bytes;
  g_autofree char *size = NULL;
  GString *text = g_string_new (NULL);

  bst_snapshot_rules_estimate (subject, kind, &seconds, &bytes);
  if (seconds == BST_UNKNOWN)
    g_string_append (text, _ ("How long it takes is not known"));
  else if (seconds == 0)
    g_string_append (text, _ ("It is done in a moment"));
  else
    g_string_append_printf (
        text, ngettext ("It takes about %u second", "It takes about %u seconds", (gulong)seconds),
        (guint)seconds);
  if (kind == BST_SNAPSHOT_INTERNAL && subject->running)
    g_string_append (text, _ (", in which the machine stands still"));
  if (bytes != BST_UNKNOWN && bytes > 0)
    {
      size = g_format_size_full (bytes, G_FORMAT_SIZE_IEC_UNITS);
      g_string_append_printf (text, _ (", and about %s of disk"), size);
    }
  g_string_append_c (text, '.');
  if (kind != BST_SNAPSHOT_INTERNAL)
    g_string_append_printf (text, " %s", _ ("From then on, what is written takes room of its own."));
  if (subject->free != BST_UNKNOWN && bytes != BST_UNKNOWN && bytes > subject->free)
    {
      g_autofree char *free = g_format_size_full (subject->free, G_FORMAT_SIZE_IEC_UNITS);

      g_string_append_printf (text, _ (" Only %s are free there: it may not fit."), free);
    }

  return g_string_free (text, FALSE);
}
