/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* (transfer full): @operations (of BstOperation) with those that are not over on top, else in their
 * order; kept so as they end. Its sorter is "changed" once some have ended, also where that moves none
 * of them: what is shown of them by their state has to be chosen again then. */
GtkSortListModel *bst_task_order_new (GListModel *operations);

G_END_DECLS
