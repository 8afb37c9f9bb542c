/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-machine-operation-private.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "operations/bst-fleet-private.h"

typedef struct
{
  BstFleet *fleet; /* (nullable): weak, since the inventory keeps operations that are over */
  char *host_name;
  BstDomainCall call;
  char *text; /* (nullable) */
  GCancellable *cancellable;
  BstConnection *connection; /* (nullable): that is asked, until it answers */
} BstMachineOperationPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (BstMachineOperation, bst_machine_operation, BST_TYPE_OPERATION)

#define PRIVATE(self)                                                                              \
  ((BstMachineOperationPrivate *)bst_machine_operation_get_instance_private (self))

static const char *
get_uuid (BstMachineOperation *self)
{
  return bst_operation_get_machine_uuid (BST_OPERATION (self));
}

static const char *
get_name (BstMachineOperation *self)
{
  return bst_operation_get_target (BST_OPERATION (self));
}

BstFleet *
bst_machine_operation_get_fleet (BstMachineOperation *self)
{
  BstFleet *fleet = PRIVATE (self)->fleet;

  return fleet != NULL && !bst_fleet_is_closed (fleet) ? fleet : NULL;
}

BstHost *
bst_machine_operation_get_host (BstMachineOperation *self)
{
  BstFleet *fleet = bst_machine_operation_get_fleet (self);

  return fleet != NULL ? bst_inventory_get_host (bst_fleet_get_inventory (fleet),
                                                 bst_operation_get_host_id (BST_OPERATION (self)))
                       : NULL;
}

BstMachine *
bst_machine_operation_get_machine (BstMachineOperation *self)
{
  BstFleet *fleet = bst_machine_operation_get_fleet (self);
  BstHost *host = bst_machine_operation_get_host (self);

  return host != NULL
             ? bst_inventory_get_machine (bst_fleet_get_inventory (fleet), host, get_uuid (self))
             : NULL;
}

BstConnection *
bst_machine_operation_get_connection (BstMachineOperation *self)
{
  BstFleet *fleet = bst_machine_operation_get_fleet (self);
  BstHost *host = bst_machine_operation_get_host (self);

  return host != NULL ? bst_fleet_get_connection (fleet, host) : NULL;
}

void
bst_machine_operation_abort_call (BstMachineOperation *self)
{
  g_cancellable_cancel (PRIVATE (self)->cancellable);
}

GError *
bst_machine_operation_error_gone (BstMachineOperation *self)
{
  return bst_error_new (
      BST_ERROR_NO_MACHINE, _ ("Somebody removed it, or moved it to another host."), NULL,
      _ ("“%s” is not on “%s” any more"), get_name (self), PRIVATE (self)->host_name);
}

GError *
bst_machine_operation_error_not_connected (BstMachineOperation *self)
{
  return bst_error_new (BST_ERROR_NOT_CONNECTED, _ ("Connect the host, then try again."), NULL,
                        _ ("“%s” cannot be reached: its host “%s” is not connected"),
                        get_name (self), PRIVATE (self)->host_name);
}

static void
stop_listening (BstMachineOperation *self)
{
  BstMachineOperationPrivate *priv = PRIVATE (self);

  if (priv->connection != NULL)
    g_signal_handlers_disconnect_by_data (priv->connection, self);
  g_clear_object (&priv->connection);
}

/* A call to a host that hangs may never come back: once the link is over, nobody waits for it, and
 * what it did is looked up when the host is back. */
static void
on_connection_state (BstMachineOperation *self)
{
  g_autoptr (BstMachineOperation) alive = g_object_ref (self);

  if (bst_host_state_is_connected (bst_connection_get_state (PRIVATE (self)->connection)))
    return;

  stop_listening (self);
  if (bst_machine_operation_get_fleet (self) != NULL)
    bst_fleet_look_up (PRIVATE (self)->fleet, BST_OPERATION (self));
}

/* Not this was cancelled but the connection, or that broke: whatever the call did, nobody saw it. */
static gboolean
is_lost (BstMachineOperation *self, const GError *error)
{
  return g_error_matches (error, BST_ERROR, BST_ERROR_LOST) ||
         (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
          !g_cancellable_is_cancelled (PRIVATE (self)->cancellable));
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstMachineOperation) self = data;
  BstMachineOperationPrivate *priv = PRIVATE (self);
  GError *error = NULL;
  gboolean done = bst_connection_call_finish (BST_CONNECTION (source), result, &error);
  gboolean late = priv->connection == NULL;

  /* The program ends before the answer came: the next one looks. */
  stop_listening (self);
  if (late || bst_machine_operation_get_fleet (self) == NULL)
    {
      g_clear_error (&error);
      return;
    }
  if (done)
    {
      BST_MACHINE_OPERATION_GET_CLASS (self)->answered (self);
      return;
    }

  if (is_lost (self, error))
    {
      g_clear_error (&error);
      bst_fleet_look_up (priv->fleet, BST_OPERATION (self));
      return;
    }
  bst_operation_finish (BST_OPERATION (self), error);
}

static void
bst_machine_operation_run (BstOperation *operation)
{
  BstMachineOperation *self = BST_MACHINE_OPERATION (operation);
  BstMachineOperationPrivate *priv = PRIVATE (self);
  BstConnection *connection = bst_machine_operation_get_connection (self);

  if (bst_machine_operation_get_host (self) == NULL)
    {
      bst_operation_finish (operation, bst_machine_operation_error_gone (self));
      return;
    }
  if (connection == NULL || !bst_host_state_is_connected (bst_connection_get_state (connection)))
    {
      bst_operation_finish (operation, bst_machine_operation_error_not_connected (self));
      return;
    }
  if (bst_machine_operation_get_machine (self) == NULL)
    {
      bst_operation_finish (operation, bst_machine_operation_error_gone (self));
      return;
    }

  priv->connection = g_object_ref (connection);
  g_signal_connect_swapped (connection, "state-changed", G_CALLBACK (on_connection_state), self);
  bst_connection_call_async (connection, get_uuid (self), priv->call, priv->text, priv->cancellable,
                             on_answered, g_object_ref (self));
  if (BST_MACHINE_OPERATION_GET_CLASS (self)->called != NULL)
    BST_MACHINE_OPERATION_GET_CLASS (self)->called (self);
}

static void
bst_machine_operation_answered (BstMachineOperation *self)
{
  bst_operation_finish (BST_OPERATION (self), NULL);
}

static void
bst_machine_operation_dispose (GObject *object)
{
  stop_listening (BST_MACHINE_OPERATION (object));

  G_OBJECT_CLASS (bst_machine_operation_parent_class)->dispose (object);
}

static void
bst_machine_operation_finalize (GObject *object)
{
  BstMachineOperationPrivate *priv = PRIVATE (BST_MACHINE_OPERATION (object));

  g_clear_weak_pointer (&priv->fleet);
  g_clear_object (&priv->cancellable);
  g_free (priv->host_name);
  g_free (priv->text);

  G_OBJECT_CLASS (bst_machine_operation_parent_class)->finalize (object);
}

static void
bst_machine_operation_class_init (BstMachineOperationClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_machine_operation_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_machine_operation_finalize;
  BST_OPERATION_CLASS (klass)->run = bst_machine_operation_run;
  klass->answered = bst_machine_operation_answered;
}

static void
bst_machine_operation_init (BstMachineOperation *self)
{
  PRIVATE (self)->cancellable = g_cancellable_new ();
}

static GVariant *
new_parameters (const char *text)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "text", "s", text);

  return g_variant_dict_end (&dict);
}

BstOperation *
bst_machine_operation_new (GType type,
                           BstFleet *fleet,
                           BstMachine *machine,
                           const BstMachineCall *call)
{
  BstHost *host = bst_machine_get_host (machine);
  BstMachineOperation *self = g_object_new (
      type, "kind", call->kind, "title", call->title, "host-id", bst_host_get_id (host),
      "machine-uuid", bst_machine_get_uuid (machine), "target", bst_machine_get_name (machine),
      "parameters", call->text != NULL ? new_parameters (call->text) : NULL, NULL);
  BstMachineOperationPrivate *priv = PRIVATE (self);

  g_set_weak_pointer (&priv->fleet, fleet);
  priv->host_name = g_strdup (bst_host_get_name (host));
  priv->call = call->call;
  priv->text = g_strdup (call->text);

  return BST_OPERATION (self);
}
