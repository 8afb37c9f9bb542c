/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-disk-rows.h"
#include "app/bst-drain-dialog.h"
#include "app/bst-drain-row.h"
#include "app/bst-finding-row.h"
#include "app/bst-machine-list.h"
#include "app/bst-migrate-dialog.h"
#include "app/bst-migration-bar.h"
#include "app/bst-option-row.h"
#include "app/bst-target-row.h"
#include "operations/bst-migrate.h"
#include "ui-fixture.h"

#define URI "test:///default"

static gboolean
is_online (gpointer host)
{
  return bst_host_get_state (host) == BST_HOST_STATE_ONLINE;
}

/* (transfer none): a second host, with a machine and a pool of its own. */
static BstHost *
add_host (UiFixture *fixture)
{
  g_autofree char *xml = g_build_filename (g_get_tmp_dir (), "bst-test-migrate.xml", NULL);
  g_autofree char *uri = g_strconcat ("test://", xml, NULL);
  g_autoptr (GError) error = NULL;
  BstHost *host;

  g_file_set_contents (xml,
                       "<node><domain type='test'><name>other</name><memory>65536</memory>"
                       "<os><type>hvm</type></os></domain>"
                       "<pool type='dir'><name>spare</name><target><path>/spare</path></target>"
                       "</pool></node>",
                       -1, &error);
  g_assert_no_error (error);
  host = bst_inventory_add_host (fixture->inventory, uri, "second", &error);
  g_assert_no_error (error);
  ui_wait ("the second host", is_online, host);

  return host;
}

static BstMachine *
find_machine (BstInventory *inventory)
{
  GListModel *machines = bst_inventory_get_machines (inventory);

  for (guint i = 0; i < g_list_model_get_n_items (machines); i++)
    {
      g_autoptr (BstMachine) machine = g_list_model_get_item (machines, i);

      if (g_strcmp0 (bst_machine_get_name (machine), "test") == 0)
        return machine; /* the inventory keeps it */
    }

  return NULL;
}

static gboolean
has_machine (gpointer inventory)
{
  return find_machine (inventory) != NULL;
}

/* (transfer none): the machine of the first host. */
static BstMachine *
select_machine (UiFixture *fixture)
{
  BstMachine *machine;
  GtkWidget *list;

  ui_wait ("the first host's machine", has_machine, fixture->inventory);
  machine = find_machine (fixture->inventory);
  ui_settle ();
  list = ui_find (fixture->window, BST_TYPE_MACHINE_LIST, NULL);
  bst_machine_list_select (BST_MACHINE_LIST (list), machine);
  ui_settle ();

  return machine;
}

static gboolean
is_settled (gpointer preflight)
{
  return bst_preflight_is_settled (preflight);
}

static BstMigrateDialog *
open_dialog (UiFixture *fixture)
{
  BstMigrateDialog *dialog;

  ui_activate (fixture, "win.migrate", NULL);
  ui_settle ();
  dialog = BST_MIGRATE_DIALOG (ui_find_window (fixture, BST_TYPE_MIGRATE_DIALOG));
  g_assert_nonnull (dialog);
  ui_wait ("the pre-flight", is_settled, bst_migrate_dialog_get_preflight (dialog));
  ui_settle ();

  return dialog;
}

/* There must be somewhere to go. */
static void
test_action (UiFixture *fixture)
{
  select_machine (fixture);
  g_assert_false (ui_action_is_enabled (fixture, "migrate"));
  add_host (fixture);
  g_assert_true (ui_action_is_enabled (fixture, "migrate"));
}

static guint
count_rows (GtkWidget *widget)
{
  guint n = BST_IS_FINDING_ROW (widget) && gtk_widget_get_visible (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);

  return n;
}

/* The test driver migrates nothing: the dialog says so, and does nothing. */
static void
test_blocked (UiFixture *fixture)
{
  BstHost *host = add_host (fixture);
  BstMigrateDialog *dialog;
  BstPreflightTarget *target;
  BstTargetRow *row;

  select_machine (fixture);
  dialog = open_dialog (fixture);
  target = bst_preflight_find (bst_migrate_dialog_get_preflight (dialog), host);
  g_assert_nonnull (target);
  g_assert_cmpint (bst_preflight_target_get_verdict (target), ==, BST_VERDICT_BLOCK);
  g_assert_null (bst_target_list_get_chosen (bst_migrate_dialog_get_targets (dialog)));
  g_assert_false (gtk_widget_is_sensitive (ui_find (dialog, GTK_TYPE_BUTTON, "_Migrate")));

  row = BST_TARGET_ROW (
      bst_target_list_get_row (bst_migrate_dialog_get_targets (dialog), host));
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (bst_target_row_get_button (row))));
  g_assert_cmpuint (count_rows (GTK_WIDGET (row)), ==, 0);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  ui_settle ();
  g_assert_cmpuint (count_rows (GTK_WIDGET (row)), ==,
                    BST_N_CHECKS - bst_preflight_target_count (target, BST_VERDICT_NONE));

  /* What passed says so once. */
  for (guint i = 0; i < BST_N_CHECKS; i++)
    {
      BstPreflightCell *cell = bst_preflight_target_get_cell (target, i);

      if (bst_preflight_cell_get_verdict (cell) == BST_VERDICT_PASS)
        g_assert_cmpuint (bst_preflight_cell_get_findings (cell)->len, ==, 1);
    }
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer data)
{
  *(char **)data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
is_there (gpointer text)
{
  return *(char **)text != NULL;
}

static void
test_report (UiFixture *fixture)
{
  BstMigrateDialog *dialog;
  g_autofree char *text = NULL;

  add_host (fixture);
  select_machine (fixture);
  dialog = open_dialog (fixture);
  ui_click (dialog, "C_opy Report");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (dialog)), NULL, on_text,
                                 &text);
  ui_wait ("the clipboard", is_there, &text);
  g_assert_nonnull (strstr (text, "second: Not possible"));
  g_assert_nonnull (strstr (text, "✗ Kind of host"));
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
test_options (UiFixture *fixture)
{
  BstMigrateDialog *dialog;
  BstMigrationForm *form;
  const BstMigrationOptions *options;
  GtkWidget *row;

  add_host (fixture);
  select_machine (fixture);
  dialog = open_dialog (fixture);
  form = bst_migrate_dialog_get_form (dialog);
  bst_migration_form_show_advanced (form);
  ui_settle ();

  ui_click (dialog, "_Busy Guest");
  options = bst_migration_form_get_options (form);
  g_assert_true (options->auto_converge);
  g_assert_cmpuint (options->max_downtime, ==, 1000);
  g_assert_true (bst_preflight_get_options (bst_migrate_dialog_get_preflight (dialog))
                     ->auto_converge);
  ui_click (dialog, "_Safe");
  g_assert_false (options->auto_converge);

  /* What libvirt there cannot do is greyed, and says why. */
  row = bst_migration_form_get_row (form, "Auto-converge");
  g_assert_false (gtk_widget_is_sensitive (row));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "TEST"));

  row = bst_migration_form_get_row (form, "Longest pause at the end, ms");
  g_assert_true (gtk_widget_is_sensitive (row));
  gtk_spin_button_set_value (
      GTK_SPIN_BUTTON (bst_option_row_get_control (BST_OPTION_ROW (row))), 700);
  g_assert_cmpuint (options->max_downtime, ==, 700);
  row = bst_migration_form_get_row (form, "Bandwidth, MiB/s");
  gtk_spin_button_set_value (
      GTK_SPIN_BUTTON (bst_option_row_get_control (BST_OPTION_ROW (row))), 10);
  g_assert_cmpuint (options->bandwidth, ==, 10 * 1024 * 1024);
  gtk_window_close (GTK_WINDOW (dialog));
}

static GtkWidget *
get_row (GtkWidget *form, const char *title)
{
  return bst_migration_form_get_row (BST_MIGRATION_FORM (form), title);
}

static GtkWidget *
get_control (GtkWidget *form, const char *title)
{
  return bst_option_row_get_control (BST_OPTION_ROW (get_row (form, title)));
}

static gboolean
says (GtkWidget *row, const char *text)
{
  return strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), text) != NULL;
}

/* By itself, as for hosts that can do all of it. */
static GtkWidget *
open_form (void)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *form = bst_migration_form_new (options);

  gtk_window_set_child (GTK_WINDOW (window), form);
  bst_migration_form_show_advanced (BST_MIGRATION_FORM (form));
  gtk_window_present (GTK_WINDOW (window));
  ui_settle ();

  return form;
}

static void
close_form (GtkWidget *form)
{
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (form)));
}

/* What does not go with what is chosen is greyed, and says why; what is chosen can be taken back. */
static void
test_conflicts (UiFixture *fixture)
{
  GtkWidget *form = open_form ();
  GtkSpinButton *connections = GTK_SPIN_BUTTON (get_control (form, "Parallel connections"));

  g_assert_true (gtk_widget_is_sensitive (get_row (form, "Compression")));
  gtk_spin_button_set_value (connections, 4);
  g_assert_false (gtk_widget_is_sensitive (get_row (form, "Compression")));
  g_assert_true (says (get_row (form, "Compression"), "several connections"));
  g_assert_false (gtk_widget_is_sensitive (get_row (form, "Allow post-copy")));
  g_assert_true (gtk_widget_is_sensitive (get_row (form, "Parallel connections")));
  gtk_spin_button_set_value (connections, 0);
  gtk_switch_set_active (GTK_SWITCH (get_control (form, "Compression")), TRUE);
  g_assert_true (gtk_widget_is_sensitive (get_row (form, "Compression")));
  g_assert_false (gtk_widget_is_sensitive (get_row (form, "Parallel connections")));
  g_assert_false (gtk_widget_is_sensitive (get_row (form, "Allow post-copy")));
  close_form (form);
}

/* Whichever is chosen first greys the other, and says so there. */
static void
test_copy_or_tunnel (UiFixture *fixture)
{
  GtkWidget *form = open_form ();
  GtkSwitch *tunnel = GTK_SWITCH (get_control (form, "Through a tunnel"));
  GtkWidget *copy = get_row (form, "Copy disks");

  g_assert_true (gtk_widget_is_sensitive (copy));
  g_assert_true (says (copy, "Not needed where"));
  gtk_switch_set_active (tunnel, TRUE);
  g_assert_false (gtk_widget_is_sensitive (copy));
  g_assert_true (says (copy, "through a tunnel"));
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (tunnel)));
  gtk_switch_set_active (tunnel, FALSE);
  g_assert_true (says (copy, "Not needed where"));

  adw_combo_row_set_selected (ADW_COMBO_ROW (copy), BST_MIGRATION_COPY_INCREMENTAL);
  g_assert_true (gtk_widget_is_sensitive (copy));
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (tunnel)));
  g_assert_true (says (get_row (form, "Through a tunnel"), "Disks cannot be copied"));
  close_form (form);
}

/* What the hosts cannot do is greyed; but where it is chosen it can be taken back. */
static void
test_problems (UiFixture *fixture)
{
  GtkWidget *form = open_form ();
  GtkDropDown *way = GTK_DROP_DOWN (get_control (form, "Who leads it"));
  GtkSwitch *tunnel = GTK_SWITCH (get_control (form, "Through a tunnel"));

  gtk_switch_set_active (tunnel, TRUE);
  bst_migration_form_set_problem (BST_MIGRATION_FORM (form), BST_FEATURE_TUNNELLED, "No log-in.");
  bst_migration_form_set_problem (BST_MIGRATION_FORM (form), BST_FEATURE_PEER_TO_PEER,
                                  "No log-in.");
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (way)));
  g_assert_true (says (get_row (form, "Who leads it"), "No log-in."));
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (tunnel)));
  g_assert_true (says (get_row (form, "Through a tunnel"), "No log-in."));
  gtk_switch_set_active (tunnel, FALSE);
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (tunnel)));

  bst_migration_form_set_problem (BST_MIGRATION_FORM (form), BST_FEATURE_PEER_TO_PEER, NULL);
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (way)));
  gtk_drop_down_set_selected (way, BST_MIGRATION_WAY_PEER_TO_PEER);
  bst_migration_form_set_problem (BST_MIGRATION_FORM (form), BST_FEATURE_PEER_TO_PEER,
                                  "No log-in.");
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (way)));

  adw_combo_row_set_selected (ADW_COMBO_ROW (get_row (form, "Copy disks")),
                              BST_MIGRATION_COPY_ALL);
  bst_migration_form_set_problem (BST_MIGRATION_FORM (form), BST_FEATURE_COPY, "Too old.");
  g_assert_true (gtk_widget_is_sensitive (get_row (form, "Copy disks")));
  adw_combo_row_set_selected (ADW_COMBO_ROW (get_row (form, "Copy disks")),
                              BST_MIGRATION_COPY_NONE);
  g_assert_false (gtk_widget_is_sensitive (get_row (form, "Copy disks")));
  close_form (form);
}

static gboolean
is_off (gpointer machine)
{
  return bst_machine_get_state (machine) == BST_MACHINE_STATE_SHUTOFF;
}

static char *
dup_report (UiFixture *fixture, BstMachine *machine, BstHost *host, const BstMigrationOptions *options)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  g_autoptr (BstPreflight) preflight = NULL;
  char *report;

  g_ptr_array_add (machines, machine);
  preflight = bst_preflight_new (fixture->fleet, machines, options);
  ui_wait ("the pre-flight", is_settled, preflight);
  report = bst_preflight_dup_text (preflight, bst_preflight_find (preflight, host));
  bst_preflight_stop (preflight);

  return report;
}

/* A machine that is off goes offline whatever is asked for, and is judged so: it waits for nothing. */
static void
test_off (UiFixture *fixture)
{
  BstHost *host = add_host (fixture);
  BstMachine *machine = select_machine (fixture);
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  g_autofree char *running = dup_report (fixture, machine, host, options);
  g_autofree char *asked = NULL;
  g_autofree char *waiting = NULL;
  g_autofree char *offline = NULL;

  ui_activate (fixture, "win.off", NULL);
  adw_message_dialog_response (
      ADW_MESSAGE_DIALOG (ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG)), "do");
  ui_wait ("it is off", is_off, machine);
  asked = dup_report (fixture, machine, host, options);
  options->until_paused = TRUE;
  waiting = dup_report (fixture, machine, host, options);
  bst_migration_options_set_offline (options);
  offline = dup_report (fixture, machine, host, options);
  g_test_message ("%s\n%s\n%s", running, waiting, offline);
  g_assert_cmpstr (asked, ==, offline);
  g_assert_cmpstr (waiting, ==, offline);
  g_assert_cmpstr (running, !=, offline);
}

static gboolean
has_form (gpointer dialog)
{
  return ui_find (dialog, BST_TYPE_MIGRATION_FORM, NULL) != NULL;
}

static gboolean
is_planned (gpointer drain)
{
  return bst_drain_is_settled (drain);
}

static gboolean
says_second (gpointer row)
{
  return strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "second") != NULL;
}

/* No more than the scheduler lets go, and why. */
static void
check_at_a_time (BstDrainDialog *dialog)
{
  GtkWidget *spin = ui_find (dialog, GTK_TYPE_SPIN_BUTTON, NULL);
  GtkWidget *row = gtk_widget_get_ancestor (spin, ADW_TYPE_ACTION_ROW);
  double most;

  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "At a time");
  gtk_spin_button_get_range (GTK_SPIN_BUTTON (spin), NULL, &most);
  g_assert_cmpfloat (most, ==, BST_SCHEDULER_MOVES_PER_HOST);
  g_assert_true (g_str_has_prefix (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "At most 2"));
}

static void
test_drain (UiFixture *fixture)
{
  BstMachine *machine = select_machine (fixture);
  BstHost *host = bst_machine_get_host (machine);
  BstDrainDialog *dialog;
  GtkWidget *row, *form, *choice, *stay;
  GMenuModel *choices;

  add_host (fixture);
  ui_activate (fixture, "win.host-drain", g_variant_new_int64 (bst_host_get_id (host)));
  ui_settle ();
  dialog = BST_DRAIN_DIALOG (ui_find_window (fixture, BST_TYPE_DRAIN_DIALOG));
  g_assert_nonnull (dialog);
  row = ui_find (dialog, BST_TYPE_DRAIN_ROW, NULL);
  g_assert_nonnull (row);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "test");
  g_assert_cmpuint (g_list_model_get_n_items (bst_drain_get_items (
                        bst_drain_dialog_get_drain (dialog))),
                    ==, 1);

  /* It can go nowhere: says so, and offers nothing but to stay. */
  ui_wait ("the plan", is_planned, bst_drain_dialog_get_drain (dialog));
  ui_wait ("why it stays, once its memory is known", says_second, row);
  g_assert_false (gtk_widget_is_sensitive (ui_find (dialog, GTK_TYPE_BUTTON, "_Drain")));
  choice = ui_find (row, GTK_TYPE_MENU_BUTTON, NULL);
  g_assert_cmpstr (gtk_menu_button_get_label (GTK_MENU_BUTTON (choice)), ==, "Stays here");
  g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (choice),
                                                   GTK_ACCESSIBLE_PROPERTY_LABEL));
  gtk_menu_button_popup (GTK_MENU_BUTTON (choice));
  ui_settle ();
  choices = gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (choice));
  g_assert_cmpint (g_menu_model_get_n_items (choices), ==, 1);
  stay = ui_find (gtk_menu_button_get_popover (GTK_MENU_BUTTON (choice)), GTK_TYPE_LABEL,
                  "Stays here");
  g_assert_nonnull (stay);
  g_assert_true (gtk_widget_activate (gtk_widget_get_parent (stay)));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "chosen to stay"));

  /* How they go is made after the rows, and its options when they are unfolded. */
  ui_wait ("the form", has_form, dialog);
  form = ui_find (dialog, BST_TYPE_MIGRATION_FORM, NULL);
  g_assert_null (bst_migration_form_get_row (BST_MIGRATION_FORM (form), "Auto-converge"));
  check_at_a_time (dialog);
  bst_migration_form_show_advanced (BST_MIGRATION_FORM (form));
  ui_settle ();
  row = bst_migration_form_get_row (BST_MIGRATION_FORM (form), "Auto-converge");
  g_assert_true (gtk_widget_get_mapped (row));
  g_assert_false (gtk_widget_is_sensitive (row));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "TEST"));
  row = bst_migration_form_get_row (BST_MIGRATION_FORM (form), "Longest pause at the end, ms");
  gtk_spin_button_set_value (
      GTK_SPIN_BUTTON (bst_option_row_get_control (BST_OPTION_ROW (row))), 700);
  g_assert_cmpuint (bst_drain_get_options (bst_drain_dialog_get_drain (dialog))->max_downtime, ==,
                    700);
  gtk_window_close (GTK_WINDOW (dialog));
}

static gboolean
has_other (gpointer host)
{
  return bst_host_get_n_machines (host) > 0;
}

/* (transfer full): the newest task: a drain of @home that moved, or was to move, @uuid to @away. */
static BstOperation *
add_drain (UiFixture *fixture, BstHost *home, BstHost *away, const char *uuid, BstOperationState state)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_object_unref);
  BstOperation *part =
      g_object_new (BST_TYPE_OPERATION, "kind", BST_MIGRATE_KIND, "title", "Move", "host-id",
                    bst_host_get_id (home), "other-host-id", bst_host_get_id (away), "machine-uuid",
                    uuid, "target", "other", NULL);
  BstOperation *drain;

  bst_operation_set_recorded (part, state, 1, 2, 3, NULL);
  g_ptr_array_add (parts, part);
  drain = bst_operation_new_recorded_sum (NULL, BST_DRAIN_KIND, "Drain", parts);
  bst_operation_set_recorded (drain, state, 1, 2, 3, NULL);
  bst_inventory_track_operation (fixture->inventory, drain);

  return drain;
}

/* From the last of two drains of a host, what the first one took away is brought back, too. */
static void
test_home (UiFixture *fixture)
{
  GListModel *tasks = bst_inventory_get_operations (fixture->inventory);
  BstHost *home = bst_machine_get_host (select_machine (fixture));
  BstHost *away = add_host (fixture);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (BstOperation) first = NULL, last = NULL, back = NULL, part = NULL;
  const char *uuid;

  ui_wait ("its machine", has_other, away);
  found = bst_inventory_find_machines (fixture->inventory, "other");
  g_assert_cmpuint (found->len, ==, 1);
  uuid = bst_machine_get_uuid (found->pdata[0]);
  first = add_drain (fixture, home, away, uuid, BST_OPERATION_STATE_DONE);
  last = add_drain (fixture, home, away, "6695eb01-f6a4-8304-79aa-97f2502e1934",
                    BST_OPERATION_STATE_FAILED);
  ui_activate (fixture, "win.drain-home", g_variant_new_string (bst_operation_get_id (last)));
  back = g_list_model_get_item (tasks, 0);
  g_assert_cmpstr (bst_operation_get_kind (back), ==, BST_DRAIN_HOME_KIND);
  part = g_list_model_get_item (bst_operation_get_parts (back), 0);
  g_assert_cmpstr (bst_operation_get_machine_uuid (part), ==, uuid);
  g_assert_cmpint (bst_operation_get_other_host_id (part), ==, bst_host_get_id (home));
  bst_operation_cancel (back);
  ui_settle ();
}

/* The details of a machine say that it is on its way, for as long as it is. */
static void
test_bar (UiFixture *fixture)
{
  BstHost *host = add_host (fixture);
  BstMachine *machine = select_machine (fixture);
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  g_autoptr (BstOperation) migration =
      bst_migrate_new (fixture->fleet, machine, host, options);

  g_assert_null (ui_find (fixture->window, BST_TYPE_MIGRATION_BAR, NULL));
  bst_inventory_track_operation (fixture->inventory, migration);
  ui_settle ();
  g_assert_nonnull (ui_find (fixture->window, BST_TYPE_MIGRATION_BAR, NULL));
  bst_operation_cancel (migration);
  ui_settle ();
  g_assert_null (ui_find (fixture->window, BST_TYPE_MIGRATION_BAR, NULL));
}

/* What is asked for is judged at once, without asking the hosts again. */
static void
test_live (UiFixture *fixture)
{
  BstHost *host = add_host (fixture);
  BstMigrateDialog *dialog;
  BstPreflight *preflight;
  BstPreflightCell *address, *options;
  GtkWidget *form, *live, *uri, *tunnel;
  g_autofree char *text = NULL;

  select_machine (fixture);
  dialog = open_dialog (fixture);
  preflight = bst_migrate_dialog_get_preflight (dialog);
  address = bst_preflight_target_get_cell (bst_preflight_find (preflight, host),
                                           BST_CHECK_ADDRESS);
  options = bst_preflight_target_get_cell (bst_preflight_find (preflight, host),
                                           BST_CHECK_OPTIONS);
  form = GTK_WIDGET (bst_migrate_dialog_get_form (dialog));
  bst_migration_form_show_advanced (BST_MIGRATION_FORM (form));
  ui_settle ();

  uri = get_control (form, "Address for the memory (empty: libvirt chooses)");
  gtk_editable_set_text (GTK_EDITABLE (uri), "tcp://192.0.2.7");
  g_assert_true (bst_preflight_is_settled (preflight));
  g_assert_cmpint (bst_preflight_cell_get_verdict (address), ==, BST_VERDICT_WARN);
  text = bst_preflight_cell_dup_text (address);
  g_assert_nonnull (strstr (text, "tcp://192.0.2.7"));
  /* What is off has no memory to send anywhere. */
  live = get_control (form, "While it runs");
  gtk_switch_set_active (GTK_SWITCH (live), FALSE);
  g_assert_cmpint (bst_preflight_cell_get_verdict (address), ==, BST_VERDICT_NONE);
  gtk_switch_set_active (GTK_SWITCH (live), TRUE);
  g_assert_cmpint (bst_preflight_cell_get_verdict (address), ==, BST_VERDICT_WARN);

  g_assert_cmpint (bst_preflight_cell_get_verdict (options), ==, BST_VERDICT_NONE);
  adw_combo_row_set_selected (ADW_COMBO_ROW (get_row (form, "Copy disks")),
                              BST_MIGRATION_COPY_ALL);
  tunnel = get_control (form, "Through a tunnel");
  gtk_switch_set_active (GTK_SWITCH (tunnel), TRUE);
  g_assert_cmpint (bst_preflight_cell_get_verdict (options), ==, BST_VERDICT_BLOCK);
  gtk_switch_set_active (GTK_SWITCH (tunnel), FALSE);
  g_assert_cmpint (bst_preflight_cell_get_verdict (options), ==, BST_VERDICT_NONE);
  g_assert_true (bst_preflight_is_settled (preflight));
  gtk_window_close (GTK_WINDOW (dialog));
}

static GtkWidget *
get_disk_row (GtkWidget *form)
{
  GtkWidget *rows = ui_find (form, BST_TYPE_DISK_ROWS, NULL);

  g_assert_nonnull (rows);

  return ui_find (rows, ADW_TYPE_COMBO_ROW, NULL);
}

static const char *
get_text (GListModel *model, guint i)
{
  g_autoptr (GtkStringObject) text = g_list_model_get_item (model, i);

  return text != NULL ? gtk_string_object_get_string (text) : NULL; /* the model keeps it */
}

/* Each disk goes to the pool that is chosen for it, of those that the destination has. */
static void
test_pools (UiFixture *fixture)
{
  static const char *const none[] = { NULL };
  BstHost *host = add_host (fixture);
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  g_autoptr (BstMigrationOptions) plain = bst_migration_options_new ();
  g_autoptr (BstPreflight) preflight = NULL;
  g_autoptr (GPtrArray) disks = NULL;
  g_auto (GStrv) pools = NULL;
  const BstMigrationOptions *options;
  BstPreflightCell *check;
  GtkWidget *form, *row;

  g_ptr_array_add (machines, select_machine (fixture));
  preflight = bst_preflight_new (fixture->fleet, machines, plain);
  ui_wait ("the pre-flight", is_settled, preflight);
  check = bst_preflight_target_get_cell (bst_preflight_find (preflight, host), BST_CHECK_DISKS);
  disks = bst_preflight_get_disks (preflight);
  pools = bst_preflight_dup_pools (preflight, host);
  g_assert_cmpuint (disks->len, ==, 1);
  g_assert_cmpstrv (pools, ((const char *const[]){ "spare", NULL }));

  form = open_form ();
  options = bst_migration_form_get_options (BST_MIGRATION_FORM (form));
  bst_migration_form_set_disks (BST_MIGRATION_FORM (form), disks, (const char *const *)pools);
  g_assert_null (ui_find (form, BST_TYPE_DISK_ROWS, NULL));
  adw_combo_row_set_selected (ADW_COMBO_ROW (get_row (form, "Copy disks")),
                              BST_MIGRATION_COPY_ALL);
  row = get_disk_row (form);
  g_assert_true (g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), "vda"));
  g_assert_cmpstr (get_text (adw_combo_row_get_model (ADW_COMBO_ROW (row)), 2), ==,
                   "To the pool “spare”");
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 2);
  g_assert_cmpstr (bst_migration_options_find_disk (options, "vda")->pool, ==, "spare");
  bst_preflight_set_options (preflight, options);
  g_assert_cmpint (bst_preflight_cell_get_verdict (check), ==, BST_VERDICT_PASS);

  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 0);
  g_assert_false (bst_migration_options_copies (options, "vda"));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 2);
  /* Another destination does not have it. */
  bst_migration_form_set_disks (BST_MIGRATION_FORM (form), disks, none);
  g_assert_true (bst_migration_options_copies (options, "vda"));
  g_assert_null (bst_migration_options_find_disk (options, "vda")->pool);
  close_form (form);
  bst_preflight_stop (preflight);
}

int
main (int argc, char *argv[])
{
  if (!ui_init (&argc, &argv))
    return 0;

  ui_add_test ("/migrate/action", URI, test_action);
  ui_add_test ("/migrate/blocked", URI, test_blocked);
  ui_add_test ("/migrate/report", URI, test_report);
  ui_add_test ("/migrate/options", URI, test_options);
  ui_add_test ("/migrate/conflicts", URI, test_conflicts);
  ui_add_test ("/migrate/copy-or-tunnel", URI, test_copy_or_tunnel);
  ui_add_test ("/migrate/problems", URI, test_problems);
  ui_add_test ("/migrate/live", URI, test_live);
  ui_add_test ("/migrate/pools", URI, test_pools);
  ui_add_test ("/migrate/off", URI, test_off);
  ui_add_test ("/migrate/drain", URI, test_drain);
  ui_add_test ("/migrate/home", URI, test_home);
  ui_add_test ("/migrate/bar", URI, test_bar);

  return g_test_run ();
}
