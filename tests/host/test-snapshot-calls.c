/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fleet-fixture.h"
#include "operations/bst-snapshot-aftermath-private.h"
#include "operations/bst-snapshot-keeper.h"
#include "operations/bst-snapshot-operation.h"

/* On libvirt's test driver, which keeps snapshots while it is connected. */

static gboolean
is_settled (gpointer snapshots)
{
  return bst_snapshots_is_settled (snapshots);
}

static BstSnapshots *
open_snapshots (FleetFixture *fixture, BstMachine **machine)
{
  BstHost *host = fleet_fixture_add_host (fixture, "hosta", 2);
  BstSnapshots *snapshots;

  bst_fleet_open (fixture->fleet);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);
  *machine = fleet_fixture_find (fixture, "hosta/m-0");
  snapshots = bst_snapshots_new (fixture->fleet, *machine);
  fleet_fixture_wait (is_settled, snapshots);
  g_assert_no_error (bst_snapshots_get_error (snapshots));
  g_assert_true (bst_snapshots_get_subject (snapshots)->fresh);

  return snapshots;
}

/* @operation: (transfer full) */
static void
perform (FleetFixture *fixture, BstSnapshots *snapshots, BstOperation *operation)
{
  g_autoptr (BstOperation) owned = operation;
  const GError *error;

  bst_scheduler_submit (bst_fleet_get_scheduler (fixture->fleet), operation);
  fleet_fixture_wait_until_over (operation);
  error = bst_operation_get_error (operation);
  g_test_message ("%s: %s", bst_operation_get_title (operation),
                  error != NULL ? error->message : "");
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_DONE);
  fleet_fixture_wait (is_settled, snapshots);
}

static void
create (FleetFixture *fixture, BstSnapshots *snapshots, const char *name)
{
  perform (fixture, snapshots,
           bst_snapshot_create_new (fixture->fleet, snapshots,
                                    &(BstSnapshotPlan){
                                        .name = name,
                                        .description = "<i>A</i> & more",
                                        .kind = BST_SNAPSHOT_INTERNAL,
                                    }));
}

static const BstSnapshotFacts *
find (BstSnapshots *snapshots, const char *name)
{
  return bst_snapshot_facts_find (bst_snapshots_get_subject (snapshots)->snapshots, name);
}

static guint
count (BstSnapshots *snapshots)
{
  return bst_snapshots_get_subject (snapshots)->snapshots->len;
}

typedef struct
{
  BstMachine *machine;
  int n;
} Number;

static gboolean
has_number (gpointer data)
{
  Number *number = data;

  return bst_machine_get_n_snapshots (number->machine) == number->n;
}

static void
test_life (FleetFixture *fixture, gconstpointer data)
{
  BstMachine *machine;
  g_autoptr (BstSnapshots) snapshots = open_snapshots (fixture, &machine);

  create (fixture, snapshots, "a & <b>");
  create (fixture, snapshots, "b");
  create (fixture, snapshots, "c");
  g_assert_cmpuint (count (snapshots), ==, 3);
  g_assert_cmpstr (find (snapshots, "b")->parent, ==, "a & <b>");
  g_assert_cmpstr (find (snapshots, "b")->description, ==, "<i>A</i> & more");
  g_assert_true (find (snapshots, "c")->current);
  /* The list's column follows, without an event of libvirt. */
  fleet_fixture_wait (has_number, &(Number){ machine, 3 });

  perform (fixture, snapshots,
           bst_snapshot_revert_new (fixture->fleet, snapshots, find (snapshots, "a & <b>"),
                                    BST_SNAPSHOT_RUN_AS_THEN, FALSE,
                                    &(BstSnapshotPlan){
                                        .name = "before",
                                        .kind = BST_SNAPSHOT_INTERNAL,
                                    }));
  g_assert_true (find (snapshots, "a & <b>")->current);
  g_assert_cmpstr (find (snapshots, "before")->parent, ==, "c");
  create (fixture, snapshots, "d");
  g_assert_cmpstr (find (snapshots, "d")->parent, ==, "a & <b>");

  perform (fixture, snapshots,
           bst_snapshot_describe_new (fixture->fleet, snapshots, find (snapshots, "b"), "Other"));
  g_assert_cmpstr (find (snapshots, "b")->description, ==, "Other");
  g_assert_true (find (snapshots, "d")->current);
  g_assert_false (bst_snapshot_rules_can_rename (bst_snapshots_get_subject (snapshots),
                                                 find (snapshots, "b"), NULL));

  perform (fixture, snapshots,
           bst_snapshot_delete_new (fixture->fleet, snapshots, find (snapshots, "b"),
                                    BST_SNAPSHOT_CHILDREN));
  g_assert_cmpuint (count (snapshots), ==, 3);
  perform (fixture, snapshots,
           bst_snapshot_delete_new (fixture->fleet, snapshots, find (snapshots, "a & <b>"),
                                    BST_SNAPSHOT_WITH_CHILDREN));
  g_assert_cmpuint (count (snapshots), ==, 0);
  fleet_fixture_wait (has_number, &(Number){ machine, 0 });
}

/* libvirt’s own refusal; what was done before it stays, and is said. */
static void
test_refused (FleetFixture *fixture, gconstpointer data)
{
  BstMachine *machine;
  g_autoptr (BstSnapshots) snapshots = open_snapshots (fixture, &machine);
  g_autoptr (BstOperation) operation = NULL;
  const char *message;

  create (fixture, snapshots, "a");
  operation = bst_snapshot_create_new (fixture->fleet, snapshots,
                                       &(BstSnapshotPlan){
                                           .name = "a",
                                           .kind = BST_SNAPSHOT_INTERNAL,
                                       });
  bst_scheduler_submit (bst_fleet_get_scheduler (fixture->fleet), operation);
  fleet_fixture_wait_until_over (operation);
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_FAILED);
  message = bst_operation_get_error (operation)->message;
  g_assert_nonnull (strstr (message, "m-0"));
  g_assert_nonnull (strstr (message, "hosta"));
  g_assert_nonnull (strstr (message, "already"));
  g_assert_cmpuint (fleet_fixture_count_entries (fixture, BST_SNAPSHOT_CREATE_KIND), ==, 2);
}

/* Tried again when the machine is not what it was: the rules are asked, not only libvirt. */
static void
test_again (FleetFixture *fixture, gconstpointer data)
{
  BstMachine *machine;
  g_autoptr (BstSnapshots) snapshots = open_snapshots (fixture, &machine);
  g_autoptr (BstOperation) deletion = NULL;
  g_autoptr (BstOperation) again = NULL;

  create (fixture, snapshots, "a");
  create (fixture, snapshots, "b");
  deletion = bst_snapshot_delete_new (fixture->fleet, snapshots, find (snapshots, "a"),
                                      BST_SNAPSHOT_WITH_CHILDREN);
  create (fixture, snapshots, "since");
  again = bst_snapshot_operation_new_again (fixture->fleet, machine, deletion);
  bst_scheduler_submit (bst_fleet_get_scheduler (fixture->fleet), again);
  fleet_fixture_wait_until_over (again);
  g_assert_cmpint (bst_operation_get_state (again), ==, BST_OPERATION_STATE_FAILED);
  g_test_message ("%s", bst_operation_get_error (again)->message);
  g_assert_nonnull (strstr (bst_operation_get_error (again)->message, "“since”"));
  g_assert_nonnull (bst_error_get_remedy (bst_operation_get_error (again)));
  g_assert_cmpuint (count (snapshots), ==, 3);
}

/* What was seen is there when the host is not, and can be read, not done. */
static void
test_remembered (FleetFixture *fixture, gconstpointer data)
{
  BstMachine *machine;
  g_autoptr (BstSnapshots) snapshots = open_snapshots (fixture, &machine);
  g_autoptr (BstSnapshots) later = NULL;
  const BstSnapshotSubject *subject;
  g_autofree char *why = NULL;

  create (fixture, snapshots, "a");
  create (fixture, snapshots, "b");
  g_clear_object (&snapshots);
  fleet_fixture_restart (fixture);
  later = bst_snapshots_new (fixture->fleet, fleet_fixture_find (fixture, "hosta/m-0"));
  fleet_fixture_wait (is_settled, later);
  subject = bst_snapshots_get_subject (later);
  g_assert_false (subject->fresh);
  g_assert_cmpuint (count (later), ==, 2);
  g_assert_cmpstr (find (later, "b")->parent, ==, "a");
  g_assert_true (find (later, "b")->current);
  g_assert_false (bst_snapshot_rules_can_revert (subject, find (later, "a"), &why));
  g_assert_nonnull (why);
}

static BstOperation *
find_operation (FleetFixture *fixture, const char *id)
{
  GListModel *operations = bst_inventory_get_operations (fixture->inventory);

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i);

      if (g_str_equal (bst_operation_get_id (operation), id))
        return operation;
    }

  g_assert_not_reached ();
}

/* What an operation wanted, kept and read again, against what there is. */
static void
test_effect (FleetFixture *fixture, gconstpointer data)
{
  BstMachine *machine;
  g_autoptr (BstSnapshots) snapshots = open_snapshots (fixture, &machine);
  const BstSnapshotPlan plan = { .name = "x & <y>", .kind = BST_SNAPSHOT_INTERNAL };
  g_autoptr (BstOperation) wanted = bst_snapshot_create_new (fixture->fleet, snapshots, &plan);
  g_autoptr (BstOperation) gone = NULL;
  g_autoptr (BstOperation) back = NULL;
  g_autoptr (BstOperation) again = NULL;
  g_autoptr (BstSnapshotSubject) busy = NULL;
  g_autofree char *id = g_strdup (bst_operation_get_id (wanted));

  g_assert_cmpint (bst_snapshot_get_effect (wanted, bst_snapshots_get_subject (snapshots)), ==,
                   BST_LIFECYCLE_EFFECT_MISSING);
  g_object_ref (wanted);
  perform (fixture, snapshots, wanted);
  g_assert_cmpint (bst_snapshot_get_effect (wanted, bst_snapshots_get_subject (snapshots)), ==,
                   BST_LIFECYCLE_EFFECT_THERE);
  gone = bst_snapshot_delete_new (fixture->fleet, snapshots, find (snapshots, plan.name),
                                  BST_SNAPSHOT_THIS);
  g_assert_cmpint (bst_snapshot_get_effect (gone, bst_snapshots_get_subject (snapshots)), ==,
                   BST_LIFECYCLE_EFFECT_MISSING);

  /* It is the current one already: whether it was gone back to does not show. */
  back = bst_snapshot_revert_new (fixture->fleet, snapshots, find (snapshots, plan.name),
                                  BST_SNAPSHOT_RUN_AS_THEN, FALSE, NULL);
  g_assert_cmpint (bst_snapshot_get_effect (back, bst_snapshots_get_subject (snapshots)), ==,
                   BST_LIFECYCLE_EFFECT_UNSEEN);
  g_clear_object (&back);
  create (fixture, snapshots, "later");
  back = bst_snapshot_revert_new (fixture->fleet, snapshots, find (snapshots, plan.name),
                                  BST_SNAPSHOT_RUN_AS_THEN, FALSE, NULL);
  g_assert_cmpint (bst_snapshot_get_effect (back, bst_snapshots_get_subject (snapshots)), ==,
                   BST_LIFECYCLE_EFFECT_MISSING);
  g_object_ref (back);
  perform (fixture, snapshots, back);
  g_assert_cmpint (bst_snapshot_get_effect (back, bst_snapshots_get_subject (snapshots)), ==,
                   BST_LIFECYCLE_EFFECT_THERE);

  /* While the host is at something, it is not judged. */
  busy = bst_snapshot_subject_new (machine, NULL, NULL,
                                   bst_snapshots_get_subject (snapshots)->snapshots, BST_UNKNOWN,
                                   TRUE);
  busy->busy = TRUE;
  g_assert_cmpint (bst_snapshot_get_effect (back, busy), ==, BST_LIFECYCLE_EFFECT_PENDING);

  /* The next program knows its steps from the file. */
  g_clear_object (&snapshots);
  fleet_fixture_restart (fixture);
  bst_fleet_open (fixture->fleet);
  machine = fleet_fixture_find (fixture, "hosta/m-0");
  fleet_fixture_wait_for_state (bst_machine_get_host (machine), BST_HOST_STATE_ONLINE);
  snapshots = bst_snapshots_new (fixture->fleet, machine);
  fleet_fixture_wait (is_settled, snapshots);
  again = bst_snapshot_operation_new_again (fixture->fleet, machine, find_operation (fixture, id));
  g_assert_nonnull (again);
  if (find (snapshots, plan.name) == NULL)
    g_assert_cmpint (bst_snapshot_get_effect (again, bst_snapshots_get_subject (snapshots)), ==,
                     BST_LIFECYCLE_EFFECT_MISSING);
  else
    g_assert_cmpint (bst_snapshot_get_effect (again, bst_snapshots_get_subject (snapshots)), ==,
                     BST_LIFECYCLE_EFFECT_THERE);
}

static gboolean
is_idle (gpointer keeper)
{
  return bst_snapshot_keeper_get_n_active (keeper) == 0;
}

static void
on_verdict (BstSnapshotLook *look, BstLifecycleEffect effect, gpointer data)
{
  g_assert_cmpint (effect, ==, BST_LIFECYCLE_EFFECT_THERE);
  *(gboolean *)data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *)data;
}

static gboolean
is_of_policy (gpointer snapshots)
{
  return bst_snapshots_is_settled (snapshots) && find (snapshots, "daily-1")->policy != NULL;
}

/* The program, or its link, ended while a policy's snapshot was taken: it counts as the policy's. */
static void
test_policy_looked_up (FleetFixture *fixture, gconstpointer data)
{
  BstMachine *machine;
  g_autoptr (BstSnapshots) snapshots = open_snapshots (fixture, &machine);
  const BstSnapshotPlan plan = { .name = "daily-1", .policy = "daily", .kind = BST_SNAPSHOT_INTERNAL };
  g_autoptr (BstOperation) lost = bst_snapshot_create_new (fixture->fleet, snapshots, &plan);
  BstSnapshotLook *look;
  gboolean seen = FALSE;

  create (fixture, snapshots, "daily-1");
  create (fixture, snapshots, "of-mine");
  g_assert_null (find (snapshots, "daily-1")->policy);
  look = bst_snapshot_look_new (fixture->fleet, machine, lost, on_verdict, &seen);
  fleet_fixture_wait (is_true, &seen);
  bst_snapshot_look_free (look);
  bst_snapshots_refresh (snapshots);
  fleet_fixture_wait (is_of_policy, snapshots);
  g_assert_cmpstr (find (snapshots, "daily-1")->policy, ==, "daily");
  g_assert_null (find (snapshots, "of-mine")->policy);
}

#define DAY 86400

/* One a day, so many kept, and nobody else's touched. */
static void
test_policy (FleetFixture *fixture, gconstpointer data)
{
  BstMachine *machine;
  g_autoptr (BstSnapshots) snapshots = open_snapshots (fixture, &machine);
  g_autoptr (BstSnapshotKeeper) keeper = bst_snapshot_keeper_new (fixture->fleet);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  BstSnapshotPolicy policy = { .keep = { 2, 0 }, .minute = 180, .weekday = 7, .taken = { now, now } };
  guint own = 0;

  create (fixture, snapshots, "daily-of-mine");
  bst_inventory_set_snapshot_policy (fixture->inventory, machine, &policy);
  bst_snapshot_keeper_look (keeper, now);
  g_assert_true (is_idle (keeper));

  for (guint day = 1; day <= 4; day++)
    {
      bst_snapshot_keeper_look (keeper, now + day * (DAY + 3600));
      g_assert_false (is_idle (keeper));
      fleet_fixture_wait (is_idle, keeper);
      /* Not twice. */
      bst_snapshot_keeper_look (keeper, now + day * (DAY + 3600) + 60);
      g_assert_true (is_idle (keeper));
    }
  fleet_fixture_wait (is_settled, snapshots);
  for (guint i = 0; i < count (snapshots); i++)
    {
      const BstSnapshotFacts *facts =
          bst_snapshots_get_subject (snapshots)->snapshots->pdata[i];

      own += g_strcmp0 (facts->policy, "daily") == 0 ? 1 : 0;
    }
  g_assert_cmpuint (own, ==, 2);
  g_assert_cmpuint (count (snapshots), ==, 3);
  g_assert_nonnull (find (snapshots, "daily-of-mine"));

  /* It is remembered, and when the last was taken. */
  g_clear_object (&keeper);
  g_clear_object (&snapshots);
  fleet_fixture_restart (fixture);
  machine = fleet_fixture_find (fixture, "hosta/m-0");
  g_assert_cmpuint (bst_inventory_get_snapshot_policy (fixture->inventory, machine)->keep[0], ==, 2);
  g_assert_cmpint (bst_inventory_get_snapshot_policy (fixture->inventory, machine)->taken[0], ==,
                   now + 4 * (DAY + 3600));
}

static gint64
get_taken (FleetFixture *fixture, BstMachine *machine)
{
  return bst_inventory_get_snapshot_policy (fixture->inventory, machine)->taken[BST_SNAPSHOT_DAILY];
}

/* As its host tells it, while a snapshot is taken by whomever, and after. */
static void
pretend (BstMachine *machine, BstMachineState state, int reason)
{
  g_autoptr (BstDomainFacts) facts =
      bst_domain_facts_new (bst_machine_get_uuid (machine), bst_machine_get_name (machine));

  facts->known = BST_DOMAIN_KNOWN_STATE;
  facts->state = state;
  facts->reason = reason;
  bst_machine_apply_facts (machine, facts);
}

/* Not while it is held, and not noted as if it were: as soon as it is free. */
static void
test_policy_held (FleetFixture *fixture, gconstpointer data)
{
  BstMachine *machine;
  g_autoptr (BstSnapshots) snapshots = open_snapshots (fixture, &machine);
  g_autoptr (BstSnapshotKeeper) keeper = bst_snapshot_keeper_new (fixture->fleet);
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const gint64 due = now + DAY + 3600;
  const BstSnapshotPolicy policy = {
    .keep = { 2, 0 }, .minute = 180, .weekday = 7, .taken = { now, now }
  };

  bst_inventory_set_snapshot_policy (fixture->inventory, machine, &policy);
  pretend (machine, BST_MACHINE_STATE_PAUSED, 9);
  bst_snapshot_keeper_look (keeper, due);
  g_assert_false (is_idle (keeper));
  fleet_fixture_wait (is_idle, keeper);
  g_assert_cmpint (get_taken (fixture, machine), ==, now);
  g_assert_cmpuint (fleet_fixture_count_entries (fixture, BST_SNAPSHOT_CREATE_KIND), ==, 0);

  pretend (machine, BST_MACHINE_STATE_RUNNING, 1);
  bst_snapshot_keeper_look (keeper, due + 30);
  fleet_fixture_wait (is_idle, keeper);
  g_assert_cmpint (get_taken (fixture, machine), ==, due + 30);
  fleet_fixture_wait (is_settled, snapshots);
  g_assert_cmpuint (count (snapshots), ==, 1);
}

/* What is begun finds no link any more. */
static void
on_operations (GListModel *operations, guint place, guint removed, guint added, gpointer data)
{
  FleetFixture *fixture = data;

  if (added > 0)
    bst_fleet_disconnect_host (fixture->fleet,
                               bst_machine_get_host (fleet_fixture_find (fixture, "hosta/m-0")));
}

/* One that a lost link prevented is due again, a while later. */
static void
test_policy_cut_off (FleetFixture *fixture, gconstpointer data)
{
  BstMachine *machine;
  g_autoptr (BstSnapshots) snapshots = open_snapshots (fixture, &machine);
  g_autoptr (BstSnapshotKeeper) keeper = bst_snapshot_keeper_new (fixture->fleet);
  BstHost *host = bst_machine_get_host (machine);
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const gint64 due = now + DAY + 3600;
  const BstSnapshotPolicy policy = {
    .keep = { 2, 0 }, .minute = 180, .weekday = 7, .taken = { now, now }
  };
  gulong id;

  bst_inventory_set_snapshot_policy (fixture->inventory, machine, &policy);
  id = g_signal_connect (bst_inventory_get_operations (fixture->inventory), "items-changed",
                         G_CALLBACK (on_operations), fixture);
  bst_snapshot_keeper_look (keeper, due);
  fleet_fixture_wait (is_idle, keeper);
  g_signal_handler_disconnect (bst_inventory_get_operations (fixture->inventory), id);
  g_assert_cmpint (get_taken (fixture, machine), ==, now);
  g_assert_cmpuint (fleet_fixture_count_entries (fixture, BST_SNAPSHOT_CREATE_KIND), ==, 1);

  bst_fleet_connect_host (fixture->fleet, host);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);
  bst_snapshot_keeper_look (keeper, due + 60);
  g_assert_true (is_idle (keeper));
  bst_snapshot_keeper_look (keeper, due + 600);
  g_assert_false (is_idle (keeper));
  fleet_fixture_wait (is_idle, keeper);
  g_assert_cmpint (get_taken (fixture, machine), ==, due + 600);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  bst_thread_init ();

#define ADD(name, func)                                                                            \
  g_test_add ("/snapshots/" name, FleetFixture, NULL, fleet_fixture_set_up, func,                  \
              fleet_fixture_tear_down)
  ADD ("life", test_life);
  ADD ("refused", test_refused);
  ADD ("again", test_again);
  ADD ("remembered", test_remembered);
  ADD ("effect", test_effect);
  ADD ("policy", test_policy);
  ADD ("policy-looked-up", test_policy_looked_up);
  ADD ("policy-held", test_policy_held);
  ADD ("policy-cut-off", test_policy_cut_off);
#undef ADD

  return g_test_run ();
}
