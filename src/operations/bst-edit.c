/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "operations/bst-lifecycle.h"
#include "operations/bst-machine-operation-private.h"

BstOperation *
bst_edit_title_new (BstFleet *fleet, BstMachine *machine, const char *title)
{
  g_autofree char *text =
      g_strdup_printf (_ ("Set the title of %s"), bst_machine_get_name (machine));

  return bst_machine_operation_new (BST_TYPE_MACHINE_OPERATION, fleet, machine,
                                    &(BstMachineCall){
                                        .kind = BST_EDIT_TITLE_KIND,
                                        .title = text,
                                        .call = BST_DOMAIN_SET_TITLE,
                                        .text = title,
                                    });
}

BstOperation *
bst_edit_description_new (BstFleet *fleet, BstMachine *machine, const char *description)
{
  g_autofree char *text =
      g_strdup_printf (_ ("Set the description of %s"), bst_machine_get_name (machine));

  return bst_machine_operation_new (BST_TYPE_MACHINE_OPERATION, fleet, machine,
                                    &(BstMachineCall){
                                        .kind = BST_EDIT_DESCRIPTION_KIND,
                                        .title = text,
                                        .call = BST_DOMAIN_SET_DESCRIPTION,
                                        .text = description,
                                    });
}
