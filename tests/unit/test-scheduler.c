/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "operations/bst-scheduler.h"

/* An operation that runs until the test ends it. */
#define TEST_TYPE_OPERATION (test_operation_get_type ())
G_DECLARE_FINAL_TYPE (TestOperation, test_operation, TEST, OPERATION, BstOperation)

struct _TestOperation
{
  BstOperation parent_instance;

  gboolean fail_at_once;
  const char *path; /* (nullable): of the inventory that is looked into when it runs */
  char *record;     /* its state there then */
};

G_DEFINE_FINAL_TYPE (TestOperation, test_operation, BST_TYPE_OPERATION)

/* (nullable): as any other program sees it. */
static char *
read_state (const char *path, const char *id)
{
  char *state = NULL;
  sqlite3 *db;
  sqlite3_stmt *statement;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_prepare_v2 (db, "SELECT state FROM operations WHERE id = ?", -1, &statement, NULL),
      ==, SQLITE_OK);
  sqlite3_bind_text (statement, 1, id, -1, SQLITE_TRANSIENT);
  if (sqlite3_step (statement) == SQLITE_ROW)
    state = g_strdup ((const char *)sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  sqlite3_close (db);

  return state;
}

static void
test_operation_run (BstOperation *operation)
{
  TestOperation *self = TEST_OPERATION (operation);

  if (self->path != NULL)
    self->record = read_state (self->path, bst_operation_get_id (operation));
  if (self->fail_at_once)
    bst_operation_finish (
        operation, bst_error_new (BST_ERROR_NOT_CONNECTED, "Connect it", NULL, "Not connected"));
}

static void
test_operation_finalize (GObject *object)
{
  g_free (TEST_OPERATION (object)->record);

  G_OBJECT_CLASS (test_operation_parent_class)->finalize (object);
}

static void
test_operation_class_init (TestOperationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_operation_finalize;
  BST_OPERATION_CLASS (klass)->run = test_operation_run;
}

static void
test_operation_init (TestOperation *self)
{
}

typedef struct
{
  BstInventory *inventory;
  BstScheduler *scheduler;
  GPtrArray *operations;
  guint n_notified;
  char *folder; /* (nullable) */
  char *path;   /* (nullable): in memory */
} Fixture;

static void
on_n_active (Fixture *fixture)
{
  fixture->n_notified++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->inventory = bst_inventory_open (fixture->path != NULL ? fixture->path : ":memory:");
  fixture->scheduler = bst_scheduler_new (fixture->inventory);
  fixture->operations = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_swapped (fixture->scheduler, "notify::n-active", G_CALLBACK (on_n_active),
                            fixture);
}

static void
set_up_file (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("bst-scheduler-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "inventory.db", NULL);
  set_up (fixture, data);
  g_assert_true (bst_inventory_flush (fixture->inventory, NULL));
}

static gboolean
keep_awake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* What is still on its way to the file holds the inventory. */
static void
drop_inventory (BstInventory *inventory)
{
  gpointer weak = inventory;
  guint source = g_timeout_add (20, keep_awake, NULL);

  g_object_add_weak_pointer (G_OBJECT (inventory), &weak);
  bst_inventory_close (inventory);
  g_object_unref (inventory);
  for (guint i = 0; weak != NULL && i < 500; i++)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (weak);
  g_source_remove (source);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  bst_scheduler_abandon (fixture->scheduler);
  g_ptr_array_unref (fixture->operations);
  g_assert_finalize_object (fixture->scheduler);
  drop_inventory (fixture->inventory);
}

static void
tear_down_file (Fixture *fixture, gconstpointer data)
{
  const char *name;
  GDir *folder;

  tear_down (fixture, data);
  folder = g_dir_open (fixture->folder, 0, NULL);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_dir_close (folder);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  bst_inventory_write_finish (BST_INVENTORY (source), result);
  *(gboolean *)data = TRUE;
}

/* What was submitted waits for no more than its place then. */
static void
wait_until_written (Fixture *fixture)
{
  gboolean written = FALSE;

  bst_inventory_write_async (fixture->inventory, on_written, &written);
  while (!written)
    g_main_context_iteration (NULL, TRUE);
}

static BstOperation *
make (const char *kind, gint64 host_id)
{
  return g_object_new (TEST_TYPE_OPERATION, "kind", kind, "title", "Test", "host-id", host_id,
                       "machine-uuid", "6695eb01-f6a4-8304-79aa-97f2502e193f", "target", "web",
                       NULL);
}

static BstOperation *
submit (Fixture *fixture, const char *kind, gint64 host_id)
{
  BstOperation *operation = make (kind, host_id);

  g_ptr_array_add (fixture->operations, operation);
  bst_scheduler_submit (fixture->scheduler, operation);

  return operation;
}

static BstOperation *
make_move (gint64 from, gint64 to)
{
  return g_object_new (TEST_TYPE_OPERATION, "kind", "migrate", "title", "Test", "host-id", from,
                       "other-host-id", to, "target", "web", NULL);
}

static BstOperation *
submit_move (Fixture *fixture, gint64 from, gint64 to)
{
  BstOperation *operation = make_move (from, to);

  g_ptr_array_add (fixture->operations, operation);
  bst_scheduler_submit (fixture->scheduler, operation);

  return operation;
}

/* One letter an operation, in the order submitted: q, r, d ... */
static char *
states (Fixture *fixture)
{
  GString *result = g_string_new (NULL);

  wait_until_written (fixture);
  for (guint i = 0; i < fixture->operations->len; i++)
    g_string_append_c (result, *bst_operation_state_to_nick (
                                   bst_operation_get_state (fixture->operations->pdata[i])));

  return g_string_free (result, FALSE);
}

#define assert_states(fixture, expected)                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *now = states (fixture);                                                       \
    g_assert_cmpstr (now, ==, expected);                                                           \
  }                                                                                                \
  G_STMT_END

static void
test_limit (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 6; i++)
    submit (fixture, "start", 1);
  submit (fixture, "start", 2);
  assert_states (fixture, "rrrrqqr");
  g_assert_cmpuint (bst_scheduler_get_n_active (fixture->scheduler), ==, 7);
  g_assert_cmpuint (fixture->n_notified, ==, 7);

  bst_operation_finish (fixture->operations->pdata[1], NULL);
  assert_states (fixture, "rdrrrqr");
  bst_operation_cancel (fixture->operations->pdata[5]);
  assert_states (fixture, "rdrrrcr");
  g_assert_cmpuint (bst_scheduler_get_n_active (fixture->scheduler), ==, 5);
}

/* Four that hang do not keep a person from forcing them off. */
static void
test_urgent (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 5; i++)
    submit (fixture, "save", 1);
  wait_until_written (fixture);
  submit (fixture, "off", 1);
  submit (fixture, "off", 1);
  assert_states (fixture, "rrrrqrq");

  bst_operation_finish (fixture->operations->pdata[5], NULL);
  assert_states (fixture, "rrrrqdr");
  bst_operation_finish (fixture->operations->pdata[6], NULL);
  assert_states (fixture, "rrrrqdd");
  bst_operation_finish (fixture->operations->pdata[0], NULL);
  assert_states (fixture, "drrrrdd");
}

static void
test_release (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 6; i++)
    submit (fixture, "shutdown", 1);
  wait_until_written (fixture);
  bst_scheduler_release (fixture->scheduler, fixture->operations->pdata[0]);
  assert_states (fixture, "rrrrrq");

  /* Its place is not given away twice. */
  bst_scheduler_release (fixture->scheduler, fixture->operations->pdata[0]);
  bst_operation_finish (fixture->operations->pdata[0], NULL);
  assert_states (fixture, "drrrrq");
}

static BstOperation *turned;

static void
on_turn (BstOperation *operation)
{
  g_assert_null (turned);
  turned = operation;
}

/* One that waited for something, and goes on, needs a place like any other: it comes when it is its
 * turn, once. */
static void
test_queue_again (Fixture *fixture, gconstpointer data)
{
  BstOperation *first = submit (fixture, "shutdown", 1);

  turned = NULL;
  wait_until_written (fixture);
  bst_scheduler_release (fixture->scheduler, first);
  bst_scheduler_queue_again (fixture->scheduler, first, on_turn);
  g_assert_true (turned == first);

  turned = NULL;
  bst_scheduler_release (fixture->scheduler, first);
  for (guint i = 0; i < 5; i++)
    submit (fixture, "shutdown", 1);
  assert_states (fixture, "rrrrrq");
  bst_scheduler_queue_again (fixture->scheduler, first, on_turn);
  bst_scheduler_queue_again (fixture->scheduler, first, on_turn);
  g_assert_null (turned);
  bst_operation_finish (fixture->operations->pdata[1], NULL);
  assert_states (fixture, "rdrrrr");
  g_assert_null (turned);
  bst_operation_finish (fixture->operations->pdata[2], NULL);
  g_assert_true (turned == first);

  /* Its place is one of the four. */
  submit (fixture, "shutdown", 1);
  assert_states (fixture, "rddrrrq");
  bst_operation_finish (first, NULL);
  assert_states (fixture, "dddrrrr");
}

/* Those between two hosts, too; who is over meanwhile gets none, and keeps nobody from one. */
static void
test_queue_again_over (Fixture *fixture, gconstpointer data)
{
  BstOperation *first = submit_move (fixture, 1, 2);

  turned = NULL;
  wait_until_written (fixture);
  bst_scheduler_release (fixture->scheduler, first);
  for (guint i = 0; i < 3; i++)
    submit_move (fixture, 1, 2);
  assert_states (fixture, "rrrq");
  bst_scheduler_queue_again (fixture->scheduler, first, on_turn);
  bst_operation_finish (first, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  bst_operation_finish (fixture->operations->pdata[1], NULL);
  bst_operation_finish (fixture->operations->pdata[2], NULL);
  assert_states (fixture, "cddr");
  bst_scheduler_queue_again (fixture->scheduler, first, on_turn);
  g_assert_null (turned);
}

static void
test_fails_at_once (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 10; i++)
    {
      BstOperation *operation = make ("start", 1);

      TEST_OPERATION (operation)->fail_at_once = TRUE;
      g_ptr_array_add (fixture->operations, operation);
      bst_scheduler_submit (fixture->scheduler, operation);
    }
  assert_states (fixture, "ffffffffff");
  g_assert_cmpuint (bst_scheduler_get_n_active (fixture->scheduler), ==, 0);
}

static void
test_sum (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (BstOperation) sum = NULL;
  GListModel *journal = bst_inventory_get_journal (fixture->inventory);
  g_autoptr (BstJournalEntry) entry = NULL;

  for (guint i = 0; i < 8; i++)
    {
      BstOperation *part = make ("start", 1 + i / 6);

      TEST_OPERATION (part)->fail_at_once = i == 7;
      g_ptr_array_add (parts, part);
      g_ptr_array_add (fixture->operations, g_object_ref (part));
    }
  sum = bst_operation_new_sum ("start", "Start 8 machines", g_ptr_array_ref (parts));
  bst_scheduler_submit (fixture->scheduler, sum);
  assert_states (fixture, "rrrrqqrf");
  g_assert_cmpuint (bst_scheduler_get_n_active (fixture->scheduler), ==, 1);
  g_assert_cmpint (bst_operation_get_state (sum), ==, BST_OPERATION_STATE_RUNNING);

  for (guint i = 0; i < 7; i++)
    bst_operation_finish (fixture->operations->pdata[i], NULL);
  assert_states (fixture, "dddddddf");
  g_assert_cmpint (bst_operation_get_state (sum), ==, BST_OPERATION_STATE_FAILED);
  g_assert_cmpuint (bst_scheduler_get_n_active (fixture->scheduler), ==, 0);

  /* A line for each machine, none for their sum. */
  g_assert_cmpuint (g_list_model_get_n_items (journal), ==, 8);
  entry = g_list_model_get_item (journal, 7);
  g_assert_cmpstr (bst_journal_entry_get_fields (entry)->machine_name, ==, "web");
  g_assert_cmpint (bst_journal_entry_get_fields (entry)->severity, ==, BST_SEVERITY_WARNING);
  g_assert_nonnull (strstr (bst_journal_entry_get_fields (entry)->detail, "Connect it"));
}

/* The program ends: what was begun is left for the next one to look at. */
static void
test_abandon (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 6; i++)
    submit (fixture, "start", 1);
  wait_until_written (fixture);
  bst_scheduler_abandon (fixture->scheduler);
  assert_states (fixture, "rrrrcc");
  g_assert_cmpuint (bst_scheduler_get_n_active (fixture->scheduler), ==, 0);
}

/* Those between two hosts count on both; who waits for a busy host holds up nobody else. */
static void
test_moves (Fixture *fixture, gconstpointer data)
{
  BstOperation *first = submit_move (fixture, 1, 2);

  submit_move (fixture, 1, 2);
  submit_move (fixture, 1, 2);
  submit_move (fixture, 3, 4);
  submit (fixture, "start", 1);
  assert_states (fixture, "rrqrr");
  bst_operation_finish (first, NULL);
  assert_states (fixture, "drrrr");
}

/* All hosts together. */
static void
test_overall (Fixture *fixture, gconstpointer data)
{
  guint n_running = 0;

  for (guint i = 0; i < BST_SCHEDULER_OVERALL + 10; i++)
    submit (fixture, "start", (gint64)i + 1);
  wait_until_written (fixture);
  for (guint i = 0; i < fixture->operations->len; i++)
    n_running += bst_operation_get_state (fixture->operations->pdata[i]) ==
                 BST_OPERATION_STATE_RUNNING;
  g_assert_cmpuint (n_running, ==, BST_SCHEDULER_OVERALL);
  g_assert_cmpint (bst_operation_get_state (submit (fixture, "off", 1)), ==,
                   BST_OPERATION_STATE_RUNNING);
  bst_operation_finish (fixture->operations->pdata[0], NULL);
  g_assert_cmpint (bst_operation_get_state (fixture->operations->pdata[BST_SCHEDULER_OVERALL]), ==,
                   BST_OPERATION_STATE_QUEUED);
  bst_operation_finish (fixture->operations->pdata[1], NULL);
  g_assert_cmpint (bst_operation_get_state (fixture->operations->pdata[BST_SCHEDULER_OVERALL]), ==,
                   BST_OPERATION_STATE_RUNNING);
}

/* A sum that runs one of its parts at a time. */
static void
test_one_at_a_time (Fixture *fixture, gconstpointer data)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (BstOperation) sum = NULL;

  for (gint64 i = 0; i < 3; i++)
    {
      BstOperation *part = make ("start", i + 1);

      g_ptr_array_add (parts, part);
      g_ptr_array_add (fixture->operations, g_object_ref (part));
    }
  sum = bst_operation_new_sum ("start", "Three", parts);
  bst_operation_set_limit (sum, 1);
  bst_scheduler_submit (fixture->scheduler, sum);
  wait_until_written (fixture);
  for (guint i = 0; i < 3; i++)
    {
      guint n_running = 0, running = 0;

      for (guint j = 0; j < 3; j++)
        {
          if (bst_operation_get_state (fixture->operations->pdata[j]) !=
              BST_OPERATION_STATE_RUNNING)
            continue;
          n_running++;
          running = j;
        }
      g_assert_cmpuint (n_running, ==, 1);
      bst_operation_finish (fixture->operations->pdata[running], NULL);
    }
  g_assert_cmpint (bst_operation_get_state (sum), ==, BST_OPERATION_STATE_DONE);
}

/* Where this program dies within the first call, the next one knows that it was asked for. */
static void
test_recorded (Fixture *fixture, gconstpointer data)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (BstOperation) sum = NULL;
  BstOperation *single = make ("start", 1);

  g_ptr_array_add (fixture->operations, single);
  for (gint64 i = 0; i < 2; i++)
    {
      g_ptr_array_add (parts, make ("migrate", 2 + i));
      g_ptr_array_add (fixture->operations, g_object_ref (parts->pdata[i]));
    }
  for (guint i = 0; i < 3; i++)
    TEST_OPERATION (fixture->operations->pdata[i])->path = fixture->path;
  sum = bst_operation_new_sum ("drain", "Drain", parts);

  bst_scheduler_submit (fixture->scheduler, single);
  bst_scheduler_submit (fixture->scheduler, sum);
  assert_states (fixture, "rrr");
  for (guint i = 0; i < 3; i++)
    g_assert_cmpstr (TEST_OPERATION (fixture->operations->pdata[i])->record, ==, "queued");
  g_assert_cmpuint (g_list_model_get_n_items (bst_inventory_get_journal (fixture->inventory)), ==,
                    0);
}

/* Another program that does not let go of the file is like a disk that does not answer. */
static sqlite3 *
hang_disk (Fixture *fixture)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);

  return db;
}

static void
test_hung_disk (Fixture *fixture, gconstpointer data)
{
  GListModel *journal = bst_inventory_get_journal (fixture->inventory);
  g_autoptr (BstJournalEntry) entry = NULL;
  sqlite3 *db = hang_disk (fixture);
  BstOperation *start = submit (fixture, "start", 1);
  BstOperation *cancelled = submit (fixture, "start", 1);
  BstOperation *off = submit (fixture, "off", 1);

  g_assert_cmpint (bst_operation_get_state (start), ==, BST_OPERATION_STATE_QUEUED);
  g_assert_cmpint (bst_operation_get_state (off), ==, BST_OPERATION_STATE_RUNNING);
  bst_operation_finish (off, NULL);
  bst_operation_cancel (cancelled);
  g_assert_cmpint (bst_operation_get_state (cancelled), ==, BST_OPERATION_STATE_CANCELLED);

  /* Long before the inventory gives up. */
  while (bst_operation_get_state (start) == BST_OPERATION_STATE_QUEUED)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (bst_inventory_get_condition (fixture->inventory), ==, BST_INVENTORY_GOOD);
  g_assert_cmpint (bst_operation_get_state (start), ==, BST_OPERATION_STATE_RUNNING);
  entry = g_list_model_get_item (journal, 0);
  g_assert_cmpstr (bst_journal_entry_get_fields (entry)->operation_id, ==,
                   bst_operation_get_id (start));
  g_assert_cmpint (bst_journal_entry_get_fields (entry)->severity, ==, BST_SEVERITY_WARNING);

  sqlite3_close (db);
  assert_states (fixture, "rcd");
  g_assert_cmpuint (g_list_model_get_n_items (journal), ==, 3);
}

/* The scheduler goes while the disk is at it: nothing runs any more. */
static void
test_gone_meanwhile (Fixture *fixture, gconstpointer data)
{
  sqlite3 *db = hang_disk (fixture);
  BstScheduler *scheduler = bst_scheduler_new (fixture->inventory);
  g_autoptr (BstOperation) operation = make ("start", 1);

  bst_scheduler_submit (scheduler, operation);
  g_assert_finalize_object (scheduler);
  sqlite3_close (db);
  wait_until_written (fixture);
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_QUEUED);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/scheduler/limit", test_limit);
  ADD ("/scheduler/urgent", test_urgent);
  ADD ("/scheduler/release", test_release);
  ADD ("/scheduler/queue-again", test_queue_again);
  ADD ("/scheduler/queue-again-over", test_queue_again_over);
  ADD ("/scheduler/fails-at-once", test_fails_at_once);
  ADD ("/scheduler/sum", test_sum);
  ADD ("/scheduler/moves", test_moves);
  ADD ("/scheduler/overall", test_overall);
  ADD ("/scheduler/one-at-a-time", test_one_at_a_time);
  ADD ("/scheduler/abandon", test_abandon);

#define ADD_WITH_FILE(path, func)                                                                  \
  g_test_add (path, Fixture, NULL, set_up_file, func, tear_down_file)
  ADD_WITH_FILE ("/scheduler/recorded", test_recorded);
  ADD_WITH_FILE ("/scheduler/hung-disk", test_hung_disk);
  ADD_WITH_FILE ("/scheduler/gone-meanwhile", test_gone_meanwhile);

  return g_test_run ();
}
