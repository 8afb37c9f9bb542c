/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-machine-list.h"

#include "core/bst-thread.h"
#include "inventory/bst-query.h"

struct _BstMachineList
{
  GtkWidget parent_instance;

  BstHost *host; /* (nullable) */
  char *tag;     /* (nullable) */
  char *group;   /* (nullable) */
  BstQuery *query;

  GtkWidget *scrolled;
  GtkFilter *filter;
  GtkSelectionModel *selection;
};

G_DEFINE_FINAL_TYPE (BstMachineList, bst_machine_list, GTK_TYPE_WIDGET)

enum
{
  SELECTION_CHANGED,
  ACTIVATED,
  ON_SCREEN_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_in_group (BstMachine *machine, const char *group)
{
  const char *own = bst_machine_get_group (machine);
  size_t length = strlen (group);

  return g_str_has_prefix (own, group) && (own[length] == '\0' || own[length] == '/');
}

static gboolean
filter_machine (gpointer item, gpointer data)
{
  BstMachineList *self = data;

  return (self->host == NULL || bst_machine_get_host (item) == self->host) &&
         (self->tag == NULL || bst_machine_has_tag (item, self->tag)) &&
         (self->group == NULL || is_in_group (item, self->group)) &&
         (self->query == NULL || bst_query_matches (self->query, item));
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
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      bst_machine_get_name (gtk_list_item_get_item (item)));
}

static void
on_selection_changed (BstMachineList *self)
{
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

static void
on_activate (BstMachineList *self, guint position)
{
  g_autoptr (BstMachine) machine = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  g_signal_emit (self, signals[ACTIVATED], 0, machine);
}

static void
bst_machine_list_dispose (GObject *object)
{
  BstMachineList *self = BST_MACHINE_LIST (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->host);

  G_OBJECT_CLASS (bst_machine_list_parent_class)->dispose (object);
}

static void
bst_machine_list_finalize (GObject *object)
{
  BstMachineList *self = BST_MACHINE_LIST (object);

  g_free (self->tag);
  g_free (self->group);
  g_clear_pointer (&self->query, bst_query_free);

  G_OBJECT_CLASS (bst_machine_list_parent_class)->finalize (object);
}

static void
bst_machine_list_class_init (BstMachineListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bst_machine_list_dispose;
  object_class->finalize = bst_machine_list_finalize;

  signals[SELECTION_CHANGED] =
      g_signal_new ("selection-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, BST_TYPE_MACHINE);
  signals[ON_SCREEN_CHANGED] =
      g_signal_new ("on-screen-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
bst_machine_list_init (BstMachineList *self)
{
}

GtkWidget *
bst_machine_list_new (BstInventory *inventory)
{
  BstMachineList *self = g_object_new (BST_TYPE_MACHINE_LIST, NULL);
  GListModel *machines = g_object_ref (bst_inventory_get_machines (inventory));
  GtkFilterListModel *filtered;
  GtkListItemFactory *factory;
  GtkWidget *view;

  self->filter = GTK_FILTER (gtk_custom_filter_new (filter_machine, self, NULL));
  filtered = gtk_filter_list_model_new (machines, self->filter);
  self->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (filtered)));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (on_selection_changed),
                           self, G_CONNECT_SWAPPED);

  factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_item), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_item), NULL);
  view = gtk_list_view_new (g_object_ref (self->selection), factory);
  g_signal_connect_object (view, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);

  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), view);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

void
bst_machine_list_set_scope (BstMachineList *self, BstHost *host, const char *tag, const char *group)
{
  BST_ASSERT_MAIN_THREAD ();
  g_return_if_fail (BST_IS_MACHINE_LIST (self));

  g_set_object (&self->host, host);
  g_free (self->tag);
  self->tag = g_strdup (tag);
  g_free (self->group);
  self->group = g_strdup (group);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

void
bst_machine_list_set_query (BstMachineList *self, const char *text)
{
  BST_ASSERT_MAIN_THREAD ();
  g_return_if_fail (BST_IS_MACHINE_LIST (self));

  g_clear_pointer (&self->query, bst_query_free);
  self->query = bst_query_new (text);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

GPtrArray *
bst_machine_list_get_selected (BstMachineList *self)
{
  GPtrArray *machines = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GtkBitset) bits = NULL;
  GtkBitsetIter iter;
  guint position;

  g_return_val_if_fail (BST_IS_MACHINE_LIST (self), machines);

  bits = gtk_selection_model_get_selection (self->selection);
  for (gboolean more = gtk_bitset_iter_init_first (&iter, bits, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    g_ptr_array_add (machines, g_list_model_get_item (G_LIST_MODEL (self->selection), position));
  return machines;
}

void
bst_machine_list_select (BstMachineList *self, BstMachine *machine)
{
  guint n;

  g_return_if_fail (BST_IS_MACHINE_LIST (self));

  n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BstMachine) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (item == machine)
        gtk_selection_model_select_item (self->selection, i, TRUE);
    }
}

GPtrArray *
bst_machine_list_get_on_screen (BstMachineList *self)
{
  GPtrArray *machines = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (BST_IS_MACHINE_LIST (self), machines);

  for (guint i = 0; i < bst_machine_list_get_n_shown (self); i++)
    g_ptr_array_add (machines, g_list_model_get_item (G_LIST_MODEL (self->selection), i));
  return machines;
}

guint
bst_machine_list_get_n_shown (BstMachineList *self)
{
  g_return_val_if_fail (BST_IS_MACHINE_LIST (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}
