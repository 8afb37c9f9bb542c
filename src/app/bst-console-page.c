/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/bst-console-bar.h"
#include "app/bst-console-pane.h"
#include "app/bst-console-window.h"
#include "app/bst-consoles.h"

struct _BstConsolePage
{
  GtkWidget parent_instance;

  BstConsoles *consoles; /* (nullable) (unowned): of the fleet */
  BstMachine *machine;   /* (nullable) */

  GtkWidget *box;
  GtkWidget *bar;
  GtkWidget *stack;
  GtkWidget *elsewhere;
  BstConsolePane *pane; /* (nullable): made when the page is first looked at */
};

G_DEFINE_FINAL_TYPE (BstConsolePage, bst_console_page, GTK_TYPE_WIDGET)

static BstMachineConsole *
get_console (BstConsolePage *self)
{
  return bst_consoles_get_console (self->consoles, self->machine);
}

/* Of the window too, whose shortcuts look there, while this is the page that is seen. */
static void
set_actions (BstConsolePage *self, GActionGroup *actions)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_widget_insert_action_group (GTK_WIDGET (self), "console", actions);
  if (root != NULL)
    gtk_widget_insert_action_group (GTK_WIDGET (root), "console", actions);
}

static void
drop_pane (BstConsolePage *self)
{
  if (self->pane == NULL)
    return;
  bst_console_bar_set_view (BST_CONSOLE_BAR (self->bar), NULL);
  set_actions (self, NULL);
  gtk_stack_remove (GTK_STACK (self->stack), GTK_WIDGET (self->pane));
  self->pane = NULL;
}

static void
show_in_window (BstConsolePage *self, gboolean full_screen, gboolean all)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  BstConsoleWindow *window = bst_console_window_show (
      bst_consoles_get_fleet (self->consoles), get_console (self),
      GTK_IS_WINDOW (root) ? gtk_window_get_application (GTK_WINDOW (root)) : NULL);

  if (full_screen)
    bst_console_window_set_full_screen (window, TRUE, all);
}

static void
on_full_screen (BstConsolePage *self, gboolean all)
{
  show_in_window (self, TRUE, all);
}

static void
on_detach (BstConsolePage *self)
{
  show_in_window (self, FALSE, FALSE);
}

static void
on_view (BstConsolePage *self)
{
  BstConsoleView *view = self->pane != NULL ? bst_console_pane_get_view (self->pane) : NULL;
  gboolean shown = view != NULL && gtk_widget_get_child_visible (GTK_WIDGET (view));

  bst_console_bar_set_view (BST_CONSOLE_BAR (self->bar), view);
  set_actions (self, view != NULL ? bst_console_view_get_actions (view) : NULL);
  gtk_widget_set_visible (self->bar, shown);
  if (view == NULL ||
      g_signal_handler_find (view, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, self) != 0)
    return;
  g_signal_connect_object (view, "full-screen", G_CALLBACK (on_full_screen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "detach", G_CALLBACK (on_detach), self, G_CONNECT_SWAPPED);
}

static void
update (BstConsolePage *self)
{
  BstMachineConsole *console;

  if (self->consoles == NULL || self->machine == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  console = get_console (self);
  if (bst_consoles_get_window (self->consoles, console) != NULL)
    {
      drop_pane (self);
      gtk_widget_set_visible (self->bar, FALSE);
      gtk_stack_set_visible_child (GTK_STACK (self->stack), self->elsewhere);
      return;
    }
  if (self->pane != NULL && bst_console_pane_get_console (self->pane) != console)
    drop_pane (self);
  if (self->pane == NULL)
    {
      self->pane = BST_CONSOLE_PANE (bst_console_pane_new (self->consoles, console, 0));
      g_signal_connect_object (self->pane, "view-changed", G_CALLBACK (on_view), self,
                               G_CONNECT_SWAPPED);
      gtk_stack_add_child (GTK_STACK (self->stack), GTK_WIDGET (self->pane));
    }
  gtk_stack_set_visible_child (GTK_STACK (self->stack), GTK_WIDGET (self->pane));
  on_view (self);
}

void
bst_console_page_set_machine (BstConsolePage *self, BstMachine *machine)
{
  g_return_if_fail (BST_IS_CONSOLE_PAGE (self));

  if (self->machine == machine)
    return;
  drop_pane (self);
  g_set_object (&self->machine, machine);
  update (self);
}

static void
on_present (BstConsolePage *self)
{
  GtkWindow *window = bst_consoles_get_window (self->consoles, get_console (self));

  if (window != NULL)
    gtk_window_present (window);
}

static void
on_bring_back (BstConsolePage *self)
{
  BstMachineConsole *console = get_console (self);
  GtkWindow *window = bst_consoles_get_window (self->consoles, console);

  if (window != NULL)
    bst_console_window_remove (BST_CONSOLE_WINDOW (window), console);
  if (self->pane != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->pane));
}

static gboolean
bst_console_page_grab_focus (GtkWidget *widget)
{
  BstConsolePage *self = BST_CONSOLE_PAGE (widget);

  return self->pane != NULL ? gtk_widget_grab_focus (GTK_WIDGET (self->pane))
                            : gtk_widget_child_focus (self->elsewhere, GTK_DIR_TAB_FORWARD);
}

static void
bst_console_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (bst_console_page_parent_class)->map (widget);
  update (BST_CONSOLE_PAGE (widget));
}

static void
bst_console_page_unmap (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  if (root != NULL)
    gtk_widget_insert_action_group (GTK_WIDGET (root), "console", NULL);
  GTK_WIDGET_CLASS (bst_console_page_parent_class)->unmap (widget);
}

static void
bst_console_page_dispose (GObject *object)
{
  BstConsolePage *self = BST_CONSOLE_PAGE (object);

  if (self->box != NULL)
    drop_pane (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->machine);

  G_OBJECT_CLASS (bst_console_page_parent_class)->dispose (object);
}

static void
bst_console_page_class_init (BstConsolePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_console_page_dispose;
  widget_class->map = bst_console_page_map;
  widget_class->unmap = bst_console_page_unmap;
  widget_class->grab_focus = bst_console_page_grab_focus;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
build_elsewhere (BstConsolePage *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *show = gtk_button_new_with_mnemonic (_ ("_Show the Window"));
  GtkWidget *back = gtk_button_new_with_mnemonic (_ ("_Bring It Back"));

  gtk_widget_add_css_class (show, "pill");
  gtk_widget_add_css_class (back, "pill");
  gtk_widget_set_halign (buttons, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (buttons), show);
  gtk_box_append (GTK_BOX (buttons), back);
  g_signal_connect_object (show, "clicked", G_CALLBACK (on_present), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (back, "clicked", G_CALLBACK (on_bring_back), self, G_CONNECT_SWAPPED);

  self->elsewhere = adw_status_page_new ();
  gtk_widget_add_css_class (self->elsewhere, "compact");
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->elsewhere), "focus-windows-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->elsewhere), _ ("Shown in Its Own Window"));
  adw_status_page_set_child (ADW_STATUS_PAGE (self->elsewhere), buttons);
  gtk_stack_add_child (GTK_STACK (self->stack), self->elsewhere);
}

static void
bst_console_page_init (BstConsolePage *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->bar = bst_console_bar_new ();
  gtk_widget_add_css_class (self->bar, "page-bar");
  gtk_widget_set_visible (self->bar, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->bar);
  self->stack = gtk_stack_new ();
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->stack);
  build_elsewhere (self);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
bst_console_page_new (BstFleet *fleet)
{
  BstConsolePage *self = g_object_new (BST_TYPE_CONSOLE_PAGE, NULL);

  if (fleet == NULL)
    return GTK_WIDGET (self);
  self->consoles = bst_consoles_get (fleet);
  g_signal_connect_object (self->consoles, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
