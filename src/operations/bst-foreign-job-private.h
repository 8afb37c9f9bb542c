/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-machine-look.h"
#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/* A job of a machine that somebody else began: it can be watched, and cancelled. Its kind is
 * "job-", then bst_job_to_nick (). */
#define BST_TYPE_FOREIGN_JOB (bst_foreign_job_get_type ())
G_DECLARE_FINAL_TYPE (BstForeignJob, bst_foreign_job, BST, FOREIGN_JOB, BstOperation)

BstOperation *bst_foreign_job_new (BstFleet *fleet, BstMachine *machine, BstJob job);

/* How far it is. @operation: such a job; or what another of our programs does, which writes down what
 * it begins and how that ends, and nothing in between. */
void bst_foreign_job_take (BstOperation *operation, const BstMachineLook *look);

/* It is over. @look: (nullable): what the host says of the machine now; @good: it said that the job
 * went well. */
void bst_foreign_job_end (BstForeignJob *self, const BstMachineLook *look, gboolean good);

G_END_DECLS
