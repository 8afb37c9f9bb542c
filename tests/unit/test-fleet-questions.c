/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-thread.h"
#include "operations/bst-fleet-private.h"
#include "ssh/bst-ssh-question-private.h"

typedef struct
{
  BstInventory *inventory;
  BstFleet *fleet;
  GString *shown;
  GString *answers;
  BstSshQuestion *question; /* (unowned): shown last */
} Fixture;

static void
on_question (Fixture *fixture, BstSshQuestion *question)
{
  fixture->question = question;
  g_string_append (fixture->shown, bst_ssh_question_get_host (question));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->inventory = bst_inventory_open (":memory:");
  fixture->fleet = bst_fleet_new (fixture->inventory);
  fixture->shown = g_string_new (NULL);
  fixture->answers = g_string_new (NULL);
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
  bst_fleet_close (fixture->fleet);
  g_assert_finalize_object (fixture->fleet);
  drop_inventory (fixture->inventory);
  g_string_free (fixture->shown, TRUE);
  g_string_free (fixture->answers, TRUE);
}

static void
on_answer (const char *answer, gboolean keep, gpointer data)
{
  Fixture *fixture = data;

  g_string_append_printf (fixture->answers, "%s;", answer != NULL ? answer : "no");
}

/* As a connection does: its own reference goes when the answer came. */
static BstSshQuestion *
ask (Fixture *fixture, const char *host)
{
  BstSshQuestion *question = bst_ssh_question_new (
      bst_ssh_prompt_new ("", "Enter passphrase for key '/k': "), host, 1, on_answer, fixture);

  bst_fleet_add_question (fixture->fleet, question);

  return question;
}

static void
test_one_at_a_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstSshQuestion) a = NULL;
  g_autoptr (BstSshQuestion) b = NULL;
  g_autoptr (BstSshQuestion) c = NULL;
  g_autoptr (BstSshQuestion) d = NULL;

  g_signal_connect_swapped (fixture->fleet, "question", G_CALLBACK (on_question), fixture);
  a = ask (fixture, "a");
  b = ask (fixture, "b");
  c = ask (fixture, "c");
  d = ask (fixture, "d");
  g_assert_cmpstr (fixture->shown->str, ==, "a");

  bst_ssh_question_answer (fixture->question, "one", FALSE);
  g_assert_cmpstr (fixture->shown->str, ==, "ab");

  /* One that nobody waits for any more is never shown, and one that is shown makes room. */
  bst_ssh_question_withdraw (c);
  g_assert_cmpstr (fixture->shown->str, ==, "ab");
  bst_ssh_question_withdraw (b);
  g_assert_cmpstr (fixture->shown->str, ==, "abd");
  bst_ssh_question_refuse (fixture->question);
  g_assert_cmpstr (fixture->answers->str, ==, "one;no;");
}

/* A script must not wait for a person. */
static void
test_nobody_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstSshQuestion) a = ask (fixture, "a");
  g_autoptr (BstSshQuestion) b = ask (fixture, "b");

  g_assert_cmpstr (fixture->answers->str, ==, "no;no;");
}

static void
test_close (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BstSshQuestion) a = NULL;
  g_autoptr (BstSshQuestion) b = NULL;

  g_signal_connect_swapped (fixture->fleet, "question", G_CALLBACK (on_question), fixture);
  a = ask (fixture, "a");
  b = ask (fixture, "b");
  bst_fleet_close (fixture->fleet);
  bst_ssh_question_refuse (a);
  g_assert_cmpstr (fixture->shown->str, ==, "a");
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/fleet/questions/one-at-a-time", test_one_at_a_time);
  ADD ("/fleet/questions/nobody-there", test_nobody_there);
  ADD ("/fleet/questions/close", test_close);

  return g_test_run ();
}
