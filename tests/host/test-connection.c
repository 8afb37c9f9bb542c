/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The life of a connection to libvirt's test driver, which works within this process. */

#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/bst-error.h"
#include "core/bst-stall-meter.h"
#include "core/bst-thread.h"
#include "host-watcher.h"

#define DEFAULT_UUID "6695eb01-f6a4-8304-79aa-97f2502e193f"

static void
wait_online (HostWatcher *watcher)
{
  bst_connection_open (watcher->connection);
  host_watcher_wait (host_watcher_is (watcher, BST_HOST_STATE_ONLINE));
}

static void
test_life (void)
{
  g_autoptr (HostWatcher) watcher = host_watcher_new ("test:///default", "here");
  const BstDomainFacts *facts;

  wait_online (watcher);
  g_assert_cmpstr (watcher->states->str, ==, "connecting syncing online ");
  g_assert_cmpuint (watcher->n_complete, ==, 1);
  facts = host_watcher_find (watcher, "test");
  g_assert_nonnull (facts);
  g_assert_cmpstr (facts->uuid, ==, DEFAULT_UUID);
  g_assert_cmpint (facts->state, ==, BST_MACHINE_STATE_RUNNING);
  g_assert_true (facts->known & BST_DOMAIN_KNOWN_FLAGS);
  g_assert_true (facts->persistent);

  host_watcher_wait (watcher->facts != NULL && facts->xml != NULL &&
                     g_hash_table_contains (watcher->stats, DEFAULT_UUID) &&
                     watcher->n_host_stats > 0 &&
                     g_hash_table_contains (watcher->guests, DEFAULT_UUID));
  g_assert_cmpstr (watcher->facts->driver, ==, "TEST");
  g_assert_cmpuint (watcher->facts->cpus, ==, 16);
  g_assert_cmpuint (facts->vcpus, ==, 2);
  g_assert_cmpuint (facts->memory_kib, ==, 8388608);

  bst_connection_close (watcher->connection);
  g_assert_true (host_watcher_is (watcher, BST_HOST_STATE_OFFLINE));
}

/* Each a new connection: what is told after the end of the last must not reach it. */
static void
test_open_and_close (void)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (HostWatcher) watcher = host_watcher_new ("test:///default", "here");
      guint before;

      bst_connection_open (watcher->connection);
      for (guint turn = 0; turn < i; turn++)
        g_main_context_iteration (NULL, FALSE);
      bst_connection_close (watcher->connection);
      before = watcher->n_complete;
      g_assert_true (host_watcher_is (watcher, BST_HOST_STATE_OFFLINE));
      bst_connection_open (watcher->connection);
      host_watcher_wait (host_watcher_is (watcher, BST_HOST_STATE_ONLINE));
      g_assert_cmpuint (watcher->n_complete, ==, before + 1);
    }
}

static void
test_calls (void)
{
  g_autoptr (HostWatcher) watcher = host_watcher_new ("test:///default", "here");
  g_autoptr (GError) error = NULL;

  wait_online (watcher);

  error = host_watcher_call (watcher, DEFAULT_UUID, BST_DOMAIN_PAUSE, NULL);
  g_assert_no_error (error);
  host_watcher_wait (host_watcher_state_of (watcher, "test") == BST_MACHINE_STATE_PAUSED);

  error = host_watcher_call (watcher, DEFAULT_UUID, BST_DOMAIN_RESUME, NULL);
  g_assert_no_error (error);
  host_watcher_wait (host_watcher_state_of (watcher, "test") == BST_MACHINE_STATE_RUNNING);

  error = host_watcher_call (watcher, DEFAULT_UUID, BST_DOMAIN_START, NULL);
  g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "Cannot start “test” on here: it is running already");
  g_assert_nonnull (bst_error_get_detail (error));
  g_clear_error (&error);

  error = host_watcher_call (watcher, DEFAULT_UUID, BST_DOMAIN_SET_TITLE, "Trial");
  g_assert_no_error (error);
  host_watcher_wait (g_strcmp0 (host_watcher_find (watcher, "test")->title, "Trial") == 0);

  error = host_watcher_call (watcher, DEFAULT_UUID, BST_DOMAIN_AUTOSTART_ON, NULL);
  g_assert_no_error (error);
  error = host_watcher_call (watcher, DEFAULT_UUID, BST_DOMAIN_AUTOSTART_OFF, NULL);
  g_assert_no_error (error);

  error = host_watcher_call (watcher, DEFAULT_UUID, BST_DOMAIN_SAVE, NULL);
  g_assert_no_error (error);
  host_watcher_wait (host_watcher_state_of (watcher, "test") == BST_MACHINE_STATE_SHUTOFF &&
                     host_watcher_find (watcher, "test")->managed_save);
  g_assert_true (host_watcher_has_event (watcher, "saved test 0"));

  error = host_watcher_call (watcher, DEFAULT_UUID, BST_DOMAIN_START, NULL);
  g_assert_no_error (error);
  host_watcher_wait (host_watcher_state_of (watcher, "test") == BST_MACHINE_STATE_RUNNING &&
                     !host_watcher_find (watcher, "test")->managed_save);
  g_assert_cmpint (host_watcher_find (watcher, "test")->started_at, >, 0);

  error = host_watcher_call (watcher, DEFAULT_UUID, BST_DOMAIN_DESTROY, NULL);
  g_assert_no_error (error);
  host_watcher_wait (host_watcher_state_of (watcher, "test") == BST_MACHINE_STATE_SHUTOFF);
  error = host_watcher_call (watcher, DEFAULT_UUID, BST_DOMAIN_SHUTDOWN, NULL);
  g_assert_cmpstr (error->message, ==, "Cannot shut down “test” on here: it is not running");
  g_clear_error (&error);
  error = host_watcher_call (watcher, DEFAULT_UUID, BST_DOMAIN_START, NULL);
  g_assert_no_error (error);

  error = host_watcher_call (
      watcher, "00000000-0000-4000-8000-000000000000", BST_DOMAIN_START, NULL);
  g_assert_error (error, BST_ERROR, BST_ERROR_NO_MACHINE);
  g_assert_nonnull (bst_error_get_remedy (error));
  g_clear_error (&error);

  bst_connection_close (watcher->connection);
  error = host_watcher_call (watcher, DEFAULT_UUID, BST_DOMAIN_START, NULL);
  g_assert_error (error, BST_ERROR, BST_ERROR_NOT_CONNECTED);
}

/* Somebody else changes things; names as bad as libvirt lets them be. */
static void
test_events (void)
{
  static const char *const xml =
      "<domain type='test'><name>%s</name><uuid>00000000-0000-4000-8000-00000000000a</uuid>"
      "<memory>1024</memory><os><type>hvm</type></os></domain>";
  static const char *const names[] = { "plain", "\342\200\256rtl", "&lt;b&gt;markup &amp; more" };
  static const char *const shown[] = { "plain", "\342\200\256rtl", "<b>markup & more" };
  g_autoptr (HostWatcher) watcher = host_watcher_new ("test:///default", "here");
  virConnectPtr other;

  wait_online (watcher);
  other = virConnectOpen ("test:///default");
  g_assert_nonnull (other);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = NULL;
      g_autofree char *started = g_strdup_printf ("started %s 0", shown[i]);
      virDomainPtr domain;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
      text = g_strdup_printf (xml, names[i]);
#pragma GCC diagnostic pop
      domain = virDomainDefineXML (other, text);
      g_assert_cmpstr (domain != NULL ? NULL : virGetLastErrorMessage (), ==, NULL);
      host_watcher_wait (host_watcher_state_of (watcher, shown[i]) == BST_MACHINE_STATE_SHUTOFF &&
                         host_watcher_find (watcher, shown[i])->xml != NULL);

      g_assert_cmpint (virDomainCreate (domain), ==, 0);
      host_watcher_wait (host_watcher_state_of (watcher, shown[i]) == BST_MACHINE_STATE_RUNNING);
      g_assert_true (host_watcher_has_event (watcher, started));

      g_assert_cmpint (virDomainDestroy (domain), ==, 0);
      host_watcher_wait (host_watcher_state_of (watcher, shown[i]) == BST_MACHINE_STATE_SHUTOFF);
      g_assert_cmpint (virDomainUndefine (domain), ==, 0);
      host_watcher_wait (host_watcher_find (watcher, shown[i]) == NULL);
      virDomainFree (domain);
    }

  g_assert_cmpuint (g_hash_table_size (watcher->domains), ==, 1);
  virConnectClose (other);
}

static void
test_failures (gconstpointer uri)
{
  g_autoptr (HostWatcher) watcher = host_watcher_new (uri, "there");
  const GError *error;

  bst_connection_open (watcher->connection);
  host_watcher_wait (host_watcher_is (watcher, BST_HOST_STATE_FAILED) ||
                     host_watcher_is (watcher, BST_HOST_STATE_LOST));
  g_assert_true (host_watcher_is (watcher, BST_HOST_STATE_FAILED));
  error = bst_connection_get_error (watcher->connection);
  g_test_message ("%s | %s | %s", error->message, bst_error_get_remedy (error),
                  bst_error_get_detail (error));
  g_assert_cmpint (error->domain, ==, BST_ERROR);
  g_assert_nonnull (bst_error_get_remedy (error));
}

/* Of the last in the list. */
#define N_ON_SCREEN 48

/* All names and states in little time, without holding up the main loop for long. */
static void
test_many (gconstpointer data)
{
  const guint n = GPOINTER_TO_UINT (data);
  g_autofree char *path = host_watcher_write_node (n);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *uri = g_strconcat ("test://", path, NULL);
  g_autofree char *last = g_strdup_printf ("m%05u", n - 1);
  g_autoptr (HostWatcher) watcher = host_watcher_new (uri, "here");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) on_screen = NULL;
  gint64 begin = g_get_monotonic_time ();
  double took;
  guint early = 0;

  for (guint i = n - N_ON_SCREEN; i < n; i++)
    {
      g_autofree char *uuid = g_strdup_printf ("00000000-0000-4000-8000-%012u", i);

      g_strv_builder_add (builder, uuid);
    }
  on_screen = g_strv_builder_end (builder);
  bst_connection_set_on_screen (watcher->connection, (const char *const *) on_screen);
  bst_stall_meter_reset ();
  wait_online (watcher);
  g_test_message ("%u machines after %.0f ms", n, (g_get_monotonic_time () - begin) / 1000.0);
  g_assert_cmpuint (g_hash_table_size (watcher->domains), ==, n);
  g_assert_cmpint (host_watcher_state_of (watcher, last), ==, BST_MACHINE_STATE_RUNNING);

  host_watcher_wait (watcher->configs->len == n && g_hash_table_size (watcher->stats) == n);
  took = (double) (g_get_monotonic_time () - begin) / 1000;
  g_test_message ("all XML after %.0f ms; longest stall %.1f ms", took,
                  bst_stall_meter_get_longest_own ());
  g_assert_cmpfloat (bst_stall_meter_get_longest_own (), <, LONGEST_STALL_MS);
  /* What is on screen is asked first. It comes first, but for what a thread holds that is kept from
   * going on while the others do. */
  for (guint i = 0; i < n / 2; i++)
    early += g_strv_contains ((const char *const *) on_screen, watcher->configs->pdata[i]);
  g_test_message ("%u of %u on screen were in the first half", early, N_ON_SCREEN);
  g_assert_cmpuint (early, >=, N_ON_SCREEN / 2);

  g_unlink (path);
  g_rmdir (folder);
}

/* Two calls a tick, however many machines there are. */
static void
test_calls_a_tick (void)
{
  g_autofree char *path = host_watcher_write_node (50);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *uri = g_strconcat ("test://", path, NULL);
  g_autoptr (HostWatcher) watcher = host_watcher_new (uri, "here");
  guint calls, stats;

  bst_connection_set_tick (watcher->connection, 1, TRUE);
  wait_online (watcher);
  host_watcher_wait (g_hash_table_size (watcher->guests) == 50 && watcher->facts != NULL &&
                     watcher->n_stats > 0);

  stats = watcher->n_stats;
  calls = bst_connection_get_n_calls (watcher->connection);
  host_watcher_wait (watcher->n_stats >= stats + 3);
  g_assert_cmpuint (bst_connection_get_n_calls (watcher->connection) - calls, <=,
                    2 * (watcher->n_stats - stats));

  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);
  bst_stall_meter_start (0);

  g_test_add_func ("/connection/life", test_life);
  g_test_add_func ("/connection/open-and-close", test_open_and_close);
  g_test_add_func ("/connection/calls", test_calls);
  g_test_add_func ("/connection/events", test_events);
  g_test_add_data_func ("/connection/failures/no-uri", "ftp://nowhere", test_failures);
  g_test_add_data_func ("/connection/failures/no-driver", "nosuch:///system", test_failures);
  g_test_add_data_func ("/connection/failures/no-file", "test:///no/such/file.xml", test_failures);
  g_test_add_data_func (
      "/connection/failures/no-socket", "test+unix:///default?socket=/no/such", test_failures);
  g_test_add_data_func ("/connection/many/1000", GUINT_TO_POINTER (1000), test_many);
  g_test_add_data_func ("/connection/many/10000", GUINT_TO_POINTER (10000), test_many);
  g_test_add_func ("/connection/calls-a-tick", test_calls_a_tick);

  return g_test_run ();
}
