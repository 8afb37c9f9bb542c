/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <signal.h>
#include <unistd.h>

#include "fleet-fixture.h"

typedef struct
{
  BstMachine *machine;
  BstMachineState state;
} MachineWait;

static gboolean
is_in_state (gpointer data)
{
  MachineWait *wait = data;

  return bst_machine_get_state (wait->machine) == wait->state &&
         bst_machine_is_fresh (wait->machine);
}

static void
wait_for_state (BstMachine *machine, BstMachineState state)
{
  MachineWait wait = { machine, state };

  fleet_fixture_wait (is_in_state, &wait);
}

static BstHost *
open_host (FleetFixture *fixture, guint n)
{
  BstHost *host = fleet_fixture_add_host (fixture, "hosta", n);

  bst_fleet_open (fixture->fleet);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);

  return host;
}

static void
assert_done (FleetFixture *fixture, BstLifecycle lifecycle, BstMachine *machine)
{
  g_autoptr (BstOperation) operation = fleet_fixture_do (fixture, lifecycle, machine);
  const GError *error = bst_operation_get_error (operation);

  g_test_message ("%s: %s", bst_lifecycle_to_kind (lifecycle), error != NULL ? error->message : "");
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_DONE);
  g_assert_cmpuint (fleet_fixture_count_entries (fixture, bst_lifecycle_to_kind (lifecycle)), >=,
                    1);
}

static void
test_life (FleetFixture *fixture, gconstpointer data)
{
  BstMachine *machine;

  open_host (fixture, 2);
  machine = fleet_fixture_find (fixture, "hosta/m-1");
  wait_for_state (machine, BST_MACHINE_STATE_RUNNING);

  assert_done (fixture, BST_LIFECYCLE_PAUSE, machine);
  wait_for_state (machine, BST_MACHINE_STATE_PAUSED);
  assert_done (fixture, BST_LIFECYCLE_RESUME, machine);
  wait_for_state (machine, BST_MACHINE_STATE_RUNNING);

  /* A shutdown is done when it is so. */
  assert_done (fixture, BST_LIFECYCLE_SHUTDOWN, machine);
  g_assert_cmpint (bst_machine_get_state (machine), ==, BST_MACHINE_STATE_SHUTOFF);

  assert_done (fixture, BST_LIFECYCLE_START, machine);
  wait_for_state (machine, BST_MACHINE_STATE_RUNNING);
  assert_done (fixture, BST_LIFECYCLE_OFF, machine);
  wait_for_state (machine, BST_MACHINE_STATE_SHUTOFF);
}

static gboolean
has_save (gpointer machine)
{
  return bst_machine_has_managed_save (machine);
}

static gboolean
has_no_save (gpointer machine)
{
  return !bst_machine_has_managed_save (machine);
}

static void
test_save (FleetFixture *fixture, gconstpointer data)
{
  BstMachine *machine;

  open_host (fixture, 1);
  machine = fleet_fixture_find (fixture, "hosta/m-0");
  wait_for_state (machine, BST_MACHINE_STATE_RUNNING);

  assert_done (fixture, BST_LIFECYCLE_SAVE, machine);
  wait_for_state (machine, BST_MACHINE_STATE_SHUTOFF);
  fleet_fixture_wait (has_save, machine);
  assert_done (fixture, BST_LIFECYCLE_RESTORE, machine);
  wait_for_state (machine, BST_MACHINE_STATE_RUNNING);
  fleet_fixture_wait (has_no_save, machine);

  assert_done (fixture, BST_LIFECYCLE_SAVE, machine);
  fleet_fixture_wait (has_save, machine);
  assert_done (fixture, BST_LIFECYCLE_DISCARD_SAVE, machine);
  fleet_fixture_wait (has_no_save, machine);
}

static gboolean
has_autostart (gpointer machine)
{
  return bst_machine_get_autostart (machine);
}

static gboolean
has_title (gpointer machine)
{
  return g_strcmp0 (bst_machine_get_title (machine), "Ana’s <web> & more") == 0;
}

static gboolean
has_description (gpointer machine)
{
  return g_strcmp0 (bst_machine_get_description (machine), "One\nTwo") == 0;
}

static void
submit_edit (FleetFixture *fixture, BstOperation *operation)
{
  bst_scheduler_submit (bst_fleet_get_scheduler (fixture->fleet), operation);
  fleet_fixture_wait_until_over (operation);
  if (bst_operation_get_error (operation) != NULL)
    g_test_message ("%s", bst_operation_get_error (operation)->message);
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_DONE);
}

static void
test_edits (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (BstOperation) title = NULL;
  g_autoptr (BstOperation) description = NULL;
  BstMachine *machine;

  open_host (fixture, 1);
  machine = fleet_fixture_find (fixture, "hosta/m-0");
  assert_done (fixture, BST_LIFECYCLE_AUTOSTART_ON, machine);
  fleet_fixture_wait (has_autostart, machine);

  title = bst_edit_title_new (fixture->fleet, machine, "Ana’s <web> & more");
  submit_edit (fixture, title);
  fleet_fixture_wait (has_title, machine);
  description = bst_edit_description_new (fixture->fleet, machine, "One\nTwo");
  submit_edit (fixture, description);
  fleet_fixture_wait (has_description, machine);
}

/* libvirt’s own refusal, with the machine, the host and something to do. */
static void
test_refused (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (BstOperation) operation = NULL;
  const GError *error;

  open_host (fixture, 1);
  operation =
      fleet_fixture_do (fixture, BST_LIFECYCLE_START, fleet_fixture_find (fixture, "hosta/m-0"));
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_FAILED);
  error = bst_operation_get_error (operation);
  g_assert_nonnull (strstr (error->message, "m-0"));
  g_assert_nonnull (strstr (error->message, "hosta"));
}

static void
test_not_connected (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (BstOperation) operation = NULL;
  BstHost *host = open_host (fixture, 1);

  bst_fleet_disconnect_host (fixture->fleet, host);
  operation =
      fleet_fixture_do (fixture, BST_LIFECYCLE_OFF, fleet_fixture_find (fixture, "hosta/m-0"));
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_FAILED);
  g_assert_error (bst_operation_get_error (operation), BST_ERROR, BST_ERROR_NOT_CONNECTED);
  g_assert_nonnull (bst_error_get_remedy (bst_operation_get_error (operation)));
}

/* The row is not there any more, and the host says so, too. */
static void
test_vanished (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (BstOperation) operation = NULL;
  g_autoptr (BstMachine) machine = NULL;
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  BstHost *host = open_host (fixture, 1);

  machine = g_object_ref (fleet_fixture_find (fixture, "hosta/m-0"));
  g_ptr_array_add (machines, machine);
  operation = bst_lifecycle_operation_new (fixture->fleet, BST_LIFECYCLE_PAUSE, machines);
  bst_inventory_remove_domain (fixture->inventory, host, bst_machine_get_uuid (machine));
  bst_scheduler_submit (bst_fleet_get_scheduler (fixture->fleet), operation);
  fleet_fixture_wait_until_over (operation);
  g_assert_error (bst_operation_get_error (operation), BST_ERROR, BST_ERROR_NO_MACHINE);
}

/* A hundred at once are one task. */
static void
test_many (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (BstOperation) sum = NULL;
  GListModel *model;

  open_host (fixture, 100);
  model = bst_inventory_get_machines (fixture->inventory);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 100);
  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (machines, g_list_model_get_item (model, i));
  sum = bst_lifecycle_operation_new (fixture->fleet, BST_LIFECYCLE_SHUTDOWN, machines);
  bst_scheduler_submit (bst_fleet_get_scheduler (fixture->fleet), sum);
  g_assert_cmpuint (bst_scheduler_get_n_active (bst_fleet_get_scheduler (fixture->fleet)), ==, 1);
  fleet_fixture_wait_until_over (sum);
  g_assert_cmpint (bst_operation_get_state (sum), ==, BST_OPERATION_STATE_DONE);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpint (bst_machine_get_state (machines->pdata[i]), ==, BST_MACHINE_STATE_SHUTOFF);
}

/* What an earlier program had under way. */
static const struct
{
  const char *kind;
  BstOperationState outcome;
} left[] = {
  { "resume", BST_OPERATION_STATE_DONE },
  { "pause", BST_OPERATION_STATE_FAILED },
  { "reset", BST_OPERATION_STATE_UNKNOWN },
  { "future-kind", BST_OPERATION_STATE_UNKNOWN },
};

static BstOperation *
make_left (BstMachine *machine, guint i)
{
  return bst_operation_new_recorded (
      left[i].kind, left[i].kind, left[i].kind, bst_host_get_id (bst_machine_get_host (machine)),
      bst_machine_get_uuid (machine), bst_machine_get_name (machine), 0, NULL);
}

/* The earlier program: its operations are half done when it dies. */
static void
test_aftermath_before (void)
{
  g_autoptr (BstInventory) inventory = bst_inventory_open (g_getenv ("BST_TEST_FILE"));
  g_autoptr (GPtrArray) machines = bst_inventory_find_machines (inventory, "hosta/m-0");
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (BstOperation) sum = NULL;

  g_assert_cmpuint (machines->len, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (left); i++)
    {
      g_autoptr (BstOperation) operation = make_left (machines->pdata[0], i);

      bst_inventory_track_operation (inventory, operation);
      bst_operation_set_recorded (operation, BST_OPERATION_STATE_RUNNING, 1, 2, 0, NULL);
    }

  for (guint i = 0; i < 2; i++)
    {
      BstMachine *machine = machines->pdata[0];

      g_ptr_array_add (parts,
                       bst_operation_new_recorded (NULL, "start", "start",
                                                   bst_host_get_id (bst_machine_get_host (machine)),
                                                   bst_machine_get_uuid (machine), "m-0", 0, NULL));
    }
  sum = bst_operation_new_sum ("start", "Start 2 machines", g_ptr_array_ref (parts));
  bst_inventory_track_operation (inventory, sum);
  bst_operation_set_recorded (parts->pdata[0], BST_OPERATION_STATE_RUNNING, 1, 2, 0, NULL);

  g_assert_true (bst_inventory_flush (inventory, NULL));
  kill (getpid (), SIGKILL);
}

static gboolean
all_over (gpointer operations)
{
  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i);

      if (!bst_operation_is_over (operation))
        return FALSE;
    }

  return TRUE;
}

/* The program dies with operations under way; the next one looks what became of them. */
static void
test_aftermath (FleetFixture *fixture, gconstpointer data)
{
  GListModel *operations;
  BstHost *host = open_host (fixture, 1);
  guint n_sums = 0;

  wait_for_state (fleet_fixture_find (fixture, "hosta/m-0"), BST_MACHINE_STATE_RUNNING);
  fleet_fixture_close (fixture);
  g_setenv ("BST_TEST_FILE", fixture->file, TRUE);
  g_test_trap_subprocess ("/lifecycle/aftermath/subprocess/before", 0, 0);
  g_assert_false (g_test_trap_has_passed ());
  fleet_fixture_open (fixture);

  operations = bst_inventory_get_operations (fixture->inventory);
  g_assert_cmpuint (g_list_model_get_n_items (operations), ==, G_N_ELEMENTS (left) + 1);
  g_assert_false (all_over (operations));
  bst_fleet_open (fixture->fleet);
  host = bst_inventory_find_host (fixture->inventory, "hosta");
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);
  fleet_fixture_wait (all_over, operations);

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i);
      const char *kind = bst_operation_get_kind (operation);

      if (bst_operation_get_parts (operation) != NULL)
        {
          g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_DONE);
          n_sums++;
        }
      for (guint j = 0; j < G_N_ELEMENTS (left); j++)
        {
          if (g_strcmp0 (left[j].kind, kind) == 0)
            g_assert_cmpint (bst_operation_get_state (operation), ==, left[j].outcome);
        }
    }
  g_assert_cmpuint (n_sums, ==, 1);
  g_assert_cmpuint (fleet_fixture_count_entries (fixture, "pause"), ==, 1);
  g_assert_cmpuint (fleet_fixture_count_entries (fixture, "start"), ==, 2);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func)                                                                            \
  g_test_add (path, FleetFixture, NULL, fleet_fixture_set_up, func, fleet_fixture_tear_down)
  ADD ("/lifecycle/life", test_life);
  ADD ("/lifecycle/save", test_save);
  ADD ("/lifecycle/edits", test_edits);
  ADD ("/lifecycle/refused", test_refused);
  ADD ("/lifecycle/not-connected", test_not_connected);
  ADD ("/lifecycle/vanished", test_vanished);
  ADD ("/lifecycle/many", test_many);
  ADD ("/lifecycle/aftermath", test_aftermath);
  g_test_add_func ("/lifecycle/aftermath/subprocess/before", test_aftermath_before);

  return g_test_run ();
}
