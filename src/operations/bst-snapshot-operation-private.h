/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-snapshot-operation.h"

G_BEGIN_DECLS

/**
 * BstSnapshotOperation:
 *
 * Calls about a machine's snapshots, one after the other, until one fails.
 */
#define BST_TYPE_SNAPSHOT_OPERATION (bst_snapshot_operation_get_type ())
G_DECLARE_DERIVABLE_TYPE (BstSnapshotOperation,
                          bst_snapshot_operation,
                          BST,
                          SNAPSHOT_OPERATION,
                          BstOperation)

struct _BstSnapshotOperationClass
{
  BstOperationClass parent_class;
};

typedef enum
{
  BST_SNAPSHOT_STEP_CREATE,
  BST_SNAPSHOT_STEP_REVERT,
  BST_SNAPSHOT_STEP_DELETE,
  BST_SNAPSHOT_STEP_REDEFINE,
  BST_SNAPSHOT_STEP_PULL,
} BstSnapshotStepKind;

typedef struct
{
  BstSnapshotStepKind kind;
  char *name; /* of the snapshot; of the disk, to pull */
  char *text; /* (nullable): the XML to create; the new name or description */
  BstSnapshotCreateFlags create;
  char *policy; /* (nullable): to create */
  BstSnapshotRun run;
  gboolean force;
  gboolean describes; /* the text is a description */
  gboolean merges;    /* deleting it merges images */
  gboolean mixes;     /* to create, beside those of the other kind, knowingly */
  gboolean moves;     /* another one was current before it was gone back to */
} BstSnapshotStep;

/* What an operation consists of from the step @first on, for its look-up after a crash and for doing it
 * again. */
GVariant *bst_snapshot_steps_to_variant (GPtrArray *steps, guint first);
/* (nullable) (transfer full), of BstSnapshotStep: NULL where @parameters are not what is written there. */
GPtrArray *bst_snapshot_steps_from_variant (GVariant *parameters);

void bst_snapshot_step_free (BstSnapshotStep *step);

/* (nullable) (transfer full): what is against @steps of an operation of @kind as the machine is now, a
 * sentence: it may have changed since they were made. */
char *bst_snapshot_steps_dup_against (GPtrArray *steps,
                                      const char *kind,
                                      const BstSnapshotSubject *subject);

/* Notes what a look-up afterwards has to know of how it is now. */
void bst_snapshot_steps_note (GPtrArray *steps, const BstSnapshotSubject *subject);

/* Once its steps are added. */
void bst_snapshot_operation_keep_steps (BstOperation *operation);

/* @can_stop: between its steps, or within them. */
BstOperation *bst_snapshot_operation_new (BstFleet *fleet,
                                          BstSnapshots *snapshots,
                                          const char *kind,
                                          const char *title,
                                          gboolean can_stop);

/* (transfer none): to be filled in. */
BstSnapshotStep *bst_snapshot_operation_add_step (BstOperation *operation,
                                                  BstSnapshotStepKind kind,
                                                  const char *name);

G_END_DECLS
