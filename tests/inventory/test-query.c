/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-thread.h"
#include "inventory-helpers.h"
#include "inventory/bst-query.h"

/* One running machine with everything, on hosta. */
static BstInventory *
make_one (void)
{
  const char *const tags[] = { "prod", "web", NULL };
  BstInventory *inventory = bst_inventory_open (":memory:");
  BstHost *host = bst_inventory_add_host (inventory, "qemu+ssh://hosta/system", NULL, NULL);
  g_autoptr (BstGuestFacts) guest = bst_guest_facts_new ();
  BstMachine *machine;

  bst_inventory_set_host_state (inventory, host, BST_HOST_STATE_ONLINE, NULL);
  update_one (inventory, host, make_facts (WEB, "Web Server Ñandú", BST_MACHINE_STATE_RUNNING),
              TRUE);
  machine = nth_machine (inventory, 0);
  guest->hostname = g_strdup ("web.example.org");
  guest->os_id = g_strdup ("debian");
  guest->os_name = g_strdup ("Debian GNU/Linux 12");
  guest->addresses = g_strsplit ("192.168.1.5 fe80::1", " ", 0);
  bst_inventory_update_guest (inventory, host, WEB, guest);
  bst_inventory_set_tags (inventory, machine, tags);
  bst_inventory_set_group (inventory, machine, "School/Web");
  bst_inventory_set_notes (inventory, machine, "Renew the certificate: in May");

  return inventory;
}

static const struct
{
  const char *text;
  gboolean fits;
} cases[] = {
  { "", TRUE },
  { "   ", TRUE },
  { "web", TRUE },
  { "SERVER", TRUE },
  { "ñandÚ", TRUE },
  { "web missing", FALSE },
  { "-missing", TRUE },
  { "-web", FALSE },
  { "\"web server\"", TRUE },
  { "\"server web\"", FALSE },
  { "-\"server web\"", TRUE },
  { "\"web server", TRUE }, /* not closed yet */
  { "host:hosta", TRUE },
  { "host:OST", TRUE },
  { "HOST:hosta", TRUE },
  { "host:hostb", FALSE },
  { "-host:hostb", TRUE },
  { "state:running", TRUE },
  { "state:run", FALSE },
  { "state:shutoff", FALSE },
  { "state:off", FALSE },
  { "tag:web", TRUE },
  { "tag:we", FALSE },
  { "tag:web tag:prod", TRUE },
  { "-tag:web", FALSE },
  { "group:school", TRUE },
  { "os:debian", TRUE },
  { "os:linux", TRUE },
  { "os:windows", FALSE },
  { "ip:192.168.", TRUE },
  { "ip:168.", FALSE },
  { "ip:fe80", TRUE },
  { "name:server", TRUE },
  { "name:\"web server\"", TRUE },
  { "title:title", TRUE },
  { "fqdn:example.org", TRUE },
  { "uuid:1111", TRUE },
  { "notes:certificate", TRUE },
  { "is:active", TRUE },
  { "is:off", FALSE },
  { "is:autostart", TRUE },
  { "is:transient", FALSE },
  { "is:saved", FALSE },
  { "is:fresh", TRUE },
  { "is:stale", FALSE },
  { "is:tagged", TRUE },
  { "is:running", TRUE },
  { "is:nonsense", FALSE },
  { "host:", TRUE }, /* being typed */
  { "nokey:web", FALSE },
  { "certificate:", TRUE }, /* no key: as it stands */
  { "\"host:hosta\"", FALSE },
  { "-", TRUE }, /* as it stands: UUIDs have some */
  { "--web", TRUE },
  { ":", TRUE },
  { "\"\"", TRUE },
  { "%s%n*[", FALSE },
  { "\xff\xfe", FALSE },
  { "' OR 1=1 --", FALSE },
};

static void
test_cases (void)
{
  BstInventory *inventory = make_one ();
  BstMachine *machine = nth_machine (inventory, 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BstQuery) query = bst_query_new (cases[i].text);

      if (bst_query_matches (query, machine) != cases[i].fits)
        g_error ("“%s” should %sfit", cases[i].text, cases[i].fits ? "" : "not ");
    }
  close_inventory (inventory);
}

/* What it says of two queries holds for what they find. */
static void
test_narrows (void)
{
  const struct
  {
    const char *narrow, *wide;
    gboolean narrows;
  } pairs[] = {
    { "web", "we", TRUE },
    { "we", "web", FALSE },
    { "we b", "we", TRUE },
    { "we", "", TRUE },
    { "", "we", FALSE },
    { "-we", "-web", TRUE },
    { "-web", "-we", FALSE },
    { "tag:web", "tag:we", FALSE },
    { "tag:web", "tag:web", TRUE },
    { "ip:192", "ip:19", TRUE },
    { "ip:192", "ip:92", FALSE },
    { "host:ab", "host:b", TRUE },
    { "host:a", "name:a", FALSE },
    { "-web", "web", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (BstQuery) narrow = bst_query_new (pairs[i].narrow);
      g_autoptr (BstQuery) wide = bst_query_new (pairs[i].wide);

      if (bst_query_narrows (narrow, wide) != pairs[i].narrows)
        g_error ("“%s” and “%s”", pairs[i].narrow, pairs[i].wide);
    }
}

/* Nothing typed is an error. */
static void
test_doubt (void)
{
  static const struct
  {
    const char *text;
    const char *doubt; /* NULL: none */
  } doubts[] = {
    { "web state:running", NULL },
    { "state:Off -is:off is:tagged is:paused", NULL },
    { "runing tag:runing", NULL },
    { "web state:runing",
      "“state:runing” fits no machine ever. It can be: running, blocked, paused, shutdown, shutoff, "
      "crashed, pmsuspended" },
    { "is:wet",
      "“is:wet” fits no machine ever. It can be: active, off, autostart, transient, saved, fresh, "
      "stale, tagged, running, blocked, paused, shutdown, shutoff, crashed, pmsuspended" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (doubts); i++)
    {
      g_autoptr (BstQuery) query = bst_query_new (doubts[i].text);
      g_autofree char *doubt = bst_query_dup_doubt (query);

      g_assert_cmpstr (doubt, ==, doubts[i].doubt);
    }
}

static void
test_hostile (void)
{
  BstInventory *inventory = make_one ();
  BstMachine *machine = nth_machine (inventory, 0);
  g_autofree char *long_text = g_strnfill (1000000, '"');
  g_autoptr (GString) words = g_string_new (NULL);
  const char letters[] = "-\"ab: \n\xc3\xff\t";

  bst_query_free (bst_query_new (long_text));
  for (guint i = 0; i < 100000; i++)
    g_string_append (words, "w ");
  bst_query_free (bst_query_new (words->str));
  bst_query_free (bst_query_new (NULL));

  for (guint round = 0; round < 2000; round++)
    {
      char text[24];
      g_autoptr (BstQuery) query = NULL;

      for (guint i = 0; i + 1 < sizeof text; i++)
        text[i] = letters[g_test_rand_int_range (0, sizeof letters)];
      text[sizeof text - 1] = '\0';
      query = bst_query_new (text);
      bst_query_matches (query, machine);
      g_assert_true (bst_query_narrows (query, query));
    }
  close_inventory (inventory);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/query/cases", test_cases);
  g_test_add_func ("/query/narrows", test_narrows);
  g_test_add_func ("/query/doubt", test_doubt);
  g_test_add_func ("/query/hostile", test_hostile);

  return g_test_run ();
}
