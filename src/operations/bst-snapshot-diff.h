/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-snapshot-subject.h"

G_BEGIN_DECLS

/* One thing that is not as it was. */
typedef struct
{
  char *what; /* "Memory": translated */
  char *then; /* "" where there was none */
  char *now;
} BstSnapshotChange;

/* What going back to @snapshot would change: its configuration against that of @subject, its disks and
 * memory. @xml: (nullable): the snapshot's own. (transfer full), of BstSnapshotChange; empty where
 * nothing is different, or known. */
GPtrArray *bst_snapshot_diff_make (const BstSnapshotSubject *subject,
                                   const BstSnapshotFacts *snapshot,
                                   const char *xml);

G_END_DECLS
