/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/**
 * BstMachineOperation:
 *
 * An operation that is one call to one machine, done when libvirt answered. Kinds that last longer,
 * or can be cancelled, are subclasses.
 */
#define BST_TYPE_MACHINE_OPERATION (bst_machine_operation_get_type ())
G_DECLARE_DERIVABLE_TYPE (BstMachineOperation,
                          bst_machine_operation,
                          BST,
                          MACHINE_OPERATION,
                          BstOperation)

struct _BstMachineOperationClass
{
  BstOperationClass parent_class;

  /* The call was begun; (nullable). */
  void (*called) (BstMachineOperation *self);
  /* libvirt did as asked: by default, that is the end of it. */
  void (*answered) (BstMachineOperation *self);
};

/* What all kinds are made from. */
typedef struct
{
  const char *kind;
  const char *title;
  BstDomainCall call;
  const char *text; /* (nullable): of the call */
} BstMachineCall;

BstOperation *bst_machine_operation_new (GType type,
                                         BstFleet *fleet,
                                         BstMachine *machine,
                                         const BstMachineCall *call);

/* (nullable): NULL once it was closed: the program ends. */
BstFleet *bst_machine_operation_get_fleet (BstMachineOperation *self);

/* (nullable): it is gone. */
BstMachine *bst_machine_operation_get_machine (BstMachineOperation *self);
BstHost *bst_machine_operation_get_host (BstMachineOperation *self); /* (nullable) */

/* (nullable) */
BstConnection *bst_machine_operation_get_connection (BstMachineOperation *self);

/* Asks libvirt to abort the call; the operation still ends by its answer. */
void bst_machine_operation_abort_call (BstMachineOperation *self);

/* (transfer full) */
GError *bst_machine_operation_error_gone (BstMachineOperation *self);
GError *bst_machine_operation_error_not_connected (BstMachineOperation *self);

/* The kinds that have a file of their own. */
GType bst_save_get_type (void);
GType bst_shutdown_get_type (void);

G_END_DECLS
