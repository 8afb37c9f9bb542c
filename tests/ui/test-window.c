/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "app/bst-column-chooser.h"
#include "app/bst-details.h"
#include "app/bst-first-run.h"
#include "app/bst-list-area.h"
#include "app/bst-console-thumbnail.h"
#include "app/bst-local-libvirt.h"
#include "app/bst-machine-list.h"
#include "app/bst-preferences.h"
#include "app/bst-settings.h"
#include "app/bst-sidebar-row.h"
#include "app/bst-sidebar.h"
#include "core/bst-error.h"
#include "ui-fixture.h"

static BstMachineList *
get_list (UiFixture *fixture)
{
  GtkWidget *list = ui_find (fixture->window, BST_TYPE_MACHINE_LIST, NULL);

  g_assert_nonnull (list);
  return BST_MACHINE_LIST (list);
}

static gboolean
has_machines (gpointer data)
{
  UiFixture *fixture = data;

  return g_list_model_get_n_items (bst_inventory_get_machines (fixture->inventory)) > 0 &&
         ui_find (fixture->window, BST_TYPE_MACHINE_LIST, NULL) != NULL;
}

/* (transfer none) */
static BstMachine *
select_first (UiFixture *fixture)
{
  g_autoptr (BstMachine) machine = NULL;

  ui_wait ("machines of the test driver", has_machines, fixture);
  machine = g_list_model_get_item (bst_inventory_get_machines (fixture->inventory), 0);
  bst_machine_list_select (get_list (fixture), machine);
  ui_settle ();
  return machine;
}

static gboolean
is_running (gpointer machine)
{
  return bst_machine_get_state (machine) == BST_MACHINE_STATE_RUNNING;
}

static gboolean
is_off (gpointer machine)
{
  return bst_machine_get_state (machine) == BST_MACHINE_STATE_SHUTOFF;
}

/* The window's actions follow at the next turn of the loop. */
static gboolean
may_start (gpointer fixture)
{
  return ui_action_is_enabled (fixture, "start");
}

static gboolean
may_shut_down (gpointer fixture)
{
  return ui_action_is_enabled (fixture, "shutdown");
}

static void
test_first_run (UiFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  BstHost *host;

  g_assert_nonnull (ui_find (fixture->window, BST_TYPE_FIRST_RUN, NULL));
  g_assert_null (ui_find (fixture->window, BST_TYPE_SIDEBAR_ROW, NULL));
  g_assert_null (ui_find (fixture->window, GTK_TYPE_SEARCH_ENTRY, "Search machines"));

  host = bst_inventory_add_host (fixture->inventory, "qemu+ssh://hosta/system", NULL, &error);
  g_assert_no_error (error);
  ui_settle ();
  g_assert_null (ui_find (fixture->window, BST_TYPE_FIRST_RUN, NULL));
  g_assert_nonnull (ui_find (fixture->window, BST_TYPE_SIDEBAR_ROW, NULL));

  bst_inventory_remove_host (fixture->inventory, host);
  ui_settle ();
  g_assert_nonnull (ui_find (fixture->window, BST_TYPE_FIRST_RUN, NULL));
}

static void
on_local_found (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* (transfer full) (nullable): what is offered where the sockets are in @folder. */
static char *
find_local (const char *folder, gboolean *is_there)
{
  g_autoptr (GAsyncResult) result = NULL;

  bst_local_libvirt_find_async (folder, NULL, on_local_found, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return bst_local_libvirt_find_finish (result, is_there, NULL);
}

/* This computer's: the system's where it may be used, else the user's own where there is a daemon. */
static void
test_local (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("bst-local-XXXXXX", &error);
  g_autofree char *socket = g_build_filename (folder, "virtqemud-sock", NULL);
  g_autofree char *without = NULL, *with = NULL, *closed = NULL;
  gboolean is_there;

  g_assert_no_error (error);
  without = find_local (folder, &is_there);
  g_assert_cmpstr (without, !=, "qemu:///system");
  g_assert_false (is_there);

  g_file_set_contents (socket, "", 0, &error);
  g_assert_no_error (error);
  with = find_local (folder, &is_there);
  g_assert_cmpstr (with, ==, "qemu:///system");
  g_assert_true (is_there);

  /* Nothing is closed to root. */
  if (geteuid () != 0)
    {
      g_assert_cmpint (g_chmod (socket, 0), ==, 0);
      closed = find_local (folder, &is_there);
      g_assert_cmpstr (closed, !=, "qemu:///system");
      g_assert_true (is_there);
    }

  g_unlink (socket);
  g_rmdir (folder);
}

static void
test_actions (UiFixture *fixture)
{
  BstMachine *machine;

  g_assert_false (ui_action_is_enabled (fixture, "start"));
  g_assert_false (ui_action_is_enabled (fixture, "shutdown"));

  machine = select_first (fixture);
  ui_wait ("the test machine runs", is_running, machine);
  ui_wait ("shut down is offered", may_shut_down, fixture);
  g_assert_false (ui_action_is_enabled (fixture, "start"));

  ui_activate (fixture, "win.shutdown", NULL);
  ui_wait ("the machine is off", is_off, machine);
  ui_wait ("start is offered", may_start, fixture);
  g_assert_false (ui_action_is_enabled (fixture, "shutdown"));
  g_assert_false (ui_action_is_enabled (fixture, "pause"));

  ui_activate (fixture, "win.start", NULL);
  ui_wait ("the machine runs again", is_running, machine);
}

static void
test_confirmation (UiFixture *fixture)
{
  BstMachine *machine = select_first (fixture);
  GtkWindow *dialog;

  ui_wait ("shut down is offered", may_shut_down, fixture);
  ui_activate (fixture, "win.off", NULL);
  dialog = ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_nonnull (strstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)),
                            bst_machine_get_name (machine)));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  ui_settle ();
  g_assert_true (is_running (machine));
  g_assert_cmpuint (g_list_model_get_n_items (bst_inventory_get_operations (fixture->inventory)),
                    ==, 0);

  ui_activate (fixture, "win.off", NULL);
  dialog = ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "do");
  ui_wait ("the machine is off", is_off, machine);
}

static void
test_no_confirmation (UiFixture *fixture)
{
  BstMachine *machine = select_first (fixture);

  ui_wait ("shut down is offered", may_shut_down, fixture);
  g_settings_set_boolean (bst_settings_get (), "confirm", FALSE);
  ui_activate (fixture, "win.off", NULL);
  g_assert_null (ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG));
  g_settings_reset (bst_settings_get (), "confirm");
  ui_wait ("the machine is off", is_off, machine);
}

static const char *
get_page (UiFixture *fixture)
{
  GtkWidget *area = ui_find (fixture->window, BST_TYPE_LIST_AREA, NULL);

  ui_settle ();
  return bst_list_area_get_page (BST_LIST_AREA (area));
}

/* Each reason for an empty list has its page. */
static void
test_pages (UiFixture *fixture)
{
  g_autoptr (GPtrArray) domains =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);
  BstHost *host =
      bst_inventory_add_host (fixture->inventory, "qemu+ssh://hosta/system", NULL, NULL);

  bst_inventory_set_host_state (fixture->inventory, host, BST_HOST_STATE_CONNECTING, NULL);
  g_assert_cmpstr (get_page (fixture), ==, "connecting");
  bst_inventory_set_host_state (
      fixture->inventory, host, BST_HOST_STATE_LOST,
      bst_error_new (BST_ERROR_LOST, "Look at the cable.", NULL, "hosta is away"));
  g_assert_cmpstr (get_page (fixture), ==, "lost");
  bst_inventory_set_host_state (
      fixture->inventory, host, BST_HOST_STATE_FAILED,
      bst_error_new (BST_ERROR_AUTH, "Copy the key.", NULL, "hosta does not let root in"));
  g_assert_cmpstr (get_page (fixture), ==, "failed");
  bst_inventory_set_host_state (fixture->inventory, host, BST_HOST_STATE_ONLINE, NULL);
  g_assert_cmpstr (get_page (fixture), ==, "empty");

  ui_type (fixture->window, GTK_TYPE_SEARCH_ENTRY, "Search machines", "nothing like this");
  g_assert_cmpstr (get_page (fixture), ==, "no-match");
  ui_click (fixture->window, "_Clear the Search");
  g_assert_cmpstr (get_page (fixture), ==, "empty");

  /* What it has is listed as it was, which a bar says. */
  g_ptr_array_add (domains, bst_domain_facts_new ("5a2c8a4e-6a52-4c8e-9c0b-6d7e1c1b2f01", "web"));
  bst_inventory_update_domains (fixture->inventory, host, domains, FALSE);
  bst_inventory_set_host_state (fixture->inventory, host, BST_HOST_STATE_CONNECTING, NULL);
  ui_activate (fixture, "win.show-place", g_variant_new ("(xs)", bst_host_get_id (host), ""));
  ui_settle ();
  g_assert_nonnull (
      ui_find (fixture->window, GTK_TYPE_LABEL, "Connecting… Shown as it was just now."));
}

static gboolean
has_thumbnail (gpointer window)
{
  return ui_find (window, BST_TYPE_CONSOLE_THUMBNAIL, NULL) != NULL;
}

static gboolean
has_no_thumbnail (gpointer window)
{
  return !has_thumbnail (window);
}

/* A double click, or Enter. */
static void
test_activated (UiFixture *fixture)
{
  GtkWidget *list, *details;

  select_first (fixture);
  list = ui_find (fixture->window, GTK_TYPE_COLUMN_VIEW, NULL);
  details = ui_find (fixture->window, BST_TYPE_DETAILS, NULL);
  g_assert_cmpstr (bst_details_get_page_name (BST_DETAILS (details)), ==, "general");

  g_signal_emit_by_name (list, "activate", 0u);
  ui_settle ();
  g_assert_cmpstr (bst_details_get_page_name (BST_DETAILS (details)), ==, "console");
}

/* The screen of a machine that runs, as its host pictures it, while no console is open. */
static void
test_thumbnail (UiFixture *fixture)
{
  BstMachine *machine = select_first (fixture);

  g_assert_true (is_running (machine));
  ui_wait ("the picture of its screen", has_thumbnail, fixture->window);
  ui_activate (fixture, "win.shutdown", NULL);
  ui_wait ("no picture of one that is off", has_no_thumbnail, fixture->window);
}

/* What the test says of its host must not be put right by the fleet. */
static void
run_pages (void)
{
  g_settings_set_boolean (bst_settings_get (), "connect-at-start", FALSE);
  ui_run (":memory:", NULL, test_pages);
  g_settings_reset (bst_settings_get (), "connect-at-start");
}

static void
test_view (UiFixture *fixture)
{
  GtkWidget *search = ui_find (fixture->window, GTK_TYPE_SEARCH_ENTRY, "Search machines");
  GtkWidget *sidebar = ui_find (fixture->window, BST_TYPE_SIDEBAR, NULL);
  g_autoptr (BstHost) host =
      g_list_model_get_item (bst_inventory_get_hosts (fixture->inventory), 0);
  GtkWindow *dialog;

  gtk_editable_set_text (GTK_EDITABLE (search), "state:running");
  ui_activate (fixture, "win.save-view", NULL);
  dialog = ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  ui_type (dialog, ADW_TYPE_ENTRY_ROW, "Name", "What runs");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "accept");
  ui_settle ();
  g_assert_nonnull (ui_find (fixture->window, GTK_TYPE_LABEL, "What runs"));

  /* Chosen it is, and cleared it is all machines, also in the sidebar. */
  g_assert_nonnull (bst_place_get_view (bst_sidebar_get_place (BST_SIDEBAR (sidebar))));
  ui_activate (fixture, "win.clear-search", NULL);
  g_assert_cmpint (bst_place_get_kind (bst_sidebar_get_place (BST_SIDEBAR (sidebar))), ==,
                   BST_PLACE_ALL);
  bst_sidebar_choose (BST_SIDEBAR (sidebar), "view:What runs");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (search)), ==, "state:running");

  /* The search goes with it when another place is. */
  ui_activate (fixture, "win.show-place", g_variant_new ("(xs)", bst_host_get_id (host), ""));
  ui_settle ();
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (search)), ==, "");

  ui_activate (fixture, "win.remove-view", g_variant_new_string ("What runs"));
  ui_settle ();
  g_assert_null (ui_find (fixture->window, GTK_TYPE_LABEL, "What runs"));
}

/* The place that is chosen already leads back from tasks and events; nothing is done meanwhile to what
 * is selected behind them. */
static void
test_back (UiFixture *fixture)
{
  GtkWidget *sidebar = ui_find (fixture->window, BST_TYPE_SIDEBAR, NULL);
  GtkWidget *row = ui_find (sidebar, GTK_TYPE_LIST_BOX_ROW, NULL);

  select_first (fixture);
  ui_wait ("shut down is offered", may_shut_down, fixture);
  ui_activate (fixture, "win.show-activity", g_variant_new_string ("alerts"));
  ui_settle ();
  g_assert_null (ui_find (fixture->window, BST_TYPE_LIST_AREA, NULL));
  g_assert_false (ui_action_is_enabled (fixture, "shutdown"));
  g_assert_true (gtk_list_box_row_is_selected (GTK_LIST_BOX_ROW (row)));
  gtk_widget_activate (row);
  ui_settle ();
  g_assert_nonnull (ui_find (fixture->window, BST_TYPE_LIST_AREA, NULL));
  g_assert_true (ui_action_is_enabled (fixture, "shutdown"));
}

static void
assert_details (UiFixture *fixture, const char *page)
{
  GtkWidget *details = ui_find (fixture->window, BST_TYPE_DETAILS, NULL);

  ui_settle ();
  g_assert_cmpstr (bst_details_get_page_name (BST_DETAILS (details)), ==, page);
}

/* A host that is chosen is shown, whatever machine was looked at; and again. */
static void
test_host (UiFixture *fixture)
{
  BstMachine *machine = select_first (fixture);
  const char *name = bst_host_get_name (bst_machine_get_host (machine));
  GtkWidget *label, *row, *details, *button;

  assert_details (fixture, "general");
  label = ui_find (ui_find (fixture->window, BST_TYPE_SIDEBAR, NULL), GTK_TYPE_LABEL, name);
  g_assert_nonnull (label);
  row = gtk_widget_get_ancestor (label, GTK_TYPE_LIST_BOX_ROW);
  gtk_widget_activate (row);
  assert_details (fixture, "host");
  /* What is done with a host is not in its menu alone. */
  details = ui_find (fixture->window, BST_TYPE_DETAILS, NULL);
  button = ui_find (details, GTK_TYPE_BUTTON, "Drai_n Host…");
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_assert_nonnull (ui_find (details, GTK_TYPE_BUTTON, "Chec_k Host…"));

  bst_machine_list_select (get_list (fixture), machine);
  assert_details (fixture, "general");
  gtk_widget_activate (row);
  assert_details (fixture, "host");
}

/* The columns can be chosen there too, and are those of the list. */
static void
test_preferences (UiFixture *fixture)
{
  BstColumnSet *columns = bst_window_get_columns (BST_WINDOW (fixture->window));
  g_autofree char *before = bst_column_set_save (columns);
  g_autofree char *after = NULL;
  GtkWindow *preferences;
  GtkWidget *check;

  ui_activate (fixture, "app.preferences", NULL);
  ui_settle ();
  preferences = ui_find_window (fixture, BST_TYPE_PREFERENCES);
  g_assert_nonnull (preferences);
  g_assert_nonnull (ui_find (preferences, BST_TYPE_COLUMN_CHOOSER, NULL));
  check = ui_find (preferences, GTK_TYPE_CHECK_BUTTON, "Title");
  g_assert_nonnull (check);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  after = bst_column_set_save (columns);
  g_assert_cmpstr (after, !=, before);
  gtk_window_destroy (preferences);
}

static void
check_names (GtkWidget *widget)
{
  gboolean named = !GTK_IS_BUTTON (widget);

  if (!gtk_widget_get_visible (widget))
    return;

  if (GTK_IS_BUTTON (widget) && !GTK_IS_MENU_BUTTON (gtk_widget_get_parent (widget)))
    {
      named = gtk_button_get_label (GTK_BUTTON (widget)) != NULL ||
              gtk_widget_get_tooltip_text (widget) != NULL ||
              gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget),
                                                GTK_ACCESSIBLE_PROPERTY_LABEL) ||
              gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                                GTK_ACCESSIBLE_RELATION_LABELLED_BY) ||
              ui_find (widget, GTK_TYPE_LABEL, NULL) != NULL;
      if (!named && gtk_widget_get_ancestor (widget, GTK_TYPE_MENU_BUTTON) == NULL &&
          gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) == NULL &&
          gtk_widget_get_ancestor (widget, ADW_TYPE_SPLIT_BUTTON) == NULL)
        g_error ("a button (%s) of a %s has no name",
                 gtk_button_get_icon_name (GTK_BUTTON (widget)),
                 G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_names (child);
}

static void
test_names (UiFixture *fixture)
{
  select_first (fixture);
  check_names (fixture->window);
}

/* A folder that cannot be written to: shown, and said what to do. */
static void
test_condition (UiFixture *fixture)
{
  g_assert_cmpint (bst_inventory_get_condition (fixture->inventory), ==, BST_INVENTORY_IN_MEMORY);
  ui_click (fixture->window, "_Details");
  ui_settle ();
  g_assert_nonnull (ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG));
  gtk_window_destroy (ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG));
}

static void
run_condition (void)
{
  ui_run ("/proc/no-such-folder/inventory.db", NULL, test_condition);
}

/* With the keys of the actions; a second time too. */
static void
test_shortcuts (UiFixture *fixture)
{
  /* GTK 4.8 warns of the width of a label of its own there. */
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);

  for (guint i = 0; i < 2; i++)
    {
      GtkWindow *shortcuts;
      g_autofree char *accelerator = NULL;

      ui_activate (fixture, "app.shortcuts", NULL);
      shortcuts = ui_find_window (fixture, GTK_TYPE_SHORTCUTS_WINDOW);
      g_assert_nonnull (shortcuts);
      g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (shortcuts)));
      g_object_get (ui_find (GTK_WIDGET (shortcuts), GTK_TYPE_SHORTCUTS_SHORTCUT, NULL),
                    "accelerator", &accelerator, NULL);
      g_assert_cmpstr (accelerator, !=, NULL);
      /* Those of the machines are seen first, and with them all of the window. */
      g_assert_nonnull (ui_find (GTK_WIDGET (shortcuts), GTK_TYPE_LABEL, "Machines"));
      g_assert_nonnull (ui_find (GTK_WIDGET (shortcuts), GTK_TYPE_LABEL, "Program"));
      gtk_window_close (shortcuts);
      ui_settle ();
    }
  g_log_set_always_fatal (fatal);
}

int
main (int argc, char **argv)
{
  if (!ui_init (&argc, &argv))
    return 0;

  ui_add_test ("/app/window/first-run", NULL, test_first_run);
  ui_add_test ("/app/window/activated", "test:///default", test_activated);
  g_test_add_func ("/app/window/local", test_local);
  ui_add_test ("/app/window/actions", "test:///default", test_actions);
  ui_add_test ("/app/window/confirmation", "test:///default", test_confirmation);
  ui_add_test ("/app/window/no-confirmation", "test:///default", test_no_confirmation);
  g_test_add_func ("/app/window/pages", run_pages);
  ui_add_test ("/app/window/thumbnail", "test:///default", test_thumbnail);
  ui_add_test ("/app/window/view", "test:///default", test_view);
  ui_add_test ("/app/window/back", "test:///default", test_back);
  ui_add_test ("/app/window/host", "test:///default", test_host);
  ui_add_test ("/app/window/preferences", "test:///default", test_preferences);
  ui_add_test ("/app/window/shortcuts", "test:///default", test_shortcuts);
  ui_add_test ("/app/window/names", "test:///default", test_names);
  g_test_add_func ("/app/window/condition", run_condition);
  return g_test_run ();
}
