/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "host/bst-doctor.h"

G_BEGIN_DECLS

/* A row of a BstDoctorList: one step. */
#define BST_TYPE_DOCTOR_ROW (bst_doctor_row_get_type ())
G_DECLARE_FINAL_TYPE (BstDoctorRow, bst_doctor_row, BST, DOCTOR_ROW, GtkListBoxRow)

GtkWidget *bst_doctor_row_new (BstDoctorStep *step);

G_END_DECLS
