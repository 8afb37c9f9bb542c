/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "host-watcher.h"
#include "host/bst-doctor.h"
#include "host/bst-host-error.h"

#include <libvirt/libvirt.h>

#define URI "test:///default"
#define OLD_VERSION 5010000

/* Debian 12 has no libvirt that is too old: this program's own takes the place of the library's, and
 * all else is real. */
int
virConnectGetLibVersion (virConnectPtr connection, unsigned long *version)
{
  G_STATIC_ASSERT (OLD_VERSION < BST_LIBVIRT_FLOOR);
  *version = OLD_VERSION;
  return 0;
}

static void
test_connection (void)
{
  g_autoptr (HostWatcher) watcher = host_watcher_new (URI, "there");
  const GError *error;

  bst_connection_open (watcher->connection);
  host_watcher_wait (host_watcher_is (watcher, BST_HOST_STATE_FAILED));
  error = bst_connection_get_error (watcher->connection);
  g_assert_error (error, BST_ERROR, BST_ERROR_TOO_OLD);
  g_assert_nonnull (strstr (error->message, "there"));
  g_assert_nonnull (strstr (error->message, "5.10"));
  g_assert_nonnull (bst_error_get_remedy (error));
  /* Nothing is tried again by itself. */
  g_assert_cmpstr (watcher->states->str, ==, "connecting failed ");
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean *over = data;

  *over = TRUE;
  g_assert_false (bst_doctor_run_finish (BST_DOCTOR (source), result, &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_TOO_OLD);
}

static void
test_doctor (void)
{
  g_autoptr (BstDoctor) doctor = bst_doctor_new (URI);
  GListModel *steps = bst_doctor_get_steps (doctor);
  gboolean over = FALSE, told = FALSE;

  bst_doctor_run_async (doctor, NULL, on_checked, &over);
  host_watcher_wait (over);
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (BstDoctorStep) step = g_list_model_get_item (steps, i);

      if (!g_str_equal (bst_doctor_step_get_id (step), "version"))
        continue;
      told = TRUE;
      g_assert_cmpint (bst_doctor_step_get_outcome (step), ==, BST_DOCTOR_FAILED);
      g_assert_nonnull (bst_doctor_step_get_remedy (step));
    }
  g_assert_true (told);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/too-old/connection", test_connection);
  g_test_add_func ("/too-old/doctor", test_doctor);

  return g_test_run ();
}
