/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-file-window.h"

#include <glib/gi18n.h>

#include "app/bst-console-bar.h"
#include "app/bst-console-problem.h"
#include "app/bst-console-view.h"
#include "app/bst-way-dialog.h"
#include "core/bst-error.h"

struct _BstConsoleFileWindow
{
  AdwApplicationWindow parent_instance;

  BstInventory *inventory;
  BstConsoleFile *file;

  AdwHeaderBar *header;
  GtkStack *stack;
  AdwStatusPage *opening;
  BstConsoleProblem *problem;
  BstConsoleBar *bar;   /* (nullable): with the view */
  BstConsoleView *view; /* (nullable): once there is a console */
};

G_DEFINE_FINAL_TYPE (BstConsoleFileWindow, bst_console_file_window, ADW_TYPE_APPLICATION_WINDOW)

static void
show_opening (BstConsoleFileWindow *self)
{
  g_autofree char *label = bst_console_file_get_label (self->file);
  g_autofree char *title = NULL;

  /* Translators: %s is the title of a console, or its host */
  title = g_strdup_printf (_ ("Opening “%s”"), label);
  adw_status_page_set_title (self->opening, title);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->opening));
}

/* Not for a ticket that has expired: it has on each of them. */
static gboolean
can_choose_way (BstConsoleFileWindow *self, const GError *error)
{
  const BstVvFile *contents = bst_console_file_get_contents (self->file);

  return bst_console_file_get_console (self->file) != NULL && contents->unix_path == NULL &&
         !(g_error_matches (error, BST_ERROR, BST_ERROR_AUTH) && contents->password != NULL);
}

static void
show_problem (BstConsoleFileWindow *self, const GError *error)
{
  const BstVvFile *contents = bst_console_file_get_contents (self->file);
  const char *heading =
      contents == NULL ? _ ("This Is No Console to Open") : _ ("The Console Cannot Be Shown");
  gboolean was_shown = gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->problem);

  bst_console_problem_show (self->problem, heading, error, can_choose_way (self, error));
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->problem));
  if (!was_shown)
    gtk_widget_grab_focus (GTK_WIDGET (self->problem));
}

/* The keys that the file names. Those that it does not name are off, as for remote-viewer, but for
 * the one that gives the keyboard back: that way out stays. */
static void
set_hotkeys (BstConsoleFileWindow *self, const BstVvFile *contents)
{
  static const char *const actions[BST_VV_N_HOTKEYS] = {
    [BST_VV_TOGGLE_FULLSCREEN] = "console.full-screen",
    [BST_VV_RELEASE_CURSOR] = "console.release",
    [BST_VV_ZOOM_IN] = "console.zoom-in",
    [BST_VV_ZOOM_OUT] = "console.zoom-out",
    [BST_VV_ZOOM_RESET] = "console.zoom-reset",
    [BST_VV_SECURE_ATTENTION] = "console.send-keys::ctrl+alt+delete",
  };

  if (!contents->has_hotkeys)
    return;

  for (guint i = 0; i < BST_VV_N_HOTKEYS; i++)
    {
      if (actions[i] != NULL)
        bst_console_view_set_hotkey (self->view, actions[i], contents->hotkeys[i]);
    }
}

static void
on_full_screen (BstConsoleFileWindow *self)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (self)))
    gtk_window_unfullscreen (GTK_WINDOW (self));
  else
    gtk_window_fullscreen (GTK_WINDOW (self));
}

static void
on_fullscreened (BstConsoleFileWindow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->header), !gtk_window_is_fullscreen (GTK_WINDOW (self)));
}

static void choose_another_way (BstConsoleFileWindow *self);

static void
add_view (BstConsoleFileWindow *self, BstConsole *console)
{
  const BstVvFile *contents = bst_console_file_get_contents (self->file);

  self->view = BST_CONSOLE_VIEW (bst_console_view_new (console, 0));
  self->bar = BST_CONSOLE_BAR (bst_console_bar_new ());
  gtk_widget_insert_action_group (GTK_WIDGET (self), "console",
                                  bst_console_view_get_actions (self->view));
  bst_console_bar_set_view (self->bar, self->view);
  bst_console_view_set_can_choose_way (self->view, contents->unix_path == NULL);
  g_signal_connect_swapped (self->view, "other-way", G_CALLBACK (choose_another_way), self);
  g_signal_connect_swapped (self->view, "full-screen", G_CALLBACK (on_full_screen), self);
  adw_header_bar_pack_start (self->header, GTK_WIDGET (self->bar));
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->view));
  set_hotkeys (self, contents);
  if (contents->fullscreen)
    gtk_window_fullscreen (GTK_WINDOW (self));
}

/* The console itself says what it does, but that only the file knows how to get another ticket. */
static void
on_changed (BstConsoleFileWindow *self)
{
  const GError *error = bst_console_file_get_error (self->file);
  BstConsole *console = bst_console_file_get_console (self->file);
  g_autofree char *label = bst_console_file_get_label (self->file);

  gtk_window_set_title (GTK_WINDOW (self), label);
  if (console != NULL && self->view == NULL)
    add_view (self, console);

  if (error != NULL)
    show_problem (self, error);
  else if (self->view != NULL)
    gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->view));
  else
    show_opening (self);
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
choose_another_way (BstConsoleFileWindow *self)
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

  self->header = ADW_HEADER_BAR (adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->header));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 1024, 768);

  g_signal_connect (self, "notify::fullscreened", G_CALLBACK (on_fullscreened), NULL);
  g_signal_connect_swapped (self->problem, "retry", G_CALLBACK (on_retry), self);
  g_signal_connect_swapped (self->problem, "another-way", G_CALLBACK (choose_another_way), self);
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
