/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-activity.h"
#include "app/bst-machine-list.h"
#include "app/bst-migration-window.h"
#include "app/bst-notices.h"
#include "app/bst-quit-dialog.h"
#include "app/bst-status-bar.h"
#include "app/bst-task-row.h"
#include "core/bst-error.h"
#include "notification-service.h"
#include "operations/bst-migrate.h"
#include "ui-fixture.h"

/* An operation that does what the test says. */
#define TEST_TYPE_OPERATION (test_operation_get_type ())
G_DECLARE_FINAL_TYPE (TestOperation, test_operation, TEST, OPERATION, BstOperation)

struct _TestOperation
{
  BstOperation parent_instance;

  BstAtQuit at_quit;
};

G_DEFINE_FINAL_TYPE (TestOperation, test_operation, BST_TYPE_OPERATION)

static void
test_operation_run (BstOperation *operation)
{
}

static void
test_operation_cancel (BstOperation *operation)
{
  bst_operation_finish (operation,
                        g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
}

static BstAtQuit
test_operation_get_at_quit (BstOperation *operation)
{
  return TEST_OPERATION (operation)->at_quit;
}

static void
test_operation_class_init (TestOperationClass *klass)
{
  BST_OPERATION_CLASS (klass)->get_at_quit = test_operation_get_at_quit;
  BST_OPERATION_CLASS (klass)->run = test_operation_run;
  BST_OPERATION_CLASS (klass)->cancel = test_operation_cancel;
}

static void
test_operation_init (TestOperation *self)
{
}

static BstOperation *
track (UiFixture *fixture, const char *title)
{
  BstOperation *operation = g_object_new (TEST_TYPE_OPERATION, "kind", "test", "title", title,
                                          "host-id", (gint64)1, "target", "web", NULL);

  bst_inventory_track_operation (fixture->inventory, operation);
  bst_operation_run (operation);
  ui_settle ();
  return operation;
}

static gboolean
is_begun (gpointer operation)
{
  return bst_operation_get_state (operation) != BST_OPERATION_STATE_QUEUED;
}

static void
submit_and_wait (UiFixture *fixture, BstOperation *operation)
{
  bst_scheduler_submit (bst_fleet_get_scheduler (fixture->fleet), operation);
  ui_wait ("its run", is_begun, operation);
}

static void
show (UiFixture *fixture, const char *page)
{
  ui_activate (fixture, "win.show-activity", g_variant_new_string (page));
  ui_settle ();
}

static void
test_progress (UiFixture *fixture)
{
  g_autoptr (BstOperation) operation = track (fixture, "Start web");
  GtkWidget *row, *bar;

  g_assert_nonnull (ui_find (fixture->window, GTK_TYPE_BUTTON, "Tasks 1"));
  show (fixture, "tasks");
  row = ui_find (fixture->window, BST_TYPE_TASK_ROW, NULL);
  g_assert_nonnull (row);
  g_assert_nonnull (ui_find (row, GTK_TYPE_LABEL, "Start web"));

  bst_operation_set_progress (operation, 0.25, "copying");
  bar = ui_find (row, GTK_TYPE_PROGRESS_BAR, NULL);
  g_assert_nonnull (bar);
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)), ==, 0.25);

  bst_operation_finish (operation, NULL);
  ui_settle ();
  g_assert_null (ui_find (row, GTK_TYPE_PROGRESS_BAR, NULL));
  g_assert_null (ui_find (row, GTK_TYPE_BUTTON, "Cancel"));
  g_assert_nonnull (ui_find (fixture->window, GTK_TYPE_BUTTON, "Tasks 0"));
}

static void
test_cancel (UiFixture *fixture)
{
  g_autoptr (BstOperation) operation = track (fixture, "Save web");
  GtkWidget *row;

  show (fixture, "tasks");
  row = ui_find (fixture->window, BST_TYPE_TASK_ROW, NULL);
  ui_click (row, "Cancel");
  ui_settle ();
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_CANCELLED);
}

static void
test_failure (UiFixture *fixture)
{
  g_autoptr (BstOperation) operation = track (fixture, "Start <web>");
  GtkWindow *dialog;

  bst_operation_finish (operation, bst_error_new (BST_ERROR_FAILED, "Look at its disk.",
                                                  "internal error: no disk", "It did not start"));
  ui_settle ();

  /* A toast tells of it, and leads to why. */
  ui_click (fixture->window, "_Why");
  dialog = ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_nonnull (
      strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), "Look at its disk."));
  gtk_window_destroy (dialog);

  show (fixture, "tasks");
  g_assert_nonnull (
      ui_find (ui_find (fixture->window, BST_TYPE_TASK_ROW, NULL), GTK_TYPE_BUTTON, "_Why"));
}

/* That nobody saw how it ended has a reason, too. */
static void
test_not_known (UiFixture *fixture)
{
  g_autoptr (BstOperation) operation = track (fixture, "Move web");
  GtkWindow *dialog;
  GtkWidget *row;

  show (fixture, "tasks");
  row = ui_find (fixture->window, BST_TYPE_TASK_ROW, NULL);
  g_assert_null (ui_find (row, GTK_TYPE_BUTTON, "_Why"));
  bst_operation_finish_unknown (operation, bst_error_new (BST_ERROR_LOST, "Look at both hosts.", NULL,
                                                          "Nobody saw it"));
  ui_settle ();
  ui_click (row, "_Why");
  dialog = ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_nonnull (
      strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), "Look at both hosts."));
  gtk_window_destroy (dialog);
}

static gboolean
is_notified (gpointer title)
{
  return g_strv_contains (notification_service_get_summaries (), title);
}

/* Ends @operation as one that took @seconds. */
static void
end_after (BstOperation *operation, guint seconds)
{
  gint64 now = g_get_real_time ();
  gint64 begun = now - seconds * G_USEC_PER_SEC;

  bst_operation_set_recorded (operation, BST_OPERATION_STATE_DONE, begun, begun, now, NULL);
}

static gboolean
is_inactive (gpointer window)
{
  return !gtk_window_is_active (window);
}

static void
test_notification (UiFixture *fixture)
{
  g_autoptr (BstOperation) brief = track (fixture, "Something brief");
  g_autoptr (BstOperation) lengthy = track (fixture, "Something lengthy");
  GtkWidget *other = gtk_window_new ();

  gtk_window_present (GTK_WINDOW (other));
  ui_wait ("the other window to take the focus", is_inactive, fixture->window);
  end_after (brief, BST_NOTICES_LONG_SECONDS - 1);
  end_after (lengthy, BST_NOTICES_LONG_SECONDS + 1);
  ui_wait ("the notification", is_notified, (gpointer) "Something lengthy");
  g_assert_false (is_notified ((gpointer) "Something brief"));
  gtk_window_destroy (GTK_WINDOW (other));
}

static void
search (UiFixture *fixture, const char *text)
{
  ui_type (fixture->window, GTK_TYPE_SEARCH_ENTRY, "Filter", text);
  g_signal_emit_by_name (ui_find (fixture->window, GTK_TYPE_SEARCH_ENTRY, "Filter"),
                         "search-changed");
  ui_settle ();
}

static gboolean
is_listed (UiFixture *fixture, const char *title)
{
  GtkWidget *activity = ui_find (fixture->window, BST_TYPE_ACTIVITY, NULL);

  return ui_find (activity, GTK_TYPE_LABEL, title) != NULL;
}

static void
test_filter (UiFixture *fixture)
{
  g_autoptr (BstOperation) first = track (fixture, "Start web");
  g_autoptr (BstOperation) second = track (fixture, "Reboot mail");

  show (fixture, "tasks");
  g_assert_true (is_listed (fixture, "Start web"));
  g_assert_true (is_listed (fixture, "Reboot mail"));
  search (fixture, "REBOOT");
  g_assert_false (is_listed (fixture, "Start web"));
  g_assert_true (is_listed (fixture, "Reboot mail"));
  bst_operation_finish (first, NULL);
  bst_operation_finish (second, NULL);
}

/* A drain is found by what went wrong with one of its machines, and by where that was to go. */
static void
test_filter_parts (UiFixture *fixture)
{
  BstHost *other = bst_inventory_add_host (
      fixture->inventory, "qemu+ssh://no-such-host.invalid/system", "far-away", NULL);
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_object_unref);
  BstOperation *part =
      g_object_new (TEST_TYPE_OPERATION, "kind", "test", "title", "Move mail", "host-id", (gint64)1,
                    "other-host-id", bst_host_get_id (other), "target", "mail", NULL);
  g_autoptr (BstOperation) sum = NULL;
  g_autoptr (BstOperation) alone = track (fixture, "Start web");
  const char *const found[] = { "MAIL",          "not moved", "make room",
                                "no space left", "far-away",  "failed" };

  g_ptr_array_add (parts, part);
  sum = bst_operation_new_sum ("test", "Drain here", parts);
  bst_inventory_track_operation (fixture->inventory, sum);
  bst_operation_run (part);
  bst_operation_finish (part, bst_error_new (BST_ERROR_FAILED, "Make room there.", "No space left",
                                             "It was not moved"));
  show (fixture, "tasks");
  for (guint i = 0; i < G_N_ELEMENTS (found); i++)
    {
      search (fixture, found[i]);
      g_assert_true (is_listed (fixture, "Drain here"));
      g_assert_false (is_listed (fixture, "Start web"));
    }
  search (fixture, "nothing like it");
  g_assert_false (is_listed (fixture, "Drain here"));
  bst_operation_finish (alone, NULL);
}

static void
choose (UiFixture *fixture, const char *choice)
{
  GtkWidget *activity = ui_find (fixture->window, BST_TYPE_ACTIVITY, NULL);
  GtkDropDown *choices = GTK_DROP_DOWN (ui_find (activity, GTK_TYPE_DROP_DOWN, NULL));
  GtkStringList *strings = GTK_STRING_LIST (gtk_drop_down_get_model (choices));
  guint i = 0;

  while (g_strcmp0 (gtk_string_list_get_string (strings, i), choice) != 0)
    {
      g_assert_nonnull (gtk_string_list_get_string (strings, i));
      i++;
    }
  gtk_drop_down_set_selected (choices, i);
  ui_settle ();
}

static void
check_choices (UiFixture *fixture, const char *title, const char *absent, const char *present)
{
  choose (fixture, absent);
  g_assert_false (is_listed (fixture, title));
  choose (fixture, present);
  g_assert_true (is_listed (fixture, title));
}

/* Each is where its state says, as soon as it is in it: also the one that ends where it stood. */
static void
test_filter_states (UiFixture *fixture)
{
  g_autoptr (BstOperation) done = track (fixture, "Save one");
  g_autoptr (BstOperation) failed = NULL;
  g_autoptr (BstOperation) cancelled = NULL;
  g_autoptr (BstOperation) unknown = NULL;

  show (fixture, "tasks");
  choose (fixture, "Under Way");
  g_assert_true (is_listed (fixture, "Save one"));
  bst_operation_finish (done, NULL);
  ui_settle ();
  g_assert_false (is_listed (fixture, "Save one"));

  failed = track (fixture, "Save two");
  choose (fixture, "Failed");
  g_assert_false (is_listed (fixture, "Save two"));
  bst_operation_finish (failed, bst_error_new (BST_ERROR_FAILED, "Do.", NULL, "It failed"));
  ui_settle ();
  g_assert_true (is_listed (fixture, "Save two"));
  check_choices (fixture, "Save two", "Cancelled", "Finished");

  cancelled = track (fixture, "Save three");
  choose (fixture, "Cancelled");
  bst_operation_cancel (cancelled);
  ui_settle ();
  g_assert_true (is_listed (fixture, "Save three"));
  check_choices (fixture, "Save three", "Failed", "Finished");

  unknown = track (fixture, "Save four");
  choose (fixture, "Not Known");
  bst_operation_finish_unknown (unknown, bst_error_new (BST_ERROR_LOST, "Look.", NULL, "Not seen"));
  ui_settle ();
  g_assert_true (is_listed (fixture, "Save four"));
  g_assert_false (is_listed (fixture, "Save three"));
  check_choices (fixture, "Save four", "Failed", "Finished");
}

/* What is under way stands above what is newer and over; all of it can be read, and tried again. */
static void
test_whole (UiFixture *fixture)
{
  g_autoptr (BstOperation) running = track (fixture, "Save web");
  g_autoptr (BstOperation) over = track (fixture, "Start mail");
  GtkWidget *row;
  GtkWindow *dialog;
  const char *body;

  bst_operation_set_outcome (over, "It is where it was.\nAnd more.");
  bst_operation_finish (over, bst_error_new (BST_ERROR_FAILED, "Look at its disk.", "Its own words",
                                             "It did not start"));
  show (fixture, "tasks");
  row = ui_find (fixture->window, BST_TYPE_TASK_ROW, NULL);
  g_assert_nonnull (ui_find (row, GTK_TYPE_LABEL, "Save web"));

  ui_activate (fixture, "win.task-details", g_variant_new_string (bst_operation_get_id (over)));
  ui_settle ();
  dialog = ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  body = adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog));
  g_assert_nonnull (strstr (body, "It did not start"));
  g_assert_nonnull (strstr (body, "Look at its disk."));
  g_assert_nonnull (strstr (body, "Its own words"));
  g_assert_nonnull (strstr (body, "And more."));
  gtk_window_destroy (dialog);
  bst_operation_finish (running, NULL);
}

static gboolean
has_machine (gpointer data)
{
  UiFixture *fixture = data;

  return g_list_model_get_n_items (bst_inventory_get_machines (fixture->inventory)) > 0;
}

/* Tried again with what it was asked for. */
static void
test_retry (UiFixture *fixture)
{
  GListModel *operations = bst_inventory_get_operations (fixture->inventory);
  g_autoptr (BstMachine) machine = NULL;
  g_autoptr (BstOperation) first = NULL;
  g_autoptr (BstOperation) second = NULL;

  ui_wait ("a machine", has_machine, fixture);
  machine = g_list_model_get_item (bst_inventory_get_machines (fixture->inventory), 0);
  first = bst_operation_new_recorded (
      NULL, "set-title", "Set the title", bst_host_get_id (bst_machine_get_host (machine)),
      bst_machine_get_uuid (machine), bst_machine_get_name (machine), 0,
      g_variant_new_parsed ("{'text': <'Once more'>}"));
  bst_inventory_track_operation (fixture->inventory, first);
  bst_operation_set_recorded (first, BST_OPERATION_STATE_FAILED, 1, 2, 3,
                              bst_error_new (BST_ERROR_LOST, NULL, NULL, "The link broke"));
  ui_activate (fixture, "win.task-retry", g_variant_new_string (bst_operation_get_id (first)));
  ui_settle ();
  second = g_list_model_get_item (operations, 0);
  g_assert_true (second != first);
  g_assert_cmpstr (bst_operation_get_kind (second), ==, "set-title");
  g_assert_true (g_variant_equal (bst_operation_get_parameters (second),
                                  bst_operation_get_parameters (first)));
  while (!bst_operation_is_over (second))
    g_main_context_iteration (NULL, TRUE);
}

/* What cannot be tried again says so. */
static void
test_no_retry (UiFixture *fixture)
{
  GListModel *operations = bst_inventory_get_operations (fixture->inventory);
  g_autoptr (BstOperation) gone = bst_operation_new_recorded (
      NULL, "migrate", "Move gone to hostb", 99, "5a6c1e0e-8d1a-4f6b-9a57-0a6a3c1b2d3e", "gone", 0,
      NULL);
  GtkWindow *dialog;

  bst_inventory_track_operation (fixture->inventory, gone);
  bst_operation_set_recorded (gone, BST_OPERATION_STATE_FAILED, 1, 2, 3,
                              bst_error_new (BST_ERROR_LOST, NULL, NULL, "The link broke"));
  ui_activate (fixture, "win.task-retry", g_variant_new_string (bst_operation_get_id (gone)));
  ui_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (operations), ==, 1);
  dialog = ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "Nothing to Try");
  gtk_window_destroy (dialog);
}

/* What a migration says of itself is shown as it changes. */
/* The machine of a migration is shown where it went, not where it came from. */
static void
check_machine (UiFixture *fixture, BstOperation *operation, BstHost *other)
{
  const char *uuid = bst_operation_get_machine_uuid (operation);
  g_autoptr (GPtrArray) all =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);
  BstDomainFacts *facts = bst_domain_facts_new (uuid, "test");
  GtkWidget *list = ui_find (fixture->window, BST_TYPE_MACHINE_LIST, NULL);
  g_autoptr (GPtrArray) selected = NULL;

  facts->known = BST_DOMAIN_KNOWN_STATE;
  facts->state = BST_MACHINE_STATE_RUNNING;
  g_ptr_array_add (all, facts);
  bst_inventory_update_domains (fixture->inventory, other, all, FALSE);
  ui_activate (fixture, "win.task-machine",
               g_variant_new_string (bst_operation_get_id (operation)));
  ui_settle ();
  selected = bst_machine_list_get_selected (BST_MACHINE_LIST (list));
  g_assert_cmpuint (selected->len, ==, 1);
  g_assert_true (selected->pdata[0] == bst_inventory_get_machine (fixture->inventory, other, uuid));
}

static void
test_migration (UiFixture *fixture)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  g_autoptr (BstMachine) machine = NULL;
  g_autoptr (BstOperation) operation = NULL;
  BstMigrationStatus status;
  BstHost *other;
  g_autoptr (GError) refused = NULL;
  GtkWindow *window, *dialog;

  ui_wait ("a machine", has_machine, fixture);
  machine = g_list_model_get_item (bst_inventory_get_machines (fixture->inventory), 0);
  other = bst_inventory_add_host (fixture->inventory, "qemu+ssh://no-such-host.invalid/system",
                                  "other", NULL);
  options->post_copy = TRUE;
  operation = bst_migrate_new (fixture->fleet, machine, other, options);
  bst_inventory_track_operation (fixture->inventory, operation);
  ui_activate (fixture, "win.task-details",
               g_variant_new_string (bst_operation_get_id (operation)));
  ui_settle ();
  window = ui_find_window (fixture, BST_TYPE_MIGRATION_WINDOW);
  g_assert_nonnull (window);

  bst_migration_status_init (&status);
  status.time = g_get_monotonic_time ();
  status.memory_total = (guint64)256 << 20;
  status.memory_left = (guint64)64 << 20;
  status.bandwidth = (guint64)32 << 20;
  status.dirty_rate = (guint64)8 << 20;
  status.iteration = 3;
  status.throttle = 40;
  bst_operation_set_status (operation, &status);
  bst_operation_set_progress (operation, 0.75, "64 MiB left");
  ui_settle ();
  g_assert_nonnull (ui_find (window, GTK_TYPE_LABEL, "192.0\302\240MiB done, 64.0\302\240MiB left"));
  g_assert_nonnull (ui_find (window, GTK_TYPE_LABEL, "8.0 MiB/s"));
  g_assert_nonnull (ui_find (window, GTK_TYPE_LABEL, "3, the guest slowed down by 40 %"));
  g_assert_nonnull (ui_find (window, GTK_TYPE_BUTTON, "Switch _Over"));

  refused = bst_error_new (BST_ERROR_FAILED, "Try & see.", "virsh", "“R&D” keeps its pause");
  g_signal_emit_by_name (operation, "refused", refused);
  ui_settle ();
  g_assert_nonnull (ui_find (window, GTK_TYPE_LABEL, "“R&amp;D” keeps its pause"));
  ui_click (window, "_Why");
  ui_settle ();
  dialog = ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG);
  g_assert_cmpstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "“R&D” keeps its pause.\n\nTry & see.");
  gtk_window_destroy (dialog);

  bst_operation_set_outcome (operation, "It runs on other.");
  bst_operation_cancel (operation);
  ui_settle ();
  g_assert_nonnull (ui_find (window, GTK_TYPE_LABEL, "Cancelled\nIt runs on other."));
  g_assert_null (ui_find (window, GTK_TYPE_BUTTON, "Switch _Over"));
  gtk_window_destroy (window);
  check_machine (fixture, operation, other);
}

/* One that somebody else began is watched in the same window, and cannot be changed there. */
static void
test_others_migration (UiFixture *fixture)
{
  g_autoptr (BstOperation) operation =
      g_object_new (TEST_TYPE_OPERATION, "kind", "job-migration-out", "title", "web is moved away",
                    "host-id", (gint64)1, NULL);
  BstMigrationStatus status;
  GtkWindow *window;

  bst_operation_run (operation);
  bst_inventory_show_operation (fixture->inventory, operation);
  ui_activate (fixture, "win.task-details",
               g_variant_new_string (bst_operation_get_id (operation)));
  ui_settle ();
  window = ui_find_window (fixture, BST_TYPE_MIGRATION_WINDOW);
  g_assert_nonnull (window);
  g_assert_null (ui_find (window, GTK_TYPE_BUTTON, "_Set"));

  bst_migration_status_init (&status);
  status.time = g_get_monotonic_time ();
  status.bandwidth = (guint64)32 << 20;
  bst_operation_set_status (operation, &status);
  ui_settle ();
  g_assert_nonnull (ui_find (window, GTK_TYPE_LABEL, "32.0\302\240MiB/s"));

  bst_operation_finish (operation, NULL);
  ui_settle ();
  g_assert_nonnull (ui_find (window, GTK_TYPE_LABEL, "Done"));
  gtk_window_destroy (window);
}

/* The window does not close under what runs without a word. */
static void
test_quit (UiFixture *fixture)
{
  g_autoptr (BstOperation) operation = g_object_new (TEST_TYPE_OPERATION, "kind", "test", "title",
                                                     "Save web", "host-id", (gint64)1, NULL);
  GtkWindow *dialog;

  submit_and_wait (fixture, operation);
  gtk_window_close (GTK_WINDOW (fixture->window));
  ui_settle ();
  dialog = ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), "Save web"));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  ui_settle ();
  g_assert_true (gtk_widget_get_visible (fixture->window));
  bst_operation_finish (operation, NULL);
}

/* Nor do others, before it is said that the program may end. */
static void
test_quit_all (UiFixture *fixture)
{
  g_autoptr (BstOperation) operation = g_object_new (TEST_TYPE_OPERATION, "kind", "test", "title",
                                                     "Save web", "host-id", (gint64)1, NULL);
  GtkWidget *console = gtk_application_window_new (GTK_APPLICATION (fixture->application));
  GtkWindow *dialog;

  gtk_window_present (GTK_WINDOW (console));
  submit_and_wait (fixture, operation);
  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "quit", NULL);
  ui_settle ();
  dialog = ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  ui_settle ();
  g_assert_true (gtk_widget_get_visible (console));
  g_assert_true (gtk_widget_get_visible (fixture->window));

  bst_operation_finish (operation, NULL);
  gtk_window_destroy (GTK_WINDOW (console));
}

static guint n_quits;

static void
count_quit (GtkWindow *window)
{
  n_quits++;
}

/* What would be harmed is named; who asks that it waits is not asked again. */
static void
test_quit_later (UiFixture *fixture)
{
  g_autoptr (BstOperation) operation = g_object_new (TEST_TYPE_OPERATION, "kind", "test", "title",
                                                     "Move web", "host-id", (gint64)1, NULL);
  GtkWindow *window = GTK_WINDOW (fixture->window);
  GtkWindow *dialog;
  const char *body;

  n_quits = 0;
  TEST_OPERATION (operation)->at_quit = BST_AT_QUIT_FAILS;
  submit_and_wait (fixture, operation);
  g_assert_true (bst_quit_dialog_ask (window, fixture->fleet, count_quit));
  dialog = ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG);
  body = adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog));
  g_assert_true (g_str_has_prefix (body, "These would fail"));
  g_assert_nonnull (strstr (body, "Move web"));

  ui_click (dialog, "_Wait, Then Quit");
  ui_settle ();
  g_assert_cmpuint (n_quits, ==, 0);
  g_assert_nonnull (ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG));
  bst_operation_finish (operation, NULL);
  ui_settle ();
  g_assert_cmpuint (n_quits, ==, 1);
  g_assert_null (ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG));
  g_assert_false (bst_quit_dialog_ask (window, fixture->fleet, count_quit));
}

static BstOperation *
submit (UiFixture *fixture, const char *title, BstAtQuit at_quit)
{
  BstOperation *operation = g_object_new (TEST_TYPE_OPERATION, "kind", "test", "title", title,
                                          "host-id", (gint64)1, NULL);

  TEST_OPERATION (operation)->at_quit = at_quit;
  submit_and_wait (fixture, operation);

  return operation;
}

/* Each is told what becomes of it, the worst first. */
static void
test_quit_kinds (UiFixture *fixture)
{
  g_autoptr (BstOperation) goes_on = submit (fixture, "Move one", BST_AT_QUIT_GOES_ON);
  g_autoptr (BstOperation) dropped = submit (fixture, "Move two", BST_AT_QUIT_DROPPED);
  g_autoptr (BstOperation) torn = submit (fixture, "Move three", BST_AT_QUIT_TORN);
  GtkWindow *window = GTK_WINDOW (fixture->window);
  AdwMessageDialog *dialog;
  const char *body;

  n_quits = 0;
  g_assert_true (bst_quit_dialog_ask (window, fixture->fleet, count_quit));
  dialog = ADW_MESSAGE_DIALOG (ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG));
  body = adw_message_dialog_get_body (dialog);
  g_assert_true (g_str_has_prefix (body, "These run at their new host already"));
  g_assert_nonnull (strstr (body, ":\n• Move three\n\nThese have not begun"));
  g_assert_nonnull (strstr (body, "dropped:\n• Move two\n\nThese go on at their hosts"));
  g_assert_true (g_str_has_suffix (body, ":\n• Move one"));

  /* What is over meanwhile harms nobody. */
  bst_operation_finish (torn, NULL);
  bst_operation_finish (dropped, NULL);
  g_assert_true (g_str_has_prefix (adw_message_dialog_get_body (dialog), "These go on"));
  g_assert_cmpint (adw_message_dialog_get_response_appearance (dialog, "quit"), ==,
                   ADW_RESPONSE_DEFAULT);
  bst_operation_finish (goes_on, NULL);
  g_assert_cmpstr (adw_message_dialog_get_body (dialog), ==, "They are over now.");
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "wait"));
  ui_click (GTK_WINDOW (dialog), "_Quit");
  g_assert_cmpuint (n_quits, ==, 1);
}

static gboolean
has_alert (gpointer data)
{
  UiFixture *fixture = data;

  return ui_find (fixture->window, GTK_TYPE_BUTTON, "Alerts 1") != NULL;
}

/* A lost host needs a person until it is back. */
static void
test_alert (UiFixture *fixture)
{
  bst_inventory_add_host (fixture->inventory, "qemu+ssh://no-such-host.invalid/system", NULL, NULL);
  show (fixture, "alerts");
  ui_wait ("the alert", has_alert, fixture);
  g_assert_null (ui_find (fixture->window, GTK_TYPE_LABEL, "All Is Well"));
}

static void
test_events (UiFixture *fixture)
{
  const BstJournalFields fields = {
    .severity = BST_SEVERITY_WARNING,
    .kind = "test",
    .host_id = 1,
    .host_name = "test",
    .text = "Something odd",
  };

  bst_inventory_add_entry (fixture->inventory, &fields);
  show (fixture, "events");
  g_assert_nonnull (ui_find (fixture->window, GTK_TYPE_LABEL, "Something odd"));

  /* The same button once more leads back. */
  show (fixture, "events");
  g_assert_null (ui_find (fixture->window, BST_TYPE_ACTIVITY, NULL));
}

/* (nullable): beside the last thing that happened. */
static GtkWidget *
find_mark (UiFixture *fixture)
{
  return ui_find (ui_find (fixture->window, BST_TYPE_STATUS_BAR, NULL), GTK_TYPE_IMAGE, NULL);
}

static void
tell (UiFixture *fixture, BstOperation *operation)
{
  bst_inventory_add_entry (fixture->inventory,
                           &(BstJournalFields){ .kind = "test",
                                                .host_name = "test",
                                                .operation_id = bst_operation_get_id (operation),
                                                .text = "It ended" });
  ui_settle ();
}

/* A tick is of what was done; of another program, that may be known later than it is told. */
static void
test_mark (UiFixture *fixture)
{
  g_autoptr (BstOperation) done = track (fixture, "Save one");
  g_autoptr (BstOperation) cancelled = NULL;

  bst_operation_finish (done, NULL);
  tell (fixture, done);
  g_assert_nonnull (find_mark (fixture));

  cancelled = track (fixture, "Save two");
  tell (fixture, cancelled);
  bst_operation_cancel (cancelled);
  ui_settle ();
  g_assert_null (find_mark (fixture));
}

int
main (int argc, char **argv)
{
  if (!ui_init (&argc, &argv))
    return 0;

  ui_add_test ("/app/activity/progress", "test:///default", test_progress);
  ui_add_test ("/app/activity/cancel", "test:///default", test_cancel);
  ui_add_test ("/app/activity/failure", "test:///default", test_failure);
  ui_add_test ("/app/activity/notification", "test:///default", test_notification);
  ui_add_test ("/app/activity/filter", "test:///default", test_filter);
  ui_add_test ("/app/activity/filter-parts", "test:///default", test_filter_parts);
  ui_add_test ("/app/activity/filter-states", "test:///default", test_filter_states);
  ui_add_test ("/app/activity/not-known", "test:///default", test_not_known);
  ui_add_test ("/app/activity/whole", "test:///default", test_whole);
  ui_add_test ("/app/activity/retry", "test:///default", test_retry);
  ui_add_test ("/app/activity/no-retry", "test:///default", test_no_retry);
  ui_add_test ("/app/activity/migration", "test:///default", test_migration);
  ui_add_test ("/app/activity/quit", "test:///default", test_quit);
  ui_add_test ("/app/activity/others-migration", "test:///default", test_others_migration);
  ui_add_test ("/app/activity/quit-all", "test:///default", test_quit_all);
  ui_add_test ("/app/activity/quit-later", "test:///default", test_quit_later);
  ui_add_test ("/app/activity/quit-kinds", "test:///default", test_quit_kinds);
  ui_add_test ("/app/activity/alert", NULL, test_alert);
  ui_add_test ("/app/activity/events", "test:///default", test_events);
  ui_add_test ("/app/activity/mark", "test:///default", test_mark);
  return g_test_run ();
}
