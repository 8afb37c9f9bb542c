/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-cell-factory.h"

#include "app/bst-cell.h"

typedef struct
{
  const BstColumn *column;
  BstCellStyle *style;
} CellKind;

static void
cell_kind_free (gpointer data, GClosure *closure)
{
  CellKind *kind = data;

  g_object_unref (kind->style);
  g_free (kind);
}

static void
setup_cell (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  CellKind *kind = data;

  gtk_list_item_set_child (item, bst_cell_new (kind->column, kind->style));
}

/* There is no unbind: GTK binds anew whenever a row is selected, and rows are the same ones. */
static void
bind_cell (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  bst_cell_set_row (BST_CELL (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

GtkListItemFactory *
bst_cell_factory_new (const BstColumn *column, BstCellStyle *style)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  CellKind *kind = g_new0 (CellKind, 1);

  kind->column = column;
  kind->style = g_object_ref (style);
  g_signal_connect_data (factory, "setup", G_CALLBACK (setup_cell), kind, cell_kind_free, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell), NULL);

  return factory;
}
