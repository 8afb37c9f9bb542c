/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-machine-facts.h"
#include "app/bst-machine-xml.h"
#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/**
 * BstGeneralPage:
 *
 * All that is known of one machine, in groups that reflow; kept live in place while it is shown.
 */
#define BST_TYPE_GENERAL_PAGE (bst_general_page_get_type ())
G_DECLARE_FINAL_TYPE (BstGeneralPage, bst_general_page, BST, GENERAL_PAGE, GtkWidget)

/* @fleet: (nullable), @xml: of the machine that is shown. */
GtkWidget *bst_general_page_new (BstInventory *inventory, BstFleet *fleet, BstMachineXml *xml);

/* @machine: (nullable) */
void bst_general_page_set_machine (BstGeneralPage *self, BstMachine *machine);

/* How old what is shown is: goes on also while nothing is heard. */
void bst_general_page_update_age (BstGeneralPage *self);

/* For tests: a group, a BstFacts; the BstMarksEditor. */
GtkWidget *bst_general_page_get_facts (BstGeneralPage *self, BstMachineFactsGroup group);
GtkWidget *bst_general_page_get_marks (BstGeneralPage *self);

G_END_DECLS
