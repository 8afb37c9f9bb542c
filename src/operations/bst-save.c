/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-machine-operation-private.h"

/* How often it is asked how far the memory is written. */
#define POLL_MS 1000

/* Suspend to disk: writes the machine's memory, which takes a while, and says how far it is. */
struct _BstSave
{
  BstMachineOperation parent_instance;

  guint poll;
  gboolean asking;
};

G_DECLARE_FINAL_TYPE (BstSave, bst_save, BST, SAVE, BstMachineOperation)
G_DEFINE_FINAL_TYPE (BstSave, bst_save, BST_TYPE_MACHINE_OPERATION)

static void
on_progress (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstSave) self = data;
  BstOperation *operation = BST_OPERATION (self);
  g_autoptr (GError) error = NULL;
  double fraction = bst_connection_get_progress_finish (BST_CONNECTION (source), result, &error);

  /* An error only means that it is not known now: the call itself tells how it ends. */
  self->asking = FALSE;
  if (error == NULL && fraction >= 0 && !bst_operation_is_over (operation))
    bst_operation_set_progress (operation, fraction, bst_operation_get_detail (operation));
}

static gboolean
poll_progress (gpointer data)
{
  BstSave *self = data;
  BstMachineOperation *operation = BST_MACHINE_OPERATION (self);
  BstConnection *connection = bst_machine_operation_get_connection (operation);

  if (connection == NULL || self->asking)
    return G_SOURCE_CONTINUE;

  self->asking = TRUE;
  bst_connection_get_progress_async (connection,
                                     bst_operation_get_machine_uuid (BST_OPERATION (self)),
                                     on_progress, g_object_ref (self));
  return G_SOURCE_CONTINUE;
}

static void
bst_save_called (BstMachineOperation *operation)
{
  BST_SAVE (operation)->poll = g_timeout_add (POLL_MS, poll_progress, operation);
}

static void
on_state (BstSave *self)
{
  if (bst_operation_is_over (BST_OPERATION (self)))
    g_clear_handle_id (&self->poll, g_source_remove);
}

static void
bst_save_cancel (BstOperation *operation)
{
  bst_machine_operation_abort_call (BST_MACHINE_OPERATION (operation));
}

static void
bst_save_dispose (GObject *object)
{
  g_clear_handle_id (&BST_SAVE (object)->poll, g_source_remove);

  G_OBJECT_CLASS (bst_save_parent_class)->dispose (object);
}

static void
bst_save_class_init (BstSaveClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_save_dispose;
  BST_OPERATION_CLASS (klass)->cancel = bst_save_cancel;
  BST_MACHINE_OPERATION_CLASS (klass)->called = bst_save_called;
}

static void
bst_save_init (BstSave *self)
{
  g_signal_connect (self, "notify::state", G_CALLBACK (on_state), NULL);
}
