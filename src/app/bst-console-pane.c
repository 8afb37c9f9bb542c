/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-pane.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/bst-settings.h"
#include "app/bst-usb-dialog.h"
#include "core/bst-error.h"
#include "operations/bst-lifecycle.h"

struct _BstConsolePane
{
  GtkWidget parent_instance;

  BstConsoles *consoles;
  BstMachineConsole *console;
  guint display;

  GtkWidget *stack;
  GtkWidget *status;
  GtkWidget *connect;
  GtkWidget *start;
  BstConsoleView *view; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BstConsolePane, bst_console_pane, GTK_TYPE_WIDGET)

enum
{
  VIEW_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static BstMachine *
get_machine (BstConsolePane *self)
{
  return bst_machine_console_get_machine (self->console);
}

static gboolean
can_start (BstConsolePane *self)
{
  return bst_lifecycle_is_possible (BST_LIFECYCLE_START, get_machine (self), NULL);
}

/* Others look at it. */
static gboolean
is_taken (BstConsolePane *self)
{
  return g_error_matches (bst_machine_console_get_error (self->console), BST_ERROR, BST_ERROR_BUSY);
}

static void
on_start (BstConsolePane *self)
{
  BstFleet *fleet = bst_consoles_get_fleet (self->consoles);
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  g_autoptr (BstOperation) operation = NULL;

  if (!can_start (self))
    return;
  g_ptr_array_add (machines, get_machine (self));
  operation = bst_lifecycle_operation_new (fleet, BST_LIFECYCLE_START, machines);
  bst_scheduler_submit (bst_fleet_get_scheduler (fleet), operation);
  /* It comes by itself when the machine runs. */
  bst_machine_console_open (self->console);
}

static void
on_connect (BstConsolePane *self)
{
  /* Said here, and known by whoever pressed the button. */
  if (is_taken (self))
    bst_machine_console_take (self->console);
  else
    bst_machine_console_open (self->console);
}

static void
on_other_way (BstConsolePane *self)
{
  bst_machine_console_go_other_way (self->console);
}

/* --- What is said while there is no console --- */

static void
set_status (BstConsolePane *self, const char *icon, const char *title, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->status), icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (self->status), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->status), markup);
}

static void
say_error (BstConsolePane *self, const GError *error)
{
  g_autofree char *text = bst_error_dup_sentences (error, "\n");

  if (is_taken (self))
    {
      set_status (self, "system-users-symbolic", _ ("Somebody Is at the Screen"), text);
      gtk_button_set_label (GTK_BUTTON (self->connect), _ ("_Open Here"));
      return;
    }
  set_status (self, "dialog-warning-symbolic",
              g_error_matches (error, BST_ERROR, BST_ERROR_UNSUPPORTED)
                  ? _ ("No Screen to Show")
                  : _ ("Cannot Show the Screen"),
              text);
  gtk_button_set_label (GTK_BUTTON (self->connect), _ ("_Retry"));
}

static void
say (BstConsolePane *self)
{
  const GError *error = bst_machine_console_get_error (self->console);
  gboolean asking = bst_machine_console_is_asking (self->console);
  gboolean active = bst_machine_state_is_active (bst_machine_get_state (get_machine (self)));
  const char *name = bst_machine_get_name (get_machine (self));
  g_autofree char *text = NULL;

  gtk_button_set_label (GTK_BUTTON (self->connect), _ ("_Connect"));
  if (!active)
    {
      text = g_strdup_printf (_ ("%s has no screen while it does not run."), name);
      set_status (self, "system-shutdown-symbolic", _ ("The Machine Is Off"), text);
    }
  else if (asking)
    {
      text = g_strdup_printf (_ ("To the screen of %s"), name);
      set_status (self, "content-loading-symbolic", _ ("Connecting…"), text);
    }
  else if (error != NULL)
    say_error (self, error);
  else
    {
      text = g_strdup_printf (_ ("The screen of %s is shown when you connect to it."), name);
      set_status (self, "video-display-symbolic", _ ("Not Connected"), text);
    }
  gtk_widget_set_visible (self->connect, active && !asking);
  gtk_widget_set_visible (self->start, !active && can_start (self));
}

/* --- The view --- */

static void
create_view (BstConsolePane *self, BstConsole *console)
{
  self->view = BST_CONSOLE_VIEW (bst_console_view_new (console, self->display));
  if (bst_console_get_state (console) == BST_CONSOLE_STATE_NEW)
    {
      bst_settings_apply (console);
      bst_usb_dialog_apply_rules (console);
    }
  g_signal_connect_object (self->view, "start", G_CALLBACK (on_start), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "other-way", G_CALLBACK (on_other_way), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_named (GTK_STACK (self->stack), GTK_WIDGET (self->view), "view");
  g_signal_emit (self, signals[VIEW_CHANGED], 0);
}

/* While there is nothing to connect to, what the host said is more than what the console knows. */
static gboolean
shows_view (BstConsolePane *self)
{
  BstConsoleState state;

  if (self->view == NULL)
    return FALSE;
  state = bst_console_get_state (bst_machine_console_get_console (self->console));
  return state != BST_CONSOLE_STATE_NEW &&
         (state != BST_CONSOLE_STATE_ENDED ||
          (bst_machine_console_is_open (self->console) &&
           bst_machine_console_get_error (self->console) == NULL &&
           !bst_machine_console_is_asking (self->console)));
}

static void
update_view (BstConsolePane *self)
{
  static const BstConsoleOtherWay offers[] = {
    [BST_SCREEN_WAY_PREFERRED] = BST_CONSOLE_OTHER_WAY_NONE,
    [BST_SCREEN_WAY_SSH] = BST_CONSOLE_OTHER_WAY_SSH,
    [BST_SCREEN_WAY_DIRECT] = BST_CONSOLE_OTHER_WAY_DIRECT,
  };

  bst_console_view_set_can_start (self->view, can_start (self));
  bst_console_view_set_other_way (self->view,
                                  offers[bst_machine_console_get_other_way (self->console)]);
}

static void
update (BstConsolePane *self)
{
  BstConsole *console = bst_machine_console_get_console (self->console);
  GtkWidget *page;

  if (self->view == NULL && console != NULL)
    create_view (self, console);
  say (self);
  if (self->view != NULL)
    update_view (self);
  page = shows_view (self) ? GTK_WIDGET (self->view) : self->status;
  if (gtk_stack_get_visible_child (GTK_STACK (self->stack)) == page)
    return;
  gtk_stack_set_visible_child (GTK_STACK (self->stack), page);
  g_signal_emit (self, signals[VIEW_CHANGED], 0);
}

/* --- Its face --- */

BstMachineConsole *
bst_console_pane_get_console (BstConsolePane *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_PANE (self), NULL);

  return self->console;
}

guint
bst_console_pane_get_display (BstConsolePane *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_PANE (self), 0);

  return self->display;
}

BstConsoleView *
bst_console_pane_get_view (BstConsolePane *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_PANE (self), NULL);

  return self->view;
}

static gboolean
bst_console_pane_grab_focus (GtkWidget *widget)
{
  BstConsolePane *self = BST_CONSOLE_PANE (widget);

  if (shows_view (self))
    return gtk_widget_grab_focus (GTK_WIDGET (self->view));
  return gtk_widget_grab_focus (gtk_widget_get_visible (self->start) ? self->start : self->connect);
}

static void
bst_console_pane_dispose (GObject *object)
{
  BstConsolePane *self = BST_CONSOLE_PANE (object);

  self->view = NULL;
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (bst_console_pane_parent_class)->dispose (object);
}

static void
bst_console_pane_class_init (BstConsolePaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_console_pane_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = bst_console_pane_grab_focus;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  signals[VIEW_CHANGED] = g_signal_new ("view-changed", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
add_button (BstConsolePane *self, GtkWidget *box, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);

  return button;
}

static void
bst_console_pane_init (BstConsolePane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->connect = add_button (self, box, _ ("_Connect"), G_CALLBACK (on_connect));
  self->start = add_button (self, box, _ ("_Start"), G_CALLBACK (on_start));
  self->status = adw_status_page_new ();
  gtk_widget_add_css_class (self->status, "compact");
  gtk_widget_add_css_class (self->status, "console-status");
  adw_status_page_set_child (ADW_STATUS_PAGE (self->status), box);

  self->stack = gtk_stack_new ();
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_named (GTK_STACK (self->stack), self->status, "status");
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
}

static void
watch_console (BstConsolePane *self)
{
  BstConsole *console = bst_machine_console_get_console (self->console);

  update (self);
  if (console != NULL &&
      g_signal_handler_find (console, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, self) == 0)
    g_signal_connect_object (console, "state-changed", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
}

GtkWidget *
bst_console_pane_new (BstConsoles *consoles, BstMachineConsole *console, guint display)
{
  BstConsolePane *self = g_object_new (BST_TYPE_CONSOLE_PANE, NULL);

  self->consoles = consoles;
  self->console = g_object_ref (console);
  self->display = display;
  g_signal_connect_object (console, "changed", G_CALLBACK (watch_console), self, G_CONNECT_SWAPPED);
  watch_console (self);

  return GTK_WIDGET (self);
}
