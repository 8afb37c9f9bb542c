/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "host/bst-doctor.h"

G_BEGIN_DECLS

/**
 * BstDoctorList:
 *
 * The steps of a host doctor as rows: how each went, what was found, what to do, and the tool's own
 * words one click further. Rows change in place while the doctor runs.
 */
#define BST_TYPE_DOCTOR_LIST (bst_doctor_list_get_type ())
G_DECLARE_FINAL_TYPE (BstDoctorList, bst_doctor_list, BST, DOCTOR_LIST, GtkWidget)

GtkWidget *bst_doctor_list_new (void);

/* @steps: (nullable): of BstDoctorStep, see bst_doctor_get_steps (). */
void bst_doctor_list_set_steps (BstDoctorList *self, GListModel *steps);

G_END_DECLS
