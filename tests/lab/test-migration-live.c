/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <X11/extensions/XTest.h>
#include <adwaita.h>
#include <gdk/x11/gdkx.h>

#include "app/bst-drain-dialog.h"
#include "app/bst-drain-row.h"
#include "app/bst-migration-window.h"
#include "lab-fixture.h"
#include "operations/bst-drain.h"
#include "operations/bst-migrate.h"
#include "ui-fixture.h"

/* A migration while it runs: what it tells, and what can be changed meanwhile, in its window. */

static BstMachine *
await_machine (Lab *lab, BstHost *host, const char *name)
{
  LAB_AWAIT (30, lab_find (lab, host, name) != NULL);
  return lab_find (lab, host, name);
}

static guint64
get_iteration (BstOperation *operation)
{
  const BstMigrationStatus *status = bst_operation_get_status (operation);

  return status != NULL && status->iteration != BST_UNKNOWN ? status->iteration : 0;
}

/* Between the first and the last. */
static guint
get_seconds (GArray *samples)
{
  const BstMigrationStatus *first = &g_array_index (samples, BstMigrationStatus, 0);
  const BstMigrationStatus *last = &g_array_index (samples, BstMigrationStatus, samples->len - 1);

  return (guint)((last->time - first->time) / G_USEC_PER_SEC);
}

/* In one of the rows of the migration's window. */
static void
set_figure (GtkWindow *window, const char *title, double figure, const char *button)
{
  GtkWidget *row = ui_find (window, ADW_TYPE_ACTION_ROW, title);

  g_assert_nonnull (row);
  gtk_spin_button_set_value (
      GTK_SPIN_BUTTON (ui_find (row, GTK_TYPE_SPIN_BUTTON, NULL)), figure);
  ui_click (row, button);
}

/* What it writes does not fit into so short a pause: it does not end by itself, and does once the guest
 * may stand still for longer, though the line is made no wider. */
static void
test_controls (Lab *lab, gconstpointer data)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  g_autoptr (BstOperation) operation = NULL;
  BstHost *source = lab_bring_online (lab, "hosta");
  BstHost *destination = lab_bring_online (lab, "hostb");
  BstMachine *machine;
  GArray *samples;
  GtkWindow *window;

  lab_do ("guest", "busy", "hosta", "--shared", "--memory", "160", "--busy", "16", "--wait", NULL);
  machine = await_machine (lab, source, "busy");
  LAB_AWAIT (30, bst_machine_get_state (machine) == BST_MACHINE_STATE_RUNNING);

  options->bandwidth = (guint64)16 << 20;
  options->max_downtime = 20;
  operation = bst_migrate_new (lab->fleet, machine, destination, options);
  bst_scheduler_submit (bst_fleet_get_scheduler (lab->fleet), operation);
  samples = bst_migrate_get_samples (BST_MIGRATE (operation));
  LAB_AWAIT (240, get_iteration (operation) >= 3);
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_RUNNING);
  g_assert_cmpint (bst_migrate_get_way (BST_MIGRATE (operation)), ==, BST_MIGRATION_WAY_DIRECT);
  g_assert_cmpint (bst_operation_get_at_quit (operation), ==, BST_AT_QUIT_FAILS);
  g_assert_cmpuint (bst_operation_get_status (operation)->memory_total, >, (guint64)100 << 20);

  /* Twice a second, however long the call that moves it takes. */
  g_assert_cmpuint (samples->len * 3, >=, get_seconds (samples));

  window = bst_migration_window_new (NULL, lab->inventory, operation);
  gtk_window_present (window);
  ui_settle ();
  set_figure (window, "Bandwidth (MiB/s)", 6, "S_et");
  lab_do ("host", "hosta", "timeout", "20", "sh", "-c",
          "until [ \"$(virsh -q migrate-getspeed busy)\" = 6 ]; do sleep 0.1; done", NULL);
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_RUNNING);

  set_figure (window, "Longest Pause (ms)", 20000, "_Set");
  LAB_AWAIT (120, bst_operation_is_over (operation));
  g_assert_no_error (bst_operation_get_error (operation));
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_DONE);
  g_assert_cmpuint (bst_operation_get_status (operation)->downtime, !=, BST_UNKNOWN);
  g_assert_nonnull (strstr (bst_operation_get_outcome (operation), "hostb"));
  gtk_window_destroy (window);
  LAB_AWAIT (20,
             lab_find (lab, destination, "busy") != NULL && lab_find (lab, source, "busy") == NULL);
}

/* (transfer full) */
static BstDrainItem *
find_item (BstDrain *drain, const char *name)
{
  GListModel *items = bst_drain_get_items (drain);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (BstDrainItem) item = g_list_model_get_item (items, i);

      if (g_str_equal (bst_machine_get_name (bst_drain_item_get_machine (item)), name))
        return g_steal_pointer (&item);
    }
  g_assert_not_reached ();
}

/* A host's machines, and where they would go: what is chosen by hand stays so. */
static void
test_plan (Lab *lab, gconstpointer data)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  g_autoptr (BstDrain) drain = NULL;
  g_autoptr (BstDrainItem) item = NULL;
  g_autoptr (BstDrainItem) stuck = NULL;
  g_autoptr (BstOperation) none = NULL;
  BstHost *source = lab_bring_online (lab, "hosta");
  BstHost *destination = lab_bring_online (lab, "hostb");

  /* By its memory it would go; by the check of its disk it cannot. */
  lab_do ("guest", "stuck", "hosta", "--memory", "128", NULL);
  LAB_AWAIT (30, bst_machine_get_state (await_machine (lab, source, "stuck")) ==
                     BST_MACHINE_STATE_RUNNING);
  lab_do ("guest", "cold", "hosta", "--off", "--shared", NULL);
  await_machine (lab, source, "cold");
  drain = bst_drain_new (lab->fleet, source, options);
  g_assert_cmpuint (g_list_model_get_n_items (bst_drain_get_items (drain)), ==, 2);
  stuck = find_item (drain, "stuck");
  item = find_item (drain, "cold");
  LAB_AWAIT (30, bst_drain_is_settled (drain));
  g_assert_null (bst_drain_item_get_host (item));
  g_assert_nonnull (bst_drain_item_get_why (item));
  none = bst_drain_operation_new (drain, 1);
  g_assert_null (none);
  g_assert_null (bst_drain_item_get_host (stuck));
  g_assert_nonnull (strstr (bst_drain_item_get_why (stuck), "own storage"));
  g_test_message ("%s", bst_drain_item_get_why (stuck));

  bst_drain_set_offline (drain, TRUE);
  LAB_AWAIT (10, bst_drain_is_settled (drain));
  g_assert_true (bst_drain_item_get_host (item) == destination);
  bst_drain_choose (drain, item, NULL);
  bst_drain_set_options (drain, options); /* plans the others again */
  LAB_AWAIT (10, bst_drain_is_settled (drain));
  g_assert_null (bst_drain_item_get_host (item));
  g_assert_cmpuint (bst_drain_get_n_moves (drain), ==, 0);
  lab_do ("host", "hosta", "virsh", "destroy", "stuck", NULL);
}

/* --- By keyboard --- */

static gboolean
has_focus (GtkWindow *window, GtkWidget *within)
{
  GtkWidget *focus = gtk_window_get_focus (window);

  return focus != NULL && (focus == within || gtk_widget_is_ancestor (focus, within));
}

static void
press (GtkWindow *window, guint keyval)
{
  Display *display = gdk_x11_display_get_xdisplay (gtk_widget_get_display (GTK_WIDGET (window)));
  KeyCode key = XKeysymToKeycode (display, keyval);

  XTestFakeKeyEvent (display, key, True, CurrentTime);
  XTestFakeKeyEvent (display, key, False, CurrentTime);
  XFlush (display);
}

/* Again and again, until the focus is within @widget. */
static void
press_towards (GtkWindow *window, guint keyval, GtkWidget *widget)
{
  for (guint i = 0; i < 20 && !has_focus (window, widget); i++)
    {
      GtkWidget *before = gtk_window_get_focus (window);

      press (window, keyval);
      LAB_AWAIT (10, gtk_window_get_focus (window) != before);
    }
  g_assert_true (has_focus (window, widget));
}

static void
give_keys (GtkWindow *window)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));

  LAB_AWAIT (10, gtk_widget_get_mapped (GTK_WIDGET (window)));
  /* There is no window manager that would. */
  XSetInputFocus (gdk_x11_display_get_xdisplay (gdk_surface_get_display (surface)),
                  gdk_x11_surface_get_xid (surface), RevertToParent, CurrentTime);
  LAB_AWAIT (10, gtk_window_is_active (window));
}

/* The host that was chosen not to be gone to is chosen again, without a pointer. */
static void
test_keys (Lab *lab, gconstpointer data)
{
  BstHost *source = lab_bring_online (lab, "hosta");
  BstHost *destination = lab_bring_online (lab, "hostb");
  GtkWindow *dialog;
  BstDrain *drain;
  g_autoptr (BstDrainItem) item = NULL;
  GtkWidget *row, *choice, *popover, *label;

  await_machine (lab, source, "cold"); /* of the test before */
  dialog = bst_drain_dialog_new (NULL, lab->fleet, source);
  drain = bst_drain_dialog_get_drain (BST_DRAIN_DIALOG (dialog));
  gtk_window_present (dialog);
  give_keys (dialog);
  item = find_item (drain, "cold");
  bst_drain_set_offline (drain, TRUE);
  LAB_AWAIT (30, bst_drain_is_settled (drain) && bst_drain_item_get_host (item) == destination);
  bst_drain_choose (drain, item, NULL);
  LAB_AWAIT (10, bst_drain_is_settled (drain) && bst_drain_item_get_host (item) == NULL);
  row = ui_find (dialog, BST_TYPE_DRAIN_ROW, "cold");
  choice = ui_find (row, GTK_TYPE_MENU_BUTTON, NULL);

  press_towards (dialog, GDK_KEY_Tab, gtk_widget_get_parent (row));
  press_towards (dialog, GDK_KEY_Down, row);
  press_towards (dialog, GDK_KEY_Tab, choice);
  press (dialog, GDK_KEY_space);
  LAB_AWAIT (10, gtk_menu_button_get_popover (GTK_MENU_BUTTON (choice)) != NULL);
  popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (choice)));
  LAB_AWAIT (10,  gtk_widget_get_mapped (popover) && has_focus (dialog, popover));
  label = ui_find (popover, GTK_TYPE_LABEL, "hostb");
  g_assert_nonnull (label);
  press_towards (dialog, GDK_KEY_Down, gtk_widget_get_parent (label));
  press (dialog, GDK_KEY_Return);
  LAB_AWAIT (10, bst_drain_item_get_host (item) == destination);
  LAB_AWAIT (10, bst_drain_is_settled (drain));
  g_assert_true (bst_drain_item_get_host (item) == destination);
  g_assert_cmpstr (gtk_menu_button_get_label (GTK_MENU_BUTTON (choice)), ==, "hostb");
  gtk_window_destroy (dialog);
}

int
main (int argc, char **argv)
{
  g_autofree char *store = g_build_filename (g_getenv ("LAB_DIR"), "store", NULL);

  if (!ui_init (&argc, &argv))
    return 0;
  if (!g_file_test (store, G_FILE_TEST_IS_DIR))
    {
      g_print ("1..0 # SKIP the lab has no store: GlusterFS is not installed\n");
      return 0;
    }
  g_test_add ("/migration-live/controls", Lab, NULL, lab_set_up, test_controls, lab_tear_down);
  g_test_add ("/migration-live/plan", Lab, NULL, lab_set_up, test_plan, lab_tear_down);
  g_test_add ("/migration-live/keys", Lab, NULL, lab_set_up, test_keys, lab_tear_down);

  return g_test_run ();
}
