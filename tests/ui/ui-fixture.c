/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ui-fixture.h"

#include "core/bst-thread.h"
#include "notification-service.h"

#define PATIENCE_SECONDS 30

/* Kept open where it is looked at: waits end by condition, this is for what never comes. */
typedef struct
{
  gboolean over;
} Deadline;

gboolean
ui_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  bst_thread_init ();
  /* Before anything connects to the bus. */
  notification_service_start ();
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return FALSE;
    }

  adw_init ();
  /* What is animated is at its end at once. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  return TRUE;
}

/* What a run is about. */
typedef struct
{
  UiFixture fixture;
  const char *uri; /* (nullable) */
  UiTest test;
} Run;

static void
on_startup (GApplication *application, Run *run)
{
  g_autoptr (GError) error = NULL;

  run->fixture.application = BST_APPLICATION (application);
  run->fixture.fleet = bst_application_get_fleet (run->fixture.application);
  run->fixture.inventory = bst_fleet_get_inventory (run->fixture.fleet);
  if (run->uri == NULL)
    return;
  bst_inventory_add_host (run->fixture.inventory, run->uri, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
has_no_task (gpointer data)
{
  UiFixture *fixture = data;

  return bst_scheduler_get_n_active (bst_fleet_get_scheduler (fixture->fleet)) == 0;
}

static gboolean
on_idle (gpointer data)
{
  Run *run = data;

  run->fixture.window =
      GTK_WIDGET (gtk_application_get_active_window (GTK_APPLICATION (run->fixture.application)));
  g_assert_nonnull (run->fixture.window);
  run->test (&run->fixture);

  /* The program ends with its window, which would ask whether to wait for what is under way. */
  ui_wait ("no task is under way", has_no_task, &run->fixture);
  gtk_window_close (GTK_WINDOW (run->fixture.window));
  return G_SOURCE_REMOVE;
}

static void
on_activate (GApplication *application, Run *run)
{
  g_idle_add (on_idle, run);
}

void
ui_run (const char *inventory, const char *uri, UiTest test)
{
  BstApplication *application = bst_application_new ();
  Run run = { .uri = uri, .test = test };

  g_setenv ("BASTIDA_INVENTORY", inventory, TRUE);
  g_signal_connect_after (application, "startup", G_CALLBACK (on_startup), &run);
  g_signal_connect_after (application, "activate", G_CALLBACK (on_activate), &run);
  g_assert_cmpint (g_application_run (G_APPLICATION (application), 0, NULL), ==, 0);
  g_assert_finalize_object (application);
}

typedef struct
{
  const char *uri;
  UiTest test;
} Added;

static void
run_added (gconstpointer data)
{
  const Added *added = data;

  ui_run (":memory:", added->uri, added->test);
}

void
ui_add_test (const char *path, const char *uri, UiTest test)
{
  Added *added = g_new0 (Added, 1);

  added->uri = uri;
  added->test = test;
  g_test_add_data_func_full (path, added, run_added, g_free);
}

void
ui_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
on_deadline (gpointer data)
{
  ((Deadline *)data)->over = TRUE;
  return G_SOURCE_CONTINUE;
}

void
ui_wait (const char *what, UiCondition condition, gpointer data)
{
  Deadline deadline = { FALSE };
  guint source = g_timeout_add_seconds (PATIENCE_SECONDS, on_deadline, &deadline);

  while (!condition (data))
    {
      if (deadline.over)
        g_error ("never came: %s", what);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (source);
}

static gboolean
property_is (gpointer object, const char *name, const char *text)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (object), name);
  g_autofree char *value = NULL;

  if (pspec == NULL || pspec->value_type != G_TYPE_STRING)
    return FALSE;
  g_object_get (object, name, &value, NULL);
  return g_strcmp0 (value, text) == 0;
}

static gboolean
has_text (GtkWidget *widget, const char *text)
{
  return text == NULL || property_is (widget, "label", text) ||
         property_is (widget, "title", text) || property_is (widget, "tooltip-text", text) ||
         property_is (widget, "placeholder-text", text);
}

GtkWidget *
ui_find (gpointer root, GType type, const char *text)
{
  GtkWidget *widget = root;

  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && has_text (widget, text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = ui_find (child, type, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

GtkWindow *
ui_find_window (UiFixture *fixture, GType type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    {
      if (l->data != (gpointer)fixture->window && g_type_is_a (G_OBJECT_TYPE (l->data), type) &&
          gtk_widget_get_visible (l->data))
        return l->data;
    }

  return NULL;
}

gboolean
ui_says (GtkWidget *root, const char *text)
{
  if (!gtk_widget_get_mapped (root))
    return FALSE;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (ui_says (child, text))
        return TRUE;
    }

  return FALSE;
}

GPtrArray *
ui_get_windows (GType type)
{
  GListModel *all = gtk_window_get_toplevels ();
  GPtrArray *windows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (all, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        g_ptr_array_add (windows, g_steal_pointer (&window));
    }

  return windows;
}

void
ui_click (gpointer root, const char *label)
{
  GtkWidget *button = ui_find (root, GTK_TYPE_BUTTON, label);

  if (button == NULL)
    g_error ("there is no button “%s”", label);
  if (!gtk_widget_is_sensitive (button))
    g_error ("the button “%s” cannot be pressed", label);
  g_signal_emit_by_name (button, "clicked");
}

void
ui_type (gpointer root, GType type, const char *label, const char *text)
{
  GtkWidget *entry = ui_find (root, type, label);

  if (entry == NULL)
    g_error ("there is no field “%s”", label);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

gboolean
ui_action_is_enabled (UiFixture *fixture, const char *name)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), name);
}

void
ui_activate (UiFixture *fixture, const char *name, GVariant *parameter)
{
  if (!gtk_widget_activate_action_variant (fixture->window, name, parameter))
    g_error ("there is no action “%s”", name);
  ui_settle ();
}
