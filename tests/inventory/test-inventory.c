/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "inventory/bst-inventory.h"

#define WEB "11111111-2222-3333-4444-555555555555"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("bastida-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "new", "inventory.db", NULL);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static BstDomainFacts *
make_facts (const char *uuid, const char *name, BstMachineState state)
{
  BstDomainFacts *facts = bst_domain_facts_new (uuid, name);

  facts->known = BST_DOMAIN_KNOWN_STATE | BST_DOMAIN_KNOWN_FLAGS | BST_DOMAIN_KNOWN_CONFIG |
                 BST_DOMAIN_KNOWN_SNAPSHOTS | BST_DOMAIN_KNOWN_STARTED;
  facts->state = state;
  facts->persistent = TRUE;
  facts->autostart = TRUE;
  facts->n_snapshots = 3;
  facts->xml = g_strdup_printf ("<domain><name>%s</name></domain>", name);
  facts->title = g_strdup ("A title");
  facts->os_id = g_strdup ("http://debian.org/debian/12");
  facts->vcpus = 2;
  facts->memory_kib = 1024 * 1024;

  return facts;
}

static void
update_one (BstInventory *inventory, BstHost *host, BstDomainFacts *one, gboolean complete)
{
  g_autoptr (GPtrArray) facts =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);

  if (one != NULL)
    g_ptr_array_add (facts, one);
  bst_inventory_update_domains (inventory, host, facts, complete);
}

static void
close_inventory (BstInventory *inventory)
{
  bst_inventory_close (inventory);
  g_object_unref (inventory);
}

static BstMachine *
get_machine (BstInventory *inventory, guint position)
{
  BstMachine *machine = g_list_model_get_item (bst_inventory_get_machines (inventory), position);

  g_object_unref (machine);

  return machine;
}

/* All that a machine has is there after the program ended. */
static void
test_reopen (Fixture *fixture, gconstpointer data)
{
  const char *const tags[] = { "web", "prod", "web", NULL };
  const char *const sorted[] = { "prod", "web", NULL };
  BstInventory *inventory = bst_inventory_open (fixture->path);
  g_autoptr (BstGuestFacts) guest = bst_guest_facts_new ();
  BstHost *host = bst_inventory_add_host (inventory, "qemu+ssh://root@hosta/system", NULL, NULL);
  BstMachine *machine;
  gint64 id = bst_host_get_id (host);
  gint64 seen;
  g_autofree char *setting = NULL;

  g_assert_cmpint (bst_inventory_get_condition (inventory), ==, BST_INVENTORY_GOOD);
  g_assert_cmpstr (bst_host_get_name (host), ==, "hosta");
  bst_inventory_set_host_state (inventory, host, BST_HOST_STATE_ONLINE, NULL);
  update_one (inventory, host, make_facts (WEB, "web", BST_MACHINE_STATE_RUNNING), TRUE);
  machine = bst_inventory_get_machine (inventory, host, WEB);
  g_assert_true (bst_machine_is_fresh (machine));
  guest->agent = TRUE;
  guest->hostname = g_strdup ("web.example.org");
  guest->addresses = g_strsplit ("192.168.1.5 fe80::1", " ", 0);
  bst_guest_facts_add_filesystem (guest, "/", "ext4", 1000, 400);
  bst_guest_facts_add_filesystem (guest, "/srv", "xfs", 2000, 500);
  bst_inventory_update_guest (inventory, host, WEB, guest);
  bst_inventory_set_tags (inventory, machine, tags);
  bst_inventory_set_group (inventory, machine, "School/Web");
  bst_inventory_set_notes (inventory, machine, "Two\nlines");
  bst_inventory_set_setting (inventory, "view", "narrow");
  seen = bst_machine_get_seen (machine);
  close_inventory (inventory);

  inventory = bst_inventory_open (fixture->path);
  g_assert_cmpuint (g_list_model_get_n_items (bst_inventory_get_machines (inventory)), ==, 1);
  machine = get_machine (inventory, 0);
  host = bst_machine_get_host (machine);
  g_assert_cmpint (bst_host_get_id (host), ==, id);
  g_assert_cmpint (bst_host_get_state (host), ==, BST_HOST_STATE_OFFLINE);
  g_assert_cmpuint (bst_host_get_n_active (host), ==, 1);
  g_assert_false (bst_machine_is_fresh (machine));
  g_assert_cmpstr (bst_machine_get_name (machine), ==, "web");
  g_assert_cmpstr (bst_machine_get_title (machine), ==, "A title");
  g_assert_cmpint (bst_machine_get_state (machine), ==, BST_MACHINE_STATE_RUNNING);
  g_assert_true (bst_machine_get_autostart (machine));
  g_assert_cmpint (bst_machine_get_n_snapshots (machine), ==, 3);
  g_assert_cmpuint (bst_machine_get_vcpus (machine), ==, 2);
  g_assert_cmpuint (bst_machine_get_memory_kib (machine), ==, 1024 * 1024);
  g_assert_cmpint (bst_machine_get_seen (machine), >=, seen);
  g_assert_cmpstr (bst_machine_get_ip (machine), ==, "192.168.1.5");
  g_assert_cmpstr (bst_machine_get_fqdn (machine), ==, "web.example.org");
  g_assert_cmpuint (bst_machine_get_guest (machine)->filesystems->len, ==, 2);
  g_assert_true (g_strv_equal (bst_machine_get_tags (machine), sorted));
  g_assert_cmpstr (bst_machine_get_group (machine), ==, "School/Web");
  g_assert_cmpstr (bst_machine_get_notes (machine), ==, "Two\nlines");
  g_assert_cmpuint (g_list_model_get_n_items (bst_inventory_get_tags (inventory)), ==, 2);
  setting = bst_inventory_get_setting (inventory, "view");
  g_assert_cmpstr (setting, ==, "narrow");
  close_inventory (inventory);
}

static void
test_hosts (Fixture *fixture, gconstpointer data)
{
  BstInventory *inventory = bst_inventory_open (":memory:");
  g_autoptr (GError) error = NULL;
  BstHost *first = bst_inventory_add_host (inventory, "qemu:///system", NULL, NULL);
  BstHost *second = bst_inventory_add_host (inventory, "qemu:///session", NULL, NULL);
  g_autoptr (BstHostFacts) facts = bst_host_facts_new ();

  g_assert_cmpstr (bst_host_get_name (first), ==, "localhost");
  g_assert_cmpstr (bst_host_get_name (second), ==, "localhost 2");
  g_assert_null (bst_inventory_add_host (inventory, "qemu:///system", "other", &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (bst_inventory_add_host (inventory, "test:///default", "localhost", &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (bst_inventory_add_host (inventory, "test:///default", "a/b", &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (bst_inventory_add_host (inventory, "test:///default", "a\nb", &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);

  g_assert_true (bst_inventory_rename_host (inventory, second, "mine", NULL));
  g_assert_true (bst_inventory_find_host (inventory, "mine") == second);
  g_assert_true (bst_inventory_find_host (inventory, "qemu:///system") == first);

  g_strlcpy (facts->uuid, WEB, sizeof facts->uuid);
  bst_inventory_set_host_facts (inventory, first, facts);
  g_assert_null (bst_inventory_find_twin (inventory, first));
  bst_inventory_set_host_facts (inventory, second, facts);
  g_assert_true (bst_inventory_find_twin (inventory, second) == first);

  bst_inventory_remove_host (inventory, first);
  g_assert_cmpuint (g_list_model_get_n_items (bst_inventory_get_hosts (inventory)), ==, 1);
  close_inventory (inventory);
}

/* Marks are there again when a machine comes back; a row of a lost host is not fresh. */
static void
test_life (Fixture *fixture, gconstpointer data)
{
  const char *const tags[] = { "web", NULL };
  BstInventory *inventory = bst_inventory_open (fixture->path);
  BstHost *host = bst_inventory_add_host (inventory, "qemu:///system", NULL, NULL);
  BstMachine *machine;

  bst_inventory_set_host_state (inventory, host, BST_HOST_STATE_SYNCING, NULL);
  update_one (inventory, host, make_facts (WEB, "web", BST_MACHINE_STATE_RUNNING), TRUE);
  machine = bst_inventory_get_machine (inventory, host, WEB);
  bst_inventory_set_tags (inventory, machine, tags);
  g_assert_true (bst_machine_is_fresh (machine));
  bst_inventory_set_host_state (inventory, host, BST_HOST_STATE_LOST, NULL);
  g_assert_false (bst_machine_is_fresh (machine));
  g_assert_cmpint (bst_machine_get_state (machine), ==, BST_MACHINE_STATE_RUNNING);

  bst_inventory_set_host_state (inventory, host, BST_HOST_STATE_SYNCING, NULL);
  update_one (inventory, host, NULL, TRUE);
  g_assert_null (bst_inventory_get_machine (inventory, host, WEB));
  g_assert_cmpuint (g_list_model_get_n_items (bst_inventory_get_machines (inventory)), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (bst_inventory_get_tags (inventory)), ==, 0);
  close_inventory (inventory);

  inventory = bst_inventory_open (fixture->path);
  host = bst_inventory_find_host (inventory, "qemu:///system");
  g_assert_cmpuint (g_list_model_get_n_items (bst_inventory_get_machines (inventory)), ==, 0);
  update_one (inventory, host, make_facts (WEB, "web", BST_MACHINE_STATE_SHUTOFF), FALSE);
  machine = bst_inventory_get_machine (inventory, host, WEB);
  g_assert_true (bst_machine_has_tag (machine, "web"));
  g_assert_false (bst_machine_is_fresh (machine));
  bst_inventory_remove_host (inventory, host);
  g_assert_cmpuint (g_list_model_get_n_items (bst_inventory_get_machines (inventory)), ==, 0);
  close_inventory (inventory);

  inventory = bst_inventory_open (fixture->path);
  g_assert_cmpuint (g_list_model_get_n_items (bst_inventory_get_hosts (inventory)), ==, 0);
  close_inventory (inventory);
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
  BstInventory *inventory = bst_inventory_open (":memory:");
  BstHost *a = bst_inventory_add_host (inventory, "qemu+ssh://hosta/system", NULL, NULL);
  BstHost *b = bst_inventory_add_host (inventory, "qemu+ssh://hostb/system", NULL, NULL);
  const struct
  {
    const char *text;
    guint n;
  } cases[] = {
    { "web", 2 }, { "hosta/web", 1 }, { WEB, 2 }, { "hostc/web", 0 }, { "WEB", 0 }, { "", 0 },
  };

  update_one (inventory, a, make_facts (WEB, "web", BST_MACHINE_STATE_RUNNING), TRUE);
  update_one (inventory, b, make_facts (WEB, "web", BST_MACHINE_STATE_RUNNING), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) found = bst_inventory_find_machines (inventory, cases[i].text);

      g_assert_cmpuint (found->len, ==, cases[i].n);
    }
  close_inventory (inventory);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/inventory/reopen", test_reopen);
  ADD ("/inventory/hosts", test_hosts);
  ADD ("/inventory/life", test_life);
  ADD ("/inventory/find", test_find);

  return g_test_run ();
}
