/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-snapshot-rules.h"

G_BEGIN_DECLS

/**
 * bst_snapshot_surplus_find:
 * @policy: what took them: "daily" ...
 * @keep: how many of them stay: the newest
 * @stuck: (out) (nullable): the oldest that has to go and cannot, where none can
 * @why: (out) (nullable) (transfer full): ... and why not
 *
 * Returns: (nullable) (transfer none): what goes next, the oldest first.
 */
const BstSnapshotFacts *bst_snapshot_surplus_find (const BstSnapshotSubject *subject,
                                                   const char *policy,
                                                   guint keep,
                                                   const BstSnapshotFacts **stuck,
                                                   char **why);

G_END_DECLS
