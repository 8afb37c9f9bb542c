/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-migration-actions.h"

#include <glib/gi18n.h>

#include "app/bst-drain-dialog.h"
#include "app/bst-migrate-dialog.h"
#include "operations/bst-drain.h"

#define DATA "migration-actions"

/* What the actions work on: kept by the window. */
typedef struct
{
  GtkApplicationWindow *window; /* (unowned) */
  BstFleet *fleet;
  GPtrArray *machines;
  GListModel *hosts;
} Context;

static void
context_free (gpointer data)
{
  Context *context = data;

  g_signal_handlers_disconnect_by_data (context->hosts, context);
  g_object_unref (context->hosts);
  g_object_unref (context->fleet);
  g_ptr_array_unref (context->machines);
  g_free (context);
}

static Context *
get_context (GtkApplicationWindow *window)
{
  return g_object_get_data (G_OBJECT (window), DATA);
}

static void
update (Context *context)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (context->window), "migrate");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                               context->machines->len > 0 &&
                                   g_list_model_get_n_items (context->hosts) > 1);
}

static void
on_hosts_changed (GListModel *hosts, guint position, guint removed, guint added, Context *context)
{
  update (context);
}

static void
migrate (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Context *context = data;

  if (context->machines->len > 0)
    gtk_window_present (
        bst_migrate_dialog_new (GTK_WINDOW (context->window), context->fleet, context->machines));
}

static void
drain_host (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Context *context = data;
  BstHost *host = bst_inventory_get_host (bst_fleet_get_inventory (context->fleet),
                                          g_variant_get_int64 (parameter));

  if (host != NULL)
    gtk_window_present (bst_drain_dialog_new (GTK_WINDOW (context->window), context->fleet, host));
}

/* (nullable) (transfer full): of the tasks, or a part of one. */
static BstOperation *
find_named (Context *context, GVariant *id)
{
  return bst_operation_find (
      bst_inventory_get_operations (bst_fleet_get_inventory (context->fleet)),
      g_variant_get_string (id, NULL));
}

/* What is asked before it starts; goes with the dialog. */
typedef struct
{
  BstFleet *fleet;
  BstOperation *home;
} Return;

static void
return_free (gpointer data, GClosure *closure)
{
  Return *asked = data;

  g_object_unref (asked->fleet);
  g_object_unref (asked->home);
  g_free (asked);
}

static void
on_return (GtkWidget *dialog, const char *response, gpointer data)
{
  Return *asked = data;

  if (g_str_equal (response, "bring"))
    bst_scheduler_submit (bst_fleet_get_scheduler (asked->fleet), asked->home);
}

/* Something may be in the way, and can be removed now. */
static void
ask_return (Context *context, BstOperation *home)
{
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (context->window), _ ("Bring Machines Back Home?"),
                              bst_operation_get_outcome (home));
  Return *asked = g_new0 (Return, 1);

  asked->fleet = g_object_ref (context->fleet);
  asked->home = g_object_ref (home);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "bring",
                                    _ ("_Bring Back"), NULL);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_return), asked, return_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* (nullable): the host that was drained. */
static BstHost *
find_drained (Context *context, GVariant *id)
{
  g_autoptr (BstOperation) drain = find_named (context, id);
  GListModel *parts = drain != NULL ? bst_operation_get_parts (drain) : NULL;
  g_autoptr (BstOperation) part = parts != NULL ? g_list_model_get_item (parts, 0) : NULL;

  return part != NULL ? bst_inventory_get_host (bst_fleet_get_inventory (context->fleet),
                                                bst_operation_get_host_id (part))
                      : NULL;
}

/* Also those that other drains of the same host took away: it may have needed more than one. */
static void
drain_home (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Context *context = data;
  BstHost *host = find_drained (context, parameter);
  g_autoptr (BstOperation) home =
      host != NULL ? bst_drain_home_operation_new (context->fleet, host, BST_DRAIN_AT_A_TIME) : NULL;
  GtkWidget *dialog;

  if (home != NULL && bst_operation_get_outcome (home) != NULL)
    {
      ask_return (context, home);
      return;
    }
  if (home != NULL)
    {
      bst_scheduler_submit (bst_fleet_get_scheduler (context->fleet), home);
      return;
    }

  dialog = adw_message_dialog_new (
      GTK_WINDOW (context->window), _ ("Nothing to Bring Back"),
      _ ("No machine that was drained from this host is still where it was put."));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

void
bst_migration_actions_add (GtkApplicationWindow *window, BstFleet *fleet)
{
  static const GActionEntry entries[] = {
    { .name = "migrate", .activate = migrate },
    { .name = "host-drain", .activate = drain_host, .parameter_type = "x" },
    { .name = "drain-home", .activate = drain_home, .parameter_type = "s" },
  };
  Context *context = g_new0 (Context, 1);

  context->window = window;
  context->fleet = g_object_ref (fleet);
  context->machines = g_ptr_array_new_with_free_func (g_object_unref);
  context->hosts = g_object_ref (bst_inventory_get_hosts (bst_fleet_get_inventory (fleet)));
  g_object_set_data_full (G_OBJECT (window), DATA, context, context_free);
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), context);
  g_signal_connect (context->hosts, "items-changed", G_CALLBACK (on_hosts_changed), context);
  update (context);
}

void
bst_migration_actions_set_machines (GtkApplicationWindow *window, GPtrArray *machines)
{
  Context *context = get_context (window);

  g_ptr_array_set_size (context->machines, 0);
  for (guint i = 0; i < machines->len; i++)
    g_ptr_array_add (context->machines, g_object_ref (machines->pdata[i]));
  update (context);
}

char *
bst_migration_actions_dup_tooltip (GtkApplicationWindow *window)
{
  Context *context = get_context (window);

  if (context->machines->len == 0)
    return g_strdup_printf (_ ("%s\nSelect a machine first"), _ ("Migrate…"));
  if (g_list_model_get_n_items (context->hosts) < 2)
    return g_strdup_printf ("%s\n%s", _ ("Migrate…"), _ ("There is no other host: add one first"));

  return g_strdup (_ ("Migrate…"));
}
