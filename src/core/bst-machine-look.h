/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-migration-status.h"

G_BEGIN_DECLS

/* What a host does with a machine beside running it. */
typedef enum
{
  BST_JOB_NONE,
  BST_JOB_MIGRATION_OUT,
  BST_JOB_MIGRATION_IN,
  BST_JOB_SAVE,
  BST_JOB_RESTORE,
  BST_JOB_SNAPSHOT,
  BST_JOB_DUMP,
  BST_JOB_BACKUP,
  BST_JOB_OTHER,
} BstJob;

const char *bst_job_to_nick (BstJob job); /* "migration-out": an English word; static */

/**
 * BstMachineLook:
 *
 * What one host says of one machine when it is asked, not what was last heard of it.
 */
typedef struct
{
  gboolean there; /* the host knows it at all; else the rest says nothing */
  BstMachineState state;
  int reason; /* of libvirt, its meaning depends on the state */
  gboolean persistent;

  BstJob job;
  BstMigrationStatus status; /* of the job; of the last one where that was asked for */
} BstMachineLook;

/* Whether it has a process there that may run the guest: not one that only waits for a migration to
 * bring it. */
gboolean bst_machine_look_is_active (const BstMachineLook *self);

/* Whether it stands there, half moved in. */
gboolean bst_machine_look_is_arriving (const BstMachineLook *self);

/* Whether a post-copy from there broke off; see bst_machine_state_is_torn(). */
gboolean bst_machine_look_is_torn (const BstMachineLook *self);

G_END_DECLS
