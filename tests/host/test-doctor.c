/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The host doctor, mostly where no SSH is needed; and what it makes of what it finds. */

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "host-watcher.h"
#include "host/bst-doctor-findings-private.h"
#include "host/bst-doctor.h"
#include "ssh-fixture.h"

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **answer = data;

  *answer = g_object_ref (result);
}

static GError *
check (BstDoctor *doctor, GCancellable *cancellable)
{
  g_autoptr (GAsyncResult) answer = NULL;
  GError *error = NULL;
  gboolean passed;

  bst_doctor_run_async (doctor, cancellable, on_checked, &answer);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  host_watcher_wait (answer != NULL);
  passed = bst_doctor_run_finish (doctor, answer, &error);
  g_assert_true (passed == (error == NULL));

  return error;
}

/* "skipped skipped … passed": the outcomes, for comparison. */
static char *
get_outcomes (BstDoctor *doctor)
{
  static const char *const nicks[] = { "pending", "running", "passed",
                                       "warned",  "failed",  "skipped" };
  GListModel *steps = bst_doctor_get_steps (doctor);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (BstDoctorStep) step = g_list_model_get_item (steps, i);

      g_string_append_printf (text, "%s:%s ", bst_doctor_step_get_id (step),
                              nicks[bst_doctor_step_get_outcome (step)]);
      g_test_message ("%s: %s | %s | %s", bst_doctor_step_get_title (step),
                      bst_doctor_step_get_text (step), bst_doctor_step_get_remedy (step),
                      bst_doctor_step_get_detail (step));
      if (bst_doctor_step_get_outcome (step) == BST_DOCTOR_FAILED)
        g_assert_nonnull (bst_doctor_step_get_text (step));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

#define SKIPPED_SSH "resolve:skipped connect:skipped host-key:skipped log-in:skipped "

static void
test_good (void)
{
  g_autoptr (BstDoctor) doctor = bst_doctor_new ("test:///default");
  g_autoptr (GError) error = check (doctor, NULL);
  g_autofree char *outcomes = get_outcomes (doctor);

  g_assert_no_error (error);
  g_assert_cmpstr (outcomes, ==,
                   SKIPPED_SSH "libvirt:passed permission:passed version:passed kvm:skipped "
                               "clock:skipped ");
  g_assert_cmpstr (bst_doctor_get_facts (doctor)->driver, ==, "TEST");

  /* It can be asked again. */
  error = check (doctor, NULL);
  g_assert_no_error (error);
}

static void
test_no_libvirt (void)
{
  g_autoptr (BstDoctor) doctor = bst_doctor_new ("test+unix:///default?socket=/no/such");
  g_autoptr (GError) error = check (doctor, NULL);
  g_autofree char *outcomes = get_outcomes (doctor);

  g_assert_error (error, BST_ERROR, BST_ERROR_NO_LIBVIRT);
  g_assert_cmpstr (outcomes, ==,
                   SKIPPED_SSH "libvirt:failed permission:skipped version:skipped kvm:skipped "
                               "clock:skipped ");
}

/* An account whose shell is nologin says so in libvirt's place, which takes it for a length. */
static void
test_no_shell (void)
{
  g_autoptr (SshFixture) fixture =
      ssh_fixture_new ("ForceCommand echo This account is currently not available.");
  g_autofree char *uri = NULL;
  g_autoptr (BstDoctor) doctor = NULL;
  g_autoptr (GError) error = NULL;

  if (fixture == NULL)
    return;

  ssh_fixture_trust (fixture, fixture->port);
  uri = g_strdup_printf ("qemu+ssh://127.0.0.1:%u/system", fixture->port);
  doctor = bst_doctor_new (uri);
  error = check (doctor, NULL);
  g_assert_error (error, BST_ERROR, BST_ERROR_NO_LIBVIRT);
  g_assert_null (strstr (error->message, "packet"));
  g_assert_nonnull (strstr (error->message, "shell"));
  g_assert_nonnull (strstr (bst_error_get_remedy (error), "nologin"));
}

static void
test_no_uri (void)
{
  g_autoptr (BstDoctor) doctor = bst_doctor_new ("qemu+ssh://-oProxyCommand=evil/system");
  g_autoptr (GError) error = check (doctor, NULL);
  g_autofree char *outcomes = get_outcomes (doctor);

  g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (outcomes, "resolve:failed connect:skipped "));
}

/* Without a name server it cannot be known; either way the address is what is missing. */
static void
test_no_address (void)
{
  g_autoptr (BstDoctor) doctor = bst_doctor_new ("qemu+ssh://no-such-host.invalid/system");
  g_autoptr (GError) error = check (doctor, NULL);
  g_autofree char *outcomes = get_outcomes (doctor);

  g_assert_true (g_error_matches (error, BST_ERROR, BST_ERROR_UNKNOWN_HOST) ||
                 g_error_matches (error, BST_ERROR, BST_ERROR_NO_RESOLVER));
  g_assert_nonnull (strstr (error->message, "no-such-host.invalid"));
  g_assert_nonnull (bst_error_get_remedy (error));
  g_assert_true (g_str_has_prefix (outcomes, "resolve:failed connect:skipped "));
}

static void
test_cancel (void)
{
  g_autoptr (BstDoctor) doctor = bst_doctor_new ("test:///default");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = check (doctor, cancellable);

  g_assert_error (error, BST_ERROR, BST_ERROR_CANCELLED);
}

/* What the look around says becomes advice. */
static void
test_findings (void)
{
  g_autoptr (BstHostFacts) facts = bst_host_facts_new ();
  g_autoptr (BstDoctorStep) step = bst_doctor_step_new (BST_DOCTOR_KVM);
  BstDoctorFindings findings = bst_doctor_findings_parse ("helper\nkvm\ntime 1000\n", 990, 1010);

  g_assert_true (findings.known && findings.helper && findings.has_kvm);
  g_assert_false (findings.modular || findings.has_vmx || findings.is_guest);
  g_assert_cmpint (findings.clock_skew, ==, 0);
  bst_doctor_findings_tell_clock (step, &findings, TRUE);
  g_assert_cmpint (bst_doctor_step_get_outcome (step), ==, BST_DOCTOR_PASSED);

  findings = bst_doctor_findings_parse ("vmx\ntime 2000\n", 990, 1000);
  g_assert_cmpint (findings.clock_skew, ==, 1000);
  bst_doctor_findings_tell_clock (step, &findings, TRUE);
  g_assert_cmpint (bst_doctor_step_get_outcome (step), ==, BST_DOCTOR_WARNED);
  g_assert_cmpstr (bst_doctor_step_get_text (step), ==, "Its clock is 1000 seconds ahead of ours");

  facts->driver = g_strdup ("QEMU");
  facts->acceleration = BST_ACCELERATION_NONE;
  bst_doctor_findings_tell_kvm (step, &findings, facts);
  g_assert_cmpint (bst_doctor_step_get_outcome (step), ==, BST_DOCTOR_WARNED);
  g_assert_nonnull (strstr (bst_doctor_step_get_remedy (step), "modprobe"));

  findings = bst_doctor_findings_parse ("guest\ntime 995\n", 990, 1000);
  bst_doctor_findings_tell_kvm (step, &findings, facts);
  g_assert_nonnull (strstr (bst_doctor_step_get_remedy (step), "nested"));

  findings = bst_doctor_findings_parse ("", 990, 1000);
  g_assert_false (findings.known);

  facts->libvirt_version = 6000000;
  bst_doctor_findings_tell_version (step, facts);
  g_assert_cmpint (bst_doctor_step_get_outcome (step), ==, BST_DOCTOR_WARNED);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/doctor/good", test_good);
  g_test_add_func ("/doctor/no-libvirt", test_no_libvirt);
  g_test_add_func ("/doctor/no-shell", test_no_shell);
  g_test_add_func ("/doctor/no-uri", test_no_uri);
  g_test_add_func ("/doctor/no-address", test_no_address);
  g_test_add_func ("/doctor/cancel", test_cancel);
  g_test_add_func ("/doctor/findings", test_findings);

  return g_test_run ();
}
