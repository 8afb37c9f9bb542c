/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Tooltips of texts that may be long, such as what libvirt or a person wrote: in lines. GTK's own goes
 * on in one line, past the edge of the screen. */

/* In place of gtk_widget_set_tooltip_text(); @text (nullable): none. */
void bst_tooltip_set_text (GtkWidget *widget, const char *text);

/* In place of gtk_tooltip_set_text(), in a handler of “query-tooltip”. */
void bst_tooltip_show (GtkTooltip *tooltip, const char *text);

/* (transfer floating): what is shown, for tests. */
GtkWidget *bst_tooltip_new_label (const char *text);

G_END_DECLS
