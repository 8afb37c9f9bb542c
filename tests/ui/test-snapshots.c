/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-machine-list.h"
#include "app/bst-snapshot-cell.h"
#include "app/bst-snapshots-page.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "ui-fixture.h"

/* The page of snapshots in the whole program, on libvirt's test driver; and by itself, on an inventory
 * whose host is not there. */

static BstSnapshotsPage *
get_page (gpointer root)
{
  GtkWidget *page = ui_find (root, BST_TYPE_SNAPSHOTS_PAGE, NULL);

  g_assert_nonnull (page);

  return BST_SNAPSHOTS_PAGE (page);
}

static gboolean
has_machine (gpointer data)
{
  UiFixture *fixture = data;
  GListModel *machines = bst_inventory_get_machines (fixture->inventory);
  g_autoptr (BstMachine) machine = g_list_model_get_item (machines, 0);

  return machine != NULL && bst_machine_is_fresh (machine) &&
         ui_find (fixture->window, BST_TYPE_MACHINE_LIST, NULL) != NULL;
}

static void
select_machine (UiFixture *fixture)
{
  GListModel *machines = bst_inventory_get_machines (fixture->inventory);
  g_autoptr (BstMachine) machine = NULL;
  GtkWidget *list;

  ui_wait ("the machine is there", has_machine, fixture);
  list = ui_find (fixture->window, BST_TYPE_MACHINE_LIST, NULL);
  machine = g_list_model_get_item (machines, 0);
  bst_machine_list_select (BST_MACHINE_LIST (list), machine);
  ui_settle ();
}

/* A dialog that came up, once it did. */
static gboolean
has_window (gpointer data)
{
  return ui_find_window (data, ADW_TYPE_WINDOW) != NULL ||
         ui_find_window (data, ADW_TYPE_MESSAGE_DIALOG) != NULL;
}

static gpointer
await_dialog (UiFixture *fixture)
{
  GtkWindow *dialog;

  ui_wait ("a dialog", has_window, fixture);
  dialog = ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG);

  return dialog != NULL ? dialog : ui_find_window (fixture, ADW_TYPE_WINDOW);
}

static gboolean
has_no_window (gpointer fixture)
{
  return !has_window (fixture);
}

typedef struct
{
  UiFixture *fixture;
  const char *name;
} Wanted;

static gboolean
is_current (gpointer data)
{
  Wanted *wanted = data;
  BstSnapshotsPage *page = get_page (wanted->fixture->window);
  const BstSnapshotFacts *facts;

  if (!bst_snapshots_page_choose (page, wanted->name))
    return FALSE;
  facts = bst_snapshots_page_get_chosen (page);

  return facts->current &&
         bst_scheduler_get_n_active (bst_fleet_get_scheduler (wanted->fixture->fleet)) == 0;
}

static void
take (UiFixture *fixture, const char *name)
{
  gpointer dialog;

  ui_activate (fixture, "win.take-snapshot", NULL);
  dialog = await_dialog (fixture);
  ui_type (dialog, ADW_TYPE_ENTRY_ROW, "Name", name);
  ui_type (dialog, ADW_TYPE_ENTRY_ROW, "Description", "What <b>for</b> & why");
  ui_settle ();
  ui_click (dialog, "_Take Snapshot");
  ui_wait ("the dialog goes", has_no_window, fixture);
  ui_wait ("the snapshot is there", is_current, &(Wanted){ fixture, name });
}

static void
press (UiFixture *fixture, const char *label)
{
  ui_click (await_dialog (fixture), label);
  ui_wait ("the dialog goes", has_no_window, fixture);
}

typedef struct
{
  BstSnapshotsPage *page;
  guint n;
} Rows;

static gboolean
has_rows (gpointer data)
{
  Rows *rows = data;

  return bst_snapshots_page_get_n_rows (rows->page) == rows->n;
}

static void
test_life (UiFixture *fixture)
{
  BstSnapshotsPage *page;
  gpointer dialog;

  select_machine (fixture);
  take (fixture, "first & <b>");
  take (fixture, "second");
  take (fixture, "third");
  page = get_page (fixture->window);
  g_assert_cmpuint (bst_snapshots_page_get_n_rows (page), ==, 3);

  /* A name that cannot be is not taken, and why is said. */
  ui_activate (fixture, "win.take-snapshot", NULL);
  dialog = await_dialog (fixture);
  ui_type (dialog, ADW_TYPE_ENTRY_ROW, "Name", "second");
  ui_settle ();
  g_assert_false (gtk_widget_is_sensitive (ui_find (dialog, GTK_TYPE_BUTTON, "_Take Snapshot")));
  g_assert_nonnull (ui_find (dialog, GTK_TYPE_LABEL, "There is a snapshot “second” already."));
  gtk_window_close (dialog);
  ui_wait ("the dialog goes", has_no_window, fixture);

  /* Back, with one of now taken first. */
  g_assert_true (bst_snapshots_page_choose (page, "first & <b>"));
  ui_settle ();
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "snapshots.revert", NULL));
  press (fixture, "_Go Back");
  ui_wait ("it went back", is_current, &(Wanted){ fixture, "first & <b>" });
  g_assert_cmpuint (bst_snapshots_page_get_n_rows (page), ==, 4);

  /* The whole tree from it on. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "snapshots.delete", NULL));
  dialog = await_dialog (fixture);
  g_assert_nonnull (ui_find (dialog, GTK_TYPE_LABEL, "This one and all that come from it"));
  press (fixture, "_Delete");
  ui_wait ("one is gone", has_rows, &(Rows){ page, 3 });
}

static void
test_policy (UiFixture *fixture)
{
  BstSnapshotsPage *page;
  gpointer dialog;
  GtkWidget *spin;
  g_autoptr (BstMachine) machine = NULL;

  select_machine (fixture);
  take (fixture, "first");
  machine = g_list_model_get_item (bst_inventory_get_machines (fixture->inventory), 0);
  page = get_page (fixture->window);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "snapshots.policy", NULL));
  dialog = await_dialog (fixture);
  g_assert_nonnull (ui_find (dialog, GTK_TYPE_LABEL, "No automatic snapshots"));
  spin = ui_find (dialog, GTK_TYPE_SPIN_BUTTON, NULL);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 7);
  ui_settle ();
  g_assert_null (ui_find (dialog, GTK_TYPE_LABEL, "No automatic snapshots"));
  ui_click (dialog, "_Keep");
  ui_wait ("the dialog goes", has_no_window, fixture);
  g_assert_cmpuint (bst_inventory_get_snapshot_policy (fixture->inventory, machine)->keep[0], ==, 7);
}

/* --- Without its host --- */

#define UUID "5a2c8a4e-6a52-4c8e-9c0b-6d7e1c1b2f01"
#define N_MANY 200

static GPtrArray *
make_snapshots (guint n)
{
  GPtrArray *snapshots = bst_snapshot_facts_array_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("<snapshot> %u", i);
      BstSnapshotFacts *facts = bst_snapshot_facts_new (name);

      if (i > 0)
        facts->parent = g_strdup_printf ("<snapshot> %u", i / 3);
      facts->created_at = 1764132000 + i;
      facts->state = g_strdup (i + 1 == n ? "paused" : "running");
      facts->has_memory = TRUE;
      facts->current = i + 1 == n;
      g_ptr_array_add (snapshots, facts);
    }

  return snapshots;
}

static BstMachine *
add_machine (BstInventory *inventory)
{
  BstHost *host = bst_inventory_add_host (inventory, "qemu+ssh://root@hosta/system", "hosta", NULL);
  g_autoptr (GPtrArray) domains =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);
  BstDomainFacts *facts = bst_domain_facts_new (UUID, "web");

  facts->known = BST_DOMAIN_KNOWN_STATE;
  facts->state = BST_MACHINE_STATE_RUNNING;
  g_ptr_array_add (domains, facts);
  bst_inventory_update_domains (inventory, host, domains, TRUE);

  return bst_inventory_get_machine (inventory, host, UUID);
}

static gboolean
has_many (gpointer page)
{
  return bst_snapshots_page_get_n_rows (page) == N_MANY;
}

/* (nullable): the cell with @text, in sight or not. */
static GtkWidget *
find_cell (GtkWidget *widget, const char *text)
{
  GtkWidget *found = BST_IS_SNAPSHOT_CELL (widget) && gtk_widget_get_mapped (widget) &&
                             g_strcmp0 (bst_snapshot_cell_get_text (BST_SNAPSHOT_CELL (widget)),
                                        text) == 0
                         ? widget
                         : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_cell (child, text);

  return found;
}

static gboolean
shows_current (gpointer page)
{
  GtkWidget *cell = find_cell (page, bst_snapshots_page_get_chosen (page)->name);
  double y;

  return cell != NULL && gtk_widget_translate_coordinates (cell, page, 0, 0, NULL, &y) && y > 0 &&
         y + gtk_widget_get_height (cell) <= gtk_widget_get_height (page);
}

/* All is to be seen, nothing to be done, and why not is said. */
static void
test_offline (void)
{
  BstInventory *inventory = bst_inventory_open (":memory:");
  BstFleet *fleet = bst_fleet_new (inventory);
  g_autoptr (GPtrArray) snapshots = make_snapshots (N_MANY);
  BstMachine *machine = add_machine (inventory);
  GtkWidget *window = gtk_window_new ();
  GtkWidget *page = bst_snapshots_page_new (fleet);
  GtkWidget *button, *cell;

  bst_inventory_set_snapshots (inventory, machine, snapshots);
  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 400);
  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
  bst_snapshots_page_set_machine (BST_SNAPSHOTS_PAGE (page), machine);
  ui_wait ("the inventory tells", has_many, page);
  ui_settle ();
  g_assert_true (bst_snapshots_page_get_chosen (BST_SNAPSHOTS_PAGE (page))->current);

  button = ui_find (page, GTK_TYPE_BUTTON, "Go Back…\nIts host is not connected.");
  g_assert_nonnull (button);
  g_assert_false (gtk_widget_is_sensitive (button));
  gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_LABEL, "Go Back…");
  /* The current one is far down, and is scrolled to. */
  ui_wait ("the current one is in sight", shows_current, page);
  cell = find_cell (page, bst_snapshots_page_get_chosen (BST_SNAPSHOTS_PAGE (page))->name);
  gtk_test_accessible_assert_property (cell, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "<snapshot> 199, the current one");
  g_assert_nonnull (find_cell (page, "Paused"));
  g_assert_nonnull (find_cell (page, "Running"));

  bst_snapshots_page_set_machine (BST_SNAPSHOTS_PAGE (page), NULL);
  g_assert_cmpuint (bst_snapshots_page_get_n_rows (BST_SNAPSHOTS_PAGE (page)), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
  bst_fleet_close (fleet);
  g_object_unref (fleet);
  bst_inventory_close (inventory);
  g_object_unref (inventory);
}

static gboolean
is_not_known (gpointer page)
{
  return ui_find (page, GTK_TYPE_LABEL, "Snapshots Are Not Known") != NULL;
}

/* A machine that its host does not know any more, before the list says so: why there is nothing to be
 * seen and done stands where one looks. */
static void
test_failed (UiFixture *fixture)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *page = bst_snapshots_page_new (fixture->fleet);
  g_autoptr (GPtrArray) domains =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);
  g_autoptr (BstMachine) machine = NULL;
  BstHost *host;
  GtkWidget *button, *status;
  const char *text;

  select_machine (fixture);
  machine = g_list_model_get_item (bst_inventory_get_machines (fixture->inventory), 0);
  host = bst_machine_get_host (machine);
  g_ptr_array_add (domains, bst_domain_facts_new (UUID, "R&D"));
  bst_inventory_update_domains (fixture->inventory, host, domains, FALSE);

  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 400);
  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
  bst_snapshots_page_set_machine (BST_SNAPSHOTS_PAGE (page),
                                  bst_inventory_get_machine (fixture->inventory, host, UUID));
  ui_wait ("the reason is shown", is_not_known, page);
  status = ui_find (page, ADW_TYPE_STATUS_PAGE, NULL);
  text = adw_status_page_get_description (ADW_STATUS_PAGE (status));
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, "Cannot find the machine on test"));
  button = ui_find (page, GTK_TYPE_BUTTON, "_Take Snapshot…");
  g_assert_false (gtk_widget_is_sensitive (button));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  if (!ui_init (&argc, &argv))
    return 0;

  ui_add_test ("/snapshots/life", "test:///default", test_life);
  ui_add_test ("/snapshots/policy", "test:///default", test_policy);
  ui_add_test ("/snapshots/failed", "test:///default", test_failed);
  g_test_add_func ("/snapshots/offline", test_offline);

  return g_test_run ();
}
