/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-opener.h"

#include <glib/gi18n.h>

#include "app/bst-opened-file.h"
#include "app/bst-problem-window.h"
#include "app/bst-question-dialog.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"

struct _BstConsoleOpener
{
  GObject parent_instance;

  GtkApplication *application; /* (unowned): it owns this */
  BstFleet *fleet;
  BstGateways *gateways;
};

G_DEFINE_FINAL_TYPE (BstConsoleOpener, bst_console_opener, G_TYPE_OBJECT)

static gboolean
leads_to (BstHost *host, const BstUri *gateway)
{
  g_autoptr (BstUri) uri = bst_uri_parse (bst_host_get_uri (host), NULL);

  return uri != NULL && bst_uri_is_ssh (uri) && g_strcmp0 (uri->host, gateway->host) == 0 &&
         g_strcmp0 (uri->user, gateway->user) == 0 && uri->port == gateway->port;
}

/* A gateway that is a host of the inventory is connected already, mostly. */
static BstSshMaster *
find_master (const BstUri *gateway, gpointer data)
{
  BstFleet *fleet = data;
  GListModel *hosts = bst_inventory_get_hosts (bst_fleet_get_inventory (fleet));

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);
      BstConnection *connection = bst_fleet_get_connection (fleet, host);

      if (connection != NULL && bst_connection_get_ssh (connection) != NULL &&
          leads_to (host, gateway))
        return bst_connection_get_ssh (connection);
    }

  return NULL;
}

/* Over the window that is in front: mostly that of the console which needs the gateway. */
static void
on_question (BstConsoleOpener *self, BstSshQuestion *question)
{
  GtkWindow *window = gtk_application_get_active_window (self->application);

  if (window == NULL)
    {
      bst_ssh_question_refuse (question);
      return;
    }
  /* It may still wait for its first picture, and would for ever. */
  if (!gtk_widget_get_visible (GTK_WIDGET (window)))
    gtk_window_present (window);
  bst_question_dialog_show (window, question);
}

void
bst_console_opener_open (BstConsoleOpener *self, GFile *file, const char *via, gboolean keep)
{
  g_autoptr (BstConsoleFile) console = NULL;

  BST_ASSERT_MAIN_THREAD ();

  console =
      bst_console_file_new (file, via, keep, bst_fleet_get_inventory (self->fleet), self->gateways);
  bst_opened_file_show (self->application, bst_fleet_get_inventory (self->fleet), console);
}

void
bst_console_opener_show_unknown (BstConsoleOpener *self, const char *name, guint n)
{
  BstProblemWindow *window = bst_problem_window_new (self->application);
  g_autoptr (GError) error = NULL;

  if (n == 0)
    error = bst_error_new (BST_ERROR_NO_MACHINE,
                           _ ("Look it up in the list; it may have been renamed or removed."), NULL,
                           _ ("There is no machine “%s”"), name);
  else
    error = bst_error_new (BST_ERROR_AMBIGUOUS, _ ("Say HOST/NAME, or the UUID."), NULL,
                           ngettext ("“%s” fits %u machine", "“%s” fits %u machines", n), name, n);
  bst_console_problem_show (bst_problem_window_get_problem (window),
                            _ ("This Is No Console to Open"), error);
  bst_console_problem_set_can_retry (bst_problem_window_get_problem (window), FALSE);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Console"));
  gtk_window_present (GTK_WINDOW (window));
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));
  GApplication *application = g_application_get_default ();
  g_autoptr (GPtrArray) array = g_ptr_array_new ();

  for (GSList *l = files; l != NULL; l = l->next)
    g_ptr_array_add (array, l->data);
  if (array->len == 0)
    return FALSE;

  g_application_open (application, (GFile **)array->pdata, (int)array->len, "");
  return TRUE;
}

void
bst_console_opener_take_drops (GtkWidget *widget)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (on_drop), NULL);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
}

static void
bst_console_opener_finalize (GObject *object)
{
  BstConsoleOpener *self = BST_CONSOLE_OPENER (object);

  bst_gateways_set_find (self->gateways, NULL, NULL);
  g_clear_object (&self->gateways);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (bst_console_opener_parent_class)->finalize (object);
}

static void
bst_console_opener_class_init (BstConsoleOpenerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_console_opener_finalize;
}

static void
bst_console_opener_init (BstConsoleOpener *self)
{
  self->gateways = bst_gateways_new ();
  g_signal_connect_object (self->gateways, "question", G_CALLBACK (on_question), self,
                           G_CONNECT_SWAPPED);
}

BstConsoleOpener *
bst_console_opener_new (GtkApplication *application, BstFleet *fleet)
{
  BstConsoleOpener *self = g_object_new (BST_TYPE_CONSOLE_OPENER, NULL);

  self->application = application;
  self->fleet = g_object_ref (fleet);
  bst_gateways_set_find (self->gateways, find_master, self->fleet);

  return self;
}
