/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-file-window.h"

#include <glib/gi18n.h>

#include "app/bst-console-problem.h"
#include "app/bst-way-dialog.h"

struct _BstConsoleFileWindow
{
  AdwApplicationWindow parent_instance;

  BstInventory *inventory;
  BstConsoleFile *file;

  GtkStack *stack;
  AdwStatusPage *opening;
  BstConsoleProblem *problem;
};

G_DEFINE_FINAL_TYPE (BstConsoleFileWindow, bst_console_file_window, ADW_TYPE_APPLICATION_WINDOW)

static void
show_opening (BstConsoleFileWindow *self, BstConsole *console)
{
  g_autofree char *label = bst_console_file_get_label (self->file);
  g_autofree char *title = NULL;
  g_autofree char *way = NULL;

  /* Translators: %s is the title of a console, or its host */
  title = g_strdup_printf (_ ("Opening “%s”"), label);
  adw_status_page_set_title (self->opening, title);
  if (console != NULL)
    way = bst_dialer_describe (bst_spice_console_get_dialer (BST_SPICE_CONSOLE (console)));
  adw_status_page_set_description (self->opening, way);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->opening));
}

static void
show_problem (BstConsoleFileWindow *self, const GError *error)
{
  const BstVvFile *contents = bst_console_file_get_contents (self->file);
  const char *heading =
      contents == NULL ? _ ("This Is No Console to Open") : _ ("The Console Cannot Be Shown");
  gboolean was_shown = gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->problem);

  bst_console_problem_show (self->problem, heading, error,
                            contents != NULL && contents->unix_path == NULL &&
                                bst_console_file_get_console (self->file) != NULL);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->problem));
  if (!was_shown)
    gtk_widget_grab_focus (GTK_WIDGET (self->problem));
}

static void
on_changed (BstConsoleFileWindow *self)
{
  const GError *error = bst_console_file_get_error (self->file);
  g_autofree char *label = bst_console_file_get_label (self->file);

  gtk_window_set_title (GTK_WINDOW (self), label);
  if (error != NULL)
    show_problem (self, error);
  else
    show_opening (self, bst_console_file_get_console (self->file));
}

static void
on_retry (BstConsoleFileWindow *self)
{
  bst_console_file_open (self->file);
}

static void
on_chosen (BstConsoleFileWindow *self, BstWayDialog *dialog)
{
  bst_console_file_set_way (self->file, bst_way_dialog_get_way (dialog));
}

static void
on_another_way (BstConsoleFileWindow *self)
{
  BstWayDialog *dialog = bst_way_dialog_new (GTK_WINDOW (self), self->inventory,
                                             bst_console_file_get_contents (self->file),
                                             bst_console_file_get_way (self->file));

  g_signal_connect_object (dialog, "chosen", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
bst_console_file_window_dispose (GObject *object)
{
  BstConsoleFileWindow *self = BST_CONSOLE_FILE_WINDOW (object);

  g_clear_object (&self->file);
  g_clear_object (&self->inventory);

  G_OBJECT_CLASS (bst_console_file_window_parent_class)->dispose (object);
}

static void
bst_console_file_window_class_init (BstConsoleFileWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_console_file_window_dispose;
}

static void
bst_console_file_window_init (BstConsoleFileWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *spinner = gtk_spinner_new ();

  self->stack = GTK_STACK (gtk_stack_new ());
  self->opening = ADW_STATUS_PAGE (adw_status_page_new ());
  self->problem = BST_CONSOLE_PROBLEM (bst_console_problem_new ());

  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_widget_set_size_request (spinner, 32, 32);
  adw_status_page_set_child (self->opening, spinner);
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->opening));
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->problem));
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 1024, 768);

  g_signal_connect_swapped (self->problem, "retry", G_CALLBACK (on_retry), self);
  g_signal_connect_swapped (self->problem, "another-way", G_CALLBACK (on_another_way), self);
}

BstConsoleFileWindow *
bst_console_file_window_new (GtkApplication *application,
                             BstInventory *inventory,
                             BstConsoleFile *file)
{
  BstConsoleFileWindow *self =
      g_object_new (BST_TYPE_CONSOLE_FILE_WINDOW, "application", application, NULL);

  self->inventory = g_object_ref (inventory);
  self->file = g_object_ref (file);
  g_signal_connect_object (file, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  bst_console_file_open (file);

  return self;
}
