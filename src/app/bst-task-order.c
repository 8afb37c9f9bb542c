/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-task-order.h"

#include "core/bst-operation.h"

/* Ten thousand may end at once: sorted again once a turn of the loop. */
typedef struct
{
  GtkSorter *sorter; /* (unowned): owned by the model that owns this */
  guint source;
} Order;

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  return (int)bst_operation_is_over ((BstOperation *)a) -
         (int)bst_operation_is_over ((BstOperation *)b);
}

static gboolean
on_turn (gpointer data)
{
  Order *order = data;

  order->source = 0;
  gtk_sorter_changed (order->sorter, GTK_SORTER_CHANGE_DIFFERENT);

  return G_SOURCE_REMOVE;
}

static void
on_state (BstOperation *operation, GParamSpec *pspec, GObject *model)
{
  Order *order = g_object_get_data (model, "order");

  if (bst_operation_is_over (operation) && order->source == 0)
    order->source = g_idle_add (on_turn, order);
}

static void
on_items_changed (GListModel *operations,
                  guint position,
                  guint removed,
                  guint added,
                  GObject *model)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i);

      if (!bst_operation_is_over (operation))
        g_signal_connect_object (operation, "notify::state", G_CALLBACK (on_state), model, 0);
    }
}

static void
order_free (gpointer data)
{
  Order *order = data;

  g_clear_handle_id (&order->source, g_source_remove);
  g_free (order);
}

GtkSortListModel *
bst_task_order_new (GListModel *operations)
{
  GtkSorter *sorter = GTK_SORTER (gtk_custom_sorter_new (compare, NULL, NULL));
  GtkSortListModel *model = gtk_sort_list_model_new (g_object_ref (operations), sorter);
  Order *order = g_new0 (Order, 1);

  order->sorter = sorter;
  g_object_set_data_full (G_OBJECT (model), "order", order, order_free);
  g_signal_connect_object (operations, "items-changed", G_CALLBACK (on_items_changed), model, 0);
  on_items_changed (operations, 0, 0, g_list_model_get_n_items (operations), G_OBJECT (model));

  return model;
}
