/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "lab-fixture.h"
#include "operations/bst-snapshot-operation.h"

/* Snapshots of real machines: what the guest says itself proves where it is. */

#define IMAGES "/var/lib/libvirt/images"

/* In the guest $1, by its agent: $2; succeeds where that does. An agent that was just taken back in
 * time may need to be asked twice. */
#define IN_GUEST                                                                                   \
  "i=0\n"                                                                                          \
  "while :; do\n"                                                                                  \
  "  i=$((i + 1)); [ $i -lt 300 ] || exit 1\n"                                                     \
  "  pid=$(virsh -q qemu-agent-command \"$1\" '{\"execute\":\"guest-exec\",\"arguments\":"         \
  "{\"path\":\"/bin/sh\",\"arg\":[\"-c\",\"'\"$2\"'\"]}}' | tr -dc 0-9)\n"                         \
  "  [ -n \"$pid\" ] && break\n"                                                                   \
  "  sleep 0.2\n"                                                                                  \
  "done\n"                                                                                         \
  "while :; do\n"                                                                                  \
  "  i=$((i + 1)); [ $i -lt 600 ] || exit 1\n"                                                     \
  "  said=$(virsh -q qemu-agent-command \"$1\" '{\"execute\":\"guest-exec-status\",\"arguments\":" \
  "{\"pid\":'$pid'}}')\n"                                                                          \
  "  case $said in *'\"exited\":true'*) break ;; esac\n"                                           \
  "  sleep 0.1\n"                                                                                  \
  "done\n"                                                                                         \
  "case $said in *'\"exitcode\":0,'*) ;; *) echo \"$2: $said\" >&2; exit 1 ;; esac"

static void in_guest (const char *name, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
in_guest (const char *name, const char *format, ...)
{
  g_autofree char *command = NULL;
  va_list arguments;

  va_start (arguments, format);
  command = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  lab_do ("host", "hosta", "sh", "-c", IN_GUEST, "sh", name, command, NULL);
}

/* On the disk and in the memory alone. */
static void
set_marker (const char *name, guint marker)
{
  in_guest (name, "echo %u > /srv/marker && echo %u > /run/marker && sync", marker, marker);
}

static void
check_marker (const char *name, guint marker)
{
  in_guest (name, "test $(cat /srv/marker) = %u && test $(cat /run/marker) = %u", marker, marker);
}

/* A guest that start_guests () started, once it has booted. */
static BstMachine *
await_guest (Lab *lab, BstHost *host, const char *name)
{
  LAB_AWAIT (20, lab_find (lab, host, name) != NULL);
  LAB_AWAIT (20, bst_machine_get_state (lab_find (lab, host, name)) == BST_MACHINE_STATE_RUNNING);
  in_guest (name, "true");

  return lab_find (lab, host, name);
}

static BstSnapshots *
open_snapshots (Lab *lab, BstMachine *machine)
{
  BstSnapshots *snapshots = bst_snapshots_new (lab->fleet, machine);

  LAB_AWAIT (30, bst_snapshots_is_settled (snapshots));
  g_assert_no_error (bst_snapshots_get_error (snapshots));

  return snapshots;
}

/* @operation: (transfer full) */
static void
perform (Lab *lab, BstSnapshots *snapshots, BstOperation *operation)
{
  g_autoptr (BstOperation) owned = operation;

  bst_scheduler_submit (bst_fleet_get_scheduler (lab->fleet), operation);
  LAB_AWAIT (120, bst_operation_is_over (operation));
  g_assert_no_error (bst_operation_get_error (operation));
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_DONE);
  LAB_AWAIT (30, bst_snapshots_is_settled (snapshots));
}

static const BstSnapshotFacts *
find (BstSnapshots *snapshots, const char *name)
{
  const BstSnapshotFacts *facts =
      bst_snapshot_facts_find (bst_snapshots_get_subject (snapshots)->snapshots, name);

  g_assert_nonnull (facts);

  return facts;
}

static void
create (Lab *lab, BstSnapshots *snapshots, const char *name, BstSnapshotKind kind)
{
  const BstSnapshotSubject *subject = bst_snapshots_get_subject (snapshots);
  g_autofree char *why = NULL;

  bst_snapshot_rules_can_create (subject, kind, FALSE, &why);
  g_assert_cmpstr (why, ==, NULL);
  g_assert_true (bst_snapshot_rules_check_name (subject, name, NULL, NULL));
  perform (lab, snapshots,
           bst_snapshot_create_new (lab->fleet, snapshots,
                                    &(BstSnapshotPlan){
                                        .name = name,
                                        .description = "A & <b>",
                                        .kind = kind,
                                        .quiesce = TRUE, /* where that can be */
                                    }));
  g_assert_true (find (snapshots, name)->current);
  g_assert_cmpint (find (snapshots, name)->kind, ==, kind);
}

static void
revert (Lab *lab, BstSnapshots *snapshots, const char *name)
{
  const BstSnapshotFacts *facts = find (snapshots, name);

  g_assert_true (
      bst_snapshot_rules_can_revert (bst_snapshots_get_subject (snapshots), facts, NULL));
  perform (lab, snapshots,
           bst_snapshot_revert_new (lab->fleet, snapshots, facts, BST_SNAPSHOT_RUN_AS_THEN, FALSE,
                                    NULL));
  g_assert_true (find (snapshots, name)->current);
}

/* A tree of twelve; each knows what the guest was like when it was taken. */
static const struct
{
  int parent;
  const char *name;
} tree[] = {
  { -1, "root" },   { 0, "one" },       { 1, "<b>two & 'three'<b>" },
  { 2, "three" },   { 1, "four ’ñ雪" }, { 4, "five" },
  { 4, NULL }, /* the longest that can be */
  { 6, "seven" },   { 0, "eight" },     { 8, "nine" },
  { 9, "ten ]]>" }, { 9, "eleven" },
};

static const char *
get_name (guint i)
{
  static char *longest;

  if (tree[i].name != NULL)
    return tree[i].name;
  if (longest == NULL)
    longest = g_strnfill (247, 'x');

  return longest;
}

static void
test_tree (Lab *lab, gconstpointer data)
{
  static const guint across[] = { 3, 10, 6, 11 };
  BstHost *host = lab_bring_online (lab, "hosta");
  BstMachine *machine = await_guest (lab, host, "tree");
  g_autoptr (BstSnapshots) snapshots = open_snapshots (lab, machine);
  const BstSnapshotSubject *subject;
  g_autofree char *too_long = g_strnfill (248, 'x');

  g_assert_cmpint (bst_snapshot_rules_get_default (bst_snapshots_get_subject (snapshots), NULL), ==,
                   BST_SNAPSHOT_INTERNAL);
  g_assert_false (
      bst_snapshot_rules_check_name (bst_snapshots_get_subject (snapshots), too_long, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (tree); i++)
    {
      if (tree[i].parent >= 0 && tree[i].parent != (int)i - 1)
        revert (lab, snapshots, get_name ((guint)tree[i].parent));
      set_marker ("tree", i);
      create (lab, snapshots, get_name (i), BST_SNAPSHOT_INTERNAL);
    }

  subject = bst_snapshots_get_subject (snapshots);
  g_assert_cmpuint (subject->snapshots->len, ==, G_N_ELEMENTS (tree));
  LAB_AWAIT (20, bst_machine_get_n_snapshots (machine) == (int)G_N_ELEMENTS (tree));
  for (guint i = 0; i < G_N_ELEMENTS (tree); i++)
    {
      const BstSnapshotFacts *facts = find (snapshots, get_name (i));

      g_assert_cmpstr (facts->parent, ==,
                       tree[i].parent >= 0 ? get_name ((guint)tree[i].parent) : NULL);
      g_assert_cmpstr (facts->description, ==, "A & <b>");
      g_assert_true (facts->has_memory);
      g_assert_nonnull (facts->thumbnail);
    }

  for (guint i = 0; i < G_N_ELEMENTS (across); i++)
    {
      revert (lab, snapshots, get_name (across[i]));
      check_marker ("tree", across[i]);
    }

  /* A branch goes; another stays, and can still be gone back to. */
  perform (lab, snapshots,
           bst_snapshot_delete_new (lab->fleet, snapshots, find (snapshots, get_name (4)),
                                    BST_SNAPSHOT_WITH_CHILDREN));
  subject = bst_snapshots_get_subject (snapshots);
  g_assert_cmpuint (subject->snapshots->len, ==, 8);
  perform (lab, snapshots,
           bst_snapshot_delete_new (lab->fleet, snapshots, find (snapshots, get_name (8)),
                                    BST_SNAPSHOT_THIS));
  g_assert_cmpstr (find (snapshots, get_name (9))->parent, ==, "root");
  perform (lab, snapshots,
           bst_snapshot_describe_new (lab->fleet, snapshots, find (snapshots, get_name (11)),
                                      "Another <i>text</i>"));
  g_assert_cmpstr (find (snapshots, get_name (11))->description, ==, "Another <i>text</i>");
  revert (lab, snapshots, get_name (2));
  check_marker ("tree", 2);
  lab_do ("host", "hosta", "virsh", "destroy", "tree", NULL);
}

static void
do_consolidate (Lab *lab, BstSnapshots *snapshots)
{
  perform (lab, snapshots, bst_snapshot_consolidate_new (lab->fleet, snapshots));
}

static void
check_images (const char *name, guint n)
{
  g_autofree char *command =
      g_strdup_printf ("test $(ls " IMAGES " | grep -c '^%s[.]') = %u", name, n);

  lab_do ("host", "hosta", "sh", "-c", command, NULL);
}

/* A chain of overlays grows under the running guest, shrinks in the middle and at its end, and
 * leaves nothing behind. */
static void
test_chain (Lab *lab, gconstpointer data)
{
  BstHost *host = lab_bring_online (lab, "hosta");
  BstMachine *machine = await_guest (lab, host, "chain");
  g_autoptr (BstSnapshots) snapshots = open_snapshots (lab, machine);
  const BstSnapshotSubject *subject;
  g_autofree char *why = NULL;

  set_marker ("chain", 1);
  /* Its file systems stand still for that, and go on: libvirt fails where the agent cannot. */
  LAB_AWAIT (90, bst_snapshot_rules_can_quiesce (bst_snapshots_get_subject (snapshots),
                                                 BST_SNAPSHOT_DISKS, NULL));
  create (lab, snapshots, "e1", BST_SNAPSHOT_DISKS);
  in_guest ("chain", "dd if=/dev/urandom of=/srv/big bs=1024 count=8192 && md5sum /srv/big > "
                     "/srv/sum && sync");
  create (lab, snapshots, "e2 & <more>", BST_SNAPSHOT_EXTERNAL);
  set_marker ("chain", 2);
  create (lab, snapshots, "e3", BST_SNAPSHOT_DISKS);
  check_images ("chain", 5); /* the image, three overlays, one memory */

  subject = bst_snapshots_get_subject (snapshots);
  g_assert_false (bst_snapshot_rules_can_create (subject, BST_SNAPSHOT_INTERNAL, FALSE, &why));
  g_assert_true (bst_snapshot_rules_is_mixing (subject, BST_SNAPSHOT_INTERNAL));
  g_assert_false (bst_snapshot_rules_can_revert (subject, find (snapshots, "e1"), NULL));

  perform (lab, snapshots,
           bst_snapshot_rename_new (lab->fleet, snapshots, find (snapshots, "e2 & <more>"),
                                    "e2 <renamed>"));
  g_assert_cmpstr (find (snapshots, "e3")->parent, ==, "e2 <renamed>");
  g_assert_true (find (snapshots, "e3")->current);

  perform (lab, snapshots,
           bst_snapshot_delete_new (lab->fleet, snapshots, find (snapshots, "e2 <renamed>"),
                                    BST_SNAPSHOT_THIS));
  check_images ("chain", 3);
  in_guest ("chain", "md5sum -c /srv/sum");
  g_assert_true (bst_snapshot_rules_can_consolidate (bst_snapshots_get_subject (snapshots), NULL));
  do_consolidate (lab, snapshots);
  check_images ("chain", 1);
  g_assert_cmpuint (bst_snapshots_get_subject (snapshots)->snapshots->len, ==, 0);
  check_marker ("chain", 2);
  in_guest ("chain", "echo 3 > /proc/sys/vm/drop_caches && md5sum -c /srv/sum");

  /* Off: libvirt merges with a process that does not run the guest. */
  lab_do ("host", "hosta", "virsh", "destroy", "chain", NULL);
  LAB_AWAIT (20, bst_machine_get_state (machine) == BST_MACHINE_STATE_SHUTOFF);
  LAB_AWAIT (30, !bst_snapshots_get_subject (snapshots)->active &&
                     bst_snapshots_is_settled (snapshots));
  create (lab, snapshots, "off1", BST_SNAPSHOT_DISKS);
  create (lab, snapshots, "off2", BST_SNAPSHOT_DISKS);
  do_consolidate (lab, snapshots);
  check_images ("chain", 1);
}

/* $1: a command that says whether it was done; tried as fast as it goes. */
#define UNTIL_DONE "i=0; until $1 2> /dev/null; do i=$((i + 1)); [ $i -lt 500 ] || exit 1; done"

#define CHECK_ALONE                                                                                \
  "image=$(ls " IMAGES "/slow.under*) && ! qemu-img info $image | grep backing && "                \
  "qemu-io -c 'read -P 42 1M 200M' $image | grep -q '^read 209715200/'"

/* (transfer full): slow enough for something to happen to it. */
static BstOperation *
begin_copy (Lab *lab, BstSnapshots *snapshots)
{
  BstOperation *operation = bst_snapshot_consolidate_new (lab->fleet, snapshots);

  bst_scheduler_submit (bst_fleet_get_scheduler (lab->fleet), operation);
  /* It looks first, which takes this loop. */
  LAB_AWAIT (30, bst_operation_get_detail (operation) != NULL);
  lab_do ("host", "hosta", "sh", "-c", UNTIL_DONE, "sh", "virsh -q blockjob slow vda --bandwidth 8",
          NULL);
  LAB_AWAIT (30, bst_operation_get_fraction (operation) > 0);
  g_assert_cmpfloat (bst_operation_get_fraction (operation), <, 1);
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_RUNNING);

  return operation;
}

/* Beside it nothing is offered, and what is asked for all the same is told at once, not when
 * libvirt has waited for it in vain. */
static void
check_held (Lab *lab, BstSnapshots *snapshots)
{
  g_autoptr (BstOperation) operation = bst_snapshot_create_new (
      lab->fleet, snapshots, &(BstSnapshotPlan){ .name = "beside", .kind = BST_SNAPSHOT_DISKS });

  g_assert_false (bst_snapshot_rules_can_create (bst_snapshots_get_subject (snapshots),
                                                 BST_SNAPSHOT_DISKS, TRUE, NULL));
  bst_scheduler_submit (bst_fleet_get_scheduler (lab->fleet), operation);
  LAB_AWAIT (15, bst_operation_is_over (operation));
  g_test_message ("%s", bst_operation_get_error (operation)->message);
  g_assert_error (bst_operation_get_error (operation), BST_ERROR, BST_ERROR_BUSY);
  g_assert_nonnull (strstr (bst_operation_get_error (operation)->message, "until that is over"));
}

/* Somebody else ends it: that is no success. */
static void
check_ended_by_other (Lab *lab, BstSnapshots *snapshots)
{
  g_autoptr (BstOperation) operation = begin_copy (lab, snapshots);

  /* Nobody asks, and nothing tells: it is seen all the same. */
  LAB_AWAIT (30, bst_snapshots_get_subject (snapshots)->busy);
  g_assert_cmpint (bst_snapshot_get_effect (operation, bst_snapshots_get_subject (snapshots)), ==,
                   BST_LIFECYCLE_EFFECT_PENDING);
  check_held (lab, snapshots);
  lab_do ("host", "hosta", "virsh", "-q", "blockjob", "slow", "vda", "--abort", NULL);
  LAB_AWAIT (30, bst_operation_is_over (operation));
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_FAILED);
  g_test_message ("%s", bst_operation_get_error (operation)->message);
  g_assert_nonnull (strstr (bst_operation_get_error (operation)->message, "vda"));
  LAB_AWAIT (30, !bst_snapshots_get_subject (snapshots)->busy);
  LAB_AWAIT (30, bst_snapshots_is_settled (snapshots));
}

/* A chain that is copied into one image is told of while it lasts, and that can be stopped: the
 * chain is then what it was, and can be copied later. */
static void
test_cancel (Lab *lab, gconstpointer data)
{
  BstHost *host = lab_bring_online (lab, "hosta");
  g_autoptr (BstSnapshots) snapshots = NULL;
  g_autoptr (BstOperation) operation = NULL;
  BstMachine *machine;

  lab_do ("guest", "slow", "hosta", "--off", NULL);
  lab_do ("host", "hosta", "qemu-io", "-c", "write -P 42 1M 200M", IMAGES "/slow.qcow2", NULL);
  LAB_AWAIT (20, lab_find (lab, host, "slow") != NULL);
  machine = lab_find (lab, host, "slow");
  snapshots = open_snapshots (lab, machine);
  /* An overlay of nobody's snapshot. */
  create (lab, snapshots, "under", BST_SNAPSHOT_DISKS);
  lab_do ("host", "hosta", "virsh", "snapshot-delete", "slow", "under", "--metadata", NULL);
  /* Its guest must not write there. */
  lab_do ("host", "hosta", "virsh", "start", "slow", "--paused", NULL);
  LAB_AWAIT (20, bst_machine_get_state (machine) == BST_MACHINE_STATE_PAUSED);
  LAB_AWAIT (30,
             bst_snapshots_get_subject (snapshots)->active && bst_snapshots_is_settled (snapshots));

  check_ended_by_other (lab, snapshots);
  operation = begin_copy (lab, snapshots);
  bst_operation_cancel (operation);
  LAB_AWAIT (30, bst_operation_is_over (operation));
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_CANCELLED);
  LAB_AWAIT (30, bst_snapshots_is_settled (snapshots));
  check_images ("slow", 2);

  do_consolidate (lab, snapshots);
  lab_do ("host", "hosta", "virsh", "destroy", "slow", NULL);
  lab_do ("host", "hosta", "sh", "-c", CHECK_ALONE, NULL);
}

/* Where it does not fit: it says so, nothing of it stays, and the machine goes on. */
static void
test_full (Lab *lab, gconstpointer data)
{
  static const BstSnapshotKind kinds[] = { BST_SNAPSHOT_EXTERNAL, BST_SNAPSHOT_INTERNAL };
  BstHost *host = lab_bring_online (lab, "hosta");
  BstMachine *machine;
  g_autoptr (BstSnapshots) snapshots = NULL;

  machine = await_guest (lab, host, "full");
  snapshots = open_snapshots (lab, machine);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (BstOperation) operation = bst_snapshot_create_new (
          lab->fleet, snapshots, &(BstSnapshotPlan){ .name = "no room", .kind = kinds[i] });

      bst_scheduler_submit (bst_fleet_get_scheduler (lab->fleet), operation);
      LAB_AWAIT (120, bst_operation_is_over (operation));
      g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_FAILED);
      g_test_message ("%s", bst_operation_get_error (operation)->message);
      g_assert_nonnull (strstr (bst_operation_get_error (operation)->message, "full"));
      LAB_AWAIT (30, bst_snapshots_is_settled (snapshots));
      g_assert_cmpuint (bst_snapshots_get_subject (snapshots)->snapshots->len, ==, 0);
      lab_do ("host", "hosta", "sh", "-c", "test $(ls /srv/small | wc -l) = 1", NULL);
      /* That it was let go on is told by an event, which may come after the call's answer. */
      LAB_AWAIT (30, bst_machine_get_state (machine) == BST_MACHINE_STATE_RUNNING);
      in_guest ("full", "true");
    }
  lab_do ("host", "hosta", "virsh", "destroy", "full", NULL);
}

/* The disk of “full” is on a small file system. */
#define MAKE_SMALL                                                                                 \
  "mkdir -p /srv/small && mount -t tmpfs -o size=24m tmpfs /srv/small && "                         \
  "qemu-img create -q -f qcow2 /srv/small/full.qcow2 64M && "                                      \
  "virsh dumpxml full | sed \"s|" IMAGES "/full|/srv/small/full|; s|cache='none'|"                 \
  "cache='writeback'|\" | virsh -q define /dev/stdin && virsh -q start full"

/* They boot side by side, those that come later while the first is at work. */
static void
start_guests (void)
{
  static const char *const names[] = { "tree", "chain" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    lab_do ("guest", names[i], "hosta", "--memory", "128", NULL);
  lab_do ("guest", "full", "hosta", "--off", "--memory", "128", NULL);
  lab_do ("host", "hosta", "sh", "-c", MAKE_SMALL, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  bst_thread_init ();

  start_guests ();
  g_test_add ("/snapshots/tree", Lab, NULL, lab_set_up, test_tree, lab_tear_down);
  g_test_add ("/snapshots/chain", Lab, NULL, lab_set_up, test_chain, lab_tear_down);
  g_test_add ("/snapshots/cancel", Lab, NULL, lab_set_up, test_cancel, lab_tear_down);
  g_test_add ("/snapshots/full", Lab, NULL, lab_set_up, test_full, lab_tear_down);

  return g_test_run ();
}
