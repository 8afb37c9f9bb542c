/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The disks that a migration copies: places for them, and what is in those of a machine that is
 * off. */

#include "config.h"

#include <glib/gi18n.h>

#include "operations/bst-migrate-private.h"

/* How often it is told how far the copying is. */
#define POLL_MS 500

/* Copies are told of as a job of the host would be. */
static gboolean
on_copy_poll (gpointer data)
{
  BstMigrate *self = data;
  BstMigrationStatus status;
  gint64 elapsed = g_get_monotonic_time () - self->copying_at;

  bst_migration_status_init (&status);
  status.time = g_get_monotonic_time ();
  bst_volume_copy_get (self->copy, &status.disk_total, &status.disk_done);
  status.disk_left = status.disk_total - MIN (status.disk_total, status.disk_done);
  status.elapsed = (guint64)elapsed / 1000;
  if (elapsed > G_USEC_PER_SEC)
    status.bandwidth = status.disk_done * G_USEC_PER_SEC / (guint64)elapsed;
  bst_migrate_take_status (self, &status);

  return G_SOURCE_CONTINUE;
}

static void
on_filled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstMigrate) self = data;

  bst_migration_storage_fill_finish (BST_CONNECTION (source), result, &self->error);
  g_clear_handle_id (&self->poll, g_source_remove);
  if (!bst_migrate_goes_on (self))
    return;

  if (self->error != NULL || bst_migrate_is_cancelling (self))
    bst_migrate_tidy (self);
  else
    bst_migrate_move (self);
}

static void
copy_disks (BstMigrate *self)
{
  self->copy = bst_volume_copy_new ();
  self->copying_at = g_get_monotonic_time ();
  self->poll = g_timeout_add (POLL_MS, on_copy_poll, self);
  bst_migration_storage_fill_async (self->source, self->destination, self->storage, self->copy,
                                    on_filled, g_object_ref (self));
}

/* That they were made is written before a byte is: what was only planned is known to be empty. */
static void
on_made_noted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstMigrate) self = data;

  bst_inventory_write_finish (BST_INVENTORY (source), result);
  if (!bst_migrate_goes_on (self))
    return;

  if (bst_migrate_is_cancelling (self))
    bst_migrate_tidy (self);
  else if (self->live)
    bst_migrate_move (self);
  else
    copy_disks (self);
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstMigrate) self = data;
  g_autoptr (GError) error = NULL;
  gboolean made =
      bst_migration_storage_make_finish (BST_CONNECTION (source), self->storage, result, &error);

  if (!bst_migrate_goes_on (self))
    return;

  bst_migrate_note (self);
  if (made)
    {
      bst_inventory_write_async (bst_migrate_get_inventory (self), on_made_noted,
                                 g_object_ref (self));
      return;
    }

  self->error = g_steal_pointer (&error);
  bst_migrate_look (self);
}

/* That they are to be made is written before they are: nobody else knows of them after a crash. */
static void
on_plan_noted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstMigrate) self = data;

  bst_inventory_write_finish (BST_INVENTORY (source), result);
  if (!bst_migrate_goes_on (self))
    return;
  if (bst_migrate_is_cancelling (self))
    {
      bst_migrate_tidy (self);
      return;
    }

  bst_migrate_say (self, _ ("Making room for its disks"));
  bst_migration_storage_make_async (self->source, self->destination,
                                    bst_operation_get_machine_uuid (BST_OPERATION (self)),
                                    self->storage, on_made, g_object_ref (self));
}

static void
on_planned (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstMigrate) self = data;
  g_autoptr (GError) error = NULL;

  self->storage = bst_migration_storage_plan_finish (BST_CONNECTION (source), result, &error);
  if (!bst_migrate_goes_on (self))
    return;
  if (self->storage == NULL)
    {
      self->error = g_steal_pointer (&error);
      bst_migrate_look (self);
      return;
    }

  bst_migrate_note (self);
  bst_inventory_write_async (bst_migrate_get_inventory (self), on_plan_noted, g_object_ref (self));
}

void
bst_migrate_make_room (BstMigrate *self)
{
  self->stage = BST_MIGRATE_STORAGE;
  bst_migrate_say (self, _ ("Looking for room for its disks"));
  bst_migration_storage_plan_async (self->source, self->destination,
                                    bst_operation_get_machine_uuid (BST_OPERATION (self)),
                                    self->options, on_planned, g_object_ref (self));
}
