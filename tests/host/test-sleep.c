/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "host-daemon.h"
#include "host-watcher.h"

#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define HOUR 3600

static gint slept; /* s; atomic */

/* What tells that this computer slept is that the clock with its sleep ran ahead of the one without:
 * a real sleep would take the whole test along. */
int
clock_gettime (clockid_t clock, struct timespec *time)
{
  int done = (int) syscall (SYS_clock_gettime, clock, time);

  if (done == 0 && clock == CLOCK_BOOTTIME)
    time->tv_sec += g_atomic_int_get (&slept);
  return done;
}

static double
since_ms (gint64 begin)
{
  return (double) (g_get_monotonic_time () - begin) / 1000;
}

/* The host is asked at once whether it is still there; nothing is lost where it is. */
static void
test_sleep (void)
{
  g_autoptr (HostDaemon) daemon = host_daemon_new ();
  g_autoptr (HostWatcher) watcher = NULL;
  gint64 begin;
  guint n_calls;

  if (daemon == NULL)
    return;

  watcher = host_watcher_new (daemon->uri, "there");
  bst_connection_open (watcher->connection);
  host_watcher_wait (host_watcher_is (watcher, BST_HOST_STATE_ONLINE));
  g_atomic_int_add (&slept, HOUR);
  n_calls = watcher->n_stats + 3;
  host_watcher_wait (watcher->n_stats >= n_calls);
  g_assert_cmpstr (watcher->states->str, ==, "connecting syncing online ");

  host_daemon_signal (daemon, SIGSTOP);
  begin = g_get_monotonic_time ();
  g_atomic_int_add (&slept, HOUR);
  host_watcher_wait (host_watcher_is (watcher, BST_HOST_STATE_LOST));
  /* After 2 s to notice and 5 s of patience, where the keepalive takes 15 at least. */
  g_assert_cmpfloat (since_ms (begin), <, 14000);

  host_daemon_signal (daemon, SIGCONT);
  g_atomic_int_add (&slept, HOUR);
  host_watcher_wait (host_watcher_is (watcher, BST_HOST_STATE_ONLINE));
  g_assert_nonnull (host_watcher_find (watcher, "test"));
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sleep", test_sleep);

  return g_test_run ();
}
