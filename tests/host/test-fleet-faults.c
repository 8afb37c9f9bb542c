/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fleet-fixture.h"
#include "operations/bst-snapshot-operation.h"

/* A fleet, and a libvirtd of its own, of a user who is not root. */
typedef struct
{
  FleetFixture fleet;
  char *folder;
  char *socket;
  GPid pid;
} Fixture;

/* In the child; it ends with the test, however that ends. */
static void
become_nobody (gpointer data)
{
  const struct passwd *nobody = data;

  if (nobody != NULL && (setgid (nobody->pw_gid) != 0 || setuid (nobody->pw_uid) != 0))
    _exit (127);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static gboolean
is_listening (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (fixture->socket);
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);

  return connection != NULL;
}

static gboolean
keep_awake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
start_daemon (Fixture *fixture)
{
  struct passwd *nobody = geteuid () == 0 ? getpwnam ("nobody") : NULL;
  const char *argv[] = { "libvirtd", NULL };
  g_auto (GStrv) environment = g_get_environ ();
  g_autoptr (GError) error = NULL;
  guint source = g_timeout_add (50, keep_awake, NULL);

  for (const char *const *name =
           (const char *const[]){ "HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
                                  "XDG_CACHE_HOME", NULL };
       *name != NULL; name++)
    environment = g_environ_setenv (environment, *name, fixture->folder, TRUE);
  g_spawn_async (fixture->folder, (char **)argv, environment,
                 G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
                     G_SPAWN_STDERR_TO_DEV_NULL,
                 become_nobody, nobody, &fixture->pid, &error);
  g_assert_no_error (error);
  fleet_fixture_wait (is_listening, fixture);
  g_source_remove (source);
}

static void
kill_daemon (Fixture *fixture)
{
  /* Also where it is stopped: woken up before, it would answer what it was asked meanwhile. */
  kill (fixture->pid, SIGKILL);
  while (waitpid (fixture->pid, NULL, 0) < 0 && errno == EINTR)
    continue;
  fixture->pid = 0;
}

/* It answers nothing any more once this returns: a signal alone may take its time. */
static void
stop_daemon (Fixture *fixture)
{
  int status;

  kill (fixture->pid, SIGSTOP);
  while (waitpid (fixture->pid, &status, WUNTRACED) < 0 && errno == EINTR)
    continue;
  g_assert_true (WIFSTOPPED (status));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  struct passwd *nobody = geteuid () == 0 ? getpwnam ("nobody") : NULL;

  fleet_fixture_set_up (&fixture->fleet, NULL);
  fixture->folder = g_dir_make_tmp ("bastida-libvirtd-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  if (nobody != NULL)
    g_assert_cmpint (chown (fixture->folder, nobody->pw_uid, nobody->pw_gid), ==, 0);
  fixture->socket = g_build_filename (fixture->folder, "libvirt", "libvirt-sock", NULL);
  start_daemon (fixture);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir =
      g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fleet_fixture_tear_down (&fixture->fleet, NULL);
  if (fixture->pid != 0)
    kill_daemon (fixture);
  remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->socket);
}

static BstHost *
add_host (Fixture *fixture, const char *name, const char *driver, const char *more)
{
  g_autofree char *uri = g_strdup_printf ("%s?socket=%s%s", driver, fixture->socket, more);
  g_autoptr (GError) error = NULL;
  BstHost *host = bst_inventory_add_host (fixture->fleet.inventory, uri, name, &error);

  g_assert_no_error (error);
  return host;
}

static gboolean
is_fresh (gpointer machine)
{
  return bst_machine_is_fresh (machine);
}

/* The link breaks and heals: the same row all the time, greyed while nothing is known. */
static void
assert_lost_and_back (Fixture *fixture, int signal_to_break)
{
  FleetFixture *fleet = &fixture->fleet;
  BstHost *host = add_host (fixture, "hosta", "test+unix:///default", "");
  GListModel *machines = bst_inventory_get_machines (fleet->inventory);
  BstMachine *machine;
  gint64 seen;

  bst_fleet_open (fleet->fleet);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);
  g_assert_cmpuint (g_list_model_get_n_items (machines), ==, 1);
  machine = fleet_fixture_find (fleet, "hosta/test");
  fleet_fixture_wait (is_fresh, machine);
  bst_inventory_set_notes (fleet->inventory, machine, "kept");
  seen = bst_machine_get_seen (machine);
  g_assert_cmpint (seen, >, 0);

  if (signal_to_break == SIGKILL)
    kill_daemon (fixture);
  else
    stop_daemon (fixture);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_LOST);
  g_assert_false (bst_machine_is_fresh (machine));
  g_assert_cmpint (bst_machine_get_state (machine), ==, BST_MACHINE_STATE_RUNNING);
  g_assert_cmpint (bst_machine_get_seen (machine), >=, seen);
  g_assert_cmpint (bst_machine_get_seen (machine), <=, g_get_real_time ());
  g_assert_nonnull (bst_host_get_error (host));
  g_assert_cmpuint (fleet_fixture_count_entries (fleet, "host-lost"), ==, 1);
  g_assert_cmpuint (fleet_fixture_count_entries (fleet, "host-back"), ==, 0);

  if (signal_to_break == SIGKILL)
    start_daemon (fixture);
  else
    kill (fixture->pid, SIGCONT);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);
  fleet_fixture_wait (is_fresh, machine);
  g_assert_cmpuint (g_list_model_get_n_items (machines), ==, 1);
  g_assert_true (fleet_fixture_find (fleet, "hosta/test") == machine);
  g_assert_cmpstr (bst_machine_get_notes (machine), ==, "kept");
  g_assert_null (bst_host_get_error (host));
  g_assert_cmpuint (fleet_fixture_count_entries (fleet, "host-lost"), ==, 1);
  g_assert_cmpuint (fleet_fixture_count_entries (fleet, "host-back"), ==, 1);
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  assert_lost_and_back (fixture, SIGKILL);
}

static void
test_hung (Fixture *fixture, gconstpointer data)
{
  assert_lost_and_back (fixture, SIGSTOP);
}

/* Asked of a host that hangs, which dies then. */
static BstOperation *
lose (Fixture *fixture, BstLifecycle lifecycle)
{
  FleetFixture *fleet = &fixture->fleet;
  BstHost *host = add_host (fixture, "hosta", "test+unix:///default", "");
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  BstOperation *operation;

  bst_fleet_open (fleet->fleet);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);
  g_ptr_array_add (machines, fleet_fixture_find (fleet, "hosta/test"));
  stop_daemon (fixture);
  operation = bst_lifecycle_operation_new (fleet->fleet, lifecycle, machines);
  bst_scheduler_submit (bst_fleet_get_scheduler (fleet->fleet), operation);
  fleet_fixture_wait_until_begun (operation);
  kill_daemon (fixture);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_LOST);

  return operation;
}

static gboolean
has_detail (gpointer operation)
{
  return bst_operation_get_detail (operation) != NULL;
}

static gboolean
is_begun (gpointer operation)
{
  return has_detail (operation) || bst_operation_is_over (operation);
}

static void
assert_awaits_look_up (BstOperation *operation)
{
  fleet_fixture_wait (is_begun, operation);
  g_assert_no_error (bst_operation_get_error (operation));
  g_assert_false (bst_operation_is_over (operation));
}

/* What was asked of a host that dies is looked up when that is back, and ends as what happened. */
static void
assert_looked_up (Fixture *fixture, BstLifecycle lifecycle, BstOperationState outcome)
{
  g_autoptr (BstOperation) operation = lose (fixture, lifecycle);

  assert_awaits_look_up (operation);
  g_assert_nonnull (strstr (bst_operation_get_detail (operation), "hosta"));
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_RUNNING);
  start_daemon (fixture);
  fleet_fixture_wait_until_over (operation);
  g_assert_cmpint (bst_operation_get_state (operation), ==, outcome);
  g_assert_cmpuint (
      fleet_fixture_count_entries (&fixture->fleet, bst_lifecycle_to_kind (lifecycle)), ==, 1);
  if (outcome == BST_OPERATION_STATE_DONE)
    return;
  g_test_message ("%s", bst_operation_get_error (operation)->message);
  g_assert_nonnull (strstr (bst_operation_get_error (operation)->message, "connection"));
  g_assert_nonnull (bst_error_get_remedy (bst_operation_get_error (operation)));
}

/* The machine of the host that comes back runs, whatever was asked of the one that died. */
static void
test_operation_lost (Fixture *fixture, gconstpointer data)
{
  assert_looked_up (fixture, BST_LIFECYCLE_PAUSE, BST_OPERATION_STATE_FAILED);
}

static void
test_operation_lost_done (Fixture *fixture, gconstpointer data)
{
  assert_looked_up (fixture, BST_LIFECYCLE_RESUME, BST_OPERATION_STATE_DONE);
}

static void
test_operation_lost_unseen (Fixture *fixture, gconstpointer data)
{
  assert_looked_up (fixture, BST_LIFECYCLE_RESET, BST_OPERATION_STATE_UNKNOWN);
}

static gboolean
is_settled (gpointer snapshots)
{
  return bst_snapshots_is_settled (snapshots);
}

/* It was looked whether it can be, and now it is asked for. */
static void
on_begun (BstOperation *operation, GParamSpec *pspec, Fixture *fixture)
{
  g_signal_handlers_disconnect_by_data (operation, fixture);
  stop_daemon (fixture);
}

/* The snapshots of the test driver die with it: what was asked for is not there, nor any other. */
static void
test_snapshot_lost (Fixture *fixture, gconstpointer data)
{
  FleetFixture *fleet = &fixture->fleet;
  BstHost *host = add_host (fixture, "hosta", "test+unix:///default", "");
  const BstSnapshotPlan plan = { .name = "a", .kind = BST_SNAPSHOT_INTERNAL };
  g_autoptr (BstSnapshots) snapshots = NULL;
  g_autoptr (BstOperation) operation = NULL;

  bst_fleet_open (fleet->fleet);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);
  snapshots = bst_snapshots_new (fleet->fleet, fleet_fixture_find (fleet, "hosta/test"));
  fleet_fixture_wait (is_settled, snapshots);
  operation = bst_snapshot_create_new (fleet->fleet, snapshots, &plan);
  g_signal_connect (operation, "notify::detail", G_CALLBACK (on_begun), fixture);
  bst_scheduler_submit (bst_fleet_get_scheduler (fleet->fleet), operation);
  fleet_fixture_wait (is_begun, operation);
  g_assert_no_error (bst_operation_get_error (operation));
  kill_daemon (fixture);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_LOST);
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_RUNNING);
  start_daemon (fixture);
  fleet_fixture_wait_until_over (operation);
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_FAILED);
  g_test_message ("%s", bst_operation_get_error (operation)->message);
  g_assert_nonnull (strstr (bst_operation_get_error (operation)->message, "snapshots"));
}

/* Others need not wait for a host that may never come back, nor its user. */
static void
test_operation_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstOperation) operation = lose (fixture, BST_LIFECYCLE_PAUSE);

  assert_awaits_look_up (operation);
  g_assert_true (bst_operation_can_cancel (operation));
  bst_operation_cancel (operation);
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_UNKNOWN);
}

/* The host is hung, and then not wanted any more: nobody waits for its answer. */
static void
test_removed_while_hung (Fixture *fixture, gconstpointer data)
{
  FleetFixture *fleet = &fixture->fleet;
  BstHost *host = add_host (fixture, "hosta", "test+unix:///default", "");
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  g_autoptr (BstOperation) operation = NULL;

  bst_fleet_open (fleet->fleet);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);
  g_ptr_array_add (machines, fleet_fixture_find (fleet, "hosta/test"));

  stop_daemon (fixture);
  operation = bst_lifecycle_operation_new (fleet->fleet, BST_LIFECYCLE_PAUSE, machines);
  bst_scheduler_submit (bst_fleet_get_scheduler (fleet->fleet), operation);
  fleet_fixture_wait_until_begun (operation);
  bst_inventory_remove_host (fleet->inventory, host);
  fleet_fixture_wait_until_over (operation);
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_UNKNOWN);
  g_assert_nonnull (bst_error_get_remedy (bst_operation_get_error (operation)));
  g_assert_cmpuint (bst_scheduler_get_n_active (bst_fleet_get_scheduler (fleet->fleet)), ==, 0);
  kill (fixture->pid, SIGCONT);
}

static gboolean
has_facts (gpointer host)
{
  return bst_host_get_facts (host) != NULL;
}

/* One host by two addresses: only the first is taken, until it leaves. */
static void
test_twin (Fixture *fixture, gconstpointer data)
{
  FleetFixture *fleet = &fixture->fleet;
  BstHost *first = add_host (fixture, "first", "qemu+unix:///session", "");
  BstHost *second;

  bst_fleet_open (fleet->fleet);
  fleet_fixture_wait_for_state (first, BST_HOST_STATE_ONLINE);
  fleet_fixture_wait (has_facts, first);
  second = add_host (fixture, "second", "qemu+unix:///session", "&mode=direct");
  fleet_fixture_wait_for_state (second, BST_HOST_STATE_FAILED);
  g_assert_error (bst_host_get_error (second), BST_ERROR, BST_ERROR_EXISTS);
  g_assert_nonnull (strstr (bst_host_get_error (second)->message, "first"));
  g_assert_cmpint (bst_host_get_state (first), ==, BST_HOST_STATE_ONLINE);
  g_assert_cmpuint (fleet_fixture_count_entries (fleet, "host-twin"), ==, 1);

  /* Its machines are not this libvirt's, though the host is the same. */
  fleet_fixture_wait_for_state (add_host (fixture, "other", "test+unix:///default", ""),
                                BST_HOST_STATE_ONLINE);

  bst_inventory_remove_host (fleet->inventory, first);
  fleet_fixture_wait_for_state (second, BST_HOST_STATE_ONLINE);
}

static gboolean
has_figures (gpointer host)
{
  const BstHostStats *stats = bst_host_get_stats (host);

  return stats->cpu_percent >= 0 && stats->memory_used_kib != BST_UNKNOWN;
}

/* What the host itself is at, by QEMU's driver: the test driver has no such figures. */
static void
test_host_figures (Fixture *fixture, gconstpointer data)
{
  FleetFixture *fleet = &fixture->fleet;
  BstHost *host = add_host (fixture, "hosta", "qemu+unix:///session", "");
  const BstHostStats *stats;

  bst_fleet_set_tick (fleet->fleet, 1, TRUE);
  bst_fleet_open (fleet->fleet);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);
  fleet_fixture_wait (has_figures, host);
  stats = bst_host_get_stats (host);
  g_assert_cmpfloat (stats->cpu_percent, <=, 100);
  g_assert_cmpuint (stats->memory_used_kib, >, 0);
  g_assert_cmpuint (stats->memory_free_kib, >, 0);
}

int
main (int argc, char *argv[])
{
  g_autofree char *libvirtd = g_find_program_in_path ("libvirtd");

  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

  if (libvirtd == NULL)
    {
      g_print ("1..0 # SKIP libvirtd is not installed\n");
      return 77;
    }

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/fleet/faults/killed", test_killed);
  ADD ("/fleet/faults/hung", test_hung);
  ADD ("/fleet/faults/operation-lost", test_operation_lost);
  ADD ("/fleet/faults/operation-lost-done", test_operation_lost_done);
  ADD ("/fleet/faults/operation-lost-unseen", test_operation_lost_unseen);
  ADD ("/fleet/faults/operation-given-up", test_operation_given_up);
  ADD ("/fleet/faults/snapshot-lost", test_snapshot_lost);
  ADD ("/fleet/faults/removed-while-hung", test_removed_while_hung);
  ADD ("/fleet/faults/twin", test_twin);
  ADD ("/fleet/faults/host-figures", test_host_figures);

  return g_test_run ();
}
