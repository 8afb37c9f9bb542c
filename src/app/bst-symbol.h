/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "core/bst-machine-state.h"

G_BEGIN_DECLS

/* Small drawings in the theme's colours, at the origin of the snapshot. @widget: whose colours;
 * @faded: of a host that does not answer. */

#define BST_SYMBOL_SIZE 12

/* Of a machine's state: a shape of its own for each, so that colour is never all that tells. */
void bst_symbol_snapshot_state (GtkSnapshot *snapshot,
                                GtkWidget *widget,
                                BstMachineState state,
                                gboolean faded);

#define BST_BAR_WIDTH 48
#define BST_BAR_HEIGHT 6

/* @fraction: 0 to 1 */
void
bst_symbol_snapshot_bar (GtkSnapshot *snapshot, GtkWidget *widget, double fraction, gboolean faded);

#define BST_SPARK_WIDTH 48
#define BST_SPARK_HEIGHT 16

/* @percents: 0 to 100, oldest first; as many of the newest as there is room for, to the right. */
void bst_symbol_snapshot_spark (GtkSnapshot *snapshot,
                                GtkWidget *widget,
                                const float *percents,
                                guint n,
                                gboolean faded);

/* The widget's text colour. */
GdkRGBA bst_symbol_get_color (GtkWidget *widget, gboolean faded);

/* The theme's "error_color"; the widget's text colour where the theme has none of that name. */
GdkRGBA bst_symbol_get_named_color (GtkWidget *widget, const char *name, gboolean faded);

G_END_DECLS
