/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-thread.h"
#include "host-watcher.h"

#include <libvirt/libvirt.h>

/* The same in the whole program: what is done by another connection, this one must find out. */
#define URI "test:///default"

#define ANOTHER                                                                                    \
  "<domain type='test'><name>another</name><memory>65536</memory><vcpu>1</vcpu>"                   \
  "<os><type>hvm</type></os></domain>"

/* Each driver of Debian 12 that runs on a bare computer has events: this program's own takes the
 * place of the library's, as a driver without any would answer, and all else is real. */
static int n_refused; /* on other threads */

int
virConnectDomainEventRegisterAny (virConnectPtr connection,
                                  virDomainPtr domain,
                                  int event,
                                  virConnectDomainEventGenericCallback callback,
                                  void *opaque,
                                  virFreeCallback free_opaque)
{
  g_atomic_int_inc (&n_refused);
  return -1;
}

static void
test_polled (void)
{
  g_autoptr (HostWatcher) watcher = host_watcher_new (URI, "there");
  virConnectPtr other = virConnectOpen (URI);
  virDomainPtr domain = virDomainLookupByName (other, "test");

  g_assert_nonnull (domain);
  bst_connection_set_tick (watcher->connection, 1, TRUE);
  bst_connection_open (watcher->connection);
  host_watcher_wait (host_watcher_is (watcher, BST_HOST_STATE_ONLINE));
  host_watcher_wait (host_watcher_state_of (watcher, "test") == BST_MACHINE_STATE_RUNNING);

  g_assert_cmpint (virDomainSuspend (domain), ==, 0);
  host_watcher_wait (host_watcher_state_of (watcher, "test") == BST_MACHINE_STATE_PAUSED);
  g_assert_cmpint (virDomainDestroy (domain), ==, 0);
  host_watcher_wait (host_watcher_state_of (watcher, "test") == BST_MACHINE_STATE_SHUTOFF);
  g_assert_cmpint (virDomainCreate (domain), ==, 0);
  host_watcher_wait (host_watcher_state_of (watcher, "test") == BST_MACHINE_STATE_RUNNING);
  virDomainFree (domain);

  domain = virDomainDefineXML (other, ANOTHER);
  g_assert_nonnull (domain);
  host_watcher_wait (host_watcher_find (watcher, "another") != NULL);
  g_assert_cmpint (virDomainUndefine (domain), ==, 0);
  host_watcher_wait (host_watcher_find (watcher, "another") == NULL);
  virDomainFree (domain);
  virConnectClose (other);

  g_assert_cmpint (g_atomic_int_get (&n_refused), ==, 1);
  /* It was never lost over it. */
  g_assert_cmpstr (watcher->states->str, ==, "connecting syncing online ");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  bst_thread_init ();

  g_test_add_func ("/no-events/polled", test_polled);

  return g_test_run ();
}
