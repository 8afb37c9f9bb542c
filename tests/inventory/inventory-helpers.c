/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "inventory-helpers.h"

#include <glib/gstdio.h>

void
fixture_set_up (Fixture *fixture, gconstpointer data)
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

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

BstDomainFacts *
make_facts (const char *uuid, const char *name, BstMachineState state)
{
  BstDomainFacts *facts = bst_domain_facts_new (uuid, name);

  facts->known = BST_DOMAIN_KNOWN_STATE | BST_DOMAIN_KNOWN_FLAGS | BST_DOMAIN_KNOWN_CONFIG |
                 BST_DOMAIN_KNOWN_SNAPSHOTS | BST_DOMAIN_KNOWN_STARTED | BST_DOMAIN_KNOWN_SIZE;
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

GPtrArray *
make_many_facts (guint count)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *uuid = g_strdup_printf ("%08x-0000-4000-8000-000000000000", i);
      g_autofree char *name = g_strdup_printf ("vm%u", i);

      g_ptr_array_add (
          facts, make_facts (uuid, name,
                             i % 2 == 0 ? BST_MACHINE_STATE_RUNNING : BST_MACHINE_STATE_SHUTOFF));
    }

  return facts;
}

void
update_one (BstInventory *inventory, BstHost *host, BstDomainFacts *one, gboolean complete)
{
  g_autoptr (GPtrArray) facts =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);

  if (one != NULL)
    g_ptr_array_add (facts, one);
  bst_inventory_update_domains (inventory, host, facts, complete);
}

void
close_inventory (BstInventory *inventory)
{
  bst_inventory_close (inventory);
  g_object_unref (inventory);
}

BstMachine *
nth_machine (BstInventory *inventory, guint position)
{
  BstMachine *machine = g_list_model_get_item (bst_inventory_get_machines (inventory), position);

  g_assert_nonnull (machine);
  g_object_unref (machine);

  return machine;
}

void
make_inventory (const char *path, guint n_hosts, guint n_machines)
{
  BstInventory *inventory = bst_inventory_open (path);

  for (guint i = 0; i < n_hosts; i++)
    {
      g_autofree char *uri = g_strdup_printf ("qemu+ssh://host%u/system", i);
      g_autoptr (GPtrArray) facts = make_many_facts (n_machines);
      BstHost *host = bst_inventory_add_host (inventory, uri, NULL, NULL);

      bst_inventory_set_host_state (inventory, host, BST_HOST_STATE_ONLINE, NULL);
      bst_inventory_update_domains (inventory, host, facts, TRUE);
    }
  close_inventory (inventory);
}

guint
count_hosts (BstInventory *inventory)
{
  return g_list_model_get_n_items (bst_inventory_get_hosts (inventory));
}

guint
count_machines (BstInventory *inventory)
{
  return g_list_model_get_n_items (bst_inventory_get_machines (inventory));
}
