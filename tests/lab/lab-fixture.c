/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab-fixture.h"

#include <stdarg.h>

static gint64 deadline;

void
lab_set_up (Lab *lab, gconstpointer data)
{
  lab->inventory = bst_inventory_open (":memory:");
  lab->fleet = bst_fleet_new (lab->inventory);
  bst_fleet_open (lab->fleet);
}

void
lab_tear_down (Lab *lab, gconstpointer data)
{
  bst_fleet_close (lab->fleet);
  g_clear_object (&lab->fleet);
  bst_inventory_close (lab->inventory);
  g_clear_object (&lab->inventory);
}

static void
on_done (GObject *process, GAsyncResult *result, gpointer data)
{
  gboolean *done = data;
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_finish (G_SUBPROCESS (process), result, &error);
  g_assert_no_error (error);
  *done = TRUE;
}

void
lab_do (const char *command, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  const char *argument;
  gboolean done = FALSE;
  va_list arguments;

  g_ptr_array_add (argv, (char *)g_getenv ("LAB"));
  g_ptr_array_add (argv, (char *)command);
  va_start (arguments, command);
  while ((argument = va_arg (arguments, const char *)) != NULL)
    g_ptr_array_add (argv, (char *)argument);
  va_end (arguments);
  g_ptr_array_add (argv, NULL);

  process = g_subprocess_newv ((const char *const *)argv->pdata, G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                               &error);
  g_assert_no_error (error);
  g_subprocess_wait_async (process, NULL, on_done, &done);
  LAB_AWAIT (300, done);
  if (!g_subprocess_get_successful (process))
    g_error ("lab %s failed: see above", command);
}

BstHost *
lab_add_host (Lab *lab, const char *uri, const char *name)
{
  g_autoptr (GError) error = NULL;
  BstHost *host = bst_inventory_add_host (lab->inventory, uri, name, &error);

  g_assert_no_error (error);
  return host;
}

BstHost *
lab_bring_online (Lab *lab, const char *name)
{
  g_autofree char *uri = g_strdup_printf ("qemu+ssh://root@%s/system", name);
  BstHost *host = lab_add_host (lab, uri, name);

  LAB_AWAIT (30, bst_host_get_state (host) == BST_HOST_STATE_ONLINE);
  return host;
}

BstMachine *
lab_find (Lab *lab, BstHost *host, const char *name)
{
  GListModel *machines = bst_inventory_get_machines (lab->inventory);
  BstMachine *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (machines); i++)
    {
      g_autoptr (BstMachine) machine = g_list_model_get_item (machines, i);

      if (bst_machine_get_host (machine) == host &&
          g_str_equal (bst_machine_get_name (machine), name))
        {
          g_assert_null (found);
          found = machine;
        }
    }
  return found;
}

gint64
lab_await_begin (guint seconds)
{
  gint64 now = g_get_monotonic_time ();

  deadline = now + seconds * G_TIME_SPAN_SECOND;
  return now;
}

static gboolean
on_deadline (gpointer data)
{
  return G_SOURCE_REMOVE;
}

void
lab_await_turn (const char *where, const char *condition)
{
  gint64 left = deadline - g_get_monotonic_time ();
  guint source;

  if (left <= 0)
    g_error ("%s: not so in time: %s", where, condition);

  source = g_timeout_add ((guint)(left / 1000) + 1, on_deadline, NULL);
  g_main_context_iteration (NULL, TRUE);
  if (g_main_context_find_source_by_id (NULL, source) != NULL)
    g_source_remove (source);
}

double
lab_await_end (gint64 start)
{
  return (double)(g_get_monotonic_time () - start) / G_TIME_SPAN_SECOND;
}
