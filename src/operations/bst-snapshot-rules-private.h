/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-snapshot-rules.h"

G_BEGIN_DECLS

/* Takes @reason (transfer full) (nullable) to the answer: TRUE where there is none. */
gboolean bst_snapshot_rules_answer (char *reason, char **why);

/* libvirt's of the host, for people; "?" where it is not known. */
char *bst_snapshot_rules_dup_version (const BstSnapshotSubject *subject);

/* (nullable): what is against anything at all. */
char *bst_snapshot_rules_dup_against_all (const BstSnapshotSubject *subject);

/* (nullable): what keeps its firmware's settings from being kept inside an image. */
char *bst_snapshot_rules_dup_against_uefi (const BstSnapshotSubject *subject);

G_END_DECLS
