/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "core/bst-host-facts.h"
#include "ssh/bst-ssh-question.h"

G_BEGIN_DECLS

typedef enum
{
  BST_DOCTOR_PENDING,
  BST_DOCTOR_RUNNING,
  BST_DOCTOR_PASSED,
  BST_DOCTOR_WARNED,
  BST_DOCTOR_FAILED,
  BST_DOCTOR_SKIPPED, /* an earlier step failed, or it makes no sense here */
} BstDoctorOutcome;

/* A step of a check: a row. Emits "changed". */
#define BST_TYPE_DOCTOR_STEP (bst_doctor_step_get_type ())
G_DECLARE_FINAL_TYPE (BstDoctorStep, bst_doctor_step, BST, DOCTOR_STEP, GObject)

const char *bst_doctor_step_get_id (BstDoctorStep *self);    /* "resolve", "connect" ... */
const char *bst_doctor_step_get_title (BstDoctorStep *self); /* translated */
BstDoctorOutcome bst_doctor_step_get_outcome (BstDoctorStep *self);
const char *bst_doctor_step_get_text (BstDoctorStep *self);   /* (nullable): what was found */
const char *bst_doctor_step_get_remedy (BstDoctorStep *self); /* (nullable): what to do */
const char *bst_doctor_step_get_detail (BstDoctorStep *self); /* (nullable): the tool's words */

/**
 * BstDoctor:
 *
 * Looks whether a host can be used, step by step: resolve, connect, host-key, log-in, libvirt,
 * permission, version, kvm; and says for each step that fails what to do. On a connection of its
 * own. Emits "question" (BstSshQuestion).
 */
#define BST_TYPE_DOCTOR (bst_doctor_get_type ())
G_DECLARE_FINAL_TYPE (BstDoctor, bst_doctor, BST, DOCTOR, GObject)

BstDoctor *bst_doctor_new (const char *uri);

/* (transfer none): of BstDoctorStep; there from the beginning. */
GListModel *bst_doctor_get_steps (BstDoctor *self);

/* TRUE where no step failed; @error is the first failed step's. */
void bst_doctor_run_async (BstDoctor *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data);
gboolean bst_doctor_run_finish (BstDoctor *self, GAsyncResult *result, GError **error);

/* (nullable): what the host said, once libvirt answered. */
const BstHostFacts *bst_doctor_get_facts (BstDoctor *self);

G_END_DECLS
