/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-error.h"
#include "core/bst-stall-meter.h"
#include "core/bst-thread.h"
#include "lab-fixture.h"

/* What goes wrong between the administrator and two real hosts, and that it is mended by itself. */

/* The promise is 50 ms; the lab's guests and compilers want this machine too. */
#define LONGEST_STALL_MS 250

/* Keepalive gives up after 20 s. */
#define LOST_SECONDS 40

static BstHostState
state_of (BstHost *host)
{
  return bst_host_get_state (host);
}

static guint
n_machines (Lab *lab)
{
  return g_list_model_get_n_items (bst_inventory_get_machines (lab->inventory));
}

static void
test_online (Lab *lab, gconstpointer data)
{
  BstHost *hosta = lab_add_host (lab, "qemu+ssh://root@hosta/system", "hosta");
  BstHost *hostb = lab_add_host (lab, "qemu+ssh://root@hostb/system", "hostb");

  LAB_AWAIT (30, state_of (hosta) == BST_HOST_STATE_ONLINE &&
                     state_of (hostb) == BST_HOST_STATE_ONLINE);
  LAB_AWAIT (10, bst_host_get_facts (hosta) != NULL && bst_host_get_facts (hostb) != NULL);
  LAB_AWAIT (10, lab_find (lab, hosta, "one") != NULL && lab_find (lab, hostb, "two") != NULL);
  g_assert_null (lab_find (lab, hosta, "two"));
  g_assert_null (bst_inventory_find_twin (lab->inventory, hosta));
  LAB_AWAIT (30, bst_host_get_stats (hosta)->cpu_percent >= 0 &&
                     bst_host_get_stats (hosta)->memory_free_kib != BST_UNKNOWN);
}

/* A long line costs some round trips, and no more. */
static void
test_wan (Lab *lab, gconstpointer data)
{
  BstHost *far;

  lab_do ("wan", "80", NULL);
  far = lab_add_host (lab, "qemu+ssh://root@hosta-wan/system", "far");
  g_test_minimized_result (LAB_AWAIT (10, state_of (far) == BST_HOST_STATE_ONLINE),
                           "seconds to a host 80 ms away");
  LAB_AWAIT (10, lab_find (lab, far, "one") != NULL);
}

/* The same host by another name: its machines are listed once. */
static void
test_twin (Lab *lab, gconstpointer data)
{
  BstHost *hosta = lab_bring_online (lab, "hosta");
  BstHost *twin = lab_add_host (lab, "qemu+ssh://root@10.77.0.11/system", "twin");

  LAB_AWAIT (30, state_of (twin) == BST_HOST_STATE_FAILED);
  g_assert_error (bst_host_get_error (twin), BST_ERROR, BST_ERROR_EXISTS);
  g_assert_nonnull (bst_error_get_remedy (bst_host_get_error (twin)));
  LAB_AWAIT (10, lab_find (lab, hosta, "one") != NULL);
  g_assert_null (lab_find (lab, twin, "one"));
}

/* Breaks the link to hosta, and mends it: the rows stay, hostb is not concerned, and the host is
 * back without a person. */
static void
check_fault (Lab *lab, const char *const *fault, const char *const *remedy, guint back_seconds)
{
  BstHost *hosta = lab_bring_online (lab, "hosta");
  BstHost *hostb = lab_bring_online (lab, "hostb");
  BstMachine *machine;
  guint n;

  LAB_AWAIT (10, lab_find (lab, hosta, "one") != NULL && lab_find (lab, hostb, "two") != NULL);
  machine = lab_find (lab, hosta, "one");
  n = n_machines (lab);

  bst_stall_meter_reset ();
  lab_do (fault[0], "hosta", fault[1], NULL);
  LAB_AWAIT (LOST_SECONDS, !bst_host_state_is_connected (state_of (hosta)));
  g_assert_nonnull (bst_host_get_error (hosta));
  g_assert_nonnull (bst_error_get_remedy (bst_host_get_error (hosta)));
  g_assert_false (bst_machine_is_fresh (machine));
  g_assert_true (lab_find (lab, hosta, "one") == machine);
  g_assert_cmpint (state_of (hostb), ==, BST_HOST_STATE_ONLINE);

  lab_do (remedy[0], "hosta", remedy[1], NULL);
  g_test_minimized_result (LAB_AWAIT (back_seconds, state_of (hosta) == BST_HOST_STATE_ONLINE),
                           "seconds from the remedy to online");
  LAB_AWAIT (5, bst_machine_is_fresh (machine));
  g_assert_true (lab_find (lab, hosta, "one") == machine);
  g_assert_cmpuint (n_machines (lab), ==, n);
  g_assert_cmpint (state_of (hostb), ==, BST_HOST_STATE_ONLINE);
  g_assert_cmpfloat (bst_stall_meter_get_longest_own (), <, LONGEST_STALL_MS);
}

static void
test_cut (Lab *lab, gconstpointer data)
{
  check_fault (lab, (const char *[]){ "cut", NULL }, (const char *[]){ "heal", NULL }, 10);
}

static void
test_hung (Lab *lab, gconstpointer data)
{
  check_fault (lab, (const char *[]){ "hang", NULL }, (const char *[]){ "resume", NULL }, 40);
}

static void
test_libvirtd_killed (Lab *lab, gconstpointer data)
{
  check_fault (lab, (const char *[]){ "kill", "libvirtd" },
               (const char *[]){ "restart", "libvirtd" }, 40);
}

static void
test_sshd_killed (Lab *lab, gconstpointer data)
{
  check_fault (lab, (const char *[]){ "kill", "sshd" }, (const char *[]){ "restart", "sshd" }, 40);
}

/* What only a person can mend stops at once, with what to do. */
static void
check_failed (Lab *lab, const char *uri, BstErrorCode code)
{
  BstHost *host = lab_add_host (lab, uri, NULL);

  LAB_AWAIT (30, state_of (host) == BST_HOST_STATE_FAILED);
  g_assert_error (bst_host_get_error (host), BST_ERROR, (int)code);
  g_assert_nonnull (bst_error_get_remedy (bst_host_get_error (host)));
}

static void
test_no_permission (Lab *lab, gconstpointer data)
{
  check_failed (lab, "qemu+ssh://visitor@hosta/system", BST_ERROR_PERMISSION);
}

static void
test_wrong_user (Lab *lab, gconstpointer data)
{
  check_failed (lab, "qemu+ssh://nobody-there@hosta/system", BST_ERROR_AUTH);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  bst_thread_init ();
  bst_stall_meter_start (0);
  lab_do ("guest", "one", "hosta", "--off", NULL);
  lab_do ("guest", "two", "hostb", "--off", NULL);

#define ADD(path, test) g_test_add (path, Lab, NULL, lab_set_up, test, lab_tear_down)
  ADD ("/faults/online", test_online);
  ADD ("/faults/wan", test_wan);
  ADD ("/faults/twin", test_twin);
  ADD ("/faults/cut", test_cut);
  ADD ("/faults/hung", test_hung);
  ADD ("/faults/libvirtd-killed", test_libvirtd_killed);
  ADD ("/faults/sshd-killed", test_sshd_killed);
  ADD ("/faults/no-permission", test_no_permission);
  ADD ("/faults/wrong-user", test_wrong_user);

  return g_test_run ();
}
