/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-host-actions.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/bst-check-dialog.h"
#include "app/bst-error-dialog.h"
#include "app/bst-name-dialog.h"

/* What the actions work on: kept by the window. */
typedef struct
{
  GtkApplicationWindow *window; /* (unowned) */
  BstFleet *fleet;
} Context;

/* A question about a host. */
typedef struct
{
  Context *context; /* (unowned): the dialog goes with its window */
  BstHost *host;
} Question;

static void
context_free (gpointer data)
{
  Context *context = data;

  g_object_unref (context->fleet);
  g_free (context);
}

static Question *
question_new (Context *context, BstHost *host)
{
  Question *question = g_new0 (Question, 1);

  question->context = context;
  question->host = g_object_ref (host);
  return question;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->host);
  g_free (question);
}

static void
question_closure_free (gpointer data, GClosure *closure)
{
  question_free (data);
}

static BstInventory *
get_inventory (Context *context)
{
  return bst_fleet_get_inventory (context->fleet);
}

/* (nullable): it may be gone since the menu was opened. */
static BstHost *
get_host (Context *context, GVariant *parameter)
{
  return bst_inventory_get_host (get_inventory (context), g_variant_get_int64 (parameter));
}

static void
connect_host (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Context *context = data;
  BstHost *host = get_host (context, parameter);

  if (host != NULL)
    bst_fleet_connect_host (context->fleet, host);
}

static void
connect_all (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Context *context = data;
  GListModel *hosts = bst_inventory_get_hosts (get_inventory (context));

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);

      if (!bst_host_state_is_connected (bst_host_get_state (host)))
        bst_fleet_connect_host (context->fleet, host);
    }
}

static void
disconnect_host (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Context *context = data;
  BstHost *host = get_host (context, parameter);

  if (host != NULL)
    bst_fleet_disconnect_host (context->fleet, host);
}

static void
check_host (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Context *context = data;
  BstHost *host = get_host (context, parameter);

  if (host != NULL)
    gtk_window_present (GTK_WINDOW (bst_check_dialog_new (GTK_WINDOW (context->window), host)));
}

static void
on_renamed (const char *name, gpointer data)
{
  Question *question = data;
  g_autoptr (GError) error = NULL;

  if (!bst_inventory_rename_host (get_inventory (question->context), question->host, name, &error))
    bst_error_dialog_show (GTK_WIDGET (question->context->window), _ ("The Host Was Not Renamed"),
                           error);
}

static void
rename_host (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Context *context = data;
  BstHost *host = get_host (context, parameter);

  if (host == NULL)
    return;

  bst_name_dialog_show (GTK_WINDOW (context->window), _ ("Rename Host"), _ ("Shown as"),
                        bst_host_get_name (host), _ ("_Rename"), on_renamed,
                        question_new (context, host), question_free);
}

static void
on_remove (AdwMessageDialog *dialog, const char *response, Question *question)
{
  if (g_strcmp0 (response, "remove") == 0)
    bst_inventory_remove_host (get_inventory (question->context), question->host);
}

static void
remove_host (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Context *context = data;
  BstHost *host = get_host (context, parameter);
  g_autofree char *heading = NULL;
  GtkWidget *dialog;

  if (host == NULL)
    return;

  heading = g_strdup_printf (_ ("Remove “%s” From the List?"), bst_host_get_name (host));
  dialog = adw_message_dialog_new (
      GTK_WINDOW (context->window), heading,
      _ ("Nothing changes on the host: its machines go on as they are. What Bastida keeps about "
         "them is forgotten: tags, groups, notes, and their graphs."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "remove",
                                    _ ("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_remove), question_new (context, host),
                         question_closure_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
bst_host_actions_add (GtkApplicationWindow *window, BstFleet *fleet)
{
  static const GActionEntry entries[] = {
    { .name = "host-connect", .activate = connect_host, .parameter_type = "x" },
    { .name = "connect-all", .activate = connect_all },
    { .name = "host-disconnect", .activate = disconnect_host, .parameter_type = "x" },
    { .name = "host-check", .activate = check_host, .parameter_type = "x" },
    { .name = "host-rename", .activate = rename_host, .parameter_type = "x" },
    { .name = "host-remove", .activate = remove_host, .parameter_type = "x" },
  };
  Context *context = g_new0 (Context, 1);

  context->window = window;
  context->fleet = g_object_ref (fleet);
  g_object_set_data_full (G_OBJECT (window), "host-actions", context, context_free);
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), context);
}
