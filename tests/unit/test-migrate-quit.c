/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "operations/bst-fleet-private.h"
#include "operations/bst-migrate-private.h"

/* What the end of the program does to a migration, at each stage of it; and how one ends that waits
 * for what never comes. */

#define UUID "6695eb01-f6a4-8304-79aa-97f2502e193f"

typedef struct
{
  BstInventory *inventory;
  BstFleet *fleet;
  BstHost *hosts[2];
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) all =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);
  BstDomainFacts *facts = bst_domain_facts_new (UUID, "web");

  fixture->inventory = bst_inventory_open (":memory:");
  fixture->fleet = bst_fleet_new (fixture->inventory);
  fixture->hosts[0] = bst_inventory_add_host (fixture->inventory, "test:///default", "hosta", NULL);
  fixture->hosts[1] = bst_inventory_add_host (fixture->inventory, "test:///other", "hostb", NULL);
  facts->known = BST_DOMAIN_KNOWN_STATE;
  facts->state = BST_MACHINE_STATE_RUNNING;
  g_ptr_array_add (all, facts);
  bst_inventory_update_domains (fixture->inventory, fixture->hosts[0], all, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  bst_fleet_close (fixture->fleet);
  g_object_unref (fixture->fleet);
  bst_inventory_close (fixture->inventory);
  g_object_unref (fixture->inventory);
}

static BstMigrate *
new_migrate (Fixture *fixture, const BstMigrationOptions *options)
{
  BstMachine *machine = bst_inventory_get_machine (fixture->inventory, fixture->hosts[0], UUID);

  return BST_MIGRATE (bst_migrate_new (fixture->fleet, machine, fixture->hosts[1], options));
}

static void
submit (Fixture *fixture, BstMigrate *migrate)
{
  bst_scheduler_submit (bst_fleet_get_scheduler (fixture->fleet), BST_OPERATION (migrate));
  while (bst_operation_get_state (BST_OPERATION (migrate)) == BST_OPERATION_STATE_QUEUED)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (bst_operation_get_state (BST_OPERATION (migrate)), ==,
                   BST_OPERATION_STATE_RUNNING);
}

#define AT_QUIT(expected)                                                                          \
  g_assert_cmpint (bst_operation_get_at_quit (BST_OPERATION (migrate)), ==, expected)

/* Nobody waits for it any more: it would never go. */
static void
test_waiting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  g_autoptr (BstMigrate) migrate = NULL;

  options->until_paused = TRUE;
  migrate = new_migrate (fixture, options);
  AT_QUIT (BST_AT_QUIT_DROPPED);
  submit (fixture, migrate);
  AT_QUIT (BST_AT_QUIT_DROPPED);
  /* ... and the quit is asked about at all. */
  g_assert_cmpuint (bst_scheduler_get_n_active (bst_fleet_get_scheduler (fixture->fleet)), ==, 1);
  bst_operation_cancel (BST_OPERATION (migrate));
  AT_QUIT (BST_AT_QUIT_GOES_ON);
}

static void
test_moving (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  g_autoptr (BstMigrate) migrate = NULL;

  options->until_paused = TRUE;
  migrate = new_migrate (fixture, options);
  submit (fixture, migrate);
  migrate->stage = BST_MIGRATE_STORAGE;
  AT_QUIT (BST_AT_QUIT_FAILS);
  migrate->stage = BST_MIGRATE_MOVE;
  migrate->called = TRUE;
  migrate->way = BST_MIGRATION_WAY_DIRECT;
  AT_QUIT (BST_AT_QUIT_FAILS);
  /* It runs there already: it does not stay where it was. */
  migrate->post_copy = TRUE;
  AT_QUIT (BST_AT_QUIT_TORN);
  migrate->way = BST_MIGRATION_WAY_PEER_TO_PEER;
  AT_QUIT (BST_AT_QUIT_GOES_ON);
  migrate->called = FALSE;
  migrate->stage = BST_MIGRATE_WAIT;
  bst_operation_cancel (BST_OPERATION (migrate));
}

/* The machine that is waited for is gone: nothing would ever pause it. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (BstMigrate) migrate = NULL;

  options->until_paused = TRUE;
  migrate = new_migrate (fixture, options);
  submit (fixture, migrate);
  bst_inventory_update_domains (fixture->inventory, fixture->hosts[0], none, TRUE);
  while (!bst_operation_is_over (BST_OPERATION (migrate)))
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (bst_operation_get_error (BST_OPERATION (migrate)), BST_ERROR,
                  BST_ERROR_NO_MACHINE);
}

static gboolean
is_waiting (BstOperation *operation)
{
  const char *detail = bst_operation_get_detail (operation);

  return detail != NULL && g_str_has_prefix (detail, "Waiting for “hosta”");
}

/* Cancelled once, it is to be stopped when the host is back; twice, its user does not wait for
 * that. */
static void
give_up (BstOperation *operation)
{
  while (!is_waiting (operation))
    g_main_context_iteration (NULL, TRUE);
  bst_operation_cancel (operation);
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_CANCELLING);
  g_assert_true (bst_operation_can_cancel (operation));
  bst_operation_cancel (operation);
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_UNKNOWN);
  g_assert_error (bst_operation_get_error (operation), BST_ERROR, BST_ERROR_LOST);
  g_assert_nonnull (strstr (bst_operation_get_error (operation)->message, "hosta could not"));
}

static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  g_autoptr (BstMigrate) migrate = NULL;

  options->until_paused = TRUE;
  migrate = new_migrate (fixture, options);
  submit (fixture, migrate);
  bst_migrate_look (migrate);
  give_up (BST_OPERATION (migrate));
}

static void
on_adoption_over (BstAdoption *adoption, gpointer data)
{
  gboolean *over = data;

  *over = TRUE;
}

/* The same of a program that is gone. */
static void
test_adopted_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  g_autoptr (BstMigrate) migrate = new_migrate (fixture, options);
  g_autoptr (BstOperation) orphan =
      g_object_new (BST_TYPE_OPERATION, "kind", BST_MIGRATE_KIND, "title", "Move", "host-id",
                    bst_host_get_id (fixture->hosts[0]), "other-host-id",
                    bst_host_get_id (fixture->hosts[1]), "machine-uuid", UUID, "target", "web",
                    "parameters", bst_operation_get_parameters (BST_OPERATION (migrate)), NULL);
  gboolean over = FALSE;
  BstAdoption *adoption;

  bst_operation_set_recorded (orphan, BST_OPERATION_STATE_RUNNING, 1, 2, 0, NULL);
  adoption = bst_adoption_new (fixture->fleet, orphan, on_adoption_over, &over);
  give_up (orphan);
  g_assert_true (over);
  bst_adoption_free (adoption);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/migrate-quit/waiting", Fixture, NULL, set_up, test_waiting, tear_down);
  g_test_add ("/migrate-quit/moving", Fixture, NULL, set_up, test_moving, tear_down);
  g_test_add ("/migrate-quit/gone", Fixture, NULL, set_up, test_gone, tear_down);
  g_test_add ("/migrate-quit/given-up", Fixture, NULL, set_up, test_given_up, tear_down);
  g_test_add ("/migrate-quit/adopted-given-up", Fixture, NULL, set_up, test_adopted_given_up,
              tear_down);

  return g_test_run ();
}
