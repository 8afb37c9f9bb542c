/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-snapshot-facts.h"
#include "formats/bst-block-chain.h"
#include "formats/bst-domain-config.h"
#include "formats/bst-migration-needs.h"
#include "inventory/bst-machine.h"

G_BEGIN_DECLS

/**
 * BstSnapshotSubject:
 *
 * All that it takes to say what can be done with a machine's snapshots, as it is at one moment.
 * Immutable, reference counted, main thread only.
 */
typedef struct
{
  char *machine; /* names, for messages */
  char *host;
  gboolean connected;
  gboolean fresh; /* the host told the snapshots just now; else they are what was known last */
  gboolean qemu;
  gboolean supported; /* the driver has snapshots, as far as is known */
  gulong libvirt_version;
  gboolean persistent; /* its host knows it, too, when it is off */
  gboolean active;
  gboolean running; /* and not paused */
  gboolean paused;
  gboolean taking;  /* it is halted while a snapshot of it is taken */
  gboolean busy;    /* a job of it or of its disks is under way, as the host told */
  gboolean managed_save;
  gboolean agent; /* answers */
  guint64 memory_kib; /* that a snapshot of it would hold; BST_UNKNOWN */
  guint64 free;       /* bytes where its disks are; BST_UNKNOWN */
  BstDomainConfig *config; /* (nullable): its XML is not known */
  BstMigrationNeeds *needs; /* (nullable): ... what ties it to its host */
  GPtrArray *chains;       /* of BstBlockChain: the disks that are written */
  GPtrArray *snapshots;    /* of BstSnapshotFacts */
} BstSnapshotSubject;

/* @xml: (nullable): the machine's; @chains: (nullable) (transfer none): as the host told them, else
 * what @xml has of them; @free: BST_UNKNOWN where it is not known. */
BstSnapshotSubject *bst_snapshot_subject_new (BstMachine *machine,
                                              const char *xml,
                                              GPtrArray *chains,
                                              GPtrArray *snapshots,
                                              guint64 free,
                                              gboolean fresh);
BstSnapshotSubject *bst_snapshot_subject_ref (BstSnapshotSubject *self);
void bst_snapshot_subject_unref (BstSnapshotSubject *self);

/* Whether its host is at something with it, beside which libvirt does nothing to its snapshots. */
gboolean bst_snapshot_subject_is_held (const BstSnapshotSubject *self);

/* (nullable) (transfer none): what a disk is written to now. */
const BstBlockLayer *bst_snapshot_subject_get_top (const BstSnapshotSubject *self,
                                                   const char *target);

/* Whether external snapshots stand in front of its disks now; whether it has internal ones. */
gboolean bst_snapshot_subject_has_overlays (const BstSnapshotSubject *self);
gboolean bst_snapshot_subject_has_internal (const BstSnapshotSubject *self);

/* Those that come from @snapshot, deepest first; (transfer container). */
GPtrArray *bst_snapshot_subject_get_descendants (const BstSnapshotSubject *self,
                                                 const BstSnapshotFacts *snapshot);
guint bst_snapshot_subject_count_children (const BstSnapshotSubject *self,
                                           const BstSnapshotFacts *snapshot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstSnapshotSubject, bst_snapshot_subject_unref)

G_END_DECLS
