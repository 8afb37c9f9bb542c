/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-column-chooser.h"

#include <glib/gi18n.h>

struct _BstColumnChooser
{
  GtkWidget parent_instance;

  BstColumnSet *columns;
  GtkWidget *list;
  GtkWidget *sort;
  GtkWidget *descending;
  gboolean updating; /* the sorting shown follows that of the columns */
};

G_DEFINE_FINAL_TYPE (BstColumnChooser, bst_column_chooser, GTK_TYPE_WIDGET)

/* The row of the same column, wherever it went. */
static void
focus_column (BstColumnChooser *self, GtkColumnViewColumn *column, gboolean up)
{
  GListModel *columns = bst_column_set_get_columns (self->columns);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) other = g_list_model_get_item (columns, i);
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int)i);
      GtkWidget *button;

      if (other != column)
        continue;

      button = gtk_widget_get_last_child (gtk_list_box_row_get_child (row));
      if (up)
        button = gtk_widget_get_prev_sibling (button);
      gtk_widget_grab_focus (button);
    }
}

static void
move (GtkWidget *button, gboolean up)
{
  GtkWidget *widget = gtk_widget_get_ancestor (button, BST_TYPE_COLUMN_CHOOSER);
  BstColumnChooser *self = BST_COLUMN_CHOOSER (widget);
  GtkColumnViewColumn *column = g_object_get_data (G_OBJECT (button), "column");

  bst_column_set_move (self->columns, column, up ? -1 : 1);
  focus_column (self, column, up);
}

static void
on_up_clicked (GtkWidget *button)
{
  move (button, TRUE);
}

static void
on_down_clicked (GtkWidget *button)
{
  move (button, FALSE);
}

static GtkWidget *
make_button (GtkColumnViewColumn *column, const char *icon, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "column", g_object_ref (column), g_object_unref);
  g_signal_connect (button, "clicked", clicked, NULL);

  return button;
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  GtkColumnViewColumn *column = item;
  const char *title = gtk_column_view_column_get_title (column);
  g_autofree char *up = g_strdup_printf (_ ("Move “%s” Up"), title);
  g_autofree char *down = g_strdup_printf (_ ("Move “%s” Down"), title);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *check = gtk_check_button_new_with_label (title);
  GtkWidget *row = gtk_list_box_row_new ();

  g_object_bind_property (column, "visible", check, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  gtk_widget_set_sensitive (check, !g_str_equal (bst_column_of_view (column)->id, "name"));
  gtk_widget_set_hexpand (check, TRUE);
  gtk_box_append (GTK_BOX (box), check);
  gtk_box_append (GTK_BOX (box),
                  make_button (column, "go-up-symbolic", up, G_CALLBACK (on_up_clicked)));
  gtk_box_append (GTK_BOX (box),
                  make_button (column, "go-down-symbolic", down, G_CALLBACK (on_down_clicked)));

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

static void
on_sort_chosen (BstColumnChooser *self)
{
  guint n;
  const BstColumn *columns = bst_columns_get (&n);
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->sort));

  if (!self->updating && chosen < n)
    bst_column_set_set_sort (self->columns, &columns[chosen],
                             gtk_check_button_get_active (GTK_CHECK_BUTTON (self->descending)));
}

static void
update_sort (BstColumnChooser *self)
{
  guint n;
  const BstColumn *columns = bst_columns_get (&n);
  gboolean descending;
  const BstColumn *sort = bst_column_set_get_sort (self->columns, &descending);

  self->updating = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->sort), (guint)(sort - columns));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->descending), descending);
  self->updating = FALSE;
}

static GtkWidget *
make_sort_row (BstColumnChooser *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new_with_mnemonic (_ ("_Sort by"));
  GtkStringList *titles = gtk_string_list_new (NULL);
  guint n;
  const BstColumn *columns = bst_columns_get (&n);

  for (guint i = 0; i < n; i++)
    gtk_string_list_append (titles, bst_column_get_title (&columns[i]));
  self->sort = gtk_drop_down_new (G_LIST_MODEL (titles), NULL);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), self->sort);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->sort), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  label, NULL, -1);
  gtk_widget_set_hexpand (self->sort, TRUE);
  self->descending = gtk_check_button_new_with_mnemonic (_ ("_Descending"));
  g_signal_connect_swapped (self->sort, "notify::selected", G_CALLBACK (on_sort_chosen), self);
  g_signal_connect_swapped (self->descending, "toggled", G_CALLBACK (on_sort_chosen), self);

  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), self->sort);
  gtk_box_append (GTK_BOX (box), self->descending);
  return box;
}

static void
bst_column_chooser_dispose (GObject *object)
{
  BstColumnChooser *self = BST_COLUMN_CHOOSER (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->columns);

  G_OBJECT_CLASS (bst_column_chooser_parent_class)->dispose (object);
}

static void
bst_column_chooser_class_init (BstColumnChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_column_chooser_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
bst_column_chooser_init (BstColumnChooser *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "background");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Columns"), -1);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 360);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_box_append (GTK_BOX (box), make_sort_row (self));
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

GtkWidget *
bst_column_chooser_new (BstColumnSet *columns)
{
  BstColumnChooser *self = g_object_new (BST_TYPE_COLUMN_CHOOSER, NULL);

  self->columns = g_object_ref (columns);
  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), bst_column_set_get_columns (columns),
                           make_row, NULL, NULL);
  g_signal_connect_object (columns, "sort-changed", G_CALLBACK (update_sort), self,
                           G_CONNECT_SWAPPED);
  update_sort (self);

  return GTK_WIDGET (self);
}
