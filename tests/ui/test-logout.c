/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session-manager.h"
#include "ui-fixture.h"

/* What the desktop is asked while tasks run. */

/* An operation that runs until the test ends it. */
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

static BstAtQuit
test_operation_get_at_quit (BstOperation *operation)
{
  return TEST_OPERATION (operation)->at_quit;
}

static void
test_operation_class_init (TestOperationClass *klass)
{
  BST_OPERATION_CLASS (klass)->run = test_operation_run;
  BST_OPERATION_CLASS (klass)->get_at_quit = test_operation_get_at_quit;
}

static void
test_operation_init (TestOperation *self)
{
}

static BstOperation *
submit (UiFixture *fixture, BstAtQuit at_quit)
{
  BstOperation *operation = g_object_new (TEST_TYPE_OPERATION, "kind", "test", "title", "Move web",
                                          "host-id", (gint64)1, NULL);

  TEST_OPERATION (operation)->at_quit = at_quit;
  bst_scheduler_submit (bst_fleet_get_scheduler (fixture->fleet), operation);

  return operation;
}

static gboolean
is_held (gpointer data)
{
  g_autofree char *reason = session_manager_dup_reason ();

  return reason != NULL;
}

static gboolean
is_free (gpointer data)
{
  return !is_held (data);
}

/* As long as one is there that the program's end would harm; what goes on by itself holds nobody.
 */
static void
test_held (UiFixture *fixture)
{
  g_autoptr (BstOperation) goes_on = submit (fixture, BST_AT_QUIT_GOES_ON);
  g_autoptr (BstOperation) torn = submit (fixture, BST_AT_QUIT_TORN);
  g_autoptr (BstOperation) again = NULL;
  g_autofree char *reason = NULL;
  guint n_asked = session_manager_count_asked ();

  g_assert_cmpuint (session_manager_count_clients (), >, 0);
  ui_wait ("the desktop is asked", is_held, NULL);
  reason = session_manager_dup_reason ();
  g_assert_nonnull (strstr (reason, "Tasks are under way"));

  /* Two are one question. */
  again = submit (fixture, BST_AT_QUIT_FAILS);
  bst_operation_finish (torn, NULL);
  while (bst_operation_get_state (again) == BST_OPERATION_STATE_QUEUED)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (is_held (NULL));
  bst_operation_finish (again, NULL);
  ui_wait ("the one left is no reason", is_free, NULL);
  g_assert_cmpuint (session_manager_count_asked (), ==, n_asked + 1);
  bst_operation_finish (goes_on, NULL);
}

/* At once where none is left at all. */
static void
test_let_go (UiFixture *fixture)
{
  g_autoptr (BstOperation) operation = submit (fixture, BST_AT_QUIT_FAILS);

  ui_wait ("the desktop is asked", is_held, NULL);
  bst_operation_finish (operation, NULL);
  ui_wait ("none is left", is_free, NULL);
}

static gboolean
end_session (gpointer data)
{
  UiFixture fixture = { .fleet = bst_application_get_fleet (data) };
  g_autoptr (BstOperation) operation = submit (&fixture, BST_AT_QUIT_FAILS);

  ui_wait ("the desktop is asked", is_held, NULL);
  session_manager_end ();
  return G_SOURCE_REMOVE;
}

static void
on_activate (GApplication *application)
{
  g_idle_add (end_session, application);
}

/* Its user lets the session end all the same: the program goes in order, with its windows. */
static void
test_session_ends (void)
{
  BstApplication *application = bst_application_new ();

  g_setenv ("BASTIDA_INVENTORY", ":memory:", TRUE);
  g_signal_connect_after (application, "activate", G_CALLBACK (on_activate), NULL);
  g_assert_cmpint (g_application_run (G_APPLICATION (application), 0, NULL), ==, 0);
  g_assert_finalize_object (application);
  /* The session manager hears of it in a thread of its own. */
  ui_wait ("none is left", is_free, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 0);
}

int
main (int argc, char **argv)
{
  if (!ui_init (&argc, &argv))
    return 0;

  session_manager_start ();
  ui_add_test ("/app/logout/held", "test:///default", test_held);
  ui_add_test ("/app/logout/let-go", "test:///default", test_let_go);
  g_test_add_func ("/app/logout/session-ends", test_session_ends);
  return g_test_run ();
}
