/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "formats/bst-domain-config.h"
#include "inventory/bst-machine.h"

G_BEGIN_DECLS

/* What is told of a machine, in groups; those of a varying number of rows are the last three. */
typedef enum
{
  BST_MACHINE_FACTS_MACHINE,
  BST_MACHINE_FACTS_RESOURCES,
  BST_MACHINE_FACTS_GUEST,
  BST_MACHINE_FACTS_DISPLAY,
  BST_MACHINE_FACTS_FILESYSTEMS,
  BST_MACHINE_FACTS_DISKS,
  BST_MACHINE_FACTS_NICS,
  BST_N_MACHINE_FACTS,
} BstMachineFactsGroup;

/* A row. */
typedef struct
{
  char *title;  /* translated, or from the machine: "vda" */
  char *value;  /* (nullable): nothing to say */
  double usage; /* 0 to 1: a bar; negative: none */
} BstMachineFact;

/* Translated; static. */
const char *bst_machine_facts_get_heading (BstMachineFactsGroup group);

/**
 * bst_machine_facts_get:
 * @config: (nullable): of the machine's XML, where it was read
 *
 * A fixed group has always the same rows in the same order, some without a value. Main thread only.
 *
 * Returns: (transfer full): of BstMachineFact
 */
GArray *bst_machine_facts_get (BstMachineFactsGroup group,
                               BstMachine *machine,
                               const BstDomainConfig *config);

G_END_DECLS
