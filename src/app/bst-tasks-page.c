/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-tasks-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/bst-filter-page.h"
#include "app/bst-task-order.h"
#include "app/bst-task-row.h"
#include "app/bst-task-text.h"
#include "core/bst-error.h"

/* Which are shown: of the drop-down. */
typedef enum
{
  SHOW_ALL,
  SHOW_UNDER_WAY,
  SHOW_OVER,
  SHOW_FAILED,
  SHOW_CANCELLED,
  SHOW_UNKNOWN,
} Show;

struct _BstTasksPage
{
  GtkWidget parent_instance;

  BstInventory *inventory;
  BstFilterPage *page;
};

G_DEFINE_FINAL_TYPE (BstTasksPage, bst_tasks_page, GTK_TYPE_WIDGET)

/* Whether @operation, or one of its parts, ended as @state. */
static gboolean
ended_as (BstOperation *operation, BstOperationState state)
{
  GListModel *parts = bst_operation_get_parts (operation);

  if (bst_operation_get_state (operation) == state)
    return TRUE;
  if (parts == NULL || !bst_operation_is_over (operation))
    return FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);

      if (ended_as (part, state))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_chosen (BstOperation *operation, Show choice)
{
  switch (choice)
    {
    case SHOW_UNDER_WAY:
      return !bst_operation_is_over (operation);
    case SHOW_OVER:
      return bst_operation_is_over (operation);
    case SHOW_FAILED:
      return ended_as (operation, BST_OPERATION_STATE_FAILED);
    case SHOW_CANCELLED:
      return ended_as (operation, BST_OPERATION_STATE_CANCELLED);
    case SHOW_UNKNOWN:
      return ended_as (operation, BST_OPERATION_STATE_UNKNOWN);
    case SHOW_ALL:
    default:
      return TRUE;
    }
}

static gboolean
host_has (BstTasksPage *self, gint64 host_id, const char *text)
{
  BstHost *host = bst_inventory_get_host (self->inventory, host_id);

  return host != NULL && bst_filter_page_has (bst_host_get_name (host), text);
}

/* All that is said of it or of one of its parts, but for times: their figures are in all of them. */
static gboolean
has_text (BstTasksPage *self, BstOperation *operation, const char *text)
{
  const GError *error = bst_operation_get_error (operation);
  const char *words[] = {
    bst_operation_get_title (operation),
    bst_operation_get_target (operation),
    bst_task_text_get_state (bst_operation_get_state (operation)),
    bst_operation_is_over (operation) ? NULL : bst_operation_get_detail (operation),
    bst_operation_get_outcome (operation),
    error != NULL ? error->message : NULL,
    bst_error_get_remedy (error),
    bst_error_get_detail (error),
  };
  GListModel *parts = bst_operation_get_parts (operation);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (bst_filter_page_has (words[i], text))
        return TRUE;
    }
  if (host_has (self, bst_operation_get_host_id (operation), text) ||
      host_has (self, bst_operation_get_other_host_id (operation), text))
    return TRUE;
  for (guint i = 0; parts != NULL && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);

      if (has_text (self, part, text))
        return TRUE;
    }

  return FALSE;
}

static gboolean
matches (gpointer item, const char *text, guint choice, gpointer data)
{
  return is_chosen (item, choice) && has_text (data, item, text);
}

/* The parts of a sum are below it. */
static GListModel *
get_parts (gpointer item, gpointer data)
{
  GListModel *parts = bst_operation_get_parts (item);

  return parts != NULL ? g_object_ref (parts) : NULL;
}

static void
setup_item (GtkSignalListItemFactory *factory, GtkListItem *item, BstTasksPage *self)
{
  GtkWidget *expander = gtk_tree_expander_new ();

  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), bst_task_row_new (self->inventory));
  gtk_list_item_set_child (item, expander);
}

static void
bind_item (GtkSignalListItemFactory *factory, GtkListItem *item, BstTasksPage *self)
{
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (item));
  g_autoptr (BstOperation) operation = gtk_tree_list_row_get_item (row);

  gtk_tree_expander_set_list_row (expander, row);
  bst_task_row_set_operation (BST_TASK_ROW (gtk_tree_expander_get_child (expander)), operation);
}

static void
unbind_item (GtkSignalListItemFactory *factory, GtkListItem *item, BstTasksPage *self)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (item));

  gtk_tree_expander_set_list_row (expander, NULL);
  bst_task_row_set_operation (BST_TASK_ROW (gtk_tree_expander_get_child (expander)), NULL);
}

static void
on_activate (GtkListView *view, guint position, BstTasksPage *self)
{
  g_autoptr (GtkTreeListRow) row =
      g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (view)), position);
  g_autoptr (BstOperation) operation = gtk_tree_list_row_get_item (row);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.task-details", "s",
                              bst_operation_get_id (operation));
}

static void
bst_tasks_page_dispose (GObject *object)
{
  BstTasksPage *self = BST_TASKS_PAGE (object);

  if (self->page != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->page));
  self->page = NULL;
  g_clear_object (&self->inventory);

  G_OBJECT_CLASS (bst_tasks_page_parent_class)->dispose (object);
}

static void
bst_tasks_page_class_init (BstTasksPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_tasks_page_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bst_tasks_page_init (BstTasksPage *self)
{
}

GtkWidget *
bst_tasks_page_new (BstInventory *inventory)
{
  BstTasksPage *self = g_object_new (BST_TYPE_TASKS_PAGE, NULL);
  const char *choices[] = {
    [SHOW_ALL] = _ ("All Tasks"), [SHOW_UNDER_WAY] = _ ("Under Way"), [SHOW_OVER] = _ ("Finished"),
    [SHOW_FAILED] = _ ("Failed"), [SHOW_CANCELLED] = _ ("Cancelled"), [SHOW_UNKNOWN] = _ ("Not Known"),
    NULL,
  };
  g_autoptr (GtkSortListModel) model =
      bst_task_order_new (bst_inventory_get_operations (inventory));
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkTreeListModel *tree;
  GtkWidget *view;

  self->inventory = g_object_ref (inventory);
  self->page = BST_FILTER_PAGE (bst_filter_page_new (
      G_LIST_MODEL (model), choices, matches, self, "view-list-bullet-symbolic",
      _ ("No Tasks Yet"), _ ("What you do to machines is listed here, with its progress.")));
  gtk_widget_set_parent (GTK_WIDGET (self->page), GTK_WIDGET (self));
  /* One that ends may be to be shown, or not any more, and stand where it stood. */
  g_signal_connect_object (gtk_sort_list_model_get_sorter (model), "changed",
                           G_CALLBACK (bst_filter_page_refilter), self->page, G_CONNECT_SWAPPED);

  tree = gtk_tree_list_model_new (g_object_ref (bst_filter_page_get_model (self->page)), FALSE,
                                  FALSE, get_parts, NULL, NULL);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_item), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_item), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_item), self);
  view =
      gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (tree))), factory);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (view), TRUE);
  g_signal_connect (view, "activate", G_CALLBACK (on_activate), self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Tasks"),
                                  -1);
  bst_filter_page_set_view (self->page, view);
  return GTK_WIDGET (self);
}
