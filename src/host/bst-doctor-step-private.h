/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-doctor.h"

G_BEGIN_DECLS

/* The steps, in their order. */
typedef enum
{
  BST_DOCTOR_RESOLVE,
  BST_DOCTOR_CONNECT,
  BST_DOCTOR_HOST_KEY,
  BST_DOCTOR_LOG_IN,
  BST_DOCTOR_LIBVIRT,
  BST_DOCTOR_ALLOWED,
  BST_DOCTOR_VERSION,
  BST_DOCTOR_KVM,
  BST_DOCTOR_CLOCK,
  BST_DOCTOR_N_STEPS,
} BstDoctorStepId;

BstDoctorStep *bst_doctor_step_new (BstDoctorStepId id);

/* Strings are copied; each emits "changed". */
void bst_doctor_step_set (BstDoctorStep *self,
                          BstDoctorOutcome outcome,
                          const char *text,
                          const char *remedy,
                          const char *detail);
void bst_doctor_step_set_error (BstDoctorStep *self, const GError *error); /* FAILED */

G_END_DECLS
