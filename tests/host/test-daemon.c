/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A connection to a real daemon: events over its wire, and what happens when it hangs or dies. */

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <signal.h>

#include "core/bst-error.h"
#include "core/bst-stall-meter.h"
#include "core/bst-thread.h"
#include "host-daemon.h"
#include "host-watcher.h"

#define DEFAULT_UUID "6695eb01-f6a4-8304-79aa-97f2502e193f"

/* 20 s, looked at each 5 s, and a little for a busy machine. */
#define KEEPALIVE_MS 28000

static double
since_ms (gint64 begin)
{
  return (double) (g_get_monotonic_time () - begin) / 1000;
}

static HostWatcher *
connect_to (HostDaemon *daemon)
{
  HostWatcher *watcher = host_watcher_new (daemon->uri, "there");

  bst_stall_meter_reset ();
  bst_connection_open (watcher->connection);
  host_watcher_wait (host_watcher_is (watcher, BST_HOST_STATE_ONLINE));
  g_assert_nonnull (host_watcher_find (watcher, "test"));

  return watcher;
}

static void
assert_no_stall (void)
{
  g_test_message ("longest stall %.1f ms", bst_stall_meter_get_longest_own ());
  g_assert_cmpfloat (bst_stall_meter_get_longest_own (), <, LONGEST_STALL_MS);
}

static virDomainPtr
define (virConnectPtr other, const char *name)
{
  g_autofree char *xml = g_strdup_printf (
      "<domain type='test'><name>%s</name><uuid>00000000-0000-4000-8000-00000000000b</uuid>"
      "<memory>1024</memory><os><type>hvm</type></os></domain>",
      name);
  virDomainPtr domain = virDomainDefineXML (other, xml);

  g_assert_cmpstr (domain != NULL ? NULL : virGetLastErrorMessage (), ==, NULL);

  return domain;
}

static void
test_events (void)
{
  g_autoptr (HostDaemon) daemon = host_daemon_new ();
  g_autoptr (HostWatcher) watcher = NULL;
  g_autofree char *longest = g_strnfill (250, 'n');
  g_autoptr (GError) error = NULL;
  virConnectPtr other;
  virDomainPtr domain;

  if (daemon == NULL)
    return;

  watcher = connect_to (daemon);
  other = virConnectOpen (daemon->uri);
  g_assert_nonnull (other);

  domain = define (other, longest);
  host_watcher_wait (host_watcher_state_of (watcher, longest) == BST_MACHINE_STATE_SHUTOFF &&
                     host_watcher_find (watcher, longest)->xml != NULL);
  g_assert_cmpint (virDomainCreate (domain), ==, 0);
  host_watcher_wait (host_watcher_state_of (watcher, longest) == BST_MACHINE_STATE_RUNNING);
  g_assert_cmpint (virDomainSuspend (domain), ==, 0);
  host_watcher_wait (host_watcher_state_of (watcher, longest) == BST_MACHINE_STATE_PAUSED);
  g_assert_cmpint (virDomainDestroy (domain), ==, 0);
  host_watcher_wait (host_watcher_state_of (watcher, longest) == BST_MACHINE_STATE_SHUTOFF);

  /* It vanishes, and an action comes too late. */
  g_assert_cmpint (virDomainUndefine (domain), ==, 0);
  error = host_watcher_call (
      watcher, "00000000-0000-4000-8000-00000000000b", BST_DOMAIN_START, NULL);
  g_assert_error (error, BST_ERROR, BST_ERROR_NO_MACHINE);
  host_watcher_wait (host_watcher_find (watcher, longest) == NULL);

  /* A machine that is only there while it runs. */
  virDomainFree (domain);
  domain = virDomainCreateXML (other,
                               "<domain type='test'><name>brief</name><memory>1024</memory>"
                               "<os><type>hvm</type></os></domain>",
                               0);
  g_assert_nonnull (domain);
  host_watcher_wait (host_watcher_state_of (watcher, "brief") == BST_MACHINE_STATE_RUNNING &&
                     (host_watcher_find (watcher, "brief")->known & BST_DOMAIN_KNOWN_FLAGS));
  g_assert_false (host_watcher_find (watcher, "brief")->persistent);
  g_assert_cmpint (virDomainDestroy (domain), ==, 0);
  host_watcher_wait (host_watcher_find (watcher, "brief") == NULL);

  virDomainFree (domain);
  virConnectClose (other);
  assert_no_stall ();
}

/* @data: the signal that ends it. A clean end takes the socket away, a killed one leaves it. */
static void
test_restart (gconstpointer data)
{
  g_autoptr (HostDaemon) daemon = host_daemon_new ();
  g_autoptr (HostWatcher) watcher = NULL;
  gint64 begin;

  if (daemon == NULL)
    return;

  watcher = connect_to (daemon);
  for (guint i = 0; i < 2; i++)
    {
      begin = g_get_monotonic_time ();
      host_daemon_stop (daemon, GPOINTER_TO_INT (data));
      host_watcher_wait (host_watcher_is (watcher, BST_HOST_STATE_LOST));
      g_test_message ("lost after %.0f ms: %s", since_ms (begin),
                      bst_connection_get_error (watcher->connection)->message);
      /* Told, not found out by asking. */
      g_assert_cmpfloat (since_ms (begin), <, 5000);

      /* At least one try that finds nothing. */
      g_string_truncate (watcher->states, 0);
      host_watcher_wait (g_str_has_prefix (watcher->states->str, "connecting lost "));
      /* The start is waited for here, which is no stall of the program's. */
      assert_no_stall ();
      host_daemon_start (daemon);
      bst_stall_meter_reset ();
      begin = g_get_monotonic_time ();
      host_watcher_wait (host_watcher_is (watcher, BST_HOST_STATE_ONLINE));
      g_test_message ("back after %.0f ms", since_ms (begin));
      g_assert_cmpfloat (since_ms (begin), <, 10000);
      g_assert_cmpuint (g_hash_table_size (watcher->domains), ==, 1);
    }
  assert_no_stall ();
}

static void
on_call (GObject *source, GAsyncResult *result, gpointer data)
{
  GError **error = data;

  bst_connection_call_finish (BST_CONNECTION (source), result, error);
}

/* It stops answering: noticed by keepalive; what was asked of it comes back as an error. */
static void
test_hang (void)
{
  g_autoptr (HostDaemon) daemon = host_daemon_new ();
  g_autoptr (HostWatcher) watcher = NULL;
  g_autoptr (GError) error = NULL;
  gint64 begin;

  if (daemon == NULL)
    return;

  watcher = connect_to (daemon);
  host_daemon_signal (daemon, SIGSTOP);
  begin = g_get_monotonic_time ();
  bst_connection_call_async (
      watcher->connection, DEFAULT_UUID, BST_DOMAIN_PAUSE, NULL, NULL, on_call, &error);
  host_watcher_wait (host_watcher_is (watcher, BST_HOST_STATE_LOST));
  g_test_message ("lost after %.0f ms: %s", since_ms (begin),
                  bst_connection_get_error (watcher->connection)->message);
  g_assert_cmpfloat (since_ms (begin), <, KEEPALIVE_MS);
  host_watcher_wait (error != NULL);
  g_assert_error (error, BST_ERROR, BST_ERROR_LOST);
  g_test_message ("%s", error->message);

  host_daemon_signal (daemon, SIGCONT);
  begin = g_get_monotonic_time ();
  host_watcher_wait (host_watcher_is (watcher, BST_HOST_STATE_ONLINE));
  g_test_message ("back after %.0f ms", since_ms (begin));
  g_assert_cmpfloat (since_ms (begin), <, 10000);
  g_assert_cmpuint (g_hash_table_size (watcher->domains), ==, 1);
  assert_no_stall ();
}

static void
on_many_calls (GObject *source, GAsyncResult *result, gpointer data)
{
  guint *n_left = data;

  bst_connection_call_finish (BST_CONNECTION (source), result, NULL);
  (*n_left)--;
}

/* All threads wait for a daemon that hangs, and then dies or wakes up: libvirt itself has to live. */
static void
test_hang_many (gconstpointer data)
{
  g_autoptr (HostDaemon) daemon = host_daemon_new ();
  g_autoptr (HostWatcher) watcher = NULL;

  if (daemon == NULL)
    return;

  watcher = connect_to (daemon);
  for (guint round = 0; round < 3; round++)
    {
      guint n_left = 12;

      host_daemon_signal (daemon, SIGSTOP);
      for (guint i = n_left; i > 0; i--)
        bst_connection_call_async (watcher->connection, DEFAULT_UUID,
                                   i % 2 == 0 ? BST_DOMAIN_START : BST_DOMAIN_RESUME, NULL, NULL,
                                   on_many_calls, &n_left);
      bst_connection_check (watcher->connection);
      host_watcher_wait (host_watcher_is (watcher, BST_HOST_STATE_LOST));
      if (GPOINTER_TO_INT (data) == SIGKILL)
        {
          host_daemon_stop (daemon, SIGKILL);
          host_watcher_wait (n_left == 0);
          host_daemon_start (daemon);
        }
      else
        {
          host_daemon_signal (daemon, SIGCONT);
          host_watcher_wait (n_left == 0);
        }
      host_watcher_wait (host_watcher_is (watcher, BST_HOST_STATE_ONLINE));
    }
}

/* As after a sleep of this computer: it is asked at once, not after the keepalive's time. */
static void
test_check (void)
{
  g_autoptr (HostDaemon) daemon = host_daemon_new ();
  g_autoptr (HostWatcher) watcher = NULL;
  gint64 begin;

  if (daemon == NULL)
    return;

  watcher = connect_to (daemon);
  bst_connection_check (watcher->connection);
  host_watcher_wait (g_hash_table_size (watcher->stats) > 0);
  g_assert_true (host_watcher_is (watcher, BST_HOST_STATE_ONLINE));

  host_daemon_signal (daemon, SIGSTOP);
  begin = g_get_monotonic_time ();
  bst_connection_check (watcher->connection);
  host_watcher_wait (host_watcher_is (watcher, BST_HOST_STATE_LOST));
  /* After 5 s, where the keepalive takes 15 at least. */
  g_assert_cmpfloat (since_ms (begin), <, 14000);
  host_daemon_signal (daemon, SIGCONT);
  host_watcher_wait (host_watcher_is (watcher, BST_HOST_STATE_ONLINE));
}

/* It hangs while it is being connected to. */
static void
test_hang_in_open (void)
{
  g_autoptr (HostDaemon) daemon = host_daemon_new ();
  g_autoptr (HostWatcher) watcher = NULL;
  gint64 begin = g_get_monotonic_time ();

  if (daemon == NULL)
    return;

  host_daemon_signal (daemon, SIGSTOP);
  watcher = host_watcher_new (daemon->uri, "there");
  bst_stall_meter_reset ();
  bst_connection_open (watcher->connection);
  host_watcher_wait (host_watcher_is (watcher, BST_HOST_STATE_LOST));
  g_assert_error (
      bst_connection_get_error (watcher->connection), BST_ERROR, BST_ERROR_TIMED_OUT);
  g_assert_cmpfloat (since_ms (begin), >, 14000);

  host_daemon_signal (daemon, SIGCONT);
  begin = g_get_monotonic_time ();
  host_watcher_wait (host_watcher_is (watcher, BST_HOST_STATE_ONLINE));
  g_test_message ("back after %.0f ms", since_ms (begin));
  g_assert_cmpfloat (since_ms (begin), <, 10000);
  assert_no_stall ();
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);
  bst_stall_meter_start (0);

  g_test_add_func ("/daemon/events", test_events);
  g_test_add_data_func ("/daemon/killed", GINT_TO_POINTER (SIGKILL), test_restart);
  g_test_add_data_func ("/daemon/restarted", GINT_TO_POINTER (SIGTERM), test_restart);
  g_test_add_func ("/daemon/check", test_check);
  g_test_add_func ("/daemon/hang", test_hang);
  g_test_add_data_func ("/daemon/hang-many/continued", GINT_TO_POINTER (SIGCONT), test_hang_many);
  g_test_add_data_func ("/daemon/hang-many/killed", GINT_TO_POINTER (SIGKILL), test_hang_many);
  g_test_add_func ("/daemon/hang-in-open", test_hang_in_open);

  return g_test_run ();
}
