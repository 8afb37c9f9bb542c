/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fleet-fixture.h"

#include <glib/gstdio.h>

#define PATIENCE 240 /* s */

static gboolean
on_timeout (gpointer data)
{
  g_error ("Waited %d s in vain", PATIENCE);
  return G_SOURCE_REMOVE;
}

void
fleet_fixture_wait (gboolean (*condition) (gpointer data), gpointer data)
{
  guint source = g_timeout_add_seconds (PATIENCE, on_timeout, NULL);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

typedef struct
{
  BstHost *host;
  BstHostState state;
} HostWait;

static gboolean
is_in_state (gpointer data)
{
  HostWait *wait = data;

  return bst_host_get_state (wait->host) == wait->state;
}

void
fleet_fixture_wait_for_state (BstHost *host, BstHostState state)
{
  HostWait wait = { host, state };

  fleet_fixture_wait (is_in_state, &wait);
}

static gboolean
is_begun (gpointer operation)
{
  return bst_operation_get_state (operation) != BST_OPERATION_STATE_QUEUED;
}

void
fleet_fixture_wait_until_begun (BstOperation *operation)
{
  fleet_fixture_wait (is_begun, operation);
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_RUNNING);
}

static gboolean
is_over (gpointer operation)
{
  return bst_operation_is_over (operation);
}

void
fleet_fixture_wait_until_over (BstOperation *operation)
{
  fleet_fixture_wait (is_over, operation);
}

void
fleet_fixture_open (FleetFixture *fixture)
{
  fixture->inventory = bst_inventory_open (fixture->file);
  fixture->fleet = bst_fleet_new (fixture->inventory);
}

static gboolean
is_finalized (gpointer weak)
{
  return *(gpointer *)weak == NULL;
}

/* Late answers hold what they were asked for until they come. */
static void
drop (gpointer *object)
{
  gpointer weak = *object;

  g_object_add_weak_pointer (weak, &weak);
  g_clear_object (object);
  fleet_fixture_wait (is_finalized, &weak);
}

void
fleet_fixture_close (FleetFixture *fixture)
{
  bst_fleet_close (fixture->fleet);
  drop ((gpointer *)&fixture->fleet);
  bst_inventory_close (fixture->inventory);
  drop ((gpointer *)&fixture->inventory);
}

void
fleet_fixture_restart (FleetFixture *fixture)
{
  fleet_fixture_close (fixture);
  fleet_fixture_open (fixture);
}

void
fleet_fixture_set_up (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("bastida-fleet-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->file = g_build_filename (fixture->folder, "inventory.db", NULL);
  fleet_fixture_open (fixture);
}

void
fleet_fixture_tear_down (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  fleet_fixture_close (fixture);

  dir = g_dir_open (fixture->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->file);
  g_free (fixture->folder);
}

char *
fleet_fixture_write_driver (FleetFixture *fixture, const char *file, const char *name, guint n)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.xml", fixture->folder, file);
  g_autoptr (GString) xml = g_string_new ("<node>");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *full = g_strdup_printf ("%s-%u", name, i);
      g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_MD5, full, -1);

      g_string_append_printf (xml,
                              "<domain type='test'><name>%s</name>"
                              "<uuid>%.8s-%.4s-%.4s-%.4s-%.12s</uuid>"
                              "<memory>262144</memory><vcpu>1</vcpu><os><type>hvm</type></os>"
                              "</domain>",
                              full, hash, hash + 8, hash + 12, hash + 16, hash + 20);
    }
  g_string_append (xml, "</node>");
  g_file_set_contents (path, xml->str, (gssize)xml->len, &error);
  g_assert_no_error (error);

  return g_strdup_printf ("test://%s", path);
}

BstHost *
fleet_fixture_add_host (FleetFixture *fixture, const char *name, guint n_machines)
{
  g_autofree char *uri = fleet_fixture_write_driver (fixture, name, "m", n_machines);
  g_autoptr (GError) error = NULL;
  BstHost *host = bst_inventory_add_host (fixture->inventory, uri, name, &error);

  g_assert_no_error (error);
  return host;
}

BstMachine *
fleet_fixture_find (FleetFixture *fixture, const char *name)
{
  g_autoptr (GPtrArray) machines = bst_inventory_find_machines (fixture->inventory, name);

  g_assert_cmpuint (machines->len, ==, 1);
  return machines->pdata[0];
}

BstOperation *
fleet_fixture_do (FleetFixture *fixture, BstLifecycle lifecycle, BstMachine *machine)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  BstOperation *operation;

  g_ptr_array_add (machines, machine);
  operation = bst_lifecycle_operation_new (fixture->fleet, lifecycle, machines);
  bst_scheduler_submit (bst_fleet_get_scheduler (fixture->fleet), operation);
  fleet_fixture_wait_until_over (operation);

  return operation;
}

guint
fleet_fixture_count_entries (FleetFixture *fixture, const char *kind)
{
  GListModel *journal = bst_inventory_get_journal (fixture->inventory);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (journal); i++)
    {
      g_autoptr (BstJournalEntry) entry = g_list_model_get_item (journal, i);

      n += g_strcmp0 (bst_journal_entry_get_fields (entry)->kind, kind) == 0;
    }

  return n;
}
