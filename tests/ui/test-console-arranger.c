/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a guest is asked for, and until when. It needs no display. */

#include "config.h"

#include <string.h>

#include "app/bst-console-arranger.h"
#include "console-double.h"
#include "console/bst-console-private.h"
#include "core/bst-thread.h"

typedef struct
{
  ConsoleDouble *console;
  BstConsoleArranger *arranger;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->console = console_double_new ();
  console_double_connect (fixture->console);
  console_double_set_size (fixture->console, 0, 320, 200);
  fixture->arranger = bst_console_arranger_get (BST_CONSOLE (fixture->console));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->arranger);
  g_object_unref (fixture->console);
}

static gboolean
on_late (gpointer data)
{
  g_assert_not_reached ();
}

/* (transfer full): what it is asked for next. */
static char *
wait_for_wish (Fixture *fixture)
{
  const guint late = g_timeout_add_seconds (20, on_late, NULL);

  while (strstr (console_double_peek_log (fixture->console), "layout") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);

  return console_double_take_log (fixture->console);
}

static char *
wish_for_size (Fixture *fixture, int width, int height)
{
  bst_console_arranger_wish (fixture->arranger, 0, width, height);

  return wait_for_wish (fixture);
}

/* One that the guest's own user switches off again stays off. */
static void
test_switched_off_there (Fixture *fixture, gconstpointer data)
{
  g_autofree char *on = NULL;
  g_autofree char *both = NULL;
  g_autofree char *after = NULL;

  bst_console_arranger_enable (fixture->arranger, 1, TRUE);
  on = wait_for_wish (fixture);
  g_assert_cmpstr (on, ==, "layout0:320x200 layout1:1024x768");
  /* It takes its time: the wish holds. */
  both = wish_for_size (fixture, 640, 480);
  g_assert_cmpstr (both, ==, "layout0:640x480 layout1:1024x768");

  console_double_set_size (fixture->console, 1, 1024, 768);
  bst_console_remove_display (BST_CONSOLE (fixture->console), 1);
  after = wish_for_size (fixture, 800, 600);
  g_assert_cmpstr (after, ==, "layout0:800x600");
}

/* And one that it switches on again stays on. */
static void
test_switched_on_there (Fixture *fixture, gconstpointer data)
{
  g_autofree char *off = NULL;
  g_autofree char *both = NULL;
  g_autofree char *after = NULL;

  console_double_set_size (fixture->console, 1, 640, 480);
  bst_console_arranger_enable (fixture->arranger, 1, FALSE);
  off = wait_for_wish (fixture);
  g_assert_cmpstr (off, ==, "layout0:320x200 layout1:off");
  both = wish_for_size (fixture, 640, 480);
  g_assert_cmpstr (both, ==, "layout0:640x480 layout1:off");

  bst_console_remove_display (BST_CONSOLE (fixture->console), 1);
  console_double_set_size (fixture->console, 1, 640, 480);
  after = wish_for_size (fixture, 800, 600);
  g_assert_cmpstr (after, ==, "layout0:800x600 layout1:640x480");
}

/* The guest may be about to do it. */
static void
test_taken_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *on = NULL;
  g_autofree char *off = NULL;

  bst_console_arranger_enable (fixture->arranger, 1, TRUE);
  on = wait_for_wish (fixture);
  g_assert_cmpstr (on, ==, "layout0:320x200 layout1:1024x768");
  bst_console_arranger_enable (fixture->arranger, 1, FALSE);
  off = wait_for_wish (fixture);
  g_assert_cmpstr (off, ==, "layout0:320x200 layout1:off");
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

#define add(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  add ("/console-arranger/switched-off-there", test_switched_off_there);
  add ("/console-arranger/switched-on-there", test_switched_on_there);
  add ("/console-arranger/taken-back", test_taken_back);

  return g_test_run ();
}
