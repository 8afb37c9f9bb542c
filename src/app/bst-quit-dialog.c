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

/* What is told of a kind; the worst first. */
typedef struct
{
  GString *titles;
  guint n;
} List;

typedef struct
{
  List lists[BST_AT_QUIT_TORN + 1];
} Lists;

static void
add_title (List *list, BstOperation *operation)
{
  list->n++;
  if (list->n <= MOST_TITLES)
    g_string_append_printf (list->titles, "\n• %s", bst_operation_get_title (operation));
  else if (list->n == MOST_TITLES + 1)
    g_string_append (list->titles, "\n• …");
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
      else
        add_title (&lists->lists[bst_operation_get_at_quit (operation)], operation);
    }
}

static char *
dup_body (Lists *lists)
{
  static const char *const intros[] = {
    [BST_AT_QUIT_GOES_ON] =
        N_ ("These go on at their hosts; what becomes of them is looked up the next time:"),
    [BST_AT_QUIT_DROPPED] = N_ ("These have not begun, and would be dropped:"),
    [BST_AT_QUIT_FAILS] =
        N_ ("These would fail, for this program leads them; the machines stay where they are:"),
    [BST_AT_QUIT_TORN] = N_ (
        "These run at their new host already, but part of their memory is still at the old one, "
        "and this program leads them: they may stand still, and lose what is in their memory:"),
  };
  GString *body = g_string_new (NULL);

  for (guint i = G_N_ELEMENTS (intros); i > 0; i--)
    {
      const List *list = &lists->lists[i - 1];

      if (list->n > 0)
        g_string_append_printf (body, "%s%s%s", body->len > 0 ? "\n\n" : "", _ (intros[i - 1]),
                                list->titles->str);
    }

  return g_string_free (body, FALSE);
}

static gboolean
does_harm (const Lists *lists)
{
  guint n = 0;

  for (guint i = BST_AT_QUIT_DROPPED; i < G_N_ELEMENTS (lists->lists); i++)
    n += lists->lists[i].n;

  return n > 0;
}

static void
lists_init (Lists *lists)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists->lists); i++)
    lists->lists[i] = (List){ g_string_new (NULL), 0 };
}

static void
lists_clear (Lists *lists)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists->lists); i++)
    g_string_free (lists->lists[i].titles, TRUE);
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

/* What is over meanwhile is not asked about. */
static void
describe (BstScheduler *scheduler, GParamSpec *pspec, Asked *asked)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (asked->dialog);
  BstInventory *inventory = bst_fleet_get_inventory (asked->fleet);
  gboolean over = bst_scheduler_get_n_active (scheduler) == 0;
  g_autofree char *body = NULL;
  Lists lists;

  lists_init (&lists);
  sort_out (&lists, bst_inventory_get_operations (inventory), inventory);
  body = over ? g_strdup (_ ("They are over now.")) : dup_body (&lists);
  adw_message_dialog_set_body (dialog, body);
  adw_message_dialog_set_response_appearance (
      dialog, "quit",
      !over && does_harm (&lists) ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_DEFAULT);
  adw_message_dialog_set_response_enabled (dialog, "wait", !over);
  adw_message_dialog_set_default_response (dialog, over ? "quit" : "wait");
  lists_clear (&lists);
}

gboolean
bst_quit_dialog_ask (GtkWindow *window, BstFleet *fleet, BstQuitFunc quit)
{
  BstScheduler *scheduler = bst_fleet_get_scheduler (fleet);
  GtkWidget *dialog;
  Asked *asked;

  if (bst_scheduler_get_n_active (scheduler) == 0)
    return FALSE;

  dialog = adw_message_dialog_new (window, _ ("Quit While Tasks Are Under Way?"), NULL);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", _ ("_Do Not Quit"), "quit",
                                    _ ("_Quit"), "wait", _ ("_Wait, Then Quit"), NULL);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");

  asked = g_new0 (Asked, 1);
  *asked = (Asked){ window, g_object_ref (fleet), quit, dialog, 0 };
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_answer), asked, asked_free, 0);
  asked->waits =
      g_signal_connect (scheduler, "notify::n-active", G_CALLBACK (describe), asked);
  describe (scheduler, NULL, asked);
  gtk_window_present (GTK_WINDOW (dialog));

  return TRUE;
}
