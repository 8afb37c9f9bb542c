/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-dialog WHICH [ARGUMENT...]: Bastida itself; when all its hosts are online, opens the menu of
 * the first and then a dialog (“drain” that host, “migrate” its first machine, take a “snapshot” of
 * it), until all in it is known and shown; says for each how long the main loop stood still at most. */

#include "config.h"

#include <locale.h>

#include "app/bst-application.h"
#include "app/bst-drain-dialog.h"
#include "app/bst-drain-row.h"
#include "app/bst-migrate-dialog.h"
#include "app/bst-migration-form.h"
#include "app/bst-sidebar-row.h"
#include "app/bst-sidebar.h"
#include "app/bst-snapshot-dialogs.h"
#include "app/bst-target-row.h"
#include "bench-frame.h"
#include "core/bst-stall-meter.h"
#include "core/bst-thread.h"

#define PATIENCE_MS 100
#define SETTLE_S 3

/* What is opened, and how it shows that all is there. */
typedef struct
{
  const char *name;
  void (*open) (GtkWindow *window, BstFleet *fleet, BstHost *host);
  guint (*count_rows) (GtkWidget *dialog); /* 0: it goes on */
} Subject;

static const Subject *subject;
static GtkWidget *main_window;
static BstSnapshots *snapshots; /* as the page has them from which a snapshot is asked for */
static gint64 began;

/* Those of @type below @widget that are mapped. */
static guint
count (GtkWidget *widget, GType type)
{
  guint n = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && gtk_widget_get_mapped (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count (child, type);

  return n;
}

/* (nullable) */
static GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);

  return found;
}

/* What the last frames of it took is in it, too. */
static gboolean
on_end (gpointer application)
{
  bench_print ("stall", bst_stall_meter_get_longest (), "ms");
  g_clear_object (&snapshots);
  g_application_quit (application);

  return G_SOURCE_REMOVE;
}

static BstMachine *
get_machine (BstFleet *fleet, BstHost *host)
{
  GListModel *machines = bst_inventory_get_machines (bst_fleet_get_inventory (fleet));

  for (guint i = 0; i < g_list_model_get_n_items (machines); i++)
    {
      g_autoptr (BstMachine) machine = g_list_model_get_item (machines, i);

      if (bst_machine_get_host (machine) == host)
        return machine; /* the inventory keeps it */
    }
  g_assert_not_reached ();
}

static void
open_drain (GtkWindow *window, BstFleet *fleet, BstHost *host)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.host-drain", "x", bst_host_get_id (host));
}

static guint
count_drain_rows (GtkWidget *dialog)
{
  BstDrain *drain = bst_drain_dialog_get_drain (BST_DRAIN_DIALOG (dialog));
  guint n_rows = count (dialog, BST_TYPE_DRAIN_ROW);

  return n_rows >= g_list_model_get_n_items (bst_drain_get_items (drain)) &&
                 count (dialog, BST_TYPE_MIGRATION_FORM) > 0 && bst_drain_is_settled (drain)
             ? n_rows
             : 0;
}

static void
open_migrate (GtkWindow *window, BstFleet *fleet, BstHost *host)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();

  g_ptr_array_add (machines, get_machine (fleet, host));
  gtk_window_present (bst_migrate_dialog_new (window, fleet, machines));
}

static guint
count_targets (GtkWidget *dialog)
{
  BstPreflight *preflight = bst_migrate_dialog_get_preflight (BST_MIGRATE_DIALOG (dialog));
  guint n_rows = count (dialog, BST_TYPE_TARGET_ROW);

  return n_rows >= g_list_model_get_n_items (G_LIST_MODEL (preflight)) &&
                 bst_preflight_is_settled (preflight)
             ? n_rows
             : 0;
}

static void
open_snapshot (GtkWindow *window, BstFleet *fleet, BstHost *host)
{
  bst_snapshot_create_dialog_show (window, fleet, snapshots);
}

static guint
count_kinds (GtkWidget *dialog)
{
  return count (dialog, GTK_TYPE_CHECK_BUTTON);
}

static const Subject subjects[] = {
  { "drain", open_drain, count_drain_rows },
  { "migrate", open_migrate, count_targets },
  { "snapshot", open_snapshot, count_kinds },
};

/* (nullable): without a window manager none is active. */
static GtkWidget *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (window != main_window && gtk_widget_get_mapped (window))
        return window; /* GTK keeps it */
    }

  return NULL;
}

static gboolean
look_at_dialog (gpointer application)
{
  GtkWidget *dialog = find_dialog ();
  guint n_rows = dialog != NULL ? subject->count_rows (dialog) : 0;

  if (n_rows == 0)
    return G_SOURCE_CONTINUE;

  bench_print ("open", (double)(g_get_monotonic_time () - began) / 1000, "ms");
  bench_print ("rows", n_rows, "rows");
  g_timeout_add_seconds (1, on_end, application);

  return G_SOURCE_REMOVE;
}

static void
open_dialog (GtkApplication *application)
{
  BstFleet *fleet = bst_application_get_fleet (BST_APPLICATION (application));
  g_autoptr (BstHost) host =
      g_list_model_get_item (bst_inventory_get_hosts (bst_fleet_get_inventory (fleet)), 0);

  main_window = GTK_WIDGET (gtk_application_get_active_window (application));
  bst_stall_meter_reset ();
  began = g_get_monotonic_time ();
  subject->open (GTK_WINDOW (main_window), fleet, host);
  g_timeout_add (10, look_at_dialog, application);
}

static gboolean
on_menu (gpointer application)
{
  GtkWidget *window = GTK_WIDGET (gtk_application_get_active_window (application));
  GtkWidget *menu = find (find (window, BST_TYPE_SIDEBAR), GTK_TYPE_POPOVER_MENU);

  bench_print ("menu", bst_stall_meter_get_longest (), "ms");
  gtk_popover_popdown (GTK_POPOVER (menu));
  open_dialog (application);

  return G_SOURCE_REMOVE;
}

static gboolean
open_menu (gpointer application)
{
  GtkWidget *window = GTK_WIDGET (gtk_application_get_active_window (application));
  GtkWidget *sidebar = find (window, BST_TYPE_SIDEBAR);

  bst_stall_meter_reset ();
  gtk_widget_activate_action (sidebar, "menu.popup", NULL);
  g_timeout_add_seconds (1, on_menu, application);

  return G_SOURCE_REMOVE;
}

static gboolean
select_host (gpointer application)
{
  GtkWidget *window = GTK_WIDGET (gtk_application_get_active_window (application));
  GtkWidget *row = find (find (window, BST_TYPE_SIDEBAR), BST_TYPE_SIDEBAR_ROW);
  BstFleet *fleet = bst_application_get_fleet (BST_APPLICATION (application));
  g_autoptr (BstHost) host =
      g_list_model_get_item (bst_inventory_get_hosts (bst_fleet_get_inventory (fleet)), 0);

  snapshots = bst_snapshots_new (fleet, get_machine (fleet, host));
  while (bst_place_get_kind (bst_sidebar_row_get_place (BST_SIDEBAR_ROW (row))) != BST_PLACE_HOST)
    row = gtk_widget_get_next_sibling (row);
  gtk_list_box_select_row (GTK_LIST_BOX (gtk_widget_get_parent (row)), GTK_LIST_BOX_ROW (row));
  g_timeout_add_seconds (SETTLE_S, open_menu, application);

  return G_SOURCE_REMOVE;
}

static gboolean
are_online (gpointer application)
{
  BstFleet *fleet = bst_application_get_fleet (application);
  GListModel *hosts =
      fleet != NULL ? bst_inventory_get_hosts (bst_fleet_get_inventory (fleet)) : NULL;

  for (guint i = 0; hosts != NULL && i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);

      if (bst_host_get_state (host) != BST_HOST_STATE_ONLINE || bst_host_get_facts (host) == NULL)
        return G_SOURCE_CONTINUE;
    }
  if (hosts == NULL)
    return G_SOURCE_CONTINUE;
  /* As a person does who sees the list first. */
  g_timeout_add_seconds (SETTLE_S, select_host, application);

  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  g_autoptr (BstApplication) application = NULL;

  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (subjects); i++)
    {
      if (g_str_equal (argv[1], subjects[i].name))
        subject = &subjects[i];
    }
  if (subject == NULL)
    {
      g_printerr ("Usage: bench-dialog drain|migrate|snapshot [ARGUMENT...]\n");
      return 2;
    }
  argv[1] = argv[0];

  setvbuf (stdout, NULL, _IOLBF, 0);
  setlocale (LC_ALL, "");
  bst_thread_init ();
  bst_stall_meter_start (0);
  application = bst_application_new ();
  g_timeout_add (PATIENCE_MS, are_online, application);
  return g_application_run (G_APPLICATION (application), argc - 1, argv + 1);
}
