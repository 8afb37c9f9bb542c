/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/* All that is known of one host, and what to do where it cannot be reached. */
#define BST_TYPE_HOST_PAGE (bst_host_page_get_type ())
G_DECLARE_FINAL_TYPE (BstHostPage, bst_host_page, BST, HOST_PAGE, GtkWidget)

/* @fleet: (nullable): without, nothing can be tried again. */
GtkWidget *bst_host_page_new (BstFleet *fleet);

/* @host: (nullable) */
void bst_host_page_set_host (BstHostPage *self, BstHost *host);

/* How old what is shown is: goes on also while nothing is heard. */
void bst_host_page_update_age (BstHostPage *self);

/* (nullable): for tests: the value shown under a title. */
const char *bst_host_page_get_value (BstHostPage *self, const char *title);
const char *bst_host_page_get_problem (BstHostPage *self);

G_END_DECLS
