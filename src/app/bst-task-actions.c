/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-task-actions.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/bst-error-dialog.h"
#include "app/bst-migration-window.h"
#include "app/bst-task-text.h"
#include "core/bst-error.h"
#include "operations/bst-drain.h"
#include "operations/bst-migrate.h"
#include "operations/bst-retry.h"

/* What the actions work on: kept by the window. */
typedef struct
{
  GtkApplicationWindow *window; /* (unowned) */
  BstFleet *fleet;
} Context;

static void
context_free (gpointer data)
{
  Context *context = data;

  g_object_unref (context->fleet);
  g_free (context);
}

/* (nullable) (transfer full): parts among them. */
static BstOperation *
find_task (Context *context, GVariant *parameter)
{
  return bst_operation_find (
      bst_inventory_get_operations (bst_fleet_get_inventory (context->fleet)),
      g_variant_get_string (parameter, NULL));
}

static void
copy (Context *context, BstOperation *operation)
{
  g_autofree char *whole =
      bst_task_text_dup_whole (operation, bst_fleet_get_inventory (context->fleet));
  g_autofree char *text =
      g_strconcat (bst_operation_get_title (operation), "\n", whole, "\n", NULL);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (context->window)), text);
}

static void
retry (Context *context, BstOperation *operation)
{
  g_autoptr (BstOperation) again = bst_retry_new (context->fleet, operation);
  g_autoptr (GError) error = NULL;

  if (again != NULL)
    {
      bst_scheduler_submit (bst_fleet_get_scheduler (context->fleet), again);
      return;
    }

  error = bst_error_new (BST_ERROR_FAILED,
                         _ ("Its machine or one of its hosts is not there any more, or somebody "
                            "else began it: begin it anew at the machine."),
                         NULL, _ ("“%s” cannot be tried again"),
                         bst_operation_get_title (operation));
  bst_error_dialog_show (GTK_WIDGET (context->window), _ ("Nothing to Try"), error);
}

/* A dialog's answer. */
typedef struct
{
  Context *context; /* (unowned): the dialog goes with its window */
  BstOperation *operation;
} Shown;

static void
shown_free (gpointer data, GClosure *closure)
{
  Shown *shown = data;

  g_object_unref (shown->operation);
  g_free (shown);
}

static void
on_response (GtkWidget *dialog, const char *response, gpointer data)
{
  Shown *shown = data;

  if (g_str_equal (response, "copy"))
    copy (shown->context, shown->operation);
  else if (g_str_equal (response, "retry"))
    retry (shown->context, shown->operation);
}

static void
show_text (Context *context, BstOperation *operation)
{
  g_autofree char *text =
      bst_task_text_dup_whole (operation, bst_fleet_get_inventory (context->fleet));
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (context->window),
                                              bst_operation_get_title (operation), text);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);
  Shown *shown = g_new0 (Shown, 1);

  shown->context = context;
  shown->operation = g_object_ref (operation);
  adw_message_dialog_add_response (message, "copy", _ ("C_opy Text"));
  if (bst_retry_is_possible (context->fleet, operation))
    adw_message_dialog_add_response (message, "retry", _ ("_Try Again"));
  adw_message_dialog_add_response (message, "close", _ ("_Close"));
  adw_message_dialog_set_default_response (message, "close");
  adw_message_dialog_set_close_response (message, "close");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), shown, shown_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_details (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Context *context = data;
  g_autoptr (BstOperation) operation = find_task (context, parameter);

  if (operation == NULL)
    return;
  if (bst_migration_window_is_for (operation))
    gtk_window_present (bst_migration_window_new (
        GTK_WINDOW (context->window), bst_fleet_get_inventory (context->fleet), operation));
  else
    show_text (context, operation);
}

static void
on_copy (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (BstOperation) operation = find_task (data, parameter);

  if (operation != NULL)
    copy (data, operation);
}

static void
on_retry (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (BstOperation) operation = find_task (data, parameter);

  if (operation != NULL)
    retry (data, operation);
}

static void
on_cancel (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Context *context = data;
  g_autoptr (BstOperation) operation = find_task (context, parameter);

  if (operation != NULL)
    bst_inventory_ask_cancel (bst_fleet_get_inventory (context->fleet), operation);
}

/* How likely @machine is the one that @operation was about, and that somebody wants to see: where
 * it runs, rather at the host that it was to go to. */
static int
get_nearness (BstMachine *machine, BstOperation *operation)
{
  gint64 host = bst_host_get_id (bst_machine_get_host (machine));

  return (bst_machine_state_is_active (bst_machine_get_state (machine)) ? 4 : 0) +
         (host == bst_operation_get_other_host_id (operation) ? 2 : 0) +
         (host == bst_operation_get_host_id (operation) ? 1 : 0);
}

/* Where it is now: it may have been moved on since. */
static void
on_machine (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Context *context = data;
  BstInventory *inventory = bst_fleet_get_inventory (context->fleet);
  GListModel *machines = bst_inventory_get_machines (inventory);
  g_autoptr (BstOperation) operation = find_task (context, parameter);
  const char *uuid = operation != NULL ? bst_operation_get_machine_uuid (operation) : NULL;
  BstMachine *nearest = NULL;

  for (guint i = 0; uuid != NULL && i < g_list_model_get_n_items (machines); i++)
    {
      g_autoptr (BstMachine) machine = g_list_model_get_item (machines, i);

      if (g_str_equal (bst_machine_get_uuid (machine), uuid) &&
          (nearest == NULL ||
           get_nearness (machine, operation) > get_nearness (nearest, operation)))
        nearest = machine;
    }
  if (nearest != NULL)
    gtk_widget_activate_action (GTK_WIDGET (context->window), "win.show-place", "(xs)",
                                bst_host_get_id (bst_machine_get_host (nearest)), uuid);
}

void
bst_task_actions_add (GtkApplicationWindow *window, BstFleet *fleet)
{
  static const GActionEntry entries[] = {
    { .name = "task-details", .activate = on_details, .parameter_type = "s" },
    { .name = "task-copy", .activate = on_copy, .parameter_type = "s" },
    { .name = "task-retry", .activate = on_retry, .parameter_type = "s" },
    { .name = "task-cancel", .activate = on_cancel, .parameter_type = "s" },
    { .name = "task-machine", .activate = on_machine, .parameter_type = "s" },
  };
  Context *context = g_new0 (Context, 1);

  context->window = window;
  context->fleet = g_object_ref (fleet);
  g_object_set_data_full (G_OBJECT (window), "task-actions", context, context_free);
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), context);
}

static void
append (GMenu *menu, const char *label, const char *action, BstOperation *operation)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", bst_operation_get_id (operation));
  g_menu_append_item (menu, item);
}

GMenuModel *
bst_task_actions_new_menu (BstOperation *operation)
{
  GMenu *menu = g_menu_new ();

  append (menu, _ ("_Details…"), "win.task-details", operation);
  append (menu, _ ("C_opy Text"), "win.task-copy", operation);
  if (bst_operation_get_machine_uuid (operation) != NULL)
    append (menu, _ ("Show the _Machine"), "win.task-machine", operation);
  if (bst_operation_is_over (operation) &&
      bst_operation_get_state (operation) != BST_OPERATION_STATE_DONE)
    append (menu, _ ("_Try Again"), "win.task-retry", operation);
  if (bst_operation_is_over (operation) &&
      g_strcmp0 (bst_operation_get_kind (operation), BST_DRAIN_KIND) == 0)
    append (menu, _ ("_Bring Machines Back Home"), "win.drain-home", operation);

  return G_MENU_MODEL (menu);
}
