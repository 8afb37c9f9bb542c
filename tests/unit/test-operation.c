/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-error.h"
#include "core/bst-operation.h"
#include "core/bst-thread.h"

/* An operation that does what the test says. */
#define TEST_TYPE_OPERATION (test_operation_get_type ())
G_DECLARE_FINAL_TYPE (TestOperation, test_operation, TEST, OPERATION, BstOperation)

struct _TestOperation
{
  BstOperation parent_instance;

  gboolean cancel_asked;
};

G_DEFINE_FINAL_TYPE (TestOperation, test_operation, BST_TYPE_OPERATION)

static void
test_operation_run (BstOperation *operation)
{
}

static void
test_operation_cancel (BstOperation *operation)
{
  TEST_OPERATION (operation)->cancel_asked = TRUE;
}

static void
test_operation_class_init (TestOperationClass *klass)
{
  BST_OPERATION_CLASS (klass)->run = test_operation_run;
  BST_OPERATION_CLASS (klass)->cancel = test_operation_cancel;
}

static void
test_operation_init (TestOperation *self)
{
}

static BstOperation *
new_operation (void)
{
  return g_object_new (test_operation_get_type (), "kind", "test", "title", "Test", NULL);
}

static void
test_done (void)
{
  g_autoptr (BstOperation) operation = new_operation ();

  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_QUEUED);
  g_assert_cmpint (bst_operation_get_started_at (operation), ==, 0);
  bst_operation_run (operation);
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_RUNNING);
  bst_operation_set_progress (operation, 0.5, "half");
  g_assert_cmpstr (bst_operation_get_detail (operation), ==, "half");
  bst_operation_finish (operation, NULL);
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_DONE);
  g_assert_cmpint (bst_operation_get_ended_at (operation), >=,
                   bst_operation_get_started_at (operation));
  g_assert_false (bst_operation_can_cancel (operation));
}

static void
test_failed (void)
{
  g_autoptr (BstOperation) operation = new_operation ();

  bst_operation_run (operation);
  bst_operation_finish (
      operation, bst_error_new (BST_ERROR_NO_MACHINE, "Refresh", "detail", "“%s” is gone", "web"));
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_FAILED);
  g_assert_error (bst_operation_get_error (operation), BST_ERROR, BST_ERROR_NO_MACHINE);
  g_assert_cmpstr (bst_error_get_remedy (bst_operation_get_error (operation)), ==, "Refresh");
}

static void
test_cancel (void)
{
  g_autoptr (BstOperation) queued = new_operation ();
  g_autoptr (BstOperation) running = new_operation ();
  g_autoptr (BstOperation) late = new_operation ();

  bst_operation_cancel (queued);
  g_assert_cmpint (bst_operation_get_state (queued), ==, BST_OPERATION_STATE_CANCELLED);

  bst_operation_run (running);
  bst_operation_cancel (running);
  g_assert_true (TEST_OPERATION (running)->cancel_asked);
  g_assert_cmpint (bst_operation_get_state (running), ==, BST_OPERATION_STATE_CANCELLING);
  bst_operation_finish (running, bst_error_new (BST_ERROR_CANCELLED, NULL, NULL, "Stopped"));
  g_assert_cmpint (bst_operation_get_state (running), ==, BST_OPERATION_STATE_CANCELLED);

  /* Too late to stop: it was done, and says so. */
  bst_operation_run (late);
  bst_operation_cancel (late);
  bst_operation_finish (late, NULL);
  g_assert_cmpint (bst_operation_get_state (late), ==, BST_OPERATION_STATE_DONE);
}

static void
give_up (BstOperation *operation, gpointer data)
{
  bst_operation_finish_unknown (operation, bst_error_new (BST_ERROR_LOST, NULL, NULL, "Not seen"));
}

/* One that is cancelled and then waits for a host that may never come back has a way out. */
static void
test_give_up (void)
{
  g_autoptr (BstOperation) operation = new_operation ();

  bst_operation_run (operation);
  bst_operation_set_give_up (operation, give_up, NULL);
  g_assert_false (bst_operation_can_give_up (operation));
  bst_operation_cancel (operation);
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_CANCELLING);

  bst_operation_set_give_up (operation, NULL, NULL);
  g_assert_false (bst_operation_can_cancel (operation));
  bst_operation_set_give_up (operation, give_up, NULL);
  g_assert_true (bst_operation_can_cancel (operation));
  bst_operation_cancel (operation);
  g_assert_cmpint (bst_operation_get_state (operation), ==, BST_OPERATION_STATE_UNKNOWN);
}

static void
test_sum (void)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (BstOperation) sum = NULL;

  for (guint i = 0; i < 4; i++)
    g_ptr_array_add (parts, new_operation ());
  sum = bst_operation_new_sum ("test", "Four", g_ptr_array_ref (parts));

  bst_operation_run (parts->pdata[0]);
  g_assert_cmpint (bst_operation_get_state (sum), ==, BST_OPERATION_STATE_RUNNING);
  bst_operation_finish (parts->pdata[0], NULL);
  bst_operation_run (parts->pdata[1]);
  bst_operation_set_progress (parts->pdata[1], 0.5, NULL);
  g_assert_cmpfloat_with_epsilon (bst_operation_get_fraction (sum), 1.5 / 4, 1e-6);
  bst_operation_finish (parts->pdata[1],
                        bst_error_new (BST_ERROR_BUSY, NULL, NULL, "Held by another job"));

  bst_operation_run (parts->pdata[2]);
  bst_operation_cancel (sum);
  g_assert_cmpint (bst_operation_get_state (parts->pdata[3]), ==, BST_OPERATION_STATE_CANCELLED);
  g_assert_false (bst_operation_is_over (sum));
  bst_operation_finish (parts->pdata[2], NULL);

  g_assert_cmpint (bst_operation_get_state (sum), ==, BST_OPERATION_STATE_FAILED);
  g_assert_error (bst_operation_get_error (sum), BST_ERROR, BST_ERROR_BUSY);
}

/* Ten thousand at once cost as much for each as ten do. */
static void
test_large_sum (void)
{
  const guint n = 10000;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (BstOperation) sum = NULL;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (parts, new_operation ());
  sum = bst_operation_new_sum ("test", "Many", g_ptr_array_ref (parts));
  bst_operation_run (parts->pdata[n - 1]);
  bst_operation_finish (parts->pdata[n - 1], NULL);
  g_assert_cmpfloat_with_epsilon (bst_operation_get_fraction (sum), 1.0 / n, 1e-9);
  bst_operation_cancel (sum);
  g_assert_cmpint (bst_operation_get_state (sum), ==, BST_OPERATION_STATE_CANCELLED);
  g_assert_cmpfloat_with_epsilon (bst_operation_get_fraction (sum), 1, 1e-6);
}

/* By its ID, also where it is a part of one. */
static void
test_find (void)
{
  g_autoptr (GListStore) operations = g_list_store_new (BST_TYPE_OPERATION);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (BstOperation) alone = new_operation ();
  g_autoptr (BstOperation) sum = NULL;

  g_ptr_array_add (parts, new_operation ());
  g_ptr_array_add (parts, new_operation ());
  sum = bst_operation_new_sum ("test", "Two", g_ptr_array_ref (parts));
  g_list_store_append (operations, alone);
  g_list_store_append (operations, sum);

  for (guint i = 0; i < 4; i++)
    {
      BstOperation *wanted[] = { alone, sum, parts->pdata[0], parts->pdata[1] };
      g_autoptr (BstOperation) found =
          bst_operation_find (G_LIST_MODEL (operations), bst_operation_get_id (wanted[i]));

      g_assert_true (found == wanted[i]);
    }
  g_assert_null (bst_operation_find (G_LIST_MODEL (operations), "none"));
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/operation/done", test_done);
  g_test_add_func ("/operation/failed", test_failed);
  g_test_add_func ("/operation/cancel", test_cancel);
  g_test_add_func ("/operation/give-up", test_give_up);
  g_test_add_func ("/operation/sum", test_sum);
  g_test_add_func ("/operation/large-sum", test_large_sum);
  g_test_add_func ("/operation/find", test_find);

  return g_test_run ();
}
