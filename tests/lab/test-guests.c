/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-thread.h"
#include "lab-fixture.h"
#include "operations/bst-lifecycle.h"

/* Real machines on a real host: seen as they come and go, and made to. */

#define PAUSE_S 6

static BstMachineState
state_of (BstMachine *machine)
{
  return bst_machine_get_state (machine);
}

static void
show (Lab *lab, BstMachine *machine)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();

  g_ptr_array_add (machines, machine);
  bst_fleet_set_on_screen (lab->fleet, machines);
}

static BstOperation *
submit (Lab *lab, BstLifecycle lifecycle, GPtrArray *machines)
{
  BstOperation *operation = bst_lifecycle_operation_new (lab->fleet, lifecycle, machines);

  bst_scheduler_submit (bst_fleet_get_scheduler (lab->fleet), operation);
  return operation;
}

static void
perform (Lab *lab, BstLifecycle lifecycle, GPtrArray *machines, guint seconds)
{
  g_autoptr (BstOperation) operation = submit (lab, lifecycle, machines);

  LAB_AWAIT (seconds, bst_operation_is_over (operation));
  g_assert_no_error (bst_operation_get_error (operation));
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_DONE);
}

static BstMachine *
await_machine (Lab *lab, BstHost *host, const char *name)
{
  LAB_AWAIT (20, lab_find (lab, host, name) != NULL);
  return lab_find (lab, host, name);
}

/* The list that says a machine is there says its size, before its XML was read: with a thousand
 * machines far away that would be seconds later. */
static void
test_size (Lab *lab, gconstpointer data)
{
  BstMachine *machine;

  lab_do ("guest", "sized", "hosta", "--off", NULL);
  machine = await_machine (lab, lab_bring_online (lab, "hosta"), "sized");
  g_assert_cmpuint (bst_machine_get_vcpus (machine), >, 0);
  g_assert_cmpuint (bst_machine_get_memory_kib (machine), >, 0);
}

/* For as long as its agent would be waited for, and more: the one of a paused machine cannot answer,
 * which says nothing of it. */
static void
stay_told (BstMachine *machine, guint seconds)
{
  gint64 end = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;

  LAB_AWAIT (seconds + 10, !bst_machine_get_guest (machine)->agent || g_get_monotonic_time () > end);
  g_assert_true (bst_machine_get_guest (machine)->agent);
}

/* Somebody else defines and starts it: it appears, and tells of itself from inside. */
static void
test_life (Lab *lab, gconstpointer data)
{
  BstHost *host = lab_bring_online (lab, "hosta");
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  BstMachine *machine;

  lab_do ("guest", "live", "hosta", "--off", "--title", "A machine that lives", NULL);
  machine = await_machine (lab, host, "live");
  LAB_AWAIT (10, g_str_equal (bst_machine_get_title (machine), "A machine that lives"));
  g_assert_cmpint (state_of (machine), ==, BST_MACHINE_STATE_SHUTOFF);
  g_ptr_array_add (machines, machine);
  show (lab, machine);

  perform (lab, BST_LIFECYCLE_START, machines, 60);
  LAB_AWAIT (10, state_of (machine) == BST_MACHINE_STATE_RUNNING);
  LAB_AWAIT (240, bst_machine_get_ip (machine)[0] != '\0');
  g_assert_true (g_str_has_prefix (bst_machine_get_ip (machine), "192.168.122."));
  LAB_AWAIT (70, g_str_equal (bst_machine_get_fqdn (machine), "live.lab.example"));
  LAB_AWAIT (70, strstr (bst_machine_get_os (machine), "Debian") != NULL);
  LAB_AWAIT (20, bst_machine_get_figures (machine)->cpu_percent >= 0);

  perform (lab, BST_LIFECYCLE_PAUSE, machines, 20);
  LAB_AWAIT (10, state_of (machine) == BST_MACHINE_STATE_PAUSED);
  stay_told (machine, PAUSE_S);
  perform (lab, BST_LIFECYCLE_RESUME, machines, 20);
  LAB_AWAIT (10, state_of (machine) == BST_MACHINE_STATE_RUNNING);

  perform (lab, BST_LIFECYCLE_SHUTDOWN, machines, 120);
  LAB_AWAIT (10, state_of (machine) == BST_MACHINE_STATE_SHUTOFF);
  g_assert_true (lab_find (lab, host, "live") == machine);
}

/* Many at once are one task; a machine that is forced off behind our back is seen. */
static void
test_several (Lab *lab, gconstpointer data)
{
  static const char *const names[] = { "first", "second", "third" };
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  BstHost *host = lab_bring_online (lab, "hostb");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      lab_do ("guest", names[i], "hostb", "--off", NULL);
      g_ptr_array_add (machines, await_machine (lab, host, names[i]));
    }

  perform (lab, BST_LIFECYCLE_START, machines, 120);
  for (guint i = 0; i < machines->len; i++)
    LAB_AWAIT (10, state_of (machines->pdata[i]) == BST_MACHINE_STATE_RUNNING);

  lab_do ("host", "hostb", "virsh", "destroy", "first", NULL);
  LAB_AWAIT (10, state_of (machines->pdata[0]) == BST_MACHINE_STATE_SHUTOFF);
  g_ptr_array_remove_index (machines, 0);
  perform (lab, BST_LIFECYCLE_OFF, machines, 60);
  for (guint i = 0; i < machines->len; i++)
    LAB_AWAIT (10, state_of (machines->pdata[i]) == BST_MACHINE_STATE_SHUTOFF);

  lab_do ("host", "hostb", "virsh", "undefine", "third", NULL);
  LAB_AWAIT (10, lab_find (lab, host, "third") == NULL);
}

/* One that ran before its host was reached: nobody was told when it started. Suspended to disk, and
 * going on from there. */
static void
test_saved (Lab *lab, gconstpointer data)
{
  const gint64 before = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  BstHost *host;
  BstMachine *machine;

  lab_do ("guest", "kept", "hosta", NULL);
  host = lab_bring_online (lab, "hosta");
  machine = await_machine (lab, host, "kept");
  g_ptr_array_add (machines, machine);
  LAB_AWAIT (20, bst_machine_get_started_at (machine) != 0);
  /* ps counts whole seconds. */
  g_assert_cmpint (bst_machine_get_started_at (machine), >=, before - 1);
  g_assert_cmpint (bst_machine_get_started_at (machine), <=, g_get_real_time () / G_USEC_PER_SEC);

  perform (lab, BST_LIFECYCLE_SAVE, machines, 120);
  LAB_AWAIT (10, state_of (machine) == BST_MACHINE_STATE_SHUTOFF &&
                     bst_machine_has_managed_save (machine));
  perform (lab, BST_LIFECYCLE_RESTORE, machines, 120);
  LAB_AWAIT (10, state_of (machine) == BST_MACHINE_STATE_RUNNING &&
                     !bst_machine_has_managed_save (machine));
  perform (lab, BST_LIFECYCLE_OFF, machines, 60);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  bst_thread_init ();

  g_test_add ("/guests/size", Lab, NULL, lab_set_up, test_size, lab_tear_down);
  g_test_add ("/guests/life", Lab, NULL, lab_set_up, test_life, lab_tear_down);
  g_test_add ("/guests/several", Lab, NULL, lab_set_up, test_several, lab_tear_down);
  g_test_add ("/guests/saved", Lab, NULL, lab_set_up, test_saved, lab_tear_down);

  return g_test_run ();
}
