/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-column-list.h"

GtkWidget *
bst_column_list_find (GtkColumnView *view)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (view));

  while (child != NULL && !GTK_IS_LIST_VIEW (child))
    child = gtk_widget_get_next_sibling (child);

  return child;
}

void
bst_column_list_scroll_to (GtkColumnView *view, guint position)
{
  gtk_widget_activate_action (bst_column_list_find (view), "list.scroll-to-item", "u", position);
}
