/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "formats/bst-domain-config.h"
#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/**
 * BstMachineXml:
 *
 * The XML last seen of one machine, and what is read from it; read again when the machine changes.
 * Main thread only; nothing here blocks.
 *
 * Emits "changed" (no arguments) when either is another.
 */
#define BST_TYPE_MACHINE_XML (bst_machine_xml_get_type ())
G_DECLARE_FINAL_TYPE (BstMachineXml, bst_machine_xml, BST, MACHINE_XML, GObject)

BstMachineXml *bst_machine_xml_new (BstInventory *inventory);

/* @machine: (nullable): none. */
void bst_machine_xml_set_machine (BstMachineXml *self, BstMachine *machine);

/* (nullable): not read yet, or none is known. Owned by @self until the next "changed". */
const char *bst_machine_xml_get_text (BstMachineXml *self);
const BstDomainConfig *bst_machine_xml_get_config (BstMachineXml *self);

/* (nullable): why it cannot be read, or makes no sense. */
const GError *bst_machine_xml_get_error (BstMachineXml *self);

G_END_DECLS
