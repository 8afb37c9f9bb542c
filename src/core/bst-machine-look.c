/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-machine-look.h"

static const char *const nicks[] = {
  [BST_JOB_NONE] = "none",
  [BST_JOB_MIGRATION_OUT] = "migration-out",
  [BST_JOB_MIGRATION_IN] = "migration-in",
  [BST_JOB_SAVE] = "save",
  [BST_JOB_RESTORE] = "restore",
  [BST_JOB_SNAPSHOT] = "snapshot",
  [BST_JOB_DUMP] = "dump",
  [BST_JOB_BACKUP] = "backup",
  [BST_JOB_OTHER] = "other",
};

const char *
bst_job_to_nick (BstJob job)
{
  g_return_val_if_fail (job < G_N_ELEMENTS (nicks), "other");

  return nicks[job];
}

gboolean
bst_machine_look_is_arriving (const BstMachineLook *self)
{
  if (!self->there || self->state != BST_MACHINE_STATE_PAUSED)
    return FALSE;

  return self->job == BST_JOB_MIGRATION_IN ||
         (self->job != BST_JOB_MIGRATION_OUT &&
          bst_machine_state_is_half_moved (self->state, self->reason));
}

gboolean
bst_machine_look_is_torn (const BstMachineLook *self)
{
  return self->there && bst_machine_state_is_torn (self->state, self->reason);
}

gboolean
bst_machine_look_is_active (const BstMachineLook *self)
{
  return self->there && bst_machine_state_is_active (self->state) &&
         !bst_machine_look_is_arriving (self);
}
