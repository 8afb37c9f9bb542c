/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-quit-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Titles that are listed of a kind. */
#define MOST_TITLES 5

/* The answer that is waited for; goes with the dialog. */
typedef struct
{
  GtkWindow *window; /* (unowned): the dialog goes with it */
  BstFleet *fleet;
  BstQuitFunc quit;
  GtkWidget *dialog; /* (unowned) */
  gulong waits;
} Asked;

static void
asked_free (gpointer data, GClosure *closure)
{
  Asked *asked = data;

  if (asked->waits != 0)
    g_signal_handler_disconnect (bst_fleet_get_scheduler (asked->fleet), asked->waits);
  g_object_unref (asked->fleet);
  g_free (asked);
}

typedef struct
{
  GString *harmed;
  guint n_harmed;
  GString *waiting;
  guint n_waiting;
  GString *others;
  guint n_others;
} Lists;

static void
add_title (GString *list, guint *n, BstOperation *operation)
{
  (*n)++;
  if (*n <= MOST_TITLES)
    g_string_append_printf (list, "\n• %s", bst_operation_get_title (operation));
  else if (*n == MOST_TITLES + 1)
    g_string_append (list, "\n• …");
}

static void
sort_out (Lists *lists, GListModel *operations, BstInventory *inventory)
{
  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i);
      GListModel *parts = bst_operation_get_parts (operation);

      if (bst_operation_is_over (operation) || !bst_inventory_is_own (inventory, operation))
        continue;
      if (parts != NULL)
        sort_out (lists, parts, inventory);
      else if (bst_operation_needs_us (operation))
        add_title (lists->harmed, &lists->n_harmed, operation);
      else if (bst_operation_get_state (operation) == BST_OPERATION_STATE_QUEUED)
        add_title (lists->waiting, &lists->n_waiting, operation);
      else
        add_title (lists->others, &lists->n_others, operation);
    }
}

static void
add_list (GString *body, const char *intro, GString *titles, guint n)
{
  if (n == 0)
    return;
  if (body->len > 0)
    g_string_append (body, "\n\n");
  g_string_append_printf (body, "%s%s", intro, titles->str);
}

static char *
dup_body (Lists *lists)
{
  GString *body = g_string_new (NULL);

  add_list (body,
            _ ("These would fail, for this program leads them; the machines stay where they are:"),
            lists->harmed, lists->n_harmed);
  add_list (body, _ ("These have not begun, and would be dropped:"), lists->waiting,
            lists->n_waiting);
  add_list (body,
            _ ("These go on at their hosts; what becomes of them is looked up the next time:"),
            lists->others, lists->n_others);

  return g_string_free (body, FALSE);
}

static void
on_n_active (BstScheduler *scheduler, GParamSpec *pspec, Asked *asked)
{
  GtkWindow *window = asked->window;
  BstQuitFunc quit = asked->quit;

  if (bst_scheduler_get_n_active (scheduler) > 0)
    return;

  gtk_window_destroy (GTK_WINDOW (asked->dialog));
  quit (window);
}

static void
wait_for_all (Asked *asked)
{
  GtkWidget *dialog = adw_message_dialog_new (
      asked->window, _ ("Waiting for the Tasks"),
      _ ("The program ends as soon as they are all over. You can go on working meanwhile."));

  asked->dialog = dialog;
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", _ ("_Do Not Quit"), "quit",
                                    _ ("_Quit Now"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "quit",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  gtk_window_set_modal (GTK_WINDOW (dialog), FALSE);
}

static void
on_answer_while_waiting (GtkWidget *dialog, const char *response, gpointer data)
{
  Asked *asked = data;

  if (g_str_equal (response, "quit"))
    asked->quit (asked->window);
}

static void
on_answer (GtkWidget *dialog, const char *response, gpointer data)
{
  Asked *asked = data;
  Asked *waiting;

  if (g_str_equal (response, "quit"))
    asked->quit (asked->window);
  if (!g_str_equal (response, "wait"))
    return;

  waiting = g_new0 (Asked, 1);
  *waiting = (Asked){ asked->window, g_object_ref (asked->fleet), asked->quit, NULL, 0 };
  wait_for_all (waiting);
  g_signal_connect_data (waiting->dialog, "response", G_CALLBACK (on_answer_while_waiting), waiting,
                         asked_free, 0);
  waiting->waits = g_signal_connect (bst_fleet_get_scheduler (waiting->fleet), "notify::n-active",
                                     G_CALLBACK (on_n_active), waiting);
  gtk_window_present (GTK_WINDOW (waiting->dialog));
  on_n_active (bst_fleet_get_scheduler (waiting->fleet), NULL, waiting);
}

gboolean
bst_quit_dialog_ask (GtkWindow *window, BstFleet *fleet, BstQuitFunc quit)
{
  BstInventory *inventory = bst_fleet_get_inventory (fleet);
  g_autoptr (GString) harmed = g_string_new (NULL);
  g_autoptr (GString) waiting = g_string_new (NULL);
  g_autoptr (GString) others = g_string_new (NULL);
  Lists lists = { .harmed = harmed, .waiting = waiting, .others = others };
  g_autofree char *body = NULL;
  GtkWidget *dialog;
  Asked *asked;

  if (bst_scheduler_get_n_active (bst_fleet_get_scheduler (fleet)) == 0)
    return FALSE;

  sort_out (&lists, bst_inventory_get_operations (inventory), inventory);
  body = dup_body (&lists);
  dialog = adw_message_dialog_new (window, _ ("Quit While Tasks Are Under Way?"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", _ ("_Do Not Quit"), "quit",
                                    _ ("_Quit"), "wait", _ ("_Wait, Then Quit"), NULL);
  if (lists.n_harmed + lists.n_waiting > 0)
    adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "quit",
                                                ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "wait");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");

  asked = g_new0 (Asked, 1);
  *asked = (Asked){ window, g_object_ref (fleet), quit, dialog, 0 };
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_answer), asked, asked_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));

  return TRUE;
}
