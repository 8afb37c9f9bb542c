/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "inventory-helpers.h"

static BstOperation *
make_operation (const char *title, BstHost *host)
{
  return g_object_new (BST_TYPE_OPERATION, "kind", "start", "title", title, "host-id",
                       bst_host_get_id (host), "machine-uuid", WEB, "target", "web", NULL);
}

static void
set_state (BstOperation *operation, BstOperationState state, GError *error)
{
  bst_operation_set_recorded (operation, state, bst_operation_get_queued_at (operation),
                              g_get_real_time (), g_get_real_time (), error);
}

static BstOperation *
nth_operation (BstInventory *inventory, guint position)
{
  BstOperation *operation =
      g_list_model_get_item (bst_inventory_get_operations (inventory), position);

  g_assert_nonnull (operation);
  g_object_unref (operation);

  return operation;
}

static guint
count_operations (BstInventory *inventory)
{
  return g_list_model_get_n_items (bst_inventory_get_operations (inventory));
}

static void
on_journal (GObject *source, GAsyncResult *result, gpointer data)
{
  GPtrArray **entries = data;
  GError *error = NULL;

  *entries = bst_inventory_read_journal_finish (BST_INVENTORY (source), result, &error);
  g_assert_no_error (error);
}

static const BstJournalFields *
nth_fields (GPtrArray *entries, guint i)
{
  return bst_journal_entry_get_fields (entries->pdata[i]);
}

static void
test_journal (Fixture *fixture, gconstpointer data)
{
  BstInventory *inventory = bst_inventory_open (fixture->path);
  BstHost *host = bst_inventory_add_host (inventory, "qemu:///system", NULL, NULL);
  gint64 host_id = bst_host_get_id (host);
  GListModel *journal = bst_inventory_get_journal (inventory);
  g_autoptr (GPtrArray) newest = NULL;
  g_autoptr (GPtrArray) older = NULL;
  g_autoptr (GPtrArray) of_host = NULL;
  g_autoptr (BstJournalEntry) first = NULL;

  update_one (inventory, host, make_facts (WEB, "web", BST_MACHINE_STATE_RUNNING), TRUE);
  for (guint i = 0; i < 1200; i++)
    {
      g_autofree char *text = g_strdup_printf ("event %u", i);

      bst_inventory_add_entry (inventory, &(BstJournalFields){
                                              .severity = BST_SEVERITY_ALERT,
                                              .kind = "crashed",
                                              .host_id = host_id,
                                              .machine_uuid = i % 2 == 0 ? WEB : DB,
                                              .text = text,
                                          });
    }
  g_assert_cmpuint (g_list_model_get_n_items (journal), ==, 1000);
  first = g_list_model_get_item (journal, 0);
  g_assert_cmpstr (bst_journal_entry_get_fields (first)->text, ==, "event 1199");
  close_inventory (inventory);

  inventory = bst_inventory_open (fixture->path);
  journal = bst_inventory_get_journal (inventory);
  g_assert_cmpuint (g_list_model_get_n_items (journal), ==, 1000);
  bst_inventory_read_journal_async (inventory, host_id, WEB, 0, 10, NULL, on_journal, &newest);
  WAIT_FOR (newest != NULL);
  g_assert_cmpuint (newest->len, ==, 10);
  g_assert_cmpstr (nth_fields (newest, 0)->text, ==, "event 1198");
  g_assert_cmpstr (nth_fields (newest, 0)->machine_name, ==, "web");
  g_assert_cmpstr (nth_fields (newest, 0)->host_name, ==, "localhost");
  g_assert_cmpint (nth_fields (newest, 0)->severity, ==, BST_SEVERITY_ALERT);

  bst_inventory_read_journal_async (inventory, host_id, WEB, nth_fields (newest, 9)->id, 1000, NULL,
                                    on_journal, &older);
  WAIT_FOR (older != NULL);
  g_assert_cmpuint (older->len, ==, 590);
  g_assert_cmpstr (nth_fields (older, 589)->text, ==, "event 0");

  bst_inventory_read_journal_async (inventory, host_id, NULL, 0, 2000, NULL, on_journal, &of_host);
  WAIT_FOR (of_host != NULL);
  g_assert_cmpuint (of_host->len, ==, 1200);
  close_inventory (inventory);
}

static void
test_operations (Fixture *fixture, gconstpointer data)
{
  BstInventory *inventory = bst_inventory_open (fixture->path);
  BstHost *host = bst_inventory_add_host (inventory, "qemu:///system", NULL, NULL);
  g_autoptr (BstOperation) failed = make_operation ("Start web", host);
  g_autoptr (BstOperation) sum = NULL;
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_object_unref);
  BstOperation *recorded;

  bst_inventory_track_operation (inventory, failed);
  set_state (failed, BST_OPERATION_STATE_RUNNING, NULL);
  set_state (failed, BST_OPERATION_STATE_FAILED,
             bst_error_new (BST_ERROR_BUSY, "Wait", "Its words", "Held by another job"));
  g_ptr_array_add (parts, make_operation ("Start a", host));
  g_ptr_array_add (parts, make_operation ("Start b", host));
  sum = bst_operation_new_sum ("start", "Start 2 machines", g_ptr_array_ref (parts));
  bst_inventory_track_operation (inventory, sum);
  set_state (parts->pdata[0], BST_OPERATION_STATE_DONE, NULL);
  set_state (parts->pdata[1], BST_OPERATION_STATE_DONE, NULL);
  g_assert_cmpint (bst_operation_get_state (sum), ==, BST_OPERATION_STATE_DONE);
  g_assert_cmpuint (count_operations (inventory), ==, 2);
  g_assert_false (bst_inventory_is_orphaned (inventory, sum));
  g_ptr_array_unref (parts);
  close_inventory (inventory);

  inventory = bst_inventory_open (fixture->path);
  g_assert_cmpuint (count_operations (inventory), ==, 2);
  recorded = nth_operation (inventory, 0);
  g_assert_cmpstr (bst_operation_get_title (recorded), ==, "Start 2 machines");
  g_assert_cmpstr (bst_operation_get_id (recorded), ==, bst_operation_get_id (sum));
  g_assert_cmpint (bst_operation_get_state (recorded), ==, BST_OPERATION_STATE_DONE);
  g_assert_cmpuint (g_list_model_get_n_items (bst_operation_get_parts (recorded)), ==, 2);
  recorded = nth_operation (inventory, 1);
  g_assert_cmpstr (bst_operation_get_id (recorded), ==, bst_operation_get_id (failed));
  g_assert_cmpint (bst_operation_get_state (recorded), ==, BST_OPERATION_STATE_FAILED);
  g_assert_error (bst_operation_get_error (recorded), BST_ERROR, BST_ERROR_BUSY);
  g_assert_cmpstr (bst_error_get_remedy (bst_operation_get_error (recorded)), ==, "Wait");
  g_assert_cmpstr (bst_error_get_detail (bst_operation_get_error (recorded)), ==, "Its words");
  close_inventory (inventory);
}

/* All that doing it again, or looking it up, takes. */
static void
test_parameters (Fixture *fixture, gconstpointer data)
{
  BstInventory *inventory = bst_inventory_open (fixture->path);
  g_autoptr (GVariant) parameters = g_variant_ref_sink (
      g_variant_new_parsed ("{'live': <true>, 'pool': <\"it's “fast”\">, 'n': <uint64 7>}"));
  g_autoptr (BstOperation) operation =
      bst_operation_new_recorded (NULL, "migrate", "Move web", 1, WEB, "web", 2, NULL);
  BstOperation *recorded;

  bst_inventory_track_operation (inventory, operation);
  bst_operation_set_parameters (operation, parameters);
  bst_operation_set_outcome (operation, "It runs on hostb.");
  close_inventory (inventory);

  inventory = bst_inventory_open (fixture->path);
  recorded = nth_operation (inventory, 0);
  g_assert_cmpint (bst_operation_get_other_host_id (recorded), ==, 2);
  g_assert_cmpstr (bst_operation_get_outcome (recorded), ==, "It runs on hostb.");
  g_assert_true (g_variant_equal (bst_operation_get_parameters (recorded), parameters));
  close_inventory (inventory);
}

static void
on_orphaned (BstInventory *inventory, BstOperation *operation, BstOperation **place)
{
  *place = operation;
}

/* Another program: it begins an operation and two hosts, then does what it reads: "e" ends the
 * operation; at the end of input it is gone. It is a program of its own, not only a fork. */
static int
be_other (const char *path)
{
  BstInventory *inventory = bst_inventory_open (path);
  BstHost *host = bst_inventory_find_host (inventory, "first");
  g_autoptr (BstOperation) operation = make_operation ("Start web", host);
  g_autoptr (BstOperation) lost = make_operation ("Stop web", host);
  const char *const tags[] = { "other", NULL };
  char byte;

  bst_inventory_add_host (inventory, "qemu+ssh://added/system", "added", NULL);
  bst_inventory_rename_host (inventory, bst_inventory_find_host (inventory, "second"), "renamed",
                             NULL);
  bst_inventory_remove_host (inventory, bst_inventory_find_host (inventory, "third"));
  bst_inventory_set_tags (inventory, nth_machine (inventory, 0), tags);
  bst_inventory_add_entry (inventory, &(BstJournalFields){ .kind = "other", .text = "Other" });
  bst_inventory_track_operation (inventory, operation);
  bst_inventory_track_operation (inventory, lost);
  set_state (operation, BST_OPERATION_STATE_RUNNING, NULL);
  set_state (lost, BST_OPERATION_STATE_RUNNING, NULL);
  bst_inventory_flush (inventory, NULL);

  while (read (STDIN_FILENO, &byte, 1) == 1)
    {
      if (byte == 'e')
        {
          set_state (operation, BST_OPERATION_STATE_DONE, NULL);
          bst_inventory_flush (inventory, NULL);
        }
    }
  _exit (0);
}

static void
test_two_programs (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) other = NULL;
  BstInventory *inventory = bst_inventory_open (fixture->path);
  BstHost *first = bst_inventory_add_host (inventory, "qemu:///system", "first", NULL);
  BstHost *second = bst_inventory_add_host (inventory, "qemu:///session", "second", NULL);
  GOutputStream *to_other;
  BstOperation *done, *lost, *orphan = NULL;

  bst_inventory_add_host (inventory, "test:///default", "third", NULL);
  update_one (inventory, first, make_facts (WEB, "web", BST_MACHINE_STATE_RUNNING), TRUE);
  g_assert_true (bst_inventory_flush (inventory, NULL));

  other = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE, &error, "/proc/self/exe", "--other",
                            fixture->path, NULL);
  g_assert_no_error (error);
  to_other = g_subprocess_get_stdin_pipe (other);

  WAIT_FOR (count_operations (inventory) == 2);
  WAIT_FOR (bst_inventory_find_host (inventory, "added") != NULL);
  g_assert_cmpstr (bst_host_get_name (second), ==, "renamed");
  g_assert_null (bst_inventory_find_host (inventory, "third"));
  g_assert_true (bst_machine_has_tag (nth_machine (inventory, 0), "other"));
  g_assert_cmpuint (g_list_model_get_n_items (bst_inventory_get_journal (inventory)), ==, 1);
  lost = nth_operation (inventory, 0);
  done = nth_operation (inventory, 1);
  g_assert_cmpint (bst_operation_get_state (done), ==, BST_OPERATION_STATE_RUNNING);
  g_assert_false (bst_inventory_is_orphaned (inventory, done));

  g_assert_true (g_output_stream_write_all (to_other, "e", 1, NULL, NULL, NULL));
  WAIT_FOR (bst_operation_get_state (done) == BST_OPERATION_STATE_DONE);

  g_signal_connect (inventory, "operation-orphaned", G_CALLBACK (on_orphaned), &orphan);
  g_subprocess_force_exit (other);
  WAIT_FOR (orphan != NULL);
  g_assert_true (orphan == lost);
  g_assert_true (bst_inventory_is_orphaned (inventory, lost));

  /* What is said of it now is kept. */
  set_state (lost, BST_OPERATION_STATE_UNKNOWN, NULL);
  close_inventory (inventory);
  inventory = bst_inventory_open (fixture->path);
  g_assert_cmpint (bst_operation_get_state (nth_operation (inventory, 0)), ==,
                   BST_OPERATION_STATE_UNKNOWN);
  close_inventory (inventory);
}

static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
count_removed (GListModel *model, guint position, guint removed, guint added, guint *n)
{
  *n += removed;
}

/* A label stays as long as anything has it, whoever writes what: the window may show just that. */
static void
test_labels_stay (Fixture *fixture, gconstpointer data)
{
  const char *const old[] = { "old", NULL };
  const char *const more[] = { "old", "web", NULL };
  BstInventory *inventory = bst_inventory_open (fixture->path);
  BstHost *host = bst_inventory_add_host (inventory, "qemu:///system", NULL, NULL);
  GListModel *tags, *groups;
  BstMachine *machine;
  guint n_removed = 0;

  update_one (inventory, host, make_facts (WEB, "web", BST_MACHINE_STATE_RUNNING), TRUE);
  machine = nth_machine (inventory, 0);
  bst_inventory_set_tags (inventory, machine, old);
  bst_inventory_set_group (inventory, machine, "school");
  close_inventory (inventory);

  inventory = bst_inventory_open (fixture->path);
  machine = nth_machine (inventory, 0);
  tags = bst_inventory_get_tags (inventory);
  groups = bst_inventory_get_groups (inventory);
  g_assert_cmpuint (g_list_model_get_n_items (tags), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (groups), ==, 1);
  g_signal_connect (tags, "items-changed", G_CALLBACK (count_removed), &n_removed);
  g_signal_connect (groups, "items-changed", G_CALLBACK (count_removed), &n_removed);

  run_sql (fixture->path, "INSERT INTO notes SELECT host_id, uuid, 'by another' FROM machines");
  WAIT_FOR (g_str_equal (bst_machine_get_notes (machine), "by another"));
  bst_inventory_set_tags (inventory, machine, more);
  g_assert_cmpuint (g_list_model_get_n_items (tags), ==, 2);
  g_assert_cmpuint (n_removed, ==, 0);

  bst_inventory_set_tags (inventory, machine, more + 1);
  bst_inventory_set_group (inventory, machine, "office");
  g_assert_cmpuint (n_removed, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (groups), ==, 1);
  close_inventory (inventory);
}

static void
on_history (GObject *source, GAsyncResult *result, gpointer data)
{
  GArray **samples = data;
  GError *error = NULL;

  *samples = bst_inventory_read_history_finish (BST_INVENTORY (source), result, &error);
  g_assert_no_error (error);
}

static GArray *
read_history (BstInventory *inventory, BstHost *host, BstMachine *machine, BstHistory history)
{
  GArray *samples = NULL;

  bst_inventory_read_history_async (inventory, host, machine, history, NULL, on_history, &samples);
  WAIT_FOR (samples != NULL);

  return samples;
}

static void
tick (BstInventory *inventory, BstHost *host, guint number)
{
  BstDomainStats stats;

  bst_domain_stats_init (&stats, WEB);
  stats.state = BST_MACHINE_STATE_RUNNING;
  stats.vcpus = 1;
  stats.time = (gint64)(number + 1) * 3 * G_USEC_PER_SEC;
  stats.cpu_time = (guint64)number * 1500000000;
  stats.memory_rss_kib = 1000;
  stats.net_rx = number * 300;
  bst_inventory_update_stats (inventory, host, &stats, 1);
}

/* A tick is in all rings at once, as the mean of its span. */
static void
test_history (Fixture *fixture, gconstpointer data)
{
  BstInventory *inventory = bst_inventory_open (fixture->path);
  BstHost *host = bst_inventory_add_host (inventory, "qemu:///system", NULL, NULL);
  BstHostStats host_stats = {
    .cpu_percent = 25,
    .memory_used_kib = 4000,
    .memory_free_kib = 1000,
  };
  BstMachine *machine;

  bst_inventory_set_host_state (inventory, host, BST_HOST_STATE_ONLINE, NULL);
  update_one (inventory, host, make_facts (WEB, "web", BST_MACHINE_STATE_RUNNING), TRUE);
  machine = nth_machine (inventory, 0);
  tick (inventory, host, 0);
  tick (inventory, host, 1);
  bst_inventory_set_host_stats (inventory, host, &host_stats);

  for (guint i = BST_HISTORY_HOUR; i <= BST_HISTORY_MONTH; i++)
    {
      g_autoptr (GArray) samples = read_history (inventory, host, machine, i);
      g_autoptr (GArray) of_host = read_history (inventory, host, NULL, i);
      const BstSample *sample = &g_array_index (samples, BstSample, samples->len - 1);

      g_assert_cmpuint (samples->len, >=, 1);
      g_assert_cmpfloat_with_epsilon (sample->cpu_percent, 50, 0.1);
      g_assert_cmpfloat_with_epsilon (sample->memory_used_kib, 1000, 0.1);
      g_assert_cmpfloat_with_epsilon (sample->net_rx, 100, 0.1);
      g_assert_cmpfloat (sample->disk_read, <, 0);
      g_assert_cmpint (sample->time % bst_history_get_step (i), ==, 0);
      g_assert_cmpuint (of_host->len, ==, 1);
      sample = &g_array_index (of_host, BstSample, 0);
      g_assert_cmpfloat_with_epsilon (sample->cpu_percent, 25, 0.1);
      g_assert_cmpfloat_with_epsilon (sample->memory_used_kib, 4000, 0.1);
    }
  close_inventory (inventory);

  /* What is older than the ring is not shown, whatever slot it is in. */
  run_sql (fixture->path, "UPDATE machine_history SET time = time - 3000000");
  inventory = bst_inventory_open (fixture->path);
  machine = nth_machine (inventory, 0);
  for (guint i = BST_HISTORY_HOUR; i <= BST_HISTORY_MONTH; i++)
    {
      g_autoptr (GArray) samples =
          read_history (inventory, bst_machine_get_host (machine), machine, i);

      g_assert_cmpuint (samples->len, ==, 0);
    }
  g_assert_cmpfloat_with_epsilon (bst_machine_get_figures (machine)->cpu_percent, 50, 0.1);
  close_inventory (inventory);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  if (argc == 3 && g_str_equal (argv[1], "--other"))
    return be_other (argv[2]);
  g_test_init (&argc, &argv, NULL);

  ADD_TEST ("/logs/journal", test_journal);
  ADD_TEST ("/logs/operations", test_operations);
  ADD_TEST ("/logs/parameters", test_parameters);
  ADD_TEST ("/logs/two-programs", test_two_programs);
  ADD_TEST ("/logs/labels-stay", test_labels_stay);
  ADD_TEST ("/logs/history", test_history);

  return g_test_run ();
}
