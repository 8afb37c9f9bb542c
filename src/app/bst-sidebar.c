/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-sidebar.h"

#include <glib/gi18n.h>

struct _BstSidebar
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkSingleSelection *selection;
};

G_DEFINE_FINAL_TYPE (BstSidebar, bst_sidebar, GTK_TYPE_WIDGET)

enum
{
  SCOPE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_selected (BstSidebar *self)
{
  g_signal_emit (self, signals[SCOPE_CHANGED], 0);
}

static void
setup_item (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static void
bind_item (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gpointer object = gtk_list_item_get_item (item);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      BST_IS_HOST (object) ? bst_host_get_name (object)
                                           : gtk_string_object_get_string (object));
}

static void
bst_sidebar_dispose (GObject *object)
{
  BstSidebar *self = BST_SIDEBAR (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (bst_sidebar_parent_class)->dispose (object);
}

static void
bst_sidebar_class_init (BstSidebarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_sidebar_dispose;

  signals[SCOPE_CHANGED] = g_signal_new ("scope-changed", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bst_sidebar_init (BstSidebar *self)
{
}

GtkWidget *
bst_sidebar_new (BstInventory *inventory)
{
  BstSidebar *self = g_object_new (BST_TYPE_SIDEBAR, NULL);
  const char *all[] = { _ ("All Machines"), NULL };
  GListStore *models = g_list_store_new (G_TYPE_LIST_MODEL);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkStringList) strings = gtk_string_list_new (all);
  GtkWidget *view;

  g_list_store_append (models, strings);
  g_list_store_append (models, bst_inventory_get_hosts (inventory));
  self->selection =
      gtk_single_selection_new (G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (models))));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self,
                           G_CONNECT_SWAPPED);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_item), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_item), NULL);
  view = gtk_list_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)), factory);
  gtk_widget_add_css_class (view, "navigation-sidebar");

  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), view);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

BstHost *
bst_sidebar_get_host (BstSidebar *self)
{
  gpointer item = gtk_single_selection_get_selected_item (self->selection);

  return BST_IS_HOST (item) ? item : NULL;
}

const char *
bst_sidebar_get_tag (BstSidebar *self)
{
  return NULL;
}

const char *
bst_sidebar_get_group (BstSidebar *self)
{
  return NULL;
}
