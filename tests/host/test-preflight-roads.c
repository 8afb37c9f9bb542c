/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "fleet-fixture.h"
#include "host/bst-migration-look.h"
#include "operations/bst-preflight.h"

/* What hosts say of their roads, by commands that answer when the test says: they stand in the PATH
 * before the real ones, and look for files in the fixture's folder. */

typedef struct
{
  FleetFixture fleet;
  char *bin;
  char *path; /* as it was */
} Fixture;

static void
write_command (Fixture *fixture, const char *name, const char *script)
{
  g_autofree char *path = g_build_filename (fixture->bin, name, NULL);
  g_autofree char *text = g_strconcat ("#!/bin/sh\n", script, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, 0700), ==, 0);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;

  fleet_fixture_set_up (&fixture->fleet, NULL);
  fixture->bin = g_dir_make_tmp ("bastida-bin-XXXXXX", NULL);
  fixture->path = g_strdup (g_getenv ("PATH"));
  path = g_strconcat (fixture->bin, ":", fixture->path, NULL);
  g_setenv ("PATH", path, TRUE);
  g_setenv ("ROADS", fixture->bin, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->bin, 0, NULL);
  const char *name;

  g_setenv ("PATH", fixture->path, TRUE);
  fleet_fixture_tear_down (&fixture->fleet, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->bin, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->bin);
  g_free (fixture->bin);
  g_free (fixture->path);
}

static void
make_file (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->bin, name, NULL);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
}

static BstHost *
bring_online (Fixture *fixture, const char *name)
{
  BstHost *host = fleet_fixture_add_host (&fixture->fleet, name, 1);

  bst_fleet_connect_host (fixture->fleet.fleet, host);
  fleet_fixture_wait_for_state (host, BST_HOST_STATE_ONLINE);

  return host;
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *)data != NULL;
}

static void
on_logins (GObject *source, GAsyncResult *result, gpointer data)
{
  *(char **)data = bst_migration_look_roads_finish (result);
}

static char *
dup_logins (Fixture *fixture, const BstRoad *road)
{
  BstHost *host = bring_online (fixture, "hosta");
  char *text = NULL;

  bst_migration_look_at_logins_async (bst_fleet_get_connection (fixture->fleet.fleet, host), road,
                                      1, NULL, on_logins, &text);
  fleet_fixture_wait (is_set, &text);

  return text;
}

/* Both names are tried at once: each gets in only while the other is being tried. */
static void
test_logins (Fixture *fixture, gconstpointer data)
{
  const BstRoad road = { .name = "one", .address = "two", .user = "root" };
  g_autofree char *text = NULL;

  write_command (fixture, "id", "echo 0\n");
  write_command (fixture, "ssh",
                 "case $* in *one*) me=one you=two;; *) me=two you=one;; esac\n"
                 "trap 'rm -f \"$ROADS/$me\"; exit 1' TERM\n"
                 ": > \"$ROADS/$me\"\n"
                 "until [ -e \"$ROADS/$you\" ]; do sleep 0.02; done\n");
  text = dup_logins (fixture, &road);
  g_assert_cmpstr (text, ==, "login 0 open\n");
}

/* One name is tried once, and a no is a no. */
static void
test_same_login (Fixture *fixture, gconstpointer data)
{
  const BstRoad road = { .name = "one", .address = "one" };
  g_autofree char *text = NULL;
  g_autofree char *tries = NULL;
  g_autofree char *path = g_build_filename (fixture->bin, "tries", NULL);

  write_command (fixture, "id", "echo 0\n");
  write_command (fixture, "ssh", "echo try >> \"$ROADS/tries\"; exit 255\n");
  text = dup_logins (fixture, &road);
  g_assert_cmpstr (text, ==, "login 0 closed\n");
  g_assert_true (g_file_get_contents (path, &tries, NULL, NULL));
  g_assert_cmpstr (tries, ==, "try\n");
}

/* A host that tells a name of its own has its road asked again; the first name is known at once or
 * when the file "first" is there, the other one when "second" is. */
static const char commands[] = "await () { until [ -e \"$ROADS/$1\" ]; do sleep 0.02; done; }\n"
                               "case $2 in\n"
                               "  *migration_host*) await look; echo 'time 1.0'; echo 'user 0';\n"
                               "    echo 'set migration_host = \"mig.example\"';;\n"
                               "  *ahosts*)\n"
                               "    if [ \"$4\" = mig.example ]\n"
                               "    then await second; echo 'address 0 mig.example 10.0.0.2'\n"
                               "    else await first; echo 'address 0 other 10.0.0.1'\n"
                               "      echo $$ > \"$ROADS/slow.new\"\n"
                               "      mv \"$ROADS/slow.new\" \"$ROADS/slow\"; fi;;\n"
                               "esac\n";

typedef struct
{
  BstPreflightTarget *target;
  const char *said; /* (nullable): NULL: nothing, it is pending */
} Wait;

static gboolean
says (gpointer data)
{
  Wait *wait = data;
  BstPreflightCell *cell = bst_preflight_target_get_cell (wait->target, BST_CHECK_ADDRESS);
  GPtrArray *findings = bst_preflight_cell_get_findings (cell);

  if (wait->said == NULL)
    return bst_preflight_cell_is_pending (cell);

  return findings->len > 0 &&
         strstr (((BstFinding *)findings->pdata[0])->reason, wait->said) != NULL;
}

static BstPreflight *
begin (Fixture *fixture, Wait *wait)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  BstHost *other;
  BstPreflight *preflight;

  write_command (fixture, "sh", commands);
  bring_online (fixture, "hosta");
  g_ptr_array_add (machines, fleet_fixture_find (&fixture->fleet, "m-0"));
  other = bst_inventory_add_host (fixture->fleet.inventory, "test:///default", "hostb", NULL);
  bst_fleet_connect_host (fixture->fleet.fleet, other);
  fleet_fixture_wait_for_state (other, BST_HOST_STATE_ONLINE);
  preflight = bst_preflight_new (fixture->fleet.fleet, machines, options);
  wait->target = bst_preflight_find (preflight, other);

  return preflight;
}

/* What was answered before is no answer any more. */
static void
test_asked_again (Fixture *fixture, gconstpointer data)
{
  Wait wait = { NULL, "10.0.0.1" };
  g_autoptr (BstPreflight) preflight = begin (fixture, &wait);

  make_file (fixture, "first");
  fleet_fixture_wait (says, &wait);
  make_file (fixture, "look");
  wait.said = NULL;
  fleet_fixture_wait (says, &wait);
  g_assert_false (bst_preflight_is_settled (preflight));
  make_file (fixture, "second");
  wait.said = "10.0.0.2";
  fleet_fixture_wait (says, &wait);
  bst_preflight_stop (preflight);
}

/* The command that answered has ended, and was waited for. */
static gboolean
is_slow_over (gpointer fixture)
{
  g_autofree char *path = g_build_filename (((Fixture *)fixture)->bin, "slow", NULL);
  g_autofree char *pid = NULL;

  return g_file_get_contents (path, &pid, NULL, NULL) &&
         kill ((pid_t)g_ascii_strtoll (pid, NULL, 10), 0) != 0;
}

/* A slower answer to the first question does not take the place of the second's. */
static void
test_late (Fixture *fixture, gconstpointer data)
{
  Wait wait = { NULL, "10.0.0.2" };
  g_autoptr (BstPreflight) preflight = begin (fixture, &wait);
  const BstRoad road = { .name = "mig.example", .address = "mig.example" };
  BstHost *host = bst_preflight_target_get_host (wait.target);
  char *text = NULL;

  make_file (fixture, "look");
  make_file (fixture, "second");
  fleet_fixture_wait (says, &wait);
  make_file (fixture, "first");
  fleet_fixture_wait (is_slow_over, fixture);
  /* A question that is asked now is answered after it. */
  bst_migration_look_at_roads_async (bst_fleet_get_connection (fixture->fleet.fleet, host), &road, 1,
                                     NULL, on_logins, &text);
  fleet_fixture_wait (is_set, &text);
  g_assert_nonnull (strstr (text, "10.0.0.2"));
  g_assert_true (says (&wait));
  bst_preflight_stop (preflight);
  g_free (text);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/preflight-roads/logins", test_logins);
  ADD ("/preflight-roads/same-login", test_same_login);
  ADD ("/preflight-roads/asked-again", test_asked_again);
  ADD ("/preflight-roads/late", test_late);

  return g_test_run ();
}
