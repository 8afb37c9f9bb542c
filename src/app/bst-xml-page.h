/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-machine-xml.h"

G_BEGIN_DECLS

/* A machine's XML as its host has it, to be read, searched and copied. */
#define BST_TYPE_XML_PAGE (bst_xml_page_get_type ())
G_DECLARE_FINAL_TYPE (BstXmlPage, bst_xml_page, BST, XML_PAGE, GtkWidget)

GtkWidget *bst_xml_page_new (BstMachineXml *xml);

/* @machine: (nullable): the one that @xml is of, for its age. */
void bst_xml_page_set_machine (BstXmlPage *self, BstMachine *machine);

/* How old what is shown is: goes on also while nothing is heard. */
void bst_xml_page_update_age (BstXmlPage *self);

/* Opens the search, with what is selected. */
void bst_xml_page_search (BstXmlPage *self);

/* For tests. */
char *bst_xml_page_dup_text (BstXmlPage *self);
const char *bst_xml_page_get_note (BstXmlPage *self);

G_END_DECLS
