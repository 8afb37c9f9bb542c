/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-alerts.h"

G_BEGIN_DECLS

/* What needs a person now; a row leads there by the window's "win.show-place". */
#define BST_TYPE_ALERTS_PAGE (bst_alerts_page_get_type ())
G_DECLARE_FINAL_TYPE (BstAlertsPage, bst_alerts_page, BST, ALERTS_PAGE, GtkWidget)

GtkWidget *bst_alerts_page_new (BstAlerts *alerts);

G_END_DECLS
