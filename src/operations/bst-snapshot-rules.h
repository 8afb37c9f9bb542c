/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-snapshot-subject.h"

G_BEGIN_DECLS

/*
 * What can be done with a machine's snapshots on its host's libvirt, and why not: pure, so that a
 * menu, a dialog and a command say the same, and offer nothing that libvirt there would refuse. Each
 * takes a @why (nullable): set, where the answer is no, to a translated sentence; (transfer full).
 *
 * Facts, of libvirt's release notes and sources and tried on 9.0: external snapshots can be deleted
 * from 9.0 on and gone back to from 9.9 on; internal ones of machines with UEFI can be made and gone
 * back to from 10.10 on, where the NVRAM is qcow2 too.
 */

/* The oldest that can; as virConnectGetLibVersion () counts. */
#define BST_SNAPSHOT_LIBVIRT_EXTERNAL_DELETE 9000000
#define BST_SNAPSHOT_LIBVIRT_EXTERNAL_REVERT 9009000
#define BST_SNAPSHOT_LIBVIRT_INTERNAL_UEFI 10010000
#define BST_SNAPSHOT_LIBVIRT_VIRTIOFS 10006000 /* memory, beside a virtiofs folder */

/* What goes with a snapshot that is deleted. */
typedef enum
{
  BST_SNAPSHOT_THIS,
  BST_SNAPSHOT_WITH_CHILDREN, /* and all that come from it */
  BST_SNAPSHOT_CHILDREN,      /* these alone */
} BstSnapshotScope;

/* "Inside the disks", "Overlays and memory", "Overlays": translated. */
const char *bst_snapshot_kind_get_label (BstSnapshotKind kind);

/* @mix: internal and external ones of one machine, knowingly. */
gboolean bst_snapshot_rules_can_create (const BstSnapshotSubject *subject,
                                        BstSnapshotKind kind,
                                        gboolean mix,
                                        char **why);

/* Whether an overlay can be put in front of a disk; DISKS leaves those out where none can. */
gboolean bst_snapshot_rules_can_overlay (const BstBlockChain *chain, char **why);

/* The safest that works; BST_N_SNAPSHOT_KINDS: none does. @why (nullable): one line why it is the one,
 * or why there is none; always set. */
BstSnapshotKind bst_snapshot_rules_get_default (const BstSnapshotSubject *subject, char **why);

/* Whether the only thing against @kind is that it would be mixed with others. */
gboolean bst_snapshot_rules_is_mixing (const BstSnapshotSubject *subject, BstSnapshotKind kind);

/* The guest's file systems can be at rest: for DISKS, while the agent answers. */
gboolean
bst_snapshot_rules_can_quiesce (const BstSnapshotSubject *subject, BstSnapshotKind kind, char **why);

gboolean bst_snapshot_rules_can_revert (const BstSnapshotSubject *subject,
                                        const BstSnapshotFacts *snapshot,
                                        char **why);
/* Whether it can be off after it, where it was when @snapshot was taken; else it has to run, or
 * pause. */
gboolean bst_snapshot_rules_can_revert_as_then (const BstSnapshotSubject *subject,
                                                const BstSnapshotFacts *snapshot,
                                                char **why);
gboolean bst_snapshot_rules_can_delete (const BstSnapshotSubject *subject,
                                        const BstSnapshotFacts *snapshot,
                                        BstSnapshotScope scope,
                                        char **why);
gboolean bst_snapshot_rules_can_rename (const BstSnapshotSubject *subject,
                                        const BstSnapshotFacts *snapshot,
                                        char **why);
gboolean bst_snapshot_rules_can_describe (const BstSnapshotSubject *subject, char **why);

/* Merges what external snapshots put in front of the disks; where there are overlays that no snapshot
 * knows, copies what is behind them into them. */
gboolean bst_snapshot_rules_can_consolidate (const BstSnapshotSubject *subject, char **why);

/* Names, in the order in which they are to be deleted: no parent before its children. */
char **bst_snapshot_rules_get_delete_order (const BstSnapshotSubject *subject,
                                            const BstSnapshotFacts *snapshot,
                                            BstSnapshotScope scope);

/* ... to have no external snapshot in front of the disks; may be empty. */
char **bst_snapshot_rules_get_merge_order (const BstSnapshotSubject *subject);

/* The targets of disks that have something behind that no snapshot knows; may be empty. */
char **bst_snapshot_rules_get_foreign_disks (const BstSnapshotSubject *subject);

/* Whether @name can be that of a new snapshot, or of one called @old (nullable) now. */
gboolean bst_snapshot_rules_check_name (const BstSnapshotSubject *subject,
                                        const char *name,
                                        const char *old,
                                        char **why);

/* A name that can be, with @now in it. */
char *bst_snapshot_rules_suggest_name (const BstSnapshotSubject *subject, GDateTime *now);

/* What taking one costs; @seconds for which the machine stands still, @bytes on the disks.
 * BST_UNKNOWN where it is not known. */
void bst_snapshot_rules_estimate (const BstSnapshotSubject *subject,
                                  BstSnapshotKind kind,
                                  guint64 *seconds,
                                  guint64 *bytes);

/* "About 3 s, in which the machine stands still; 160 MiB" and, where it may not fit, that. */
char *bst_snapshot_rules_dup_estimate (const BstSnapshotSubject *subject, BstSnapshotKind kind);

/* What going back to it loses: a translated sentence or two. @now: Unix time in seconds. */
char *bst_snapshot_rules_dup_loss (const BstSnapshotSubject *subject,
                                   const BstSnapshotFacts *snapshot,
                                   gint64 now);

/* Where an overlay for @base can be, and a memory file: beside it, with something of @name in it that
 * any file system takes; @now makes it the only one. (nullable): @base is no path. */
char *bst_snapshot_rules_make_path (const char *base,
                                    const char *name,
                                    GDateTime *now,
                                    const char *ending);

G_END_DECLS
