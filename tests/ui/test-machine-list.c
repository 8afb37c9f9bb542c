/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>

#include "app/bst-cell.h"
#include "app/bst-column-chooser.h"
#include "app/bst-machine-list.h"
#include "app/bst-machine-order.h"
#include "app/bst-machine-rows.h"
#include "core/bst-thread.h"

/* An inventory with hosts, whose machines are numbered over all. */
typedef struct
{
  BstInventory *inventory;
  BstHost *hosts[2];
  guint n;

  GtkWidget *window; /* (nullable): see show_list () */
  BstMachineList *list;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->inventory = bst_inventory_open (":memory:");
  fixture->hosts[0] =
      bst_inventory_add_host (fixture->inventory, "qemu+ssh://root@hosta/system", "hosta", NULL);
  fixture->hosts[1] =
      bst_inventory_add_host (fixture->inventory, "qemu+ssh://root@hostb/system", "hostb", NULL);
  g_assert_nonnull (fixture->hosts[0]);
  g_assert_nonnull (fixture->hosts[1]);
  for (guint i = 0; i < 2; i++)
    bst_inventory_set_host_state (fixture->inventory, fixture->hosts[i], BST_HOST_STATE_ONLINE,
                                  NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  bst_inventory_close (fixture->inventory);
  g_clear_object (&fixture->inventory);
}

static void
update (Fixture *fixture, BstHost *host, const char *uuid, const char *name, BstMachineState state)
{
  g_autoptr (GPtrArray) all =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);
  BstDomainFacts *facts = bst_domain_facts_new (uuid, name);

  facts->known = BST_DOMAIN_KNOWN_STATE;
  facts->state = state;
  g_ptr_array_add (all, facts);
  bst_inventory_update_domains (fixture->inventory, host, all, FALSE);
}

static BstMachine *
add (Fixture *fixture, guint host, const char *name, BstMachineState state)
{
  char uuid[BST_UUID_LEN];

  g_snprintf (uuid, sizeof uuid, "00000000-0000-4000-8000-%012x", fixture->n++);
  update (fixture, fixture->hosts[host], uuid, name, state);

  return bst_inventory_get_machine (fixture->inventory, fixture->hosts[host], uuid);
}

static BstMachine *
add_running (Fixture *fixture, const char *name)
{
  return add (fixture, 0, name, BST_MACHINE_STATE_RUNNING);
}

static void
set_state (Fixture *fixture, BstMachine *machine, BstMachineState state)
{
  update (fixture, bst_machine_get_host (machine), bst_machine_get_uuid (machine), NULL, state);
}

static void
set_ip (Fixture *fixture, BstMachine *machine, const char *ip)
{
  g_autoptr (BstGuestFacts) guest = bst_guest_facts_new ();

  guest->addresses = g_strsplit (ip, " ", -1);
  bst_inventory_update_guest (fixture->inventory, bst_machine_get_host (machine),
                              bst_machine_get_uuid (machine), guest);
}

/* Uses @used of 1000 KiB, as the guest says; or only its host. */
static void
set_memory_of (Fixture *fixture, BstMachine *machine, guint64 used, gboolean guest_says)
{
  BstDomainStats stats;

  bst_domain_stats_init (&stats, bst_machine_get_uuid (machine));
  stats.state = BST_MACHINE_STATE_RUNNING;
  stats.time = g_get_monotonic_time ();
  stats.vcpus = 1;
  stats.memory_max_kib = 1000;
  stats.memory_kib = 1000;
  stats.memory_rss_kib = used;
  if (guest_says)
    {
      stats.guest_total_kib = 1000;
      stats.guest_usable_kib = 1000 - used;
    }
  bst_inventory_update_stats (fixture->inventory, bst_machine_get_host (machine), &stats, 1);
}

static void
set_memory (Fixture *fixture, BstMachine *machine, guint64 used)
{
  set_memory_of (fixture, machine, used, TRUE);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* --- the order --- */

static char *
get_names (BstMachineOrder *order)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < bst_machine_order_get_n (order); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "",
                            bst_machine_get_name (bst_machine_order_get (order, i)));

  return g_string_free (names, FALSE);
}

static void
assert_names (BstMachineOrder *order, const char *expected)
{
  g_autofree char *names = get_names (order);

  g_assert_cmpstr (names, ==, expected);
}

static BstMachineOrder *
make_order (Fixture *fixture)
{
  return bst_machine_order_new (bst_inventory_get_machines (fixture->inventory));
}

static void
test_natural (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstMachineOrder) order = NULL;

  add_running (fixture, "web10");
  add_running (fixture, "Web9");
  add_running (fixture, "web2");
  add_running (fixture, "db");
  order = make_order (fixture);
  assert_names (order, "db web2 Web9 web10");

  /* Those that come later find their place. */
  add_running (fixture, "web3");
  settle ();
  assert_names (order, "db web2 web3 Web9 web10");

  bst_machine_order_set_sort (order, bst_columns_find ("name"), TRUE);
  assert_names (order, "web10 Web9 web3 web2 db");
}

static void
test_addresses (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstMachineOrder) order = make_order (fixture);

  add_running (fixture, "none");
  set_ip (fixture, add_running (fixture, "hundred"), "192.168.1.100");
  set_ip (fixture, add_running (fixture, "six"), "2001:db8::1");
  set_ip (fixture, add_running (fixture, "nine"), "192.168.1.9");
  settle ();

  bst_machine_order_set_sort (order, bst_columns_find ("ip"), FALSE);
  assert_names (order, "nine hundred six none");
  bst_machine_order_set_sort (order, bst_columns_find ("ip"), TRUE);
  assert_names (order, "six hundred nine none");
}

/* A tick brings rows in order again; what is not known stays last. */
static void
test_figures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstMachineOrder) order = make_order (fixture);
  BstMachine *a = add_running (fixture, "a");
  BstMachine *b = add_running (fixture, "b");

  add (fixture, 0, "off", BST_MACHINE_STATE_SHUTOFF);
  set_memory (fixture, a, 100);
  set_memory (fixture, b, 200);
  settle ();
  bst_machine_order_set_sort (order, bst_columns_find ("memory"), TRUE);
  assert_names (order, "b a off");

  set_memory (fixture, a, 300);
  bst_machine_order_flush (order);
  assert_names (order, "a b off");

  set_state (fixture, a, BST_MACHINE_STATE_SHUTOFF);
  bst_machine_order_flush (order);
  assert_names (order, "b a off");
}

static void
test_hold (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstMachineOrder) order = make_order (fixture);
  BstMachine *a = add_running (fixture, "a");
  BstMachine *b = add_running (fixture, "b");

  set_memory (fixture, a, 100);
  set_memory (fixture, b, 200);
  bst_machine_order_set_sort (order, bst_columns_find ("memory"), TRUE);
  bst_machine_order_flush (order);
  assert_names (order, "b a");

  bst_machine_order_hold (order);
  set_memory (fixture, a, 300);
  bst_machine_order_flush (order);
  assert_names (order, "b a");
  bst_machine_order_release (order);
  assert_names (order, "a b");
}

static void
test_query (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstMachineOrder) order = make_order (fixture);
  BstMachine *web1;
  guint position;

  web1 = add_running (fixture, "web1");
  add_running (fixture, "web2");
  add (fixture, 1, "mail", BST_MACHINE_STATE_SHUTOFF);
  settle ();

  bst_machine_order_set_query (order, "web");
  assert_names (order, "web1 web2");
  bst_machine_order_set_query (order, "web1");
  assert_names (order, "web1");
  bst_machine_order_set_query (order, "web");
  assert_names (order, "web1 web2");
  bst_machine_order_set_query (order, "host:hostb");
  assert_names (order, "mail");

  /* What no longer fits goes when that is known, and comes back so. */
  bst_machine_order_set_query (order, "state:running");
  assert_names (order, "web1 web2");
  set_state (fixture, web1, BST_MACHINE_STATE_PAUSED);
  settle ();
  assert_names (order, "web2");
  g_assert_false (bst_machine_order_find (order, web1, NULL));
  set_state (fixture, web1, BST_MACHINE_STATE_RUNNING);
  settle ();
  assert_names (order, "web1 web2");
  g_assert_true (bst_machine_order_find (order, web1, &position));
  g_assert_cmpuint (position, ==, 0);

  bst_machine_order_set_query (order, "nothing-like-it");
  g_assert_cmpuint (bst_machine_order_get_n (order), ==, 0);
  bst_machine_order_set_query (order, "");
  assert_names (order, "mail web1 web2");
}

static void
test_scope (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstMachineOrder) order = make_order (fixture);
  const char *const tags[] = { "lab", NULL };
  BstMachine *a = add_running (fixture, "a");
  BstMachine *b = add (fixture, 1, "b", BST_MACHINE_STATE_RUNNING);
  BstMachine *c = add (fixture, 1, "c", BST_MACHINE_STATE_RUNNING);

  bst_inventory_set_tags (fixture->inventory, a, tags);
  bst_inventory_set_group (fixture->inventory, b, "School/Web");
  bst_inventory_set_group (fixture->inventory, c, "Schoolyard");
  settle ();

  bst_machine_order_set_scope (order, fixture->hosts[1], NULL, NULL);
  assert_names (order, "b c");
  bst_machine_order_set_scope (order, NULL, "lab", NULL);
  assert_names (order, "a");
  bst_machine_order_set_scope (order, NULL, NULL, "School");
  assert_names (order, "b");
  bst_machine_order_set_scope (order, NULL, NULL, NULL);
  assert_names (order, "a b c");
}

/* --- rows --- */

static BstMachine *
get_row_machine (BstMachineRows *rows, guint position)
{
  g_autoptr (BstMachineRow) row = g_list_model_get_item (G_LIST_MODEL (rows), position);

  return bst_machine_row_get_machine (row);
}

/* Rows are places: the widgets on them are never built anew for another order. */
static void
test_rows_stay (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstMachineOrder) order = NULL;
  g_autoptr (BstMachineRows) rows = NULL;
  g_autoptr (BstMachineRow) first = NULL;
  g_autoptr (BstMachineRow) again = NULL;
  BstMachine *a = add_running (fixture, "a");
  BstMachine *b = add_running (fixture, "b");

  order = make_order (fixture);
  rows = bst_machine_rows_new (order, G_MAXUINT);
  first = g_list_model_get_item (G_LIST_MODEL (rows), 0);
  g_assert_true (bst_machine_row_get_machine (first) == a);

  bst_machine_order_set_query (order, "name:b");
  again = g_list_model_get_item (G_LIST_MODEL (rows), 0);
  g_assert_true (again == first);
  g_assert_true (bst_machine_row_get_machine (first) == b);
  g_assert_null (get_row_machine (rows, 1));

  bst_machine_order_set_query (order, "");
  g_assert_true (get_row_machine (rows, 1) == b);
}

/* A list begins with what can be seen. */
static void
test_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstMachineOrder) order = NULL;
  g_autoptr (BstMachineRows) rows = NULL;
  guint before;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("m%u", i);

      add_running (fixture, name);
    }
  order = make_order (fixture);
  rows = bst_machine_rows_new (order, 64);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 64);
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (rows));
  before = bst_machine_rows_get_n_selected (rows);
  bst_machine_rows_set_limit (rows, G_MAXUINT);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 300);
  g_assert_cmpuint (bst_machine_rows_get_n_selected (rows), ==, before);
}

static void
count (guint *n)
{
  ++*n;
}

static void
test_selection (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstMachineOrder) order = NULL;
  g_autoptr (BstMachineRows) rows = NULL;
  g_autoptr (GPtrArray) selected = NULL;
  g_autofree char *uuid = NULL;
  GtkSelectionModel *model;
  BstMachine *b;
  guint n = 0;

  add_running (fixture, "a");
  b = add_running (fixture, "b");
  add_running (fixture, "c");
  order = make_order (fixture);
  rows = bst_machine_rows_new (order, G_MAXUINT);
  model = GTK_SELECTION_MODEL (rows);
  g_signal_connect_swapped (rows, "selected-changed", G_CALLBACK (count), &n);

  gtk_selection_model_select_item (model, 1, TRUE);
  g_assert_cmpuint (n, ==, 1);

  /* Another order, another place; still the one that is selected, and nothing to tell. */
  bst_machine_order_set_query (order, "-name:a");
  g_assert_true (gtk_selection_model_is_selected (model, 0));
  g_assert_false (gtk_selection_model_is_selected (model, 1));
  bst_machine_order_set_query (order, "");
  add_running (fixture, "aa");
  settle ();
  g_assert_true (gtk_selection_model_is_selected (model, 2));
  selected = bst_machine_rows_get_selected (rows);
  g_assert_cmpuint (selected->len, ==, 1);
  g_assert_true (g_ptr_array_index (selected, 0) == b);
  g_assert_cmpuint (n, ==, 1);

  /* Rows without a machine are none. */
  gtk_selection_model_select_all (model);
  g_assert_cmpuint (bst_machine_rows_get_n_selected (rows), ==, 4);
  bst_machine_order_set_query (order, "name:b");
  g_assert_cmpuint (bst_machine_rows_get_n_selected (rows), ==, 1);
  gtk_selection_model_select_all (model);
  g_assert_cmpuint (bst_machine_rows_get_n_selected (rows), ==, 1);
  gtk_selection_model_select_item (model, 2, TRUE);
  g_assert_cmpuint (bst_machine_rows_get_n_selected (rows), ==, 1);
  g_assert_cmpuint (n, ==, 3);

  uuid = g_strdup (bst_machine_get_uuid (b));
  bst_inventory_remove_domain (fixture->inventory, fixture->hosts[0], uuid);
  settle ();
  g_assert_cmpuint (bst_machine_rows_get_n_selected (rows), ==, 0);
  g_assert_cmpuint (n, ==, 4);
}

static BstMachine *
get_only (BstMachineRows *rows)
{
  g_autoptr (GPtrArray) selected = bst_machine_rows_get_selected (rows);

  return selected->len == 1 ? g_ptr_array_index (selected, 0) : NULL;
}

static void
go (Fixture *fixture, BstMachine *machine)
{
  bst_inventory_remove_domain (fixture->inventory, bst_machine_get_host (machine),
                               bst_machine_get_uuid (machine));
}

/* A machine that moves to another host keeps being selected there, whichever host tells of it
 * first; one that goes for good does not come back selected once something else was. */
static void
test_moved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstMachineOrder) order =
      bst_machine_order_new (bst_inventory_get_machines (fixture->inventory));
  g_autoptr (BstMachineRows) rows = bst_machine_rows_new (order, G_MAXUINT);
  GtkSelectionModel *model = GTK_SELECTION_MODEL (rows);
  BstMachine *here = add_running (fixture, "a");
  g_autofree char *uuid = g_strdup (bst_machine_get_uuid (here));
  BstMachine *there;

  add_running (fixture, "b");
  gtk_selection_model_select_item (model, 0, TRUE);
  update (fixture, fixture->hosts[1], uuid, "a", BST_MACHINE_STATE_RUNNING);
  there = bst_inventory_get_machine (fixture->inventory, fixture->hosts[1], uuid);
  g_assert_true (get_only (rows) == here);
  go (fixture, here);
  g_assert_true (get_only (rows) == there);

  go (fixture, there);
  g_assert_null (get_only (rows));
  update (fixture, fixture->hosts[0], uuid, "a", BST_MACHINE_STATE_RUNNING);
  here = bst_inventory_get_machine (fixture->inventory, fixture->hosts[0], uuid);
  g_assert_true (get_only (rows) == here);

  go (fixture, here);
  gtk_selection_model_select_item (model, 0, TRUE);
  update (fixture, fixture->hosts[1], uuid, "a", BST_MACHINE_STATE_RUNNING);
  g_assert_cmpstr (bst_machine_get_name (get_only (rows)), ==, "b");
}

/* --- the widget --- */

static void
on_painted (GdkFrameClock *clock, gboolean *painted)
{
  *painted = TRUE;
}

static void
paint (Fixture *fixture)
{
  for (guint i = 0; i < 2; i++)
    {
      GdkFrameClock *clock = gtk_widget_get_frame_clock (fixture->window);
      gboolean painted = FALSE;
      gulong handler =
          g_signal_connect_after (clock, "after-paint", G_CALLBACK (on_painted), &painted);

      gtk_widget_queue_draw (fixture->window);
      while (!painted)
        g_main_context_iteration (NULL, TRUE);
      g_signal_handler_disconnect (clock, handler);
    }
}

static void
show_list (Fixture *fixture)
{
  fixture->list = BST_MACHINE_LIST (bst_machine_list_new (fixture->inventory));
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1100, 600);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->list));
  gtk_window_present (GTK_WINDOW (fixture->window));
  paint (fixture);
}

static void
hide_list (Fixture *fixture)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  fixture->window = NULL;
  fixture->list = NULL;
}

/* (nullable): the cell on screen of @machine in the column of that id. */
static BstCell *
find_cell (GtkWidget *widget, BstMachine *machine, const char *id)
{
  BstCell *found = NULL;

  if (BST_IS_CELL (widget))
    {
      BstCell *cell = BST_CELL (widget);

      return bst_cell_get_machine (cell) == machine && gtk_widget_get_mapped (widget) &&
                     g_str_equal (bst_cell_get_column (cell)->id, id)
                 ? cell
                 : NULL;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_cell (child, machine, id);

  return found;
}

static void
assert_label (Fixture *fixture, BstMachine *machine, const char *id, const char *label)
{
  BstCell *cell = find_cell (GTK_WIDGET (fixture->list), machine, id);
  g_autofree char *actual = NULL;

  /* Tells what it is where it is not what is asked; equal strings are two to GTK 4.8. */
  g_assert_nonnull (cell);
  actual =
      gtk_test_accessible_check_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, "");
  g_assert_cmpstr (actual, ==, label);
}

static void
test_cells (Fixture *fixture, gconstpointer data)
{
  BstMachine *web = add_running (fixture, "web");

  set_ip (fixture, web, "10.0.0.1 10.0.0.2");
  set_memory (fixture, web, 250);
  show_list (fixture);

  assert_label (fixture, web, "name", "Name: web, Running");
  assert_label (fixture, web, "host", "Host: hosta");
  assert_label (fixture, web, "ip", "IP Address: 10.0.0.1\n10.0.0.2");
  assert_label (fixture, web, "memory", "Memory: 250\302\240KiB of 1000\302\240KiB used");
  g_assert_null (find_cell (GTK_WIDGET (fixture->list), web, "notes"));

  set_memory_of (fixture, web, 990, FALSE);
  paint (fixture);
  assert_label (fixture, web, "memory",
                "Memory: 1000\302\240KiB; 990\302\240KiB of it on the host. The guest does not say "
                "what it uses");

  /* A cell follows its machine. */
  set_state (fixture, web, BST_MACHINE_STATE_PAUSED);
  set_ip (fixture, web, "10.0.0.3");
  paint (fixture);
  assert_label (fixture, web, "name", "Name: web, Paused");
  assert_label (fixture, web, "ip", "IP Address: 10.0.0.3");
}

/* One that was changed while it was out of sight is right when it comes in sight. */
static void
test_out_of_sight (Fixture *fixture, gconstpointer data)
{
  BstMachine *last = NULL;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("m%u", i);

      last = add_running (fixture, name);
    }
  show_list (fixture);
  bst_machine_list_select (fixture->list, last);
  paint (fixture);
  assert_label (fixture, last, "name", "Name: m99, Running");

  bst_machine_list_select (fixture->list,
                           bst_inventory_get_machine (fixture->inventory, fixture->hosts[0],
                                                      "00000000-0000-4000-8000-000000000000"));
  paint (fixture);
  g_assert_null (find_cell (GTK_WIDGET (fixture->list), last, "name"));
  set_state (fixture, last, BST_MACHINE_STATE_CRASHED);
  paint (fixture);
  bst_machine_list_select (fixture->list, last);
  paint (fixture);
  assert_label (fixture, last, "name", "Name: m99, Crashed");
}

static void
test_on_screen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  BstMachine *first = add_running (fixture, "m0");
  BstMachine *last = NULL;

  for (guint i = 1; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("m%u", i);

      last = add_running (fixture, name);
    }
  show_list (fixture);

  before = bst_machine_list_get_on_screen (fixture->list);
  g_assert_cmpuint (before->len, >, 5);
  g_assert_cmpuint (before->len, <, 60);
  g_assert_true (g_ptr_array_find (before, first, NULL));
  g_assert_false (g_ptr_array_find (before, last, NULL));

  bst_machine_list_select (fixture->list, last);
  paint (fixture);
  after = bst_machine_list_get_on_screen (fixture->list);
  g_assert_true (g_ptr_array_find (after, last, NULL));
  g_assert_false (g_ptr_array_find (after, first, NULL));
}

/* Rows past the last machine take no place. */
static void
test_short (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) shown = NULL;
  BstMachine *m7 = NULL;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("m%u", i);
      BstMachine *machine = add_running (fixture, name);

      m7 = i == 7 ? machine : m7;
    }
  show_list (fixture);
  bst_machine_list_select (fixture->list, m7);

  bst_machine_list_set_query (fixture->list, "name:m7");
  paint (fixture);
  g_assert_cmpuint (bst_machine_list_get_n_shown (fixture->list), ==, 11);
  shown = bst_machine_list_get_on_screen (fixture->list);
  g_assert_cmpuint (shown->len, ==, 11);
  assert_label (fixture, m7, "name", "Name: m7, Running");

  bst_machine_list_set_query (fixture->list, "");
  paint (fixture);
  g_assert_cmpuint (bst_machine_list_get_n_shown (fixture->list), ==, 300);
  g_ptr_array_unref (shown);
  shown = bst_machine_list_get_selected (fixture->list);
  g_assert_cmpuint (shown->len, ==, 1);
  g_assert_true (g_ptr_array_index (shown, 0) == m7);
}

static gboolean
is_first_on_screen (Fixture *fixture, BstMachine *machine)
{
  g_autoptr (GPtrArray) shown = bst_machine_list_get_on_screen (fixture->list);

  return shown->len > 0 && g_ptr_array_index (shown, 0) == machine;
}

/* Whatever was looked at before: found machines are seen from their first. */
static void
test_scrolling (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) shown = NULL;
  BstMachine *all[600];

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autofree char *name = g_strdup_printf ("m%u", i);

      all[i] = add_running (fixture, name);
    }
  show_list (fixture);
  bst_machine_list_select (fixture->list, all[500]);
  paint (fixture);
  g_assert_false (is_first_on_screen (fixture, all[0]));

  bst_machine_list_set_query (fixture->list, "name:m1");
  paint (fixture);
  g_assert_true (is_first_on_screen (fixture, all[1]));
  bst_machine_list_set_query (fixture->list, "name:m12");
  paint (fixture);
  g_assert_true (is_first_on_screen (fixture, all[12]));
  bst_machine_list_set_query (fixture->list, "");
  paint (fixture);
  g_assert_true (is_first_on_screen (fixture, all[0]));

  /* What is selected is not lost from sight. */
  bst_machine_list_select (fixture->list, all[577]);
  bst_machine_list_set_query (fixture->list, "name:m577");
  paint (fixture);
  bst_machine_list_set_query (fixture->list, "");
  paint (fixture);
  shown = bst_machine_list_get_on_screen (fixture->list);
  g_assert_true (g_ptr_array_find (shown, all[577], NULL));
}

/* The keyboard stays with its machine when rows change places. */
static void
test_focus (Fixture *fixture, gconstpointer data)
{
  g_autofree char *uuid = NULL;
  BstMachine *machines[5], *moved;
  GtkWidget *row, *focus;

  for (guint i = 0; i < G_N_ELEMENTS (machines); i++)
    {
      g_autofree char *name = g_strdup_printf ("m%u", i);

      machines[i] = add_running (fixture, name);
    }
  show_list (fixture);
  row = gtk_widget_get_parent (gtk_widget_get_parent (
      GTK_WIDGET (find_cell (GTK_WIDGET (fixture->list), machines[1], "name"))));
  g_assert_true (gtk_widget_grab_focus (row));

  bst_machine_list_set_sort (fixture->list, "name", TRUE);
  paint (fixture);
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_nonnull (focus);
  g_assert_true (focus != row);
  g_assert_nonnull (find_cell (focus, machines[1], "name"));

  /* To another host, too. */
  bst_machine_list_set_sort (fixture->list, "host", FALSE);
  bst_machine_list_select (fixture->list, machines[1]);
  paint (fixture);
  uuid = g_strdup (bst_machine_get_uuid (machines[1]));
  update (fixture, fixture->hosts[1], uuid, "m1", BST_MACHINE_STATE_RUNNING);
  go (fixture, machines[1]);
  paint (fixture);
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  moved = bst_inventory_get_machine (fixture->inventory, fixture->hosts[1], uuid);
  g_assert_nonnull (find_cell (focus, moved, "name"));
}

static void
test_hostile_names (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (255, 'W');
  const char *const names[] = {
    "two\nlines", "<b>bold</b> & more", "\327\251\327\250\327\252", "a\342\200\256b", "%s%n",
    long_name,
  };
  BstMachine *machines[G_N_ELEMENTS (names)];

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    machines[i] = add_running (fixture, names[i]);
  show_list (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *label = g_strdup_printf ("Name: %s, Running", names[i]);
      BstCell *cell = find_cell (GTK_WIDGET (fixture->list), machines[i], "name");

      assert_label (fixture, machines[i], "name", label);
      g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (cell)), <, 60);
    }
}

/* A host that does not answer says how old what is shown is. */
static void
test_age (Fixture *fixture, gconstpointer data)
{
  BstMachine *machine = add_running (fixture, "web");
  BstCell *cell;
  BstCellValue value;

  show_list (fixture);
  bst_inventory_set_host_state (fixture->inventory, fixture->hosts[0], BST_HOST_STATE_LOST, NULL);
  bst_machine_set_seen (machine, g_get_real_time () - 5 * 60 * G_USEC_PER_SEC);
  paint (fixture);
  cell = find_cell (GTK_WIDGET (fixture->list), machine, "name");
  g_assert_nonnull (cell);

  bst_cell_value_init (&value);
  bst_column_print (bst_columns_find ("state"), machine, &value);
  g_assert_nonnull (strstr (value.text->str, "5 min"));
  bst_cell_value_clear (&value);
}

static void
test_remembered (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *restored = NULL;
  g_autoptr (GtkColumnViewColumn) column = NULL;
  BstColumnSet *columns;
  gboolean descending;

  show_list (fixture);
  columns = bst_machine_list_get_columns (fixture->list);
  before = bst_column_set_save (columns);
  column = g_list_model_get_item (bst_column_set_get_columns (columns), 3);
  g_assert_cmpstr (bst_column_of_view (column)->id, ==, "host");
  gtk_column_view_column_set_fixed_width (column, 333);
  bst_column_set_move (columns, column, -2);
  gtk_widget_activate_action (GTK_WIDGET (fixture->list), "columns.notes", NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->list), "columns.ip", NULL);
  bst_machine_list_set_sort (fixture->list, "memory", TRUE);
  g_assert_cmpstr (bst_machine_list_get_sort (fixture->list, &descending), ==, "memory");
  g_assert_true (descending);
  after = bst_column_set_save (columns);
  g_assert_cmpstr (before, !=, after);
  g_clear_object (&column);
  hide_list (fixture);
  settle ();

  show_list (fixture);
  columns = bst_machine_list_get_columns (fixture->list);
  restored = bst_column_set_save (columns);
  g_assert_cmpstr (restored, ==, after);
  column = g_list_model_get_item (bst_column_set_get_columns (columns), 1);
  g_assert_cmpstr (bst_column_of_view (column)->id, ==, "host");
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (column), ==, 333);
}

/* (nullable): the first of a type, with that label or tooltip where one is given. */
static GtkWidget *
find_widget (GtkWidget *widget, GType type, const char *text)
{
  GtkWidget *found = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (widget), type) &&
      (text == NULL || g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) == 0 ||
       (GTK_IS_CHECK_BUTTON (widget) &&
        g_strcmp0 (gtk_check_button_get_label (GTK_CHECK_BUTTON (widget)), text) == 0)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_widget (child, type, text);

  return found;
}

/* All that headers do for the pointer, the keyboard can do too. */
static void
test_chooser (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GtkColumnViewColumn) second = NULL;
  BstColumnSet *columns;
  GtkWidget *chooser, *sort, *button;
  gboolean descending;

  show_list (fixture);
  columns = bst_machine_list_get_columns (fixture->list);
  chooser = g_object_ref_sink (bst_column_chooser_new (columns));

  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (find_widget (chooser, GTK_TYPE_CHECK_BUTTON, "State")), TRUE);
  second = g_list_model_get_item (bst_column_set_get_columns (columns), 1);
  g_assert_cmpstr (bst_column_of_view (second)->id, ==, "state");
  g_assert_true (gtk_column_view_column_get_visible (second));
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (second), >, 0);

  button = find_widget (chooser, GTK_TYPE_BUTTON, "Move “State” Down");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  g_clear_object (&second);
  second = g_list_model_get_item (bst_column_set_get_columns (columns), 1);
  g_assert_cmpstr (bst_column_of_view (second)->id, ==, "title");

  sort = find_widget (chooser, GTK_TYPE_DROP_DOWN, NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (sort), 3);
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (find_widget (chooser, GTK_TYPE_CHECK_BUTTON, "_Descending")), TRUE);
  g_assert_cmpstr (bst_machine_list_get_sort (fixture->list, &descending), ==, "host");
  g_assert_true (descending);
  bst_machine_list_set_sort (fixture->list, "name", FALSE);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (sort)), ==, 0);

  g_object_unref (chooser);
}

static void
test_not_understood (Fixture *fixture, gconstpointer data)
{
  const char *const texts[] = {
    "",
    "rubbish",
    "([('name', 0, false), ('no-such', 10, true), ('host', -5, false)], 'no-such', true)",
  };
  gboolean descending;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = NULL;

      bst_inventory_set_setting (fixture->inventory, "machine-list.columns", texts[i]);
      show_list (fixture);
      column = g_list_model_get_item (
          bst_column_set_get_columns (bst_machine_list_get_columns (fixture->list)), 0);
      g_assert_cmpstr (bst_column_of_view (column)->id, ==, "name");
      g_assert_true (gtk_column_view_column_get_visible (column));
      g_assert_cmpint (gtk_column_view_column_get_fixed_width (column), !=, 0);
      g_assert_cmpstr (bst_machine_list_get_sort (fixture->list, &descending), ==, "name");
      hide_list (fixture);
    }
}

#define ADD(name, test) g_test_add (name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  bst_thread_init ();
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 77;
    }
  adw_init ();

  ADD ("/machine-list/natural", test_natural);
  ADD ("/machine-list/addresses", test_addresses);
  ADD ("/machine-list/figures", test_figures);
  ADD ("/machine-list/hold", test_hold);
  ADD ("/machine-list/query", test_query);
  ADD ("/machine-list/scope", test_scope);
  ADD ("/machine-list/rows-stay", test_rows_stay);
  ADD ("/machine-list/limit", test_limit);
  ADD ("/machine-list/selection", test_selection);
  ADD ("/machine-list/moved", test_moved);
  ADD ("/machine-list/cells", test_cells);
  ADD ("/machine-list/out-of-sight", test_out_of_sight);
  ADD ("/machine-list/on-screen", test_on_screen);
  ADD ("/machine-list/short", test_short);
  ADD ("/machine-list/scrolling", test_scrolling);
  ADD ("/machine-list/focus", test_focus);
  ADD ("/machine-list/hostile-names", test_hostile_names);
  ADD ("/machine-list/age", test_age);
  ADD ("/machine-list/remembered", test_remembered);
  ADD ("/machine-list/chooser", test_chooser);
  ADD ("/machine-list/not-understood", test_not_understood);

  return g_test_run ();
}
