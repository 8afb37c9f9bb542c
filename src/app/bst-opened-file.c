/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-opened-file.h"

#include <glib/gi18n.h>

#include "app/bst-console-places.h"
#include "app/bst-console-window.h"
#include "app/bst-monitor-filler.h"
#include "app/bst-problem-window.h"
#include "app/bst-way-dialog.h"
#include "core/bst-error.h"

/* A window that only says that it connects would be laid out, painted, and at once laid out anew
 * around its picture: it is shown with that, where that comes within this time. */
#define MOST_HIDDEN_MS 300
/* The server makes a key, for 20 ms and more, once it is reached: that is when the window is built,
 * or after this time, where the way is long. */
#define DIAL_FIRST_MS 20

struct _BstOpenedFile
{
  GObject parent_instance;

  GtkApplication *application; /* owned, and held until there is a window */
  gboolean holds;
  guint build_id;           /* of the window that is to be built */
  BstConsoleWindow *window; /* (nullable) (weak): empty as yet */
  guint present_id;         /* of the one that is, and not yet shown */
  guint prepare_id;
  BstInventory *inventory;
  BstConsoleFile *file;
  GtkWindow *problem_window;  /* (nullable) (weak): before there is a console */
  BstConsoleView *view;       /* (nullable) (weak): of the console */
  gulong fit_id;              /* of the view's "changed", until it has a picture */
  BstConsoleProblem *problem; /* (nullable) (weak): shown in the view's place */
};

G_DEFINE_FINAL_TYPE (BstOpenedFile, bst_opened_file, G_TYPE_OBJECT)

/* @widget is what keeps this alive from now on. */
static void
live_with (BstOpenedFile *self, gpointer widget)
{
  g_object_set_data_full (widget, "bst-opened-file", g_object_ref (self), g_object_unref);
  if (!self->holds)
    return;
  self->holds = FALSE;
  g_application_release (G_APPLICATION (self->application));
  g_object_unref (self);
}

static void
retry (BstOpenedFile *self)
{
  bst_console_file_open (self->file);
}

static void
on_chosen (BstOpenedFile *self, BstWayDialog *dialog)
{
  bst_console_file_set_way (self->file, bst_way_dialog_get_way (dialog),
                            bst_way_dialog_get_scope (dialog));
}

static void
choose_another_way (BstOpenedFile *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->view));
  BstWayDialog *dialog = bst_way_dialog_new (GTK_WINDOW (root), self->inventory,
                                             bst_console_file_get_contents (self->file),
                                             bst_console_file_get_way (self->file));

  g_signal_connect_object (dialog, "chosen", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The keys that the file names; those that it does not name are off, as for remote-viewer. The
 * release keys of the settings give the keyboard back in any case: that way out stays. */
static void
set_hotkeys (BstOpenedFile *self, const BstVvFile *contents)
{
  static const char *const actions[BST_VV_N_HOTKEYS] = {
    [BST_VV_TOGGLE_FULLSCREEN] = "console.full-screen",
    [BST_VV_RELEASE_CURSOR] = "console.release",
    [BST_VV_ZOOM_IN] = "console.zoom-in",
    [BST_VV_ZOOM_OUT] = "console.zoom-out",
    [BST_VV_ZOOM_RESET] = "console.zoom-reset",
    [BST_VV_SECURE_ATTENTION] = "console.send-keys::ctrl+alt+delete",
    [BST_VV_USB_DEVICE_RESET] = "console.reset-usb",
    [BST_VV_SMARTCARD_INSERT] = "console.insert-card",
    [BST_VV_SMARTCARD_REMOVE] = "console.remove-card",
  };

  for (guint i = 0; i < BST_VV_N_HOTKEYS && contents->has_hotkeys; i++)
    bst_console_view_set_hotkey (self->view, actions[i], contents->hotkeys[i]);
}

/* What showing it takes, as far as it can be done while the server has not answered yet. */
static gboolean
on_time_to_prepare (gpointer data)
{
  BstOpenedFile *self = data;
  GtkWidget *window;

  self->prepare_id = 0;
  if (self->view == NULL)
    return G_SOURCE_REMOVE;

  window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self->view)));
  gtk_widget_measure (window, GTK_ORIENTATION_VERTICAL, -1, NULL, NULL, NULL, NULL);

  return G_SOURCE_REMOVE;
}

static void
present (BstOpenedFile *self)
{
  GtkRoot *window = self->view != NULL ? gtk_widget_get_root (GTK_WIDGET (self->view)) : NULL;

  g_clear_handle_id (&self->prepare_id, g_source_remove);
  g_clear_handle_id (&self->present_id, g_source_remove);
  /* Whoever had a question showed it already, and must not be covered. */
  if (window != NULL && !gtk_widget_get_visible (GTK_WIDGET (window)))
    gtk_window_present (GTK_WINDOW (window));
  if (self->problem_window != NULL)
    gtk_window_destroy (self->problem_window);
}

static gboolean
on_time_to_present (gpointer data)
{
  BstOpenedFile *self = data;

  self->present_id = 0;
  present (self);

  return G_SOURCE_REMOVE;
}

static void
on_damaged (BstOpenedFile *self, gpointer rects, guint n, BstConsoleDisplay *display)
{
  g_signal_handlers_disconnect_by_data (display, self);
  if (self->present_id != 0)
    present (self);
}

/* As it was when it was closed; else the first picture gives the window its size: empty at first, it is
 * drawn in a moment. */
static void
fit (BstOpenedFile *self)
{
  const char *name = bst_console_get_name (bst_console_file_get_console (self->file));
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->view));
  BstConsoleDisplay *display =
      bst_console_screen_get_display (bst_console_view_get_screen (self->view));

  g_clear_signal_handler (&self->fit_id, self->view);
  if (bst_console_places_has (name))
    bst_console_places_restore (GTK_WINDOW (root), name);
  else
    bst_console_places_fit (GTK_WINDOW (root), GTK_WIDGET (self->view),
                            bst_console_display_get_width (display),
                            bst_console_display_get_height (display));
  if (self->present_id == 0)
    return;
  gtk_widget_realize (GTK_WIDGET (root));
  g_signal_connect_object (display, "damaged", G_CALLBACK (on_damaged), self, G_CONNECT_SWAPPED);
}

/* Whether it says something else than that it connects. */
static gboolean
says_more (BstConsole *console)
{
  const BstConsoleState state = bst_console_get_state (console);

  return state != BST_CONSOLE_STATE_NEW && state != BST_CONSOLE_STATE_CONNECTING &&
         state != BST_CONSOLE_STATE_CONNECTED;
}

static void
on_view_changed (BstOpenedFile *self)
{
  if (!GTK_IS_WINDOW (gtk_widget_get_root (GTK_WIDGET (self->view))))
    return;
  if (g_strcmp0 (bst_console_view_get_page (self->view), "screen") == 0)
    fit (self);
  else if (self->present_id != 0 && says_more (bst_console_view_get_console (self->view)))
    present (self);
}

static void
show_console (BstOpenedFile *self, BstConsole *console)
{
  const BstVvFile *contents = bst_console_file_get_contents (self->file);
  g_autofree char *label = bst_console_file_get_label (self->file);
  BstConsoleWindow *window = self->window;

  g_clear_weak_pointer (&self->window);
  g_set_weak_pointer (&self->view, bst_console_window_add (window, console, label));
  live_with (self, self->view);
  set_hotkeys (self, contents);
  /* To a socket of this computer there is one way. */
  bst_console_view_set_other_way (self->view, contents->unix_path == NULL || contents->via != NULL
                                                  ? BST_CONSOLE_OTHER_WAY_CHOOSE
                                                  : BST_CONSOLE_OTHER_WAY_NONE);
  g_signal_connect_object (self->view, "other-way", G_CALLBACK (choose_another_way), self,
                           G_CONNECT_SWAPPED);
  self->fit_id = g_signal_connect_object (self->view, "changed", G_CALLBACK (on_view_changed), self,
                                          G_CONNECT_SWAPPED);
  if (contents->fullscreen)
    {
      bst_console_window_set_full_screen (window, TRUE, FALSE);
      /* That is all monitors for remote-viewer. */
      bst_monitor_filler_start (window, self->view);
    }
  self->present_id = g_timeout_add (MOST_HIDDEN_MS, on_time_to_present, self);
  self->prepare_id = g_idle_add_full (G_PRIORITY_LOW, on_time_to_prepare, self, NULL);
  on_view_changed (self);
}

/* Before there is a console. */
static void
show_problem_window (BstOpenedFile *self, const GError *error)
{
  g_autofree char *label = bst_console_file_get_label (self->file);
  BstConsoleProblem *problem;

  if (self->problem_window == NULL)
    {
      BstProblemWindow *window = bst_problem_window_new (self->application);

      g_set_weak_pointer (&self->problem_window, GTK_WINDOW (window));
      live_with (self, window);
      g_signal_connect_object (bst_problem_window_get_problem (window), "retry", G_CALLBACK (retry),
                               self, G_CONNECT_SWAPPED);
    }

  problem = bst_problem_window_get_problem (BST_PROBLEM_WINDOW (self->problem_window));
  bst_console_problem_set_can_retry (problem, bst_console_file_can_open_again (self->file));
  bst_console_problem_show (problem, _ ("This Is No Console to Open"), error);
  gtk_window_set_title (self->problem_window, label);
  gtk_window_present (self->problem_window);
}

/* The console says by itself what is wrong, but that only the file knows how to get another ticket;
 * another way would not help. */
static void
update_view (BstOpenedFile *self, const GError *error)
{
  if (!g_error_matches (error, BST_ERROR, BST_ERROR_TICKET))
    {
      bst_console_view_set_problem (self->view, NULL);
      return;
    }

  if (self->problem == NULL)
    {
      g_set_weak_pointer (&self->problem, BST_CONSOLE_PROBLEM (bst_console_problem_new ()));
      g_signal_connect_object (self->problem, "retry", G_CALLBACK (retry), self, G_CONNECT_SWAPPED);
      bst_console_view_set_problem (self->view, GTK_WIDGET (self->problem));
    }
  bst_console_problem_show (self->problem, _ ("The Console Cannot Be Shown"), error);
}

/* In two goes: what the server says meanwhile is heard between them. */
static gboolean
on_time_to_build (gpointer data)
{
  g_autoptr (BstOpenedFile) self = g_object_ref (data);

  if (self->window == NULL)
    {
      g_set_weak_pointer (&self->window, bst_console_window_new (self->application));
      return G_SOURCE_CONTINUE;
    }

  self->build_id = 0;
  show_console (self, bst_console_file_get_console (self->file));
  update_view (self, bst_console_file_get_error (self->file));

  return G_SOURCE_REMOVE;
}

static void
build (BstOpenedFile *self)
{
  g_signal_handlers_disconnect_by_data (bst_console_file_get_console (self->file), self);
  g_clear_handle_id (&self->build_id, g_source_remove);
  self->build_id = g_idle_add_full (G_PRIORITY_LOW, on_time_to_build, self, NULL);
}

static gboolean
on_dial_takes_long (gpointer data)
{
  BstOpenedFile *self = data;

  self->build_id = 0;
  build (self);

  return G_SOURCE_REMOVE;
}

static void
on_changed (BstOpenedFile *self)
{
  const GError *error = bst_console_file_get_error (self->file);
  BstConsole *console = bst_console_file_get_console (self->file);
  g_autoptr (BstOpenedFile) kept = g_object_ref (self);

  if (self->view != NULL)
    {
      update_view (self, error);
    }
  else if (console == NULL && error != NULL)
    {
      show_problem_window (self, error);
    }
  else if (console != NULL && self->build_id == 0)
    {
      g_signal_connect_object (console, "stirred", G_CALLBACK (build), self, G_CONNECT_SWAPPED);
      self->build_id = g_timeout_add (DIAL_FIRST_MS, on_dial_takes_long, self);
    }
}

static void
bst_opened_file_dispose (GObject *object)
{
  BstOpenedFile *self = BST_OPENED_FILE (object);

  if (self->holds)
    g_application_release (G_APPLICATION (self->application));
  self->holds = FALSE;
  g_clear_handle_id (&self->build_id, g_source_remove);
  g_clear_handle_id (&self->present_id, g_source_remove);
  g_clear_handle_id (&self->prepare_id, g_source_remove);
  g_clear_weak_pointer (&self->problem_window);
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->view);
  g_clear_weak_pointer (&self->problem);
  g_clear_object (&self->file);
  g_clear_object (&self->inventory);
  g_clear_object (&self->application);

  G_OBJECT_CLASS (bst_opened_file_parent_class)->dispose (object);
}

static void
bst_opened_file_class_init (BstOpenedFileClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_opened_file_dispose;
}

static void
bst_opened_file_init (BstOpenedFile *self)
{
}

void
bst_opened_file_show (GtkApplication *application, BstInventory *inventory, BstConsoleFile *file)
{
  BstOpenedFile *self = g_object_new (BST_TYPE_OPENED_FILE, NULL); /* held as the application is */

  self->application = g_object_ref (application);
  self->inventory = g_object_ref (inventory);
  self->file = g_object_ref (file);
  self->holds = TRUE;
  g_application_hold (G_APPLICATION (application));

  g_signal_connect_object (file, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  bst_console_file_open (file);
}
