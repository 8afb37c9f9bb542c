/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-view-popover.h"

#include <glib/gi18n.h>

#include "app/bst-column-chooser.h"

struct _BstViewPopover
{
  GtkPopover parent_instance;

  BstMachineList *list;
  BstSavedViews *views;
  GtkEditable *search;

  GtkWidget *view_list;
  GtkWidget *name; /* for a new view */
};

G_DEFINE_FINAL_TYPE (BstViewPopover, bst_view_popover, GTK_TYPE_POPOVER)

static void
on_view_activated (BstViewPopover *self, GtkListBoxRow *row)
{
  BstSavedView *view = g_object_get_data (G_OBJECT (row), "view");

  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_editable_set_text (self->search, bst_saved_view_get_query (view));
  bst_machine_list_set_sort (self->list, bst_saved_view_get_sort (view),
                             bst_saved_view_get_descending (view));
}

static void
on_save (BstViewPopover *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
  gboolean descending;
  const char *sort = bst_machine_list_get_sort (self->list, &descending);
  g_autoptr (BstSavedView) view = NULL;

  if (*name == '\0')
    return;

  view = bst_saved_view_new (name, gtk_editable_get_text (self->search), sort, descending);
  bst_saved_views_add (self->views, view);
  gtk_editable_set_text (GTK_EDITABLE (self->name), "");
}

static void
on_name_changed (BstViewPopover *self)
{
  gboolean empty = *gtk_editable_get_text (GTK_EDITABLE (self->name)) == '\0';

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "view.save", !empty);
}

static void
activate_save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  on_save (BST_VIEW_POPOVER (widget));
}

static void
activate_remove (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bst_saved_views_remove (BST_VIEW_POPOVER (widget)->views, g_variant_get_string (parameter, NULL));
}

static GtkWidget *
make_view_row (gpointer item, gpointer data)
{
  BstSavedView *view = item;
  const char *query = bst_saved_view_get_query (view);
  g_autofree char *remove = g_strdup_printf (_ ("Remove “%s”"), bst_saved_view_get_name (view));
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (bst_saved_view_get_name (view));
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_margin_start (label, 6);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, remove);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, remove,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "view.remove");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", bst_saved_view_get_name (view));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_tooltip_text (row, *query != '\0' ? query : NULL);
  g_object_set_data_full (G_OBJECT (row), "view", g_object_ref (view), g_object_unref);
  return row;
}

static GtkWidget *
make_heading (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");

  return label;
}

static GtkWidget *
make_save_row (BstViewPopover *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Save"));

  self->name = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->name), _ ("Name for this search"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->name), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name for this search"), -1);
  gtk_widget_set_hexpand (self->name, TRUE);
  g_signal_connect_object (self->name, "activate", G_CALLBACK (on_save), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->name, "changed", G_CALLBACK (on_name_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "view.save");

  gtk_box_append (GTK_BOX (box), self->name);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

static void
bst_view_popover_dispose (GObject *object)
{
  BstViewPopover *self = BST_VIEW_POPOVER (object);

  g_clear_object (&self->list);
  g_clear_object (&self->views);
  g_clear_object (&self->search);

  G_OBJECT_CLASS (bst_view_popover_parent_class)->dispose (object);
}

static void
bst_view_popover_class_init (BstViewPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_view_popover_dispose;
  gtk_widget_class_install_action (widget_class, "view.save", NULL, activate_save);
  gtk_widget_class_install_action (widget_class, "view.remove", "s", activate_remove);
}

static void
bst_view_popover_init (BstViewPopover *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("View"),
                                  -1);
}

GtkWidget *
bst_view_popover_new (BstMachineList *list, BstSavedViews *views, GtkEditable *search)
{
  BstViewPopover *self = g_object_new (BST_TYPE_VIEW_POPOVER, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->list = g_object_ref (list);
  self->views = g_object_ref (views);
  self->search = g_object_ref (search);

  self->view_list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->view_list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->view_list, "background");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view_list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Saved views"), -1);
  gtk_list_box_bind_model (GTK_LIST_BOX (self->view_list), bst_saved_views_get_list (views),
                           make_view_row, NULL, NULL);
  g_signal_connect_object (self->view_list, "row-activated", G_CALLBACK (on_view_activated), self,
                           G_CONNECT_SWAPPED);

  gtk_box_append (GTK_BOX (box), make_heading (_ ("Saved Views")));
  gtk_box_append (GTK_BOX (box), self->view_list);
  gtk_box_append (GTK_BOX (box), make_save_row (self));
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), make_heading (_ ("Columns")));
  gtk_box_append (GTK_BOX (box), bst_column_chooser_new (bst_machine_list_get_columns (list)));
  gtk_widget_set_size_request (box, 300, -1);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  on_name_changed (self);

  return GTK_WIDGET (self);
}
