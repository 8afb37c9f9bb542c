/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bench-fill.h"

static const char *const roles[] = {
  "web", "mail", "db", "proxy", "build", "desktop", "lab", "dns"
};

static void
make_uuid (guint i, char *uuid)
{
  g_snprintf (uuid, BST_UUID_LEN, "%08x-1111-4222-8333-%012x", i, i);
}

/* Machine i is on host i % BENCH_N_HOSTS; every second one of a host runs. */
static gboolean
is_running (guint i)
{
  return i / BENCH_N_HOSTS % 2 == 0;
}

/* About as long as real ones are. */
static char *
make_xml (const char *uuid, const char *name)
{
  GString *xml = g_string_new (NULL);

  g_string_append_printf (xml, "<domain type='kvm'><name>%s</name><uuid>%s</uuid><devices>", name,
                          uuid);
  for (guint i = 0; i < 24; i++)
    g_string_append_printf (xml,
                            "<controller type='pci' index='%u' model='pcie-root-port'>"
                            "<model name='pcie-root-port'/><target chassis='%u' port='0x%x'/>"
                            "</controller>",
                            i, i, i + 16);
  g_string_append (xml, "</devices></domain>");

  return g_string_free (xml, FALSE);
}

static BstDomainFacts *
make_facts (guint i)
{
  char uuid[BST_UUID_LEN];
  g_autofree char *name = g_strdup_printf ("%s%u", roles[i % G_N_ELEMENTS (roles)], i);
  BstDomainFacts *facts;

  make_uuid (i, uuid);
  facts = bst_domain_facts_new (uuid, name);
  facts->known = BST_DOMAIN_KNOWN_STATE | BST_DOMAIN_KNOWN_FLAGS | BST_DOMAIN_KNOWN_CONFIG |
                 BST_DOMAIN_KNOWN_STARTED | BST_DOMAIN_KNOWN_SIZE;
  facts->state = is_running (i) ? BST_MACHINE_STATE_RUNNING : BST_MACHINE_STATE_SHUTOFF;
  facts->persistent = TRUE;
  facts->xml = make_xml (uuid, name);
  facts->title = g_strdup_printf ("Number %u of the school", i);
  facts->vcpus = 1 + i % 4;
  facts->memory_kib = (guint64)(1 + i % 8) * 1024 * 1024;
  facts->started_at = is_running (i) ? g_get_real_time () / G_USEC_PER_SEC - 100 * i : 0;

  return facts;
}

static void
tell_guest (BstInventory *inventory, BstHost *host, guint i)
{
  g_autoptr (BstGuestFacts) guest = bst_guest_facts_new ();
  char uuid[BST_UUID_LEN];

  make_uuid (i, uuid);
  guest->agent = TRUE;
  guest->hostname = g_strdup_printf ("%s%u.school.example", roles[i % G_N_ELEMENTS (roles)], i);
  guest->os_name = g_strdup ("Debian GNU/Linux 12 (bookworm)");
  guest->addresses = g_new0 (char *, 2);
  guest->addresses[0] = g_strdup_printf ("10.%u.%u.%u", i >> 16, (i >> 8) & 0xff, i & 0xff);
  bst_inventory_update_guest (inventory, host, uuid, guest);
}

void
bench_fill (BstInventory *inventory, guint n)
{
  for (guint h = 0; h < BENCH_N_HOSTS; h++)
    {
      g_autofree char *name = g_strdup_printf ("host%u", h);
      g_autofree char *uri = g_strdup_printf ("qemu+ssh://root@%s/system", name);
      g_autoptr (GPtrArray) facts =
          g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);
      BstHost *host = bst_inventory_add_host (inventory, uri, name, NULL);

      g_assert (host != NULL);
      for (guint i = h; i < n; i += BENCH_N_HOSTS)
        g_ptr_array_add (facts, make_facts (i));
      bst_inventory_set_host_state (inventory, host, BST_HOST_STATE_ONLINE, NULL);
      bst_inventory_update_domains (inventory, host, facts, TRUE);
      for (guint i = h; i < n; i += BENCH_N_HOSTS)
        tell_guest (inventory, host, i);
    }
}

void
bench_tick (BstInventory *inventory, guint n)
{
  static guint64 ticks = 0;
  GListModel *hosts = bst_inventory_get_hosts (inventory);

  ticks++;
  for (guint h = 0; h < BENCH_N_HOSTS; h++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, h);
      g_autofree BstDomainStats *stats = g_new0 (BstDomainStats, n / BENCH_N_HOSTS);

      for (guint i = 0; i < n / BENCH_N_HOSTS; i++)
        {
          guint number = h + 2 * i * BENCH_N_HOSTS;
          BstDomainStats *one = &stats[i];
          char uuid[BST_UUID_LEN];

          make_uuid (number, uuid);
          bst_domain_stats_init (one, uuid);
          one->state = BST_MACHINE_STATE_RUNNING;
          one->time = g_get_monotonic_time () + (gint64)ticks * 3 * G_USEC_PER_SEC;
          one->vcpus = 1 + number % 4;
          one->cpu_time = ticks * (number * 7919 % 3000) * 1000000 * one->vcpus;
          one->memory_max_kib = (guint64)(1 + number % 8) * 1024 * 1024;
          one->memory_kib = one->memory_max_kib;
          one->memory_rss_kib = one->memory_max_kib / 100 * (10 + (number + ticks) % 80);
          one->net_rx = ticks * (number * 104729 % 5000000);
          one->net_tx = ticks * (number * 1299709 % 900000);
          one->disk_read = ticks * (number * 15485863 % 70000000);
          one->disk_written = ticks * 4096;
        }
      bst_inventory_update_stats (inventory, host, stats, n / BENCH_N_HOSTS);
    }
}
