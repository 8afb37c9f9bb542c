/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>

#include "app/bst-details.h"
#include "app/bst-edit-dialog.h"
#include "app/bst-facts.h"
#include "app/bst-general-page.h"
#include "app/bst-graphs-page.h"
#include "app/bst-host-page.h"
#include "app/bst-inline-text.h"
#include "app/bst-journal-page.h"
#include "app/bst-many-page.h"
#include "app/bst-marks-editor.h"
#include "app/bst-tag-editor.h"
#include "app/bst-xml-page.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"

#define UUID "5a2c8a4e-6a52-4c8e-9c0b-6d7e1c1b2f01"

#define XML                                                                                        \
  "<domain type='kvm' id='3'>\n"                                                                   \
  "  <name>web</name>\n"                                                                           \
  "  <uuid>" UUID "</uuid>\n"                                                                      \
  "  <title>Web server</title>\n"                                                                  \
  "  <memory unit='KiB'>4194304</memory>\n"                                                        \
  "  <currentMemory unit='KiB'>2097152</currentMemory>\n"                                          \
  "  <memtune><min_guarantee unit='KiB'>1048576</min_guarantee></memtune>\n"                       \
  "  <vcpu placement='static'>4</vcpu>\n"                                                          \
  "  <os firmware='efi'>\n"                                                                        \
  "    <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>\n"                                      \
  "    <loader readonly='yes' secure='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE.fd</loader>\n"  \
  "  </os>\n"                                                                                      \
  "  <cpu mode='host-passthrough'><topology sockets='1' dies='1' cores='2' threads='2'/></cpu>\n"  \
  "  <devices>\n"                                                                                  \
  "    <disk type='file' device='disk'>\n"                                                         \
  "      <driver name='qemu' type='qcow2'/>\n"                                                     \
  "      <source file='/var/lib/libvirt/images/web.qcow2'/>\n"                                     \
  "      <target dev='vda' bus='virtio'/>\n"                                                       \
  "    </disk>\n"                                                                                  \
  "    <disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>\n"        \
  "    <interface type='network'>\n"                                                               \
  "      <mac address='52:54:00:6b:3c:58'/><source network='default'/>\n"                          \
  "      <target dev='vnet3'/><model type='virtio'/>\n"                                            \
  "    </interface>\n"                                                                             \
  "    <graphics type='spice' port='5901' listen='127.0.0.1'>\n"                                   \
  "      <listen type='address' address='127.0.0.1'/>\n"                                           \
  "    </graphics>\n"                                                                              \
  "    <video><model type='qxl'/></video>\n"                                                       \
  "    <watchdog model='i6300esb' action='reset'/>\n"                                              \
  "    <channel type='unix'>\n"                                                                    \
  "      <target type='virtio' name='org.qemu.guest_agent.0' state='connected'/>\n"                \
  "    </channel>\n"                                                                               \
  "  </devices>\n"                                                                                 \
  "</domain>\n"

/* An inventory with one host and its machines, and the pane in a window. */
typedef struct
{
  BstInventory *inventory;
  BstFleet *fleet;
  BstHost *host;
  GtkWidget *window;
  BstDetails *details;
} Fixture;

static BstDomainFacts *
new_facts (const char *uuid, const char *name, BstMachineState state)
{
  BstDomainFacts *facts = bst_domain_facts_new (uuid, name);

  facts->known = BST_DOMAIN_KNOWN_STATE | BST_DOMAIN_KNOWN_FLAGS | BST_DOMAIN_KNOWN_SNAPSHOTS |
                 BST_DOMAIN_KNOWN_CONFIG | BST_DOMAIN_KNOWN_SIZE;
  facts->id = bst_machine_state_is_active (state) ? 3 : -1;
  facts->state = state;
  facts->persistent = TRUE;
  facts->vcpus = 4;
  facts->memory_kib = 4 << 20;
  facts->xml = g_strdup (XML);

  return facts;
}

static BstMachine *
add_machine (Fixture *fixture, const char *uuid, const char *name, BstMachineState state)
{
  g_autoptr (GPtrArray) domains =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);

  g_ptr_array_add (domains, new_facts (uuid, name, state));
  bst_inventory_update_domains (fixture->inventory, fixture->host, domains, FALSE);

  return bst_inventory_get_machine (fixture->inventory, fixture->host, uuid);
}

static void
add_stats (Fixture *fixture, const char *uuid, guint tick)
{
  BstDomainStats stats;

  bst_domain_stats_init (&stats, uuid);
  stats.state = BST_MACHINE_STATE_RUNNING;
  stats.time = (gint64)tick * 3 * G_USEC_PER_SEC;
  stats.cpu_time = (guint64)tick * 3 * 1000000000;
  stats.vcpus = 4;
  stats.memory_kib = 2 << 20;
  stats.memory_max_kib = 4 << 20;
  stats.guest_total_kib = 2 << 20;
  stats.guest_usable_kib = 512 << 10;
  stats.guest_free_kib = 256 << 10;
  stats.guest_caches_kib = 300 << 10;
  stats.net_rx = stats.net_tx = (guint64)tick * 3000000;
  stats.disk_read = stats.disk_written = (guint64)tick * 6000000;
  bst_inventory_update_stats (fixture->inventory, fixture->host, &stats, 1);
}

static void
add_guest (Fixture *fixture, const char *uuid)
{
  g_autoptr (BstGuestFacts) guest = bst_guest_facts_new ();

  guest->agent = TRUE;
  guest->agent_version = g_strdup ("7.2.5");
  guest->hostname = g_strdup ("web.example.org");
  guest->addresses = g_strsplit ("192.168.122.5 2001:db8::5", " ", -1);
  guest->os_name = g_strdup ("Debian GNU/Linux 12 (bookworm)");
  guest->kernel = g_strdup ("6.1.0-18-amd64");
  guest->users = g_strsplit ("ana", " ", -1);
  bst_guest_facts_add_filesystem (guest, "/", "ext4", 40000000000, 12300000000);
  bst_guest_facts_add_filesystem (guest, "/srv", "xfs", 100000000000, 95000000000);
  bst_inventory_update_guest (fixture->inventory, fixture->host, uuid, guest);
}

/* @uri: of the host; connected only where the test opens the fleet. */
static void
set_up_pane (Fixture *fixture, const char *uri)
{
  fixture->inventory = bst_inventory_open (":memory:");
  fixture->fleet = bst_fleet_new (fixture->inventory);
  fixture->host = bst_inventory_add_host (fixture->inventory, uri, "hosta", NULL);
  fixture->details = BST_DETAILS (bst_details_new (fixture->inventory, fixture->fleet));
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1060, 400);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->details));
  gtk_window_present (GTK_WINDOW (fixture->window));
  while (!gtk_widget_get_mapped (GTK_WIDGET (fixture->details)))
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  set_up_pane (fixture, "qemu+ssh://root@hosta/system");
  bst_inventory_set_host_state (fixture->inventory, fixture->host, BST_HOST_STATE_ONLINE, NULL);
}

static void
set_up_live (Fixture *fixture, gconstpointer data)
{
  set_up_pane (fixture, "test:///default");
  bst_fleet_open (fixture->fleet);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  bst_fleet_close (fixture->fleet);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (fixture->fleet);
  bst_inventory_close (fixture->inventory);
  g_object_unref (fixture->inventory);
}

static void
show_one (Fixture *fixture, BstMachine *machine)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();

  if (machine != NULL)
    g_ptr_array_add (machines, machine);
  bst_details_set_machines (fixture->details, machines);
}

static BstMachine *
show_web (Fixture *fixture)
{
  BstMachine *machine = add_machine (fixture, UUID, "web", BST_MACHINE_STATE_RUNNING);

  add_stats (fixture, UUID, 1);
  add_stats (fixture, UUID, 2);
  add_guest (fixture, UUID);
  show_one (fixture, machine);

  return machine;
}

static BstGeneralPage *
get_general (Fixture *fixture)
{
  return BST_GENERAL_PAGE (bst_details_get_page (fixture->details, "general"));
}

/* The value of a row, once it is there: what is read from the XML comes later. */
static const char *
wait_value (Fixture *fixture, BstMachineFactsGroup group, const char *title)
{
  BstFacts *facts = BST_FACTS (bst_general_page_get_facts (get_general (fixture), group));

  while (bst_facts_get_value (facts, title) == NULL)
    g_main_context_iteration (NULL, TRUE);

  return bst_facts_get_value (facts, title);
}

static const char *
get_value (Fixture *fixture, BstMachineFactsGroup group, const char *title)
{
  return bst_facts_get_value (BST_FACTS (bst_general_page_get_facts (get_general (fixture), group)),
                              title);
}

static void
assert_value (Fixture *fixture, BstMachineFactsGroup group, const char *title, const char *want)
{
  g_auto (GStrv) parts = g_strsplit (wait_value (fixture, group, title), "\302\240", -1);
  g_autofree char *got = g_strjoinv (" ", parts);

  g_assert_cmpstr (got, ==, want);
}

static void
test_general (Fixture *fixture, gconstpointer data)
{
  const BstMachineFactsGroup machine = BST_MACHINE_FACTS_MACHINE;
  const BstMachineFactsGroup resources = BST_MACHINE_FACTS_RESOURCES;
  const BstMachineFactsGroup guest = BST_MACHINE_FACTS_GUEST;

  show_web (fixture);
  assert_value (fixture, machine, "Name", "web");
  assert_value (fixture, machine, "State", "Running");
  assert_value (fixture, machine, "Run on", "hosta");
  assert_value (fixture, machine, "VM ID", UUID);
  assert_value (fixture, machine, "Compatibility", "pc-q35-7.2, x86_64, kvm");
  assert_value (fixture, machine, "Firmware", "UEFI, Secure Boot");
  assert_value (fixture, machine, "Snapshots", "0");
  assert_value (fixture, resources, "CPUs", "4 (1:2:2)");
  assert_value (fixture, resources, "Guest CPUs", "4");
  assert_value (fixture, resources, "CPU used", "25 %");
  assert_value (fixture, resources, "Defined memory", "4 GiB");
  assert_value (fixture, resources, "Physical memory", "2 GiB");
  assert_value (fixture, resources, "Guaranteed", "1 GiB");
  assert_value (fixture, resources, "Memory used", "1.5 GiB of 4 GiB, 38 %");
  assert_value (fixture, resources, "Guest free", "256 MiB");
  assert_value (fixture, resources, "Guest cached and buffered", "300 MiB");
  assert_value (fixture, guest, "Operating system", "Debian GNU/Linux 12 (bookworm)");
  assert_value (fixture, guest, "FQDN", "web.example.org");
  assert_value (fixture, guest, "IP addresses", "192.168.122.5\n2001:db8::5");
  assert_value (fixture, guest, "Guest agent", "7.2.5");
  assert_value (fixture, guest, "Logged in", "ana");
  assert_value (fixture, BST_MACHINE_FACTS_DISPLAY, "Graphics protocol", "SPICE, 127.0.0.1:5901");
  assert_value (fixture, BST_MACHINE_FACTS_DISPLAY, "Video type", "qxl");
  assert_value (fixture, BST_MACHINE_FACTS_DISKS, "vda",
                "/var/lib/libvirt/images/web.qcow2\nvirtio, qcow2");
  assert_value (fixture, BST_MACHINE_FACTS_FILESYSTEMS, "/", "12 GB of 40 GB, 31 %, ext4");
  g_assert_nonnull (
      strstr (wait_value (fixture, BST_MACHINE_FACTS_NICS, "Interface 1"), "52:54:00:6b:3c:58"));

  /* What is not known makes no noise. */
  g_assert_null (get_value (fixture, machine, "Template"));
  g_assert_null (get_value (fixture, machine, "Origin"));
}

/* A machine that is off, of a driver of which little is known. */
static void
test_little_known (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) domains =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);
  BstDomainFacts *facts = bst_domain_facts_new (UUID, "bare");

  facts->known = BST_DOMAIN_KNOWN_STATE;
  facts->state = BST_MACHINE_STATE_SHUTOFF;
  g_ptr_array_add (domains, facts);
  bst_inventory_update_domains (fixture->inventory, fixture->host, domains, FALSE);
  show_one (fixture, bst_inventory_get_machine (fixture->inventory, fixture->host, UUID));

  assert_value (fixture, BST_MACHINE_FACTS_MACHINE, "State", "Off");
  assert_value (fixture, BST_MACHINE_FACTS_GUEST, "Operating system", "Not known");
  g_assert_null (get_value (fixture, BST_MACHINE_FACTS_RESOURCES, "CPU used"));
  g_assert_false (gtk_widget_get_visible (
      bst_general_page_get_facts (get_general (fixture), BST_MACHINE_FACTS_DISKS)));
}

/* Where the agent does not answer it says how to get it. */
static void
test_no_agent (Fixture *fixture, gconstpointer data)
{
  BstMachine *machine = add_machine (fixture, UUID, "web", BST_MACHINE_STATE_RUNNING);

  show_one (fixture, machine);
  g_assert_nonnull (
      strstr (wait_value (fixture, BST_MACHINE_FACTS_GUEST, "Guest agent"), "qemu-guest-agent"));
}

static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* A tick changes values in place: no widget is made anew, and what is selected stays so. */
static void
test_live (Fixture *fixture, gconstpointer data)
{
  GtkWidget *facts, *cpu, *name;
  int start, end;

  show_web (fixture);
  assert_value (fixture, BST_MACHINE_FACTS_RESOURCES, "CPU used", "25 %");
  facts = bst_general_page_get_facts (get_general (fixture), BST_MACHINE_FACTS_RESOURCES);
  cpu = find_label (facts, "25\302\240%");
  g_assert_nonnull (cpu);
  name = find_label (bst_general_page_get_facts (get_general (fixture), BST_MACHINE_FACTS_MACHINE),
                     "web");
  gtk_label_select_region (GTK_LABEL (name), 0, 2);

  /* Twice the time for the same work. */
  add_stats (fixture, UUID, 3);
  {
    BstDomainStats stats;

    bst_domain_stats_init (&stats, UUID);
    stats.state = BST_MACHINE_STATE_RUNNING;
    stats.time = 12 * G_USEC_PER_SEC;
    stats.cpu_time = (guint64)15 * 1000000000;
    stats.vcpus = 4;
    bst_inventory_update_stats (fixture->inventory, fixture->host, &stats, 1);
  }
  assert_value (fixture, BST_MACHINE_FACTS_RESOURCES, "CPU used", "50 %");
  g_assert_true (cpu == find_label (facts, "50\302\240%"));
  g_assert_true (gtk_label_get_selection_bounds (GTK_LABEL (name), &start, &end));
  g_assert_cmpint (end - start, ==, 2);
}

static void
test_marks (Fixture *fixture, gconstpointer data)
{
  BstMachine *machine = show_web (fixture);
  BstMachine *other = add_machine (fixture, "5a2c8a4e-6a52-4c8e-9c0b-6d7e1c1b2f02", "db",
                                   BST_MACHINE_STATE_SHUTOFF);
  BstMarksEditor *marks = BST_MARKS_EDITOR (bst_general_page_get_marks (get_general (fixture)));
  BstInlineText *notes = BST_INLINE_TEXT (bst_marks_editor_get_text (marks, "notes"));
  BstInlineText *group = BST_INLINE_TEXT (bst_marks_editor_get_text (marks, "group"));
  BstTagEditor *tags = BST_TAG_EDITOR (bst_marks_editor_get_tags (marks));
  GtkTextBuffer *buffer;

  bst_tag_editor_add (tags, " web, production ,web,, ");
  g_assert_true (bst_machine_has_tag (machine, "web"));
  g_assert_true (bst_machine_has_tag (machine, "production"));
  g_assert_cmpuint (g_strv_length ((char **)bst_machine_get_tags (machine)), ==, 2);

  bst_inline_text_edit (group);
  gtk_editable_set_text (GTK_EDITABLE (bst_inline_text_get_field (group)), "School/Web");
  bst_inline_text_finish (group);
  g_assert_cmpstr (bst_machine_get_group (machine), ==, "School/Web");
  g_assert_cmpstr (bst_inline_text_get_text (group), ==, "School/Web");

  /* What was typed for one machine is not lost, nor given to another, when it is clicked. */
  bst_inline_text_edit (notes);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (bst_inline_text_get_field (notes)));
  gtk_text_buffer_set_text (buffer, "Ask Ana\nbefore a restart", -1);
  add_stats (fixture, UUID, 3);
  show_one (fixture, other);
  g_assert_cmpstr (bst_machine_get_notes (machine), ==, "Ask Ana\nbefore a restart");
  g_assert_cmpstr (bst_machine_get_notes (other), ==, "");
  g_assert_cmpstr (bst_inline_text_get_text (notes), ==, "");
}

static void
test_xml (Fixture *fixture, gconstpointer data)
{
  BstXmlPage *page = BST_XML_PAGE (bst_details_get_page (fixture->details, "xml"));

  show_web (fixture);
  bst_details_show_page (fixture->details, "xml");
  for (;;)
    {
      g_autofree char *text = bst_xml_page_dup_text (page);

      if (g_str_equal (text, XML))
        break;
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpstr (bst_xml_page_get_note (page), ==, "As it runs now, read-only");
  g_assert_cmpstr (bst_details_get_page_name (fixture->details), ==, "xml");
}

/* XML of a size that another thread reads, and then another machine before it is done. */
static void
test_large_xml (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) domains =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);
  BstDomainFacts *facts = new_facts (UUID, "large", BST_MACHINE_STATE_SHUTOFF);
  g_autofree char *filling = g_strnfill (300000, 'x');
  BstMachine *large, *small;

  g_free (facts->xml);
  facts->xml = g_strdup_printf ("<domain type='kvm'><name>large</name><!-- %s -->"
                                "<os><type arch='aarch64' machine='virt-7.2'>hvm</type></os>"
                                "</domain>",
                                filling);
  g_ptr_array_add (domains, facts);
  bst_inventory_update_domains (fixture->inventory, fixture->host, domains, FALSE);
  large = bst_inventory_get_machine (fixture->inventory, fixture->host, UUID);
  small = add_machine (fixture, "5a2c8a4e-6a52-4c8e-9c0b-6d7e1c1b2f02", "small",
                       BST_MACHINE_STATE_SHUTOFF);

  show_one (fixture, large);
  assert_value (fixture, BST_MACHINE_FACTS_MACHINE, "Compatibility", "virt-7.2, aarch64, kvm");
  show_one (fixture, small);
  show_one (fixture, large);
  g_main_context_iteration (NULL, FALSE);
  show_one (fixture, small);
  assert_value (fixture, BST_MACHINE_FACTS_MACHINE, "Compatibility", "pc-q35-7.2, x86_64, kvm");
  for (guint i = 0; i < 100; i++)
    g_main_context_iteration (NULL, FALSE);
  assert_value (fixture, BST_MACHINE_FACTS_MACHINE, "Compatibility", "pc-q35-7.2, x86_64, kvm");
}

/* The page that was open is open again, in the next pane as for the next machine. */
static void
test_page_remembered (Fixture *fixture, gconstpointer data)
{
  BstMachine *machine = show_web (fixture);
  GtkWidget *again;
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();

  bst_details_show_page (fixture->details, "graphs");
  again = g_object_ref_sink (bst_details_new (fixture->inventory, NULL));
  g_ptr_array_add (machines, machine);
  bst_details_set_machines (BST_DETAILS (again), machines);
  g_assert_cmpstr (bst_details_get_page_name (BST_DETAILS (again)), ==, "graphs");
  g_object_unref (again);
}

static void
test_graphs (Fixture *fixture, gconstpointer data)
{
  BstGraphsPage *page = BST_GRAPHS_PAGE (bst_details_get_page (fixture->details, "graphs"));
  BstGraph *cpu = bst_graphs_page_get_graph (page, BST_GRAPHS_CPU);
  BstGraph *network = bst_graphs_page_get_graph (page, BST_GRAPHS_NETWORK);
  gsize before;
  g_autofree char *text = NULL;

  show_web (fixture);
  bst_details_show_page (fixture->details, "graphs");
  while (gtk_widget_get_width (GTK_WIDGET (cpu)) == 0)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  /* A tick is appended, where the past was read. */
  before = bst_graph_get_n_points (cpu);
  for (guint tick = 3; bst_graph_get_n_points (cpu) == before; tick++)
    {
      add_stats (fixture, UUID, tick);
      g_main_context_iteration (NULL, FALSE);
    }
  /* The display's pointer may be over it. */
  g_signal_emit_by_name (cpu, "cursor-moved", (gint64)0);
  text = bst_graph_describe (cpu);
  g_assert_cmpstr (text, ==, "25\302\240%");

  /* One cursor for all. */
  g_signal_emit_by_name (cpu, "cursor-moved", (gint64)1700000000);
  g_assert_cmpint (bst_graph_get_cursor (network), ==, 1700000000);

  for (BstHistory history = BST_HISTORY_DAY; history <= BST_HISTORY_MONTH; history++)
    {
      bst_graphs_page_set_history (page, history);
      g_assert_cmpint (bst_graphs_page_get_history (page), ==, history);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

static void
add_entry (Fixture *fixture, const char *uuid, BstSeverity severity, const char *text)
{
  BstJournalFields fields = {
    .time = g_get_real_time (),
    .severity = severity,
    .kind = "test",
    .host_id = bst_host_get_id (fixture->host),
    .host_name = "hosta",
    .machine_uuid = uuid,
    .machine_name = "web",
    .text = text,
    .detail = severity > BST_SEVERITY_INFO ? "The disk is full" : NULL,
  };

  bst_inventory_add_entry (fixture->inventory, &fields);
}

static void
test_events (Fixture *fixture, gconstpointer data)
{
  BstJournalPage *page = BST_JOURNAL_PAGE (bst_details_get_page (fixture->details, "events"));
  GListModel *shown = bst_journal_page_get_shown (page);
  BstMachine *machine = show_web (fixture);

  add_entry (fixture, UUID, BST_SEVERITY_INFO, "“web” started");
  add_entry (fixture, "another", BST_SEVERITY_INFO, "“db” started");
  show_one (fixture, machine);
  bst_details_show_page (fixture->details, "events");
  while (g_list_model_get_n_items (shown) != 1)
    g_main_context_iteration (NULL, TRUE);

  /* And what goes on, once each. */
  add_entry (fixture, UUID, BST_SEVERITY_ALERT, "“web” paused: a disk could not be written");
  while (g_list_model_get_n_items (shown) != 2)
    g_main_context_iteration (NULL, TRUE);
  add_entry (fixture, "another", BST_SEVERITY_ALERT, "“db” crashed");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 2);

  bst_journal_page_set_filter (page, "", BST_SEVERITY_WARNING);
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 1);
  bst_journal_page_set_filter (page, "DISK IS", BST_SEVERITY_INFO);
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 1);
  bst_journal_page_set_filter (page, "nothing like it", BST_SEVERITY_INFO);
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 0);
}

static void
test_many_and_none (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  BstManyPage *page = BST_MANY_PAGE (bst_details_get_page (fixture->details, "many"));

  g_assert_cmpstr (bst_details_get_page_name (fixture->details), ==, "none");
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *uuid = g_strdup_printf ("5a2c8a4e-6a52-4c8e-9c0b-6d7e1c1b2f1%u", i);

      g_ptr_array_add (
          machines, add_machine (fixture, uuid, uuid,
                                 i == 0 ? BST_MACHINE_STATE_RUNNING : BST_MACHINE_STATE_SHUTOFF));
    }
  bst_details_set_machines (fixture->details, machines);
  g_assert_cmpstr (bst_details_get_page_name (fixture->details), ==, "many");
  g_assert_cmpstr (bst_many_page_get_value (page, "Selected"), ==, "3");
  g_assert_cmpstr (bst_many_page_get_value (page, "Running"), ==, "1");
  g_assert_cmpstr (bst_many_page_get_value (page, "Off"), ==, "2");
  g_assert_cmpstr (bst_many_page_get_value (page, "CPUs"), ==, "12");
  g_assert_cmpstr (bst_many_page_get_value (page, "Defined memory"), ==, "12\302\240GiB");
  g_assert_cmpstr (bst_many_page_get_value (page, "hosta"), ==, "3");
  g_assert_null (bst_many_page_get_value (page, "Physical memory"));
  g_assert_null (bst_many_page_get_value (page, "Network"));

  /* One of them starts: summed up again, a little later. */
  add_stats (fixture, bst_machine_get_uuid (machines->pdata[1]), 1);
  while (g_strcmp0 (bst_many_page_get_value (page, "Running"), "2") != 0)
    g_main_context_iteration (NULL, TRUE);

  show_one (fixture, NULL);
  g_assert_cmpstr (bst_details_get_page_name (fixture->details), ==, "none");
}

static void
set_host_facts (Fixture *fixture)
{
  g_autoptr (BstHostFacts) facts = bst_host_facts_new ();
  BstHostStats stats = {
    .time = 3000000,
    .cpu_percent = 12,
    .memory_used_kib = 40 << 20,
    .memory_free_kib = 24 << 20,
  };

  facts->hostname = g_strdup ("hosta.example.org");
  facts->driver = g_strdup ("QEMU");
  facts->driver_version = 7002005;
  facts->libvirt_version = 9000000;
  facts->arch = g_strdup ("x86_64");
  facts->cpu_model = g_strdup ("AMD EPYC 7302 16-Core Processor");
  facts->cpus = 32;
  facts->cpu_sockets = 1;
  facts->cpu_cores = 16;
  facts->cpu_threads = 2;
  facts->memory_kib = 16 << 20; /* without what belongs to no NUMA node */
  facts->acceleration = BST_ACCELERATION_KVM;
  facts->capabilities_xml =
      g_strdup ("<capabilities><host><uuid>" UUID "</uuid><cpu><arch>x86_64</arch></cpu>"
                "<migration_features><live/><uri_transports><uri_transport>tcp</uri_transport>"
                "<uri_transport>rdma</uri_transport></uri_transports></migration_features></host>"
                "<guest><os_type>hvm</os_type><arch name='x86_64'><domain type='kvm'/></arch>"
                "</guest></capabilities>");
  bst_inventory_set_host_facts (fixture->inventory, fixture->host, facts);
  bst_inventory_set_host_stats (fixture->inventory, fixture->host, &stats);
}

static void
test_host (Fixture *fixture, gconstpointer data)
{
  BstHostPage *page = BST_HOST_PAGE (bst_details_get_page (fixture->details, "host"));

  set_host_facts (fixture);
  bst_details_set_host (fixture->details, fixture->host);
  g_assert_cmpstr (bst_details_get_page_name (fixture->details), ==, "host");
  g_assert_cmpstr (bst_host_page_get_value (page, "CPUs"), ==, "32 (1:16:2)");
  g_assert_cmpstr (bst_host_page_get_value (page, "Hypervisor"), ==, "QEMU 7.2.5");
  g_assert_cmpstr (bst_host_page_get_value (page, "libvirt"), ==, "9.0.0");
  g_assert_cmpstr (bst_host_page_get_value (page, "Memory"), ==, "64\302\240GiB");
  g_assert_cmpuint (bst_host_get_memory_kib (fixture->host), ==, 64 << 20);
  g_assert_cmpstr (bst_host_page_get_value (page, "Memory free"), ==, "24\302\240GiB");
  g_assert_cmpstr (bst_host_page_get_value (page, "Acceleration"), ==, "KVM");
  g_assert_cmpstr (bst_host_page_get_value (page, "Live migration"), ==, "Yes, over tcp, rdma");
  g_assert_null (bst_host_page_get_problem (page));

  /* It is lost: why, and what to do. */
  bst_inventory_set_host_state (
      fixture->inventory, fixture->host, BST_HOST_STATE_FAILED,
      bst_error_new (BST_ERROR_PERMISSION, "Add the user to the group “libvirt” on the host",
                     "authentication unavailable", "“hosta” does not let this user use libvirt"));
  g_assert_cmpstr (bst_host_page_get_problem (page), ==,
                   "“hosta” does not let this user use libvirt");
  g_assert_nonnull (
      find_label (GTK_WIDGET (page), "Add the user to the group “libvirt” on the host"));
}

/* A host that is lost: its machine keeps what was last seen, and says that it is not news. */
static void
test_lost (Fixture *fixture, gconstpointer data)
{
  GtkWidget *resources;

  show_web (fixture);
  assert_value (fixture, BST_MACHINE_FACTS_MACHINE, "State", "Running");
  resources = bst_general_page_get_facts (get_general (fixture), BST_MACHINE_FACTS_RESOURCES);
  g_assert_cmpfloat (gtk_widget_get_opacity (resources), ==, 1);

  bst_inventory_set_host_state (
      fixture->inventory, fixture->host, BST_HOST_STATE_LOST,
      bst_error_new (BST_ERROR_UNREACHABLE, NULL, NULL, "There is no way to “hosta”"));
  assert_value (fixture, BST_MACHINE_FACTS_MACHINE, "State", "Running (last seen just now)");
  assert_value (fixture, BST_MACHINE_FACTS_RESOURCES, "Defined memory", "4 GiB");
  g_assert_cmpfloat (gtk_widget_get_opacity (resources), <, 1);
}

static gboolean
press (GtkWidget *widget, guint keyval)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0, 0, &handled);
    }

  return handled;
}

/* A group of values is one stop of the Tab key; within it Down goes from one to the next, over
 * those that are not shown, and selects it as a whole. */
static void
test_keyboard (Fixture *fixture, gconstpointer data)
{
  GtkWidget *facts, *name, *state;
  int start, end;

  show_web (fixture);
  assert_value (fixture, BST_MACHINE_FACTS_MACHINE, "State", "Running");
  facts = bst_general_page_get_facts (get_general (fixture), BST_MACHINE_FACTS_MACHINE);
  name = find_label (facts, "web");
  state = find_label (facts, "Running");

  gtk_window_set_focus (GTK_WINDOW (fixture->window), NULL);
  g_assert_true (gtk_widget_child_focus (facts, GTK_DIR_TAB_FORWARD));
  g_assert_true (gtk_widget_has_focus (name));
  g_assert_true (press (facts, GDK_KEY_Down));
  g_assert_true (gtk_widget_has_focus (state));
  g_assert_true (gtk_label_get_selection_bounds (GTK_LABEL (state), &start, &end));
  g_assert_cmpint (end - start, ==, strlen ("Running"));
  g_assert_false (gtk_widget_child_focus (facts, GTK_DIR_TAB_FORWARD));
  g_assert_true (press (facts, GDK_KEY_Up));
  g_assert_true (gtk_widget_has_focus (name));
}

/* What a tick costs the main loop, with its drawing. */
static void
test_speed (Fixture *fixture, gconstpointer data)
{
  static const char *const pages[] = { "general", "graphs" };

  show_web (fixture);
  for (guint p = 0; p < G_N_ELEMENTS (pages); p++)
    {
      gint64 begin;

      bst_details_show_page (fixture->details, pages[p]);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      begin = g_get_monotonic_time ();
      for (guint i = 0; i < 50; i++)
        {
          add_stats (fixture, UUID, 3 + 50 * p + i);
          gtk_widget_queue_allocate (GTK_WIDGET (fixture->details));
          while (g_main_context_iteration (NULL, FALSE))
            ;
        }
      g_test_message ("%s: a tick takes %.2f ms", pages[p],
                      (double)(g_get_monotonic_time () - begin) / 50 / 1000);
    }
}

/* --- Editing what hosts keep --- */

static BstInlineText *
get_title_editor (Fixture *fixture)
{
  BstMarksEditor *marks = BST_MARKS_EDITOR (bst_general_page_get_marks (get_general (fixture)));

  return BST_INLINE_TEXT (bst_marks_editor_get_text (marks, "title"));
}

static void
type_title (BstInlineText *title, const char *text)
{
  bst_inline_text_edit (title);
  gtk_editable_set_text (GTK_EDITABLE (bst_inline_text_get_field (title)), text);
  bst_inline_text_finish (title);
}

/* A host that is not there: the title stays, and it says why. */
static void
test_title_refused (Fixture *fixture, gconstpointer data)
{
  BstMachine *machine = show_web (fixture);
  BstInlineText *title = get_title_editor (fixture);

  type_title (title, "Another");
  while (bst_inline_text_get_problem (title) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (bst_machine_get_title (machine), ==, "");
  g_assert_cmpstr (bst_inline_text_get_text (title), ==, "");

  /* The next try begins without the old complaint. */
  bst_inline_text_edit (title);
  g_assert_null (bst_inline_text_get_problem (title));
}

static BstMachine *
wait_machine (Fixture *fixture, const char *name)
{
  for (;;)
    {
      g_autoptr (GPtrArray) found = bst_inventory_find_machines (fixture->inventory, name);

      if (found->len == 1)
        return found->pdata[0];
      g_main_context_iteration (NULL, TRUE);
    }
}

/* libvirt's test driver: what it says is shown, and what is edited comes back from it. */
static void
test_live_title (Fixture *fixture, gconstpointer data)
{
  BstMachine *machine = wait_machine (fixture, "test");
  BstXmlPage *xml = BST_XML_PAGE (bst_details_get_page (fixture->details, "xml"));
  BstInlineText *title = get_title_editor (fixture);

  show_one (fixture, machine);
  assert_value (fixture, BST_MACHINE_FACTS_MACHINE, "Name", "test");
  assert_value (fixture, BST_MACHINE_FACTS_RESOURCES, "Defined memory", "8 GiB");
  g_assert_nonnull (wait_value (fixture, BST_MACHINE_FACTS_MACHINE, "Compatibility"));

  type_title (title, "Web & <b>mail</b>");
  while (!g_str_equal (bst_inline_text_get_text (title), "Web & <b>mail</b>"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (bst_machine_get_title (machine), ==, "Web & <b>mail</b>");

  bst_details_show_page (fixture->details, "xml");
  for (;;)
    {
      g_autofree char *text = bst_xml_page_dup_text (xml);

      if (strstr (text, "<title>Web &amp; &lt;b&gt;mail&lt;/b&gt;</title>") != NULL)
        break;
      g_main_context_iteration (NULL, TRUE);
    }
}

/* The dialog for one and for many: tags of their own stay, common ones are decided. */
static void
test_edit_dialog (Fixture *fixture, gconstpointer data)
{
  const char *const first_tags[] = { "production", "web", NULL };
  const char *const second_tags[] = { "db", "production", NULL };
  BstMachine *first = add_machine (fixture, UUID, "web", BST_MACHINE_STATE_SHUTOFF);
  BstMachine *second = add_machine (fixture, "5a2c8a4e-6a52-4c8e-9c0b-6d7e1c1b2f02", "db",
                                    BST_MACHINE_STATE_SHUTOFF);
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  GtkWindow *window = GTK_WINDOW (fixture->window);
  BstEditDialog *dialog;

  bst_inventory_set_tags (fixture->inventory, first, first_tags);
  bst_inventory_set_tags (fixture->inventory, second, second_tags);
  bst_inventory_set_group (fixture->inventory, first, "School");

  g_ptr_array_add (machines, first);
  g_ptr_array_add (machines, second);
  dialog = BST_EDIT_DIALOG (bst_edit_dialog_new (window, fixture->fleet, machines));
  g_assert_null (bst_edit_dialog_get_field (dialog, "title"));
  bst_tag_editor_add (BST_TAG_EDITOR (bst_edit_dialog_get_field (dialog, "tags")), "backup");
  bst_edit_dialog_save (dialog);
  g_assert_true (bst_machine_has_tag (first, "backup") && bst_machine_has_tag (second, "backup"));
  g_assert_true (bst_machine_has_tag (first, "web") && bst_machine_has_tag (second, "db"));
  g_assert_false (bst_machine_has_tag (first, "db"));

  /* Groups that differ are left as they are, unless another is given. */
  g_assert_cmpstr (bst_machine_get_group (first), ==, "School");
  g_assert_cmpstr (bst_machine_get_group (second), ==, "");

  g_ptr_array_set_size (machines, 1);
  dialog = BST_EDIT_DIALOG (bst_edit_dialog_new (window, fixture->fleet, machines));
  gtk_editable_set_text (GTK_EDITABLE (bst_edit_dialog_get_field (dialog, "group")), "Lab/Web");
  gtk_text_buffer_set_text (
      gtk_text_view_get_buffer (GTK_TEXT_VIEW (bst_edit_dialog_get_field (dialog, "notes"))),
      "Ask Ana", -1);
  bst_edit_dialog_save (dialog);
  g_assert_cmpstr (bst_machine_get_group (first), ==, "Lab/Web");
  g_assert_cmpstr (bst_machine_get_notes (first), ==, "Ask Ana");
}

static void
assert_named (GtkWidget *widget)
{
  gboolean named = GTK_IS_BUTTON (widget) || GTK_IS_EDITABLE (widget) ||
                   GTK_IS_TEXT_VIEW (widget) || GTK_IS_DROP_DOWN (widget) || BST_IS_GRAPH (widget);

  /* The list of words that an entry offers is GTK's own. */
  if (GTK_IS_POPOVER (widget))
    return;

  /* A part of another widget takes its name from that. */
  if (GTK_IS_TEXT (widget) || GTK_IS_DROP_DOWN (gtk_widget_get_parent (widget)) ||
      gtk_widget_get_ancestor (widget, GTK_TYPE_SEARCH_BAR) != NULL)
    named = FALSE;
  /* GTK reads out a button's own label. */
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
    named = FALSE;
  if (named &&
      !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL) &&
      !gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                         GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    g_error ("A %s in a %s has no name", G_OBJECT_TYPE_NAME (widget),
             G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_named (child);
}

static void
test_accessible (Fixture *fixture, gconstpointer data)
{
  static const char *const pages[] = { "general", "graphs", "events", "xml" };

  show_web (fixture);
  add_entry (fixture, UUID, BST_SEVERITY_ALERT, "“web” crashed");
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      bst_details_show_page (fixture->details, pages[i]);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  assert_named (GTK_WIDGET (fixture->details));
}

/* Names that mean something to Pango, to a terminal or to right-to-left text are but names. */
static void
test_hostile_names (Fixture *fixture, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (255, 'W');
  const char *const names[] = {
    "<b>bold</b> & <span size='99999'>huge</span>",
    "two\nlines\ttab",
    "\342\200\256gnp.exe\342\200\254 \327\251\327\234\327\225\327\235",
    "%s%n %d",
    longest,
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *uuid = g_strdup_printf ("5a2c8a4e-6a52-4c8e-9c0b-6d7e1c1b2f2%u", i);
      BstMachine *machine = add_machine (fixture, uuid, names[i], BST_MACHINE_STATE_SHUTOFF);
      const char *tags[] = { names[i], NULL };
      int minimum;

      bst_inventory_set_tags (fixture->inventory, machine, tags);
      bst_inventory_set_notes (fixture->inventory, machine, names[i]);
      show_one (fixture, machine);
      assert_value (fixture, BST_MACHINE_FACTS_MACHINE, "Name", names[i]);

      /* None makes the window wider than a small screen. */
      gtk_widget_measure (GTK_WIDGET (fixture->details), GTK_ORIENTATION_HORIZONTAL, -1, &minimum,
                          NULL, NULL, NULL);
      g_assert_cmpint (minimum, <=, 560);
    }
}

/* A machine goes while it is shown: the list then says that nothing is. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  BstMachine *machine = show_web (fixture);

  bst_details_show_page (fixture->details, "xml");
  bst_inventory_remove_domain (fixture->inventory, fixture->host, UUID);
  bst_machine_emit (machine, BST_MACHINE_CHANGED_STATE);
  show_one (fixture, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (bst_details_get_page_name (fixture->details), ==, "none");
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*func) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/details/general", test_general },
    { "/details/little-known", test_little_known },
    { "/details/no-agent", test_no_agent },
    { "/details/live", test_live },
    { "/details/marks", test_marks },
    { "/details/xml", test_xml },
    { "/details/large-xml", test_large_xml },
    { "/details/page-remembered", test_page_remembered },
    { "/details/graphs", test_graphs },
    { "/details/events", test_events },
    { "/details/many-and-none", test_many_and_none },
    { "/details/host", test_host },
    { "/details/lost", test_lost },
    { "/details/keyboard", test_keyboard },
    { "/details/speed", test_speed },
    { "/details/title-refused", test_title_refused },
    { "/details/edit-dialog", test_edit_dialog },
    { "/details/accessible", test_accessible },
    { "/details/hostile-names", test_hostile_names },
    { "/details/gone", test_gone },
  };

  g_autoptr (GtkCssProvider) style = gtk_css_provider_new ();

  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  adw_init ();
  gtk_css_provider_load_from_resource (style, "/org/bastida/Bastida/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  g_test_add ("/details/live-title", Fixture, NULL, set_up_live, test_live_title, tear_down);

  return g_test_run ();
}
