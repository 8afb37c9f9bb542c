/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libvirt/libvirt.h>

#include "core/bst-migration-status.h"

G_BEGIN_DECLS

/* What libvirt tells of a job, under way or @ended; @status: initialized. What it does not tell
 * stays unknown. Any thread. */
void bst_job_figures_read (virTypedParameterPtr params,
                           int n,
                           gboolean ended,
                           BstMigrationStatus *status);

G_END_DECLS
