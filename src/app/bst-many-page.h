/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "inventory/bst-machine.h"

G_BEGIN_DECLS

/* Several machines summed up: how many in which state, on which hosts, and what they take. */
#define BST_TYPE_MANY_PAGE (bst_many_page_get_type ())
G_DECLARE_FINAL_TYPE (BstManyPage, bst_many_page, BST, MANY_PAGE, GtkWidget)

GtkWidget *bst_many_page_new (void);

/* @machines: (nullable): of BstMachine. */
void bst_many_page_set_machines (BstManyPage *self, GPtrArray *machines);

/* (nullable): for tests: the value shown under a title. */
const char *bst_many_page_get_value (BstManyPage *self, const char *title);

G_END_DECLS
