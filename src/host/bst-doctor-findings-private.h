/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "core/bst-host-facts.h"
#include "host/bst-doctor-step-private.h"
#include "ssh/bst-ssh-master.h"

G_BEGIN_DECLS

/* What one look around on the host found, beside libvirt. */
typedef struct
{
  gboolean known;    /* it could be looked at */
  gboolean helper;   /* virt-ssh-helper is there */
  gboolean modular;  /* virtqemud in place of libvirtd */
  gboolean has_vmx;  /* the processor offers virtualization */
  gboolean has_kvm;  /* /dev/kvm is there */
  gboolean is_guest; /* the host is a virtual machine itself */
  gint64 clock_skew; /* seconds that its clock is ahead of ours; beyond what the question took */
} BstDoctorFindings;

/* Looks on the host over @ssh, or, where that is NULL, on this computer. Main thread. */
void bst_doctor_findings_look_async (BstSshMaster *ssh,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer data);
BstDoctorFindings bst_doctor_findings_look_finish (GAsyncResult *result);

/* @began, @ended: Unix time in seconds between which the answer was made. */
BstDoctorFindings bst_doctor_findings_parse (const char *text, gint64 began, gint64 ended);

/* Say what was found, in these steps. */
void bst_doctor_findings_tell_libvirt (
    BstDoctorStep *step, const BstDoctorFindings *findings, const BstHostFacts *facts, gboolean ssh);
void bst_doctor_findings_tell_version (BstDoctorStep *step, const BstHostFacts *facts);
void bst_doctor_findings_tell_kvm (
    BstDoctorStep *step, const BstDoctorFindings *findings, const BstHostFacts *facts);
void bst_doctor_findings_tell_clock (
    BstDoctorStep *step, const BstDoctorFindings *findings, gboolean ssh);

G_END_DECLS
