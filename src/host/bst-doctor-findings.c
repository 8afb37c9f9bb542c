/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-doctor-findings-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-thread.h"
#include "host/bst-run-private.h"

/* Certificates, tickets and the graphs' times go wrong from about here on. */
#define MOST_SKEW_S 30

/* One round trip for all; each line is a fact. Nothing of the user's is in it. */
static const char *const command[] = {
  "sh", "-c",
  "command -v virt-ssh-helper >/dev/null && echo helper; "
  "pidof virtqemud >/dev/null && echo modular; "
  "[ -S /run/libvirt/virtqemud-sock ] && echo modular; "
  "grep -qwE 'vmx|svm' /proc/cpuinfo && echo vmx; "
  "grep -qw hypervisor /proc/cpuinfo && echo guest; "
  "[ -e /dev/kvm ] && echo kvm; "
  "echo time $(date +%s)",
  NULL,
};

BstDoctorFindings
bst_doctor_findings_parse (const char *text, gint64 began, gint64 ended)
{
  BstDoctorFindings findings = { 0 };
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      findings.helper |= g_str_equal (lines[i], "helper");
      findings.modular |= g_str_equal (lines[i], "modular");
      findings.has_vmx |= g_str_equal (lines[i], "vmx");
      findings.is_guest |= g_str_equal (lines[i], "guest");
      findings.has_kvm |= g_str_equal (lines[i], "kvm");
      if (g_str_has_prefix (lines[i], "time "))
        {
          gint64 theirs = g_ascii_strtoll (lines[i] + strlen ("time "), NULL, 10);

          findings.known = theirs > 0;
          if (theirs < began)
            findings.clock_skew = theirs - began;
          else if (theirs > ended)
            findings.clock_skew = theirs - ended;
        }
    }

  return findings;
}

static void
on_output (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autofree char *text = bst_run_finish (result);
  gint64 *began = g_task_get_task_data (task);
  BstDoctorFindings *findings = g_new0 (BstDoctorFindings, 1);

  if (text != NULL)
    *findings = bst_doctor_findings_parse (text, *began, g_get_real_time () / G_USEC_PER_SEC);
  g_task_return_pointer (task, findings, g_free);
}

void
bst_doctor_findings_look_async (BstSshMaster *ssh,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  BST_ASSERT_MAIN_THREAD ();

  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_memdup2 (&now, sizeof now), g_free);
  bst_run_async (ssh, command, cancellable, on_output, task);
}

BstDoctorFindings
bst_doctor_findings_look_finish (GAsyncResult *result)
{
  g_autofree BstDoctorFindings *findings = g_task_propagate_pointer (G_TASK (result), NULL);

  return findings != NULL ? *findings : (BstDoctorFindings){ 0 };
}

void
bst_doctor_findings_tell_libvirt (
    BstDoctorStep *step, const BstDoctorFindings *findings, const BstHostFacts *facts, gboolean ssh)
{
  g_autofree char *driver_version = bst_version_to_string (facts->driver_version);
  g_autofree char *driver = driver_version != NULL
                                ? g_strdup_printf ("%s %s", facts->driver, driver_version)
                                : g_strdup (facts->driver);
  g_autofree char *text = NULL;

  if (ssh && findings->known && !findings->helper)
    {
      text = g_strdup_printf (_ ("%s, reached through nc"), driver);
      bst_doctor_step_set (step, BST_DOCTOR_WARNED, text,
                           _ ("Install virt-ssh-helper there (it comes with libvirt’s daemon from "
                              "6.8 on), so that the right socket is always found."),
                           NULL);
      return;
    }

  text = findings->modular ? g_strdup_printf (_ ("%s, with modular daemons"), driver)
                           : g_strdup (driver);
  bst_doctor_step_set (step, BST_DOCTOR_PASSED, text, NULL, NULL);
}

void
bst_doctor_findings_tell_version (BstDoctorStep *step, const BstHostFacts *facts)
{
  g_autofree char *version = bst_version_to_string (facts->libvirt_version);
  g_autofree char *text = NULL;

  if (facts->libvirt_version < 9000000)
    {
      text = g_strdup_printf (_ ("libvirt %s works, but is older than what is tested (9.0)"),
                              version);
      bst_doctor_step_set (step, BST_DOCTOR_WARNED, text,
                           _ ("Upgrade the host’s distribution when you can."), NULL);
      return;
    }

  text = facts->libvirt_version < 10009000 && g_strcmp0 (facts->driver, "QEMU") == 0
             ? g_strdup_printf (
                   _ ("libvirt %s; snapshots of UEFI machines inside their disks need 10.9"), version)
             : g_strdup_printf (_ ("libvirt %s"), version);
  bst_doctor_step_set (step, BST_DOCTOR_PASSED, text, NULL, NULL);
}

void
bst_doctor_findings_tell_kvm (
    BstDoctorStep *step, const BstDoctorFindings *findings, const BstHostFacts *facts)
{
  const char *const text = _ ("Guests are emulated here, which is ten times slower or more");

  if (g_strcmp0 (facts->driver, "QEMU") != 0)
    bst_doctor_step_set (step, BST_DOCTOR_SKIPPED, _ ("Only of interest for QEMU"), NULL, NULL);
  else if (facts->acceleration == BST_ACCELERATION_KVM)
    bst_doctor_step_set (step, BST_DOCTOR_PASSED, _ ("KVM is there"), NULL, NULL);
  else if (!findings->known)
    bst_doctor_step_set (step, BST_DOCTOR_WARNED, text,
                         _ ("Look on the host whether /dev/kvm is there."), NULL);
  else if (findings->has_kvm)
    bst_doctor_step_set (step, BST_DOCTOR_WARNED, text,
                         _ ("/dev/kvm is there, but libvirt does not use it: check that QEMU may "
                            "open it, and restart libvirt’s daemon."),
                         NULL);
  else if (findings->has_vmx)
    bst_doctor_step_set (step, BST_DOCTOR_WARNED, text,
                         _ ("The processor can do it: load the kernel’s module (sudo modprobe "
                            "kvm_intel, or kvm_amd), and restart libvirt’s daemon."),
                         NULL);
  else if (findings->is_guest)
    bst_doctor_step_set (step, BST_DOCTOR_WARNED, text,
                         _ ("This host is a virtual machine itself: allow nested virtualization on "
                            "the computer that it runs on."),
                         NULL);
  else
    bst_doctor_step_set (step, BST_DOCTOR_WARNED, text,
                         _ ("Switch on virtualization in the host’s firmware set-up (Intel VT-x, "
                            "AMD-V or SVM), and start it again."),
                         NULL);
}

void
bst_doctor_findings_tell_clock (
    BstDoctorStep *step, const BstDoctorFindings *findings, gboolean ssh)
{
  g_autofree char *text = NULL;

  if (!ssh)
    {
      bst_doctor_step_set (step, BST_DOCTOR_SKIPPED, _ ("It is this computer"), NULL, NULL);
      return;
    }
  if (!findings->known)
    {
      bst_doctor_step_set (
          step, BST_DOCTOR_SKIPPED, _ ("The host did not tell its time"), NULL, NULL);
      return;
    }
  if (ABS (findings->clock_skew) <= MOST_SKEW_S)
    {
      bst_doctor_step_set (step, BST_DOCTOR_PASSED, _ ("Its clock agrees with ours"), NULL, NULL);
      return;
    }

  text = findings->clock_skew > 0
             ? g_strdup_printf (_ ("Its clock is %d seconds ahead of ours"),
                                (int) findings->clock_skew)
             : g_strdup_printf (_ ("Its clock is %d seconds behind ours"),
                                (int) -findings->clock_skew);
  bst_doctor_step_set (step, BST_DOCTOR_WARNED, text,
                       _ ("Let the host and this computer take the time from the network "
                          "(timedatectl set-ntp true)."),
                       NULL);
}
