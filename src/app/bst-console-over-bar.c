/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-over-bar.h"

#include <glib/gi18n.h>

#include "app/bst-console-bar.h"

/* How near to the upper edge the pointer shows it, in pixels, and for how long it stays after it has
 * left, in ms. */
#define EDGE 2
#define STAY 1000

struct _BstConsoleOverBar
{
  GtkWidget parent_instance;

  GtkWidget *revealer;
  GtkWidget *bar; /* (nullable): in it, from the first time on, as is the next */
  GtkWidget *title;
  guint hide_source;
  gboolean on;
  BstConsoleView *view; /* (nullable) (weak) */
  char *hint;           /* (nullable): what the view said last of the way out */
};

G_DEFINE_FINAL_TYPE (BstConsoleOverBar, bst_console_over_bar, GTK_TYPE_WIDGET)

static gboolean
hide (gpointer data)
{
  BstConsoleOverBar *self = data;

  self->hide_source = 0;
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), FALSE);
  return G_SOURCE_REMOVE;
}

static void
show (BstConsoleOverBar *self)
{
  g_clear_handle_id (&self->hide_source, g_source_remove);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), TRUE);
}

/* So that its user knows the way out; then it hides. */
static void
show_for_a_while (BstConsoleOverBar *self)
{
  show (self);
  self->hide_source = g_timeout_add (4 * STAY, hide, self);
}

/* A pointer that the machine has taken goes to no edge. */
static void
on_view_changed (BstConsoleOverBar *self)
{
  g_autofree char *hint = self->view != NULL ? bst_console_view_dup_hint (self->view) : NULL;

  if (g_strcmp0 (hint, self->hint) == 0)
    return;
  g_free (self->hint);
  self->hint = g_steal_pointer (&hint);
  if (self->on && self->hint != NULL)
    show_for_a_while (self);
}

static void
on_motion (BstConsoleOverBar *self, double x, double y)
{
  gboolean shown = gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer));

  if (!self->on)
    return;
  if (y < EDGE || (shown && y < gtk_widget_get_height (self->revealer)))
    show (self);
  else if (shown && self->hide_source == 0)
    self->hide_source = g_timeout_add (STAY, hide, self);
}

static void
build (BstConsoleOverBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *leave = gtk_button_new_with_mnemonic (_ ("_Leave Full Screen"));

  self->bar = bst_console_bar_new ();
  gtk_widget_set_hexpand (self->bar, TRUE);
  gtk_box_append (GTK_BOX (box), self->bar);
  self->title = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (self->title, "heading");
  gtk_box_append (GTK_BOX (box), self->title);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (leave), "win.full-screen");
  gtk_box_append (GTK_BOX (box), leave);
  gtk_widget_add_css_class (box, "console-over-bar");
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), box);
}

void
bst_console_over_bar_set_on (BstConsoleOverBar *self, gboolean on)
{
  g_return_if_fail (BST_IS_CONSOLE_OVER_BAR (self));

  self->on = on;
  gtk_widget_set_visible (GTK_WIDGET (self), on);
  if (!on)
    return;

  if (self->bar == NULL)
    build (self);
  show_for_a_while (self);
}

void
bst_console_over_bar_set_view (BstConsoleOverBar *self, BstConsoleView *view)
{
  g_return_if_fail (BST_IS_CONSOLE_OVER_BAR (self));

  if (self->bar != NULL)
    bst_console_bar_set_view (BST_CONSOLE_BAR (self->bar), view);
  if (self->view == view)
    return;
  if (self->view != NULL)
    g_signal_handlers_disconnect_by_data (self->view, self);
  g_set_weak_pointer (&self->view, view);
  if (view != NULL)
    g_signal_connect_object (view, "changed", G_CALLBACK (on_view_changed), self,
                             G_CONNECT_SWAPPED);
  on_view_changed (self);
}

void
bst_console_over_bar_set_title (BstConsoleOverBar *self, const char *title)
{
  g_return_if_fail (BST_IS_CONSOLE_OVER_BAR (self));

  if (self->title != NULL)
    gtk_label_set_text (GTK_LABEL (self->title), title);
}

static void
bst_console_over_bar_dispose (GObject *object)
{
  BstConsoleOverBar *self = BST_CONSOLE_OVER_BAR (object);

  g_clear_handle_id (&self->hide_source, g_source_remove);
  bst_console_over_bar_set_view (self, NULL);
  g_clear_pointer (&self->hint, g_free);
  g_clear_pointer (&self->revealer, gtk_widget_unparent);

  G_OBJECT_CLASS (bst_console_over_bar_parent_class)->dispose (object);
}

static void
bst_console_over_bar_class_init (BstConsoleOverBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_console_over_bar_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bst_console_over_bar_init (BstConsoleOverBar *self)
{
  self->revealer = gtk_revealer_new ();
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
bst_console_over_bar_new (GtkWidget *window)
{
  BstConsoleOverBar *self = g_object_new (BST_TYPE_CONSOLE_OVER_BAR, NULL);
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_event_controller_set_propagation_phase (motion, GTK_PHASE_CAPTURE);
  g_signal_connect_object (motion, "motion", G_CALLBACK (on_motion), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (window, motion);

  return GTK_WIDGET (self);
}
