/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "inventory-helpers.h"

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
  machine = nth_machine (inventory, 0);
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

/* The agent ends before its machine does: what it told stays, as long as it tells nothing else. */
static void
test_guest_goes (Fixture *fixture, gconstpointer data)
{
  BstInventory *inventory = bst_inventory_open (fixture->path);
  BstHost *host = bst_inventory_add_host (inventory, "qemu:///system", NULL, NULL);
  g_autoptr (BstGuestFacts) told = bst_guest_facts_new ();
  g_autoptr (BstGuestFacts) lease = bst_guest_facts_new ();
  BstMachine *machine;

  update_one (inventory, host, make_facts (WEB, "web", BST_MACHINE_STATE_RUNNING), TRUE);
  told->agent = TRUE;
  told->hostname = g_strdup ("web.example.org");
  told->os_name = g_strdup ("Debian GNU/Linux 12 (bookworm)");
  told->addresses = g_strsplit ("192.168.1.5", " ", 0);
  lease->addresses = g_strsplit ("192.168.1.6", " ", 0);
  bst_inventory_update_guest (inventory, host, WEB, told);
  bst_inventory_update_guest (inventory, host, WEB, lease);
  close_inventory (inventory);

  inventory = bst_inventory_open (fixture->path);
  machine = nth_machine (inventory, 0);
  host = bst_machine_get_host (machine);
  g_assert_false (bst_machine_get_guest (machine)->agent);
  g_assert_cmpstr (bst_machine_get_ip (machine), ==, "192.168.1.6");
  g_assert_cmpstr (bst_machine_get_fqdn (machine), ==, "web.example.org");
  g_assert_cmpstr (bst_machine_get_os (machine), ==, "Debian GNU/Linux 12 (bookworm)");

  g_clear_pointer (&told->hostname, g_free);
  bst_inventory_update_guest (inventory, host, WEB, told);
  g_assert_cmpstr (bst_machine_get_fqdn (machine), ==, "");
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

static BstDomainFacts *
make_start (gint64 started_at)
{
  BstDomainFacts *facts = make_facts (WEB, "web", BST_MACHINE_STATE_RUNNING);

  facts->known |= BST_DOMAIN_KNOWN_STARTED;
  facts->started_at = started_at;

  return facts;
}

static gint64
get_start (BstInventory *inventory, BstHost *host)
{
  return bst_machine_get_started_at (bst_inventory_get_machine (inventory, host, WEB));
}

/* What moves runs on, however often; what was off begins, and what is started anew as its host is lost. */
static void
test_started (Fixture *fixture, gconstpointer data)
{
  BstInventory *inventory = bst_inventory_open (fixture->path);
  BstHost *here = bst_inventory_add_host (inventory, "qemu:///system", NULL, NULL);
  BstHost *there = bst_inventory_add_host (inventory, "qemu+ssh://there/system", NULL, NULL);

  bst_inventory_set_host_state (inventory, here, BST_HOST_STATE_SYNCING, NULL);
  bst_inventory_set_host_state (inventory, there, BST_HOST_STATE_SYNCING, NULL);
  update_one (inventory, here, make_start (1000), FALSE);
  update_one (inventory, there, make_start (5000), FALSE);
  g_assert_cmpint (get_start (inventory, there), ==, 1000);
  bst_inventory_remove_domain (inventory, here, WEB);
  g_assert_cmpint (get_start (inventory, there), ==, 1000);

  update_one (inventory, here, make_start (9000), FALSE);
  g_assert_cmpint (get_start (inventory, here), ==, 1000);
  update_one (inventory, there, make_facts (WEB, "web", BST_MACHINE_STATE_SHUTOFF), FALSE);
  g_assert_cmpint (get_start (inventory, there), ==, 0);
  update_one (inventory, here, make_facts (WEB, "web", BST_MACHINE_STATE_SHUTOFF), FALSE);
  update_one (inventory, there, make_start (20000), FALSE);
  g_assert_cmpint (get_start (inventory, there), ==, 20000);

  bst_inventory_set_host_state (inventory, there, BST_HOST_STATE_LOST, NULL);
  update_one (inventory, here, make_start (30000), FALSE);
  g_assert_cmpint (get_start (inventory, here), ==, 30000);
  close_inventory (inventory);
}

/* What hosts may call a machine. */
static void
test_hostile_names (Fixture *fixture, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (255, 'x');
  const char *const names[] = {
    "two\nlines",         "\u202eright to left \u05d0", "<b>&amp;</b>", longest,
    "not \xff\xfe UTF-8", "'; DROP TABLE machines; --", "\x1b[31mred",  " ",
  };
  BstInventory *inventory = bst_inventory_open (fixture->path);
  BstHost *host = bst_inventory_add_host (inventory, "qemu:///system", NULL, NULL);
  g_autoptr (GPtrArray) facts =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *uuid = g_strdup_printf ("%08x-0000-4000-8000-000000000000", i);
      BstDomainFacts *one = make_facts (uuid, names[i], BST_MACHINE_STATE_RUNNING);

      g_free (one->description);
      one->description = g_strdup (names[i]);
      g_ptr_array_add (facts, one);
    }
  bst_inventory_update_domains (inventory, host, facts, TRUE);
  close_inventory (inventory);

  inventory = bst_inventory_open (fixture->path);
  g_assert_cmpint (bst_inventory_get_condition (inventory), ==, BST_INVENTORY_GOOD);
  g_assert_cmpuint (count_machines (inventory), ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      BstMachine *machine = nth_machine (inventory, i);
      g_autofree char *valid = g_utf8_make_valid (names[i], -1);

      g_assert_cmpstr (bst_machine_get_name (machine), ==, valid);
      g_assert_cmpstr (bst_machine_get_description (machine), ==, valid);
    }
  close_inventory (inventory);
}

static void
on_xml (GObject *source, GAsyncResult *result, gpointer data)
{
  char **xml = data;
  GError *error = NULL;

  *xml = bst_inventory_read_xml_finish (BST_INVENTORY (source), result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (*xml);
}

/* A read sees what was written just before; a change to the XML alone is kept. */
static void
test_xml (Fixture *fixture, gconstpointer data)
{
  BstInventory *inventory = bst_inventory_open (fixture->path);
  BstHost *host = bst_inventory_add_host (inventory, "qemu:///system", NULL, NULL);
  BstDomainFacts *facts = make_facts (WEB, "web", BST_MACHINE_STATE_RUNNING);
  g_autofree char *xml = NULL;

  update_one (inventory, host, facts, FALSE);
  facts = make_facts (WEB, "web", BST_MACHINE_STATE_RUNNING);
  g_free (facts->xml);
  facts->xml = g_strdup ("<domain/>");
  update_one (inventory, host, facts, FALSE);
  bst_inventory_read_xml_async (inventory, bst_inventory_get_machine (inventory, host, WEB), NULL,
                                on_xml, &xml);
  WAIT_FOR (xml != NULL);
  g_assert_cmpstr (xml, ==, "<domain/>");
  close_inventory (inventory);
}

static void
count_spans (GListModel *model, guint position, guint removed, guint added, guint *n)
{
  *n += 1;
}

/* Many rows come and go in one span, and are there quickly. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  const guint n = 10000;
  BstInventory *inventory = bst_inventory_open (fixture->path);
  BstHost *host = bst_inventory_add_host (inventory, "qemu:///system", NULL, NULL);
  g_autoptr (GPtrArray) facts = make_many_facts (n);
  g_autoptr (GPtrArray) half =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);
  g_autofree BstDomainStats *stats = g_new (BstDomainStats, n);
  gint64 begun;
  guint n_spans = 0;

  g_signal_connect (bst_inventory_get_machines (inventory), "items-changed",
                    G_CALLBACK (count_spans), &n_spans);
  begun = g_get_monotonic_time ();
  bst_inventory_set_host_state (inventory, host, BST_HOST_STATE_SYNCING, NULL);
  bst_inventory_update_domains (inventory, host, facts, TRUE);
  g_test_message ("listing: %d ms", (int)((g_get_monotonic_time () - begun) / 1000));
  g_assert_cmpuint (count_machines (inventory), ==, n);
  g_assert_cmpuint (n_spans, ==, 1);

  for (guint i = 0; i < n; i++)
    {
      bst_domain_stats_init (&stats[i], ((BstDomainFacts *)facts->pdata[i])->uuid);
      stats[i].state = ((BstDomainFacts *)facts->pdata[i])->state;
      stats[i].time = g_get_monotonic_time ();
      stats[i].cpu_time = i;
    }
  begun = g_get_monotonic_time ();
  bst_inventory_update_stats (inventory, host, stats, n);
  g_test_message ("a tick: %d ms", (int)((g_get_monotonic_time () - begun) / 1000));
  begun = g_get_monotonic_time ();
  close_inventory (inventory);
  g_test_message ("closing: %d ms", (int)((g_get_monotonic_time () - begun) / 1000));

  begun = g_get_monotonic_time ();
  inventory = bst_inventory_open (fixture->path);
  g_test_message ("opening: %d ms", (int)((g_get_monotonic_time () - begun) / 1000));
  g_assert_cmpuint (count_machines (inventory), ==, n);

  /* Every other one goes: one span, not five thousand. */
  host = bst_inventory_find_host (inventory, "qemu:///system");
  for (guint i = 0; i < n; i += 2)
    g_ptr_array_add (half, bst_domain_facts_copy (facts->pdata[i]));
  n_spans = 0;
  g_signal_connect (bst_inventory_get_machines (inventory), "items-changed",
                    G_CALLBACK (count_spans), &n_spans);
  bst_inventory_update_domains (inventory, host, half, TRUE);
  g_assert_cmpuint (count_machines (inventory), ==, n / 2);
  g_assert_cmpuint (n_spans, ==, 1);
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

  ADD_TEST ("/inventory/reopen", test_reopen);
  ADD_TEST ("/inventory/guest-goes", test_guest_goes);
  ADD_TEST ("/inventory/hosts", test_hosts);
  ADD_TEST ("/inventory/life", test_life);
  ADD_TEST ("/inventory/started", test_started);
  ADD_TEST ("/inventory/find", test_find);
  ADD_TEST ("/inventory/hostile-names", test_hostile_names);
  ADD_TEST ("/inventory/xml", test_xml);
  ADD_TEST ("/inventory/many", test_many);

  return g_test_run ();
}
