/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-machine-facts.h"
#include "core/bst-thread.h"
#include "inventory/bst-inventory.h"

/* What is told of a machine, without a window. */

#define UUID "5a2c8a4e-6a52-4c8e-9c0b-6d7e1c1b2f01"

#define XML(type)                                                                                  \
  "<domain type='" type "'>\n"                                                                     \
  "  <name>web</name>\n"                                                                           \
  "  <uuid>" UUID "</uuid>\n"                                                                      \
  "  <memory unit='KiB'>4194304</memory>\n"                                                        \
  "  <vcpu placement='static'>4</vcpu>\n"                                                          \
  "  <os><type arch='x86_64'>hvm</type></os>\n"                                                    \
  "  <devices><channel type='unix'>\n"                                                             \
  "    <target type='virtio' name='org.qemu.guest_agent.0'/>\n"                                    \
  "  </channel></devices>\n"                                                                       \
  "</domain>\n"

typedef struct
{
  BstInventory *inventory;
  BstHost *host;
  BstMachine *machine;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->inventory = bst_inventory_open (":memory:");
  fixture->host = bst_inventory_add_host (fixture->inventory, "qemu:///system", "hosta", &error);
  g_assert_no_error (error);
  bst_inventory_set_host_state (fixture->inventory, fixture->host, BST_HOST_STATE_ONLINE, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  bst_inventory_close (fixture->inventory);
  g_object_unref (fixture->inventory);
}

static void
show (Fixture *fixture, BstMachineState state, const char *xml, gint64 up_s)
{
  g_autoptr (GPtrArray) domains =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);
  BstDomainFacts *facts = bst_domain_facts_new (UUID, "web");

  facts->known = BST_DOMAIN_KNOWN_STATE | BST_DOMAIN_KNOWN_FLAGS | BST_DOMAIN_KNOWN_CONFIG |
                 BST_DOMAIN_KNOWN_SIZE | BST_DOMAIN_KNOWN_STARTED;
  facts->id = 3;
  facts->state = state;
  facts->vcpus = 4;
  facts->memory_kib = 4 << 20;
  facts->xml = g_strdup (xml);
  facts->started_at = g_get_real_time () / G_USEC_PER_SEC - up_s;
  g_ptr_array_add (domains, facts);
  bst_inventory_update_domains (fixture->inventory, fixture->host, domains, FALSE);
  fixture->machine = bst_inventory_get_machine (fixture->inventory, fixture->host, UUID);
}

static void
assert_fact (Fixture *fixture,
             BstMachineFactsGroup group,
             const char *xml,
             const char *title,
             const char *want)
{
  g_autoptr (GError) error = NULL;
  BstDomainConfig *config = bst_domain_config_parse (xml, -1, &error);
  GArray *facts;
  gboolean found = FALSE;

  g_assert_no_error (error);
  facts = bst_machine_facts_get (group, fixture->machine, config);
  for (guint i = 0; i < facts->len; i++)
    {
      const BstMachineFact *fact = &g_array_index (facts, BstMachineFact, i);

      if (g_str_equal (fact->title, title))
        {
          found = TRUE;
          g_assert_cmpstr (fact->value, ==, want);
        }
    }
  g_assert_true (found);
  g_array_unref (facts);
  bst_domain_config_free (config);
}

/* Since when it is paused is not known: when it started is. */
static void
test_paused (Fixture *fixture, gconstpointer data)
{
  const char *xml = XML ("kvm");

  show (fixture, BST_MACHINE_STATE_RUNNING, xml, 7200);
  assert_fact (fixture, BST_MACHINE_FACTS_MACHINE, xml, "State", "Running for 2 h 0 min");
  show (fixture, BST_MACHINE_STATE_PAUSED, xml, 7200);
  assert_fact (fixture, BST_MACHINE_FACTS_MACHINE, xml, "State", "Paused, started 2 h 0 min ago");
  /* Its agent is not asked: that it does not answer is no news. */
  assert_fact (fixture, BST_MACHINE_FACTS_GUEST, xml, "Guest agent", NULL);
}

/* libvirt gives QEMU sockets where the definition does not say how the processors are; others not.
 */
static void
test_no_topology (Fixture *fixture, gconstpointer data)
{
  show (fixture, BST_MACHINE_STATE_RUNNING, XML ("kvm"), 60);
  assert_fact (fixture, BST_MACHINE_FACTS_RESOURCES, XML ("kvm"), "CPUs", "4 (4:1:1)");
  assert_fact (fixture, BST_MACHINE_FACTS_RESOURCES, XML ("xen"), "CPUs", "4");
}

/* A guest that has just started is no guest without an agent. */
static void
test_agent (Fixture *fixture, gconstpointer data)
{
  const char *xml = XML ("kvm");

  show (fixture, BST_MACHINE_STATE_RUNNING, xml, 10);
  assert_fact (fixture, BST_MACHINE_FACTS_GUEST, xml, "Guest agent",
               "Has not answered yet: the guest may still be starting");
  show (fixture, BST_MACHINE_STATE_RUNNING, xml, 600);
  assert_fact (fixture, BST_MACHINE_FACTS_GUEST, xml, "Guest agent",
               "Does not answer. Install “qemu-guest-agent” in the guest to see its addresses, "
               "operating system and file systems here.");
}

/* Once is enough: libvirt's reason and its flag say the same. */
static void
test_saved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) domains =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);
  BstDomainFacts *facts = bst_domain_facts_new (UUID, "web");

  facts->known = BST_DOMAIN_KNOWN_STATE | BST_DOMAIN_KNOWN_FLAGS;
  facts->state = BST_MACHINE_STATE_SHUTOFF;
  facts->reason = 5; /* VIR_DOMAIN_SHUTOFF_SAVED */
  facts->managed_save = TRUE;
  g_ptr_array_add (domains, facts);
  bst_inventory_update_domains (fixture->inventory, fixture->host, domains, FALSE);
  fixture->machine = bst_inventory_get_machine (fixture->inventory, fixture->host, UUID);
  assert_fact (fixture, BST_MACHINE_FACTS_MACHINE, XML ("kvm"), "State",
               "Off: its state is saved on disk");
}

int
main (int argc, char **argv)
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/machine-facts/paused", test_paused);
  ADD ("/machine-facts/no-topology", test_no_topology);
  ADD ("/machine-facts/agent", test_agent);
  ADD ("/machine-facts/saved", test_saved);

  return g_test_run ();
}
