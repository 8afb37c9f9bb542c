/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* (transfer none): the rows' parent in @view, which is not GtkColumnView itself; has the actions of
 * lists. Main thread only. */
GtkWidget *bst_column_list_find (GtkColumnView *view);

/* GTK has no call for it before 4.12. */
void bst_column_list_scroll_to (GtkColumnView *view, guint position);

G_END_DECLS
