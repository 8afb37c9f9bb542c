/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "operations/bst-fleet-private.h"
#include "operations/bst-lifecycle.h"
#include "operations/bst-machine-operation-private.h"

/* Asks the guest to shut down, and is done when the inventory says that it is off. */
struct _BstShutdown
{
  BstMachineOperation parent_instance;

  gboolean waiting; /* the guest was asked */
  gboolean transient;
  gboolean is_overdue;
  BstMachine *machine; /* (nullable): what is waited for */
  BstHost *host;       /* (nullable): ... */
  GListModel *machines;
  guint overdue;
};

G_DECLARE_FINAL_TYPE (BstShutdown, bst_shutdown, BST, SHUTDOWN, BstMachineOperation)
G_DEFINE_FINAL_TYPE (BstShutdown, bst_shutdown, BST_TYPE_MACHINE_OPERATION)

static void look (BstShutdown *self);

static void
stop_waiting (BstShutdown *self)
{
  self->waiting = FALSE;
  g_clear_handle_id (&self->overdue, g_source_remove);
  if (self->machine != NULL)
    g_signal_handlers_disconnect_by_data (self->machine, self);
  if (self->host != NULL)
    g_signal_handlers_disconnect_by_data (self->host, self);
  if (self->machines != NULL)
    g_signal_handlers_disconnect_by_data (self->machines, self);
  g_clear_object (&self->machine);
  g_clear_object (&self->host);
  g_clear_object (&self->machines);
}

static void
finish (BstShutdown *self, GError *error)
{
  stop_waiting (self);
  bst_operation_finish (BST_OPERATION (self), error);
}

/* What the inventory says now. */
static void
look (BstShutdown *self)
{
  BstMachineOperation *operation = BST_MACHINE_OPERATION (self);
  g_autoptr (BstShutdown) alive = g_object_ref (self);
  BstHostState state;

  if (!self->waiting || bst_machine_operation_get_fleet (operation) == NULL)
    return;

  state = bst_host_get_state (self->host);
  if (bst_machine_operation_get_machine (operation) != self->machine)
    {
      /* A machine that is not kept by its host is gone with its last breath. */
      finish (self, self->transient && bst_host_state_is_connected (state)
                        ? NULL
                        : bst_machine_operation_error_gone (operation));
    }
  else if (!bst_machine_state_is_active (bst_machine_get_state (self->machine)) &&
           bst_machine_is_fresh (self->machine))
    {
      finish (self, NULL);
    }
  else if (state == BST_HOST_STATE_OFFLINE || state == BST_HOST_STATE_FAILED)
    {
      /* Not tried again by itself: looked up when somebody connects the host. */
      stop_waiting (self);
      bst_fleet_look_up (bst_machine_operation_get_fleet (operation), BST_OPERATION (self));
    }
}

static gboolean
on_overdue (gpointer data)
{
  BstShutdown *self = data;
  g_autofree char *detail =
      g_strdup_printf (_ ("The guest was asked %d seconds ago and still runs: it may not listen. "
                          "“Force Off” would end it."),
                       BST_SHUTDOWN_PATIENCE);

  self->overdue = 0;
  self->is_overdue = TRUE;
  bst_operation_set_progress (BST_OPERATION (self), -1, detail);
  return G_SOURCE_REMOVE;
}

static void
bst_shutdown_answered (BstMachineOperation *operation)
{
  BstShutdown *self = BST_SHUTDOWN (operation);
  BstFleet *fleet = bst_machine_operation_get_fleet (operation);
  BstMachine *machine = bst_machine_operation_get_machine (operation);

  if (bst_operation_get_state (BST_OPERATION (self)) == BST_OPERATION_STATE_CANCELLING)
    {
      bst_operation_finish (BST_OPERATION (self),
                            g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Not waited"));
      return;
    }
  if (machine == NULL)
    {
      bst_operation_finish (BST_OPERATION (self),
                            self->transient ? NULL : bst_machine_operation_error_gone (operation));
      return;
    }

  self->waiting = TRUE;
  self->machine = g_object_ref (machine);
  self->host = g_object_ref (bst_machine_get_host (machine));
  self->machines = g_object_ref (bst_inventory_get_machines (bst_fleet_get_inventory (fleet)));
  g_signal_connect_swapped (self->machine, "changed", G_CALLBACK (look), self);
  g_signal_connect_swapped (self->host, "changed", G_CALLBACK (look), self);
  g_signal_connect_swapped (self->machines, "items-changed", G_CALLBACK (look), self);
  self->overdue = g_timeout_add_seconds (BST_SHUTDOWN_PATIENCE, on_overdue, self);
  bst_operation_set_progress (BST_OPERATION (self), -1,
                              _ ("The guest was asked; waiting until it is off"));

  /* It may last for ever, and must not keep others waiting. */
  bst_scheduler_release (bst_fleet_get_scheduler (fleet), BST_OPERATION (self));
  look (self);
}

static void
bst_shutdown_called (BstMachineOperation *operation)
{
  BstMachine *machine = bst_machine_operation_get_machine (operation);

  BST_SHUTDOWN (operation)->transient = machine != NULL && !bst_machine_is_persistent (machine);
}

/* What was asked cannot be unasked; only the waiting ends. */
static void
bst_shutdown_cancel (BstOperation *operation)
{
  BstShutdown *self = BST_SHUTDOWN (operation);

  if (self->waiting)
    finish (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Not waited for"));
  else
    bst_machine_operation_abort_call (BST_MACHINE_OPERATION (operation));
}

static void
bst_shutdown_dispose (GObject *object)
{
  stop_waiting (BST_SHUTDOWN (object));

  G_OBJECT_CLASS (bst_shutdown_parent_class)->dispose (object);
}

static void
bst_shutdown_class_init (BstShutdownClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_shutdown_dispose;
  BST_OPERATION_CLASS (klass)->cancel = bst_shutdown_cancel;
  BST_MACHINE_OPERATION_CLASS (klass)->called = bst_shutdown_called;
  BST_MACHINE_OPERATION_CLASS (klass)->answered = bst_shutdown_answered;
}

static void
bst_shutdown_init (BstShutdown *self)
{
}

gboolean
bst_lifecycle_is_overdue (BstOperation *operation)
{
  GListModel *parts = bst_operation_get_parts (operation);

  for (guint i = 0; parts != NULL && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);

      if (bst_lifecycle_is_overdue (part))
        return TRUE;
    }

  return G_TYPE_CHECK_INSTANCE_TYPE (operation, bst_shutdown_get_type ()) &&
         BST_SHUTDOWN (operation)->is_overdue && !bst_operation_is_over (operation);
}
