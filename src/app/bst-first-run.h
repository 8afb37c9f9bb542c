/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BstFirstRun:
 *
 * What the window shows while no host is known: the ways to have one, by the application's
 * "app.add-host" and "app.add-uri".
 */
#define BST_TYPE_FIRST_RUN (bst_first_run_get_type ())
G_DECLARE_FINAL_TYPE (BstFirstRun, bst_first_run, BST, FIRST_RUN, GtkWidget)

GtkWidget *bst_first_run_new (void);

G_END_DECLS
