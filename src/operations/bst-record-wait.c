/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-record-wait-private.h"

#include <glib/gi18n.h>

#include "core/bst-thread.h"

#define PATIENCE_SECONDS 2

struct _BstRecordWait
{
  BstInventory *inventory;
  BstOperation *operation; /* (nullable): NULL: over */
  GWeakRef owner;
  BstRecordWaitOver over;
  guint source;
};

static void
clear (gpointer data)
{
  BstRecordWait *self = data;

  g_weak_ref_clear (&self->owner);
  g_clear_object (&self->operation);
  g_object_unref (self->inventory);
}

BstRecordWait *
bst_record_wait_ref (BstRecordWait *self)
{
  return g_rc_box_acquire (self);
}

void
bst_record_wait_unref (BstRecordWait *self)
{
  g_rc_box_release_full (self, clear);
}

gboolean
bst_record_wait_is_over (const BstRecordWait *self)
{
  return self->operation == NULL;
}

static void
end (BstRecordWait *self)
{
  g_autoptr (GObject) owner = g_weak_ref_get (&self->owner);

  g_clear_object (&self->operation);
  if (owner != NULL)
    self->over (owner);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  BstRecordWait *self = data;

  bst_inventory_write_finish (BST_INVENTORY (source), result);
  g_clear_handle_id (&self->source, g_source_remove);
  if (!bst_record_wait_is_over (self))
    end (self);
  bst_record_wait_unref (self);
}

static void
add_entry (BstRecordWait *self, BstOperation *operation)
{
  gint64 host_id = bst_operation_get_host_id (operation);
  BstHost *host = bst_inventory_get_host (self->inventory, host_id);
  g_autofree char *text =
      g_strdup_printf (_ ("%s: begun before it was written down"),
                       bst_operation_get_title (operation));

  bst_inventory_add_entry (
      self->inventory,
      &(BstJournalFields){
          .severity = BST_SEVERITY_WARNING,
          .kind = bst_operation_get_kind (operation),
          .host_id = host_id,
          .host_name = host != NULL ? bst_host_get_name (host) : NULL,
          .machine_uuid = bst_operation_get_machine_uuid (operation),
          .machine_name = bst_operation_get_target (operation),
          .operation_id = bst_operation_get_id (operation),
          .text = text,
          .detail = _ ("The disk that the inventory is on did not answer in time. If the program "
                       "were to end now, nothing would know of this task afterwards: then look at "
                       "the machine itself."),
      });
}

static gboolean
on_out_of_patience (gpointer data)
{
  BstRecordWait *self = data;
  g_autoptr (BstOperation) operation = g_object_ref (self->operation);

  self->source = 0;
  end (self);
  /* It may have no place yet, or have been cancelled meanwhile. */
  if (bst_operation_get_state (operation) == BST_OPERATION_STATE_RUNNING)
    add_entry (self, operation);

  return G_SOURCE_REMOVE;
}

BstRecordWait *
bst_record_wait_new (BstInventory *inventory,
                     BstOperation *operation,
                     gpointer owner,
                     BstRecordWaitOver over)
{
  BstRecordWait *self = g_rc_box_new0 (BstRecordWait);

  BST_ASSERT_MAIN_THREAD ();

  self->inventory = g_object_ref (inventory);
  self->operation = g_object_ref (operation);
  g_weak_ref_init (&self->owner, owner);
  self->over = over;
  /* After all else: where it was this thread that was busy, the disk's answer is there already. */
  self->source = g_timeout_add_seconds_full (G_PRIORITY_DEFAULT_IDLE, PATIENCE_SECONDS,
                                             on_out_of_patience, bst_record_wait_ref (self),
                                             (GDestroyNotify)bst_record_wait_unref);
  bst_inventory_write_async (inventory, on_written, bst_record_wait_ref (self));

  return self;
}
