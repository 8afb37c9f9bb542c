/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "operations/bst-alert.h"
#include "operations/bst-alerts.h"
#include "operations/bst-foreign-job-private.h"

#define UUID "6695eb01-f6a4-8304-79aa-97f2502e193f"

typedef struct
{
  BstInventory *inventory;
  BstAlerts *alerts;
  BstHost *host;
  const char *expected;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->inventory = bst_inventory_open (":memory:");
  fixture->alerts = bst_alerts_new (fixture->inventory);
  fixture->host = bst_inventory_add_host (fixture->inventory, "test:///default", "hosta", NULL);
  bst_inventory_set_host_state (fixture->inventory, fixture->host, BST_HOST_STATE_ONLINE, NULL);
}

static gboolean
keep_awake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* What is still on its way to the file holds the inventory. */
static void
drop_inventory (BstInventory *inventory)
{
  gpointer weak = inventory;
  guint source = g_timeout_add (20, keep_awake, NULL);

  g_object_add_weak_pointer (G_OBJECT (inventory), &weak);
  bst_inventory_close (inventory);
  g_object_unref (inventory);
  for (guint i = 0; weak != NULL && i < 500; i++)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (weak);
  g_source_remove (source);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->alerts);
  drop_inventory (fixture->inventory);
}

/* The machine as its host tells it; @started: seconds ago. */
static BstMachine *
tell (Fixture *fixture, BstMachineState state, int reason, gint64 started)
{
  g_autoptr (GPtrArray) all =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);
  BstDomainFacts *facts = bst_domain_facts_new (UUID, "web");

  facts->known = BST_DOMAIN_KNOWN_STATE | BST_DOMAIN_KNOWN_CONFIG | BST_DOMAIN_KNOWN_STARTED;
  facts->state = state;
  facts->reason = reason;
  facts->agent = TRUE;
  facts->started_at = g_get_real_time () / G_USEC_PER_SEC - started;
  g_ptr_array_add (all, facts);
  bst_inventory_update_domains (fixture->inventory, fixture->host, all, TRUE);

  return bst_inventory_get_machine (fixture->inventory, fixture->host, UUID);
}

static void
tell_disk (Fixture *fixture, gboolean agent, const char *type, guint percent)
{
  g_autoptr (BstGuestFacts) facts = bst_guest_facts_new ();

  facts->agent = agent;
  bst_guest_facts_add_filesystem (facts, "/srv", type, (guint64)10 << 30,
                                  ((guint64)10 << 30) / 100 * percent);
  bst_inventory_update_guest (fixture->inventory, fixture->host, UUID, facts);
  /* The next tick. */
  bst_inventory_set_host_stats (
      fixture->inventory, fixture->host, &(BstHostStats){ .cpu_percent = 1 });
}

/* The kinds, worst first, with spaces between. */
static char *
dup_kinds (Fixture *fixture)
{
  GListModel *model = bst_alerts_get_model (fixture->alerts);
  GString *result = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (BstAlert) alert = g_list_model_get_item (model, i);

      g_assert_true (bst_alert_get_host (alert) == fixture->host);
      g_assert_cmpstr (bst_alert_get_text (alert), !=, "");
      g_string_append_printf (result, "%s%s", result->len > 0 ? " " : "",
                              bst_alert_get_kind (alert));
    }

  return g_string_free (result, FALSE);
}

static gboolean
on_timeout (gpointer data)
{
  g_error ("Waited in vain");
  return G_SOURCE_REMOVE;
}

static void
wait_for (Fixture *fixture, const char *expected)
{
  guint source = g_timeout_add_seconds (20, on_timeout, NULL);

  for (;;)
    {
      g_autofree char *kinds = dup_kinds (fixture);

      g_test_message ("%s", kinds);
      if (g_strcmp0 (kinds, expected) == 0)
        break;
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (source);
}

static void
test_machine (Fixture *fixture, gconstpointer data)
{
  tell (fixture, BST_MACHINE_STATE_PAUSED, 5, 10);
  wait_for (fixture, "io-error");
  tell (fixture, BST_MACHINE_STATE_CRASHED, 0, 10);
  wait_for (fixture, "crashed");
  tell (fixture, BST_MACHINE_STATE_PAUSED, 6, 10);
  wait_for (fixture, "watchdog");
  tell (fixture, BST_MACHINE_STATE_SHUTOFF, 3, 0);
  wait_for (fixture, "crashed");

  /* Paused or off because somebody wanted it. */
  tell (fixture, BST_MACHINE_STATE_PAUSED, 1, 10);
  wait_for (fixture, "");
}

static void
test_guest (Fixture *fixture, gconstpointer data)
{
  tell (fixture, BST_MACHINE_STATE_RUNNING, 1, 10);
  tell_disk (fixture, TRUE, "ext4", 96);
  wait_for (fixture, "disk-full");
  tell_disk (fixture, TRUE, "ext4", 94);
  wait_for (fixture, "");

  /* Silent: after ten seconds it may still be starting, after three minutes it should not. */
  tell_disk (fixture, FALSE, "SquashFS", 100);
  tell (fixture, BST_MACHINE_STATE_RUNNING, 1, 180);
  wait_for (fixture, "agent");
  tell (fixture, BST_MACHINE_STATE_RUNNING, 1, 10);
  wait_for (fixture, "");
}

static void
test_host (Fixture *fixture, gconstpointer data)
{
  tell (fixture, BST_MACHINE_STATE_CRASHED, 0, 10);
  wait_for (fixture, "crashed");

  /* What is not confirmed any more is not told; that the host is lost is. */
  bst_inventory_set_host_state (fixture->inventory, fixture->host, BST_HOST_STATE_LOST,
                                bst_error_new (BST_ERROR_LOST, "Wait", NULL, "Cut"));
  wait_for (fixture, "host");
  bst_inventory_set_host_state (fixture->inventory, fixture->host, BST_HOST_STATE_CONNECTING, NULL);
  tell (fixture, BST_MACHINE_STATE_RUNNING, 1, 10);
  wait_for (fixture, "host");
  bst_inventory_set_host_state (fixture->inventory, fixture->host, BST_HOST_STATE_ONLINE, NULL);
  wait_for (fixture, "");
}

static void
tell_other (Fixture *fixture, BstHost *host, BstMachineState state, int reason)
{
  g_autoptr (GPtrArray) all =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);
  BstDomainFacts *facts = bst_domain_facts_new (UUID, "web");

  facts->known = BST_DOMAIN_KNOWN_STATE;
  facts->state = state;
  facts->reason = reason;
  g_ptr_array_add (all, facts);
  bst_inventory_update_domains (fixture->inventory, host, all, TRUE);
}

/* On two hosts at once: the two states side by side. One that only moves in is none. */
static void
test_on_two (Fixture *fixture, gconstpointer data)
{
  BstHost *other =
      bst_inventory_add_host (fixture->inventory, "test:///other", "hostb", NULL);
  g_autoptr (BstAlert) alert = NULL;

  bst_inventory_set_host_state (fixture->inventory, other, BST_HOST_STATE_ONLINE, NULL);
  tell (fixture, BST_MACHINE_STATE_PAUSED, 12, 10);
  tell_other (fixture, other, BST_MACHINE_STATE_RUNNING, 3);
  wait_for (fixture, "split");
  alert = g_list_model_get_item (bst_alerts_get_model (fixture->alerts), 0);
  g_assert_nonnull (strstr (bst_alert_get_text (alert), "hosta: Paused"));
  g_assert_nonnull (strstr (bst_alert_get_text (alert), "hostb: Running"));

  tell (fixture, BST_MACHINE_STATE_RUNNING, 1, 10);
  tell_other (fixture, other, BST_MACHINE_STATE_PAUSED, 2);
  wait_for (fixture, "");
}

/* A migration left it at neither: until it runs again. */
static void
test_on_none (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstOperation) operation = bst_operation_new_recorded (
      NULL, "migrate", "Move web to hostb", bst_host_get_id (fixture->host), UUID, "web", 99, NULL);

  tell (fixture, BST_MACHINE_STATE_SHUTOFF, 5, 0);
  bst_inventory_track_operation (fixture->inventory, operation);
  bst_operation_set_recorded (operation, BST_OPERATION_STATE_FAILED, 1, 2, 3,
                              bst_error_new (BST_ERROR_SPLIT, "Start it", NULL, "On neither"));
  wait_for (fixture, "split");
  tell (fixture, BST_MACHINE_STATE_RUNNING, 1, 10);
  bst_inventory_set_host_stats (fixture->inventory, fixture->host,
                                &(BstHostStats){ .cpu_percent = 1 });
  wait_for (fixture, "");
}

/* A post-copy broke off: it is told of although it stands there paused. */
static void
test_torn (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstOperation) operation = bst_operation_new_recorded (
      NULL, "migrate", "Move web to hostb", bst_host_get_id (fixture->host), UUID, "web", 99, NULL);
  g_autoptr (BstAlert) alert = NULL;

  tell (fixture, BST_MACHINE_STATE_PAUSED, 13, 10);
  bst_inventory_track_operation (fixture->inventory, operation);
  bst_operation_set_recorded (operation, BST_OPERATION_STATE_FAILED, 1, 2, 3,
                              bst_error_new (BST_ERROR_SPLIT, "Start it", NULL, "It is torn"));
  wait_for (fixture, "split");
  alert = g_list_model_get_item (bst_alerts_get_model (fixture->alerts), 0);
  g_assert_cmpstr (bst_alert_get_text (alert), ==, "It is torn");
  tell (fixture, BST_MACHINE_STATE_SHUTOFF, 2, 0);
  tell (fixture, BST_MACHINE_STATE_RUNNING, 1, 10);
  bst_inventory_set_host_stats (fixture->inventory, fixture->host,
                                &(BstHostStats){ .cpu_percent = 1 });
  wait_for (fixture, "");
}

/* It came in half and stayed: told of, before what is less urgent, unless somebody moves it again.
 */
static void
test_stuck (Fixture *fixture, gconstpointer data)
{
  BstHost *other = bst_inventory_add_host (fixture->inventory, "test:///other", "hostb", NULL);
  g_autoptr (BstFleet) fleet = bst_fleet_new (fixture->inventory);
  g_autoptr (BstOperation) job = NULL;
  g_autoptr (BstOperation) operation =
      g_object_new (BST_TYPE_OPERATION, "kind", "migrate", "title", "Move web to hostb", "host-id",
                    bst_host_get_id (fixture->host), "other-host-id", bst_host_get_id (other),
                    "machine-uuid", UUID, "target", "web", NULL);

  bst_inventory_set_host_state (fixture->inventory, other, BST_HOST_STATE_ONLINE, NULL);
  tell (fixture, BST_MACHINE_STATE_PAUSED, 5, 10);
  tell_other (fixture, other, BST_MACHINE_STATE_PAUSED, 2);
  bst_inventory_track_operation (fixture->inventory, operation);
  bst_operation_set_recorded (operation, BST_OPERATION_STATE_FAILED, 1, 2, 3,
                              bst_error_new (BST_ERROR_SPLIT, "Stop it", NULL, "On both"));
  wait_for (fixture, "split io-error");

  job = bst_foreign_job_new (fleet,
                             bst_inventory_get_machine (fixture->inventory, fixture->host, UUID),
                             BST_JOB_MIGRATION_OUT);
  bst_operation_run (job);
  bst_inventory_show_operation (fixture->inventory, job);
  wait_for (fixture, "io-error");
  bst_operation_finish (job, NULL);
  bst_inventory_set_host_stats (fixture->inventory, fixture->host,
                                &(BstHostStats){ .cpu_percent = 1 });
  wait_for (fixture, "split io-error");
  tell_other (fixture, other, BST_MACHINE_STATE_SHUTOFF, 2);
  wait_for (fixture, "io-error");
  bst_fleet_close (fleet);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/alerts/machine", test_machine);
  ADD ("/alerts/guest", test_guest);
  ADD ("/alerts/host", test_host);
  ADD ("/alerts/on-two", test_on_two);
  ADD ("/alerts/on-none", test_on_none);
  ADD ("/alerts/torn", test_torn);
  ADD ("/alerts/stuck", test_stuck);

  return g_test_run ();
}
