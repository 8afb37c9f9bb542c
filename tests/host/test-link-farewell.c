/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "host/bst-link-farewell.h"
#include "ssh-fixture.h"

/* A link within this process stands for the host's: what counts is which thread is where. */
typedef struct
{
  SshFixture *fixture;
  BstSshMaster *ssh; /* owned */
  BstLink *link;     /* weak, after the farewell */
  gboolean opened;
  gint is_in_call; /* atomic */
  gint may_return; /* atomic */
  GError *lost;
} Host;

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  Host *host = data;
  g_autoptr (GError) error = NULL;

  bst_link_open_finish (BST_LINK (source), result, &error);
  g_assert_no_error (error);
  host->opened = TRUE;
}

static gboolean
host_set_up (Host *host)
{
  g_autoptr (GError) error = NULL;

  host->fixture = ssh_fixture_new (NULL);
  if (host->fixture == NULL)
    return FALSE;

  ssh_fixture_trust (host->fixture, host->fixture->port);
  host->ssh = ssh_fixture_master (host->fixture);
  ssh_fixture_open (host->ssh, 20000, &error);
  g_assert_no_error (error);

  host->link = bst_link_new ("test:///default", "a host", TRUE);
  bst_link_open_async (host->link, on_opened, host);
  ssh_fixture_wait_for (host->opened);

  return TRUE;
}

static void
host_tear_down (Host *host)
{
  ssh_fixture_wait_for (host->link == NULL);
  ssh_fixture_wait_for (ssh_fixture_count_children () == 1);
  g_object_unref (host->ssh);
  g_clear_error (&host->lost);
  ssh_fixture_free (host->fixture);
}

static gpointer
stay_in_call (BstLink *link, gpointer data, GError **error)
{
  Host *host = data;

  g_atomic_int_set (&host->is_in_call, 1);
  while (!g_atomic_int_get (&host->may_return))
    g_thread_yield ();

  return host;
}

static void
on_called (GObject *source, GAsyncResult *result, gpointer data)
{
  Host *host = data;

  g_assert_null (bst_link_call_finish (BST_LINK (source), result, &host->lost));
}

static void
begin_call (Host *host)
{
  bst_link_call_async (host->link, BST_LANE_POOL, G_PRIORITY_DEFAULT, stay_in_call, host, NULL, NULL,
                       on_called, host);
  ssh_fixture_wait_for (g_atomic_int_get (&host->is_in_call));
}

static void
leave (Host *host)
{
  BstLink *link = host->link;

  g_object_add_weak_pointer (G_OBJECT (link), (gpointer *)&host->link);
  bst_link_farewell (link, g_object_ref (host->ssh));
  g_assert_true (host->link == NULL || !bst_link_is_open (host->link));
}

static gboolean
set_true (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

/* SSH stays for as long as a call needs it. */
static void
test_call (void)
{
  Host host = { 0 };
  gboolean waited = FALSE;
  gint64 start;

  if (!host_set_up (&host))
    return;
  begin_call (&host);

  leave (&host);
  start = g_get_monotonic_time ();
  g_timeout_add (200, set_true, &waited);
  ssh_fixture_wait_for (waited);
  g_assert_true (bst_ssh_master_is_open (host.ssh));

  g_atomic_int_set (&host.may_return, 1);
  ssh_fixture_wait_for (!bst_ssh_master_is_open (host.ssh));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 1500 * G_TIME_SPAN_MILLISECOND);
  ssh_fixture_wait_for (host.lost != NULL);
  g_assert_error (host.lost, BST_ERROR, BST_ERROR_LOST);
  host_tear_down (&host);
}

/* But not for one that never comes back. */
static void
test_hang (void)
{
  Host host = { 0 };

  if (!host_set_up (&host))
    return;
  begin_call (&host);

  leave (&host);
  ssh_fixture_wait_for (!bst_ssh_master_is_open (host.ssh));
  g_assert_nonnull (host.link);
  g_assert_null (host.lost);

  g_atomic_int_set (&host.may_return, 1);
  host_tear_down (&host);
}

/* Where nothing waits for an answer nobody waits for anything. */
static void
test_idle (void)
{
  Host host = { 0 };
  gint64 start = g_get_monotonic_time ();

  if (!host_set_up (&host))
    return;

  start = g_get_monotonic_time ();
  leave (&host);
  ssh_fixture_wait_for (!bst_ssh_master_is_open (host.ssh));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 1500 * G_TIME_SPAN_MILLISECOND);
  host_tear_down (&host);
}

/* SSH that stands, of a link that was not begun. */
static void
test_no_link (void)
{
  Host host = { 0 };

  if (!host_set_up (&host))
    return;

  bst_link_farewell (NULL, g_object_ref (host.ssh));
  g_assert_false (bst_ssh_master_is_open (host.ssh));

  leave (&host);
  host_tear_down (&host);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  bst_thread_init ();
  g_test_add_func ("/link-farewell/call", test_call);
  g_test_add_func ("/link-farewell/hang", test_hang);
  g_test_add_func ("/link-farewell/idle", test_idle);
  g_test_add_func ("/link-farewell/no-link", test_no_link);

  return g_test_run ();
}
