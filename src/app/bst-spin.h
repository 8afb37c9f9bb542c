/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The wheel scrolls the page that @spin is on, and does not change its value: who scrolls a form
 * past a number would not see that it is another one now. Returns @spin. */
GtkWidget *bst_spin_ignore_wheel (GtkWidget *spin);

G_END_DECLS
