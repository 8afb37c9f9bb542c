/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-migration-storage-private.h"

#include <glib/gi18n.h>

#include "core/bst-thread.h"
#include "formats/bst-disk-move.h"
#include "host/bst-host-error.h"
#include "host/bst-pool-lease-private.h"
#include "host/bst-session-private.h"

void
bst_migration_storage_free (BstMigrationStorage *self)
{
  g_strfreev (self->targets);
  g_strfreev (self->sources);
  g_strfreev (self->created);
  g_free (self->live_xml);
  g_free (self->config_xml);
  g_free (self);
}

/* What the worker is to do. */
typedef struct
{
  BstLink *destination; /* owned */
  char *uuid;
  BstMigrationOptions *options;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_object_unref (order->destination);
  g_free (order->uuid);
  bst_migration_options_free (order->options);
  g_free (order);
}

static gboolean
delete_path (virConnectPtr connection, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_auto (BstPoolLease) lease = { 0 };
  virStorageVolPtr volume = NULL;
  gboolean deleted = TRUE;

  if (!bst_pool_lease_take (&lease, connection, NULL, folder))
    return FALSE;

  volume = virStorageVolLookupByPath (connection, path);
  if (volume != NULL)
    {
      deleted = virStorageVolDelete (volume, 0) == 0;
      virStorageVolFree (volume);
    }

  return deleted;
}

static GError *
new_exists_error (BstLink *destination, const char *path)
{
  return bst_error_new (
      BST_ERROR_EXISTS,
      _ ("Choose another pool for it; or remove it first, where it is an old copy "
         "of the disk; or, where the two hosts see the same storage, do not copy "
         "it."),
      NULL, _ ("“%s” is on %s already: nothing was written over it"), path,
      bst_link_get_host (destination));
}

static gboolean
is_taken (BstPoolLease *lease, const char *name)
{
  virStorageVolPtr volume = virStorageVolLookupByName (lease->pool, name);

  if (volume == NULL)
    return FALSE;

  virStorageVolFree (volume);
  return TRUE;
}

/* (nullable) (transfer full): the path of what was made. */
static char *
create_volume (virConnectPtr connection,
               Order *order,
               BstDiskMove *move,
               guint64 capacity,
               GError **error)
{
  const BstMigrationDisk *line = bst_migration_options_find_disk (order->options, move->target);
  g_autofree char *folder = g_path_get_dirname (move->path);
  g_autofree char *name = g_path_get_basename (move->path);
  gboolean backing = order->options->copy == BST_MIGRATION_COPY_INCREMENTAL;
  g_autofree char *xml = bst_disk_move_dup_volume_xml (move, name, capacity, backing);
  g_auto (BstPoolLease) lease = { 0 };
  virStorageVolPtr volume = NULL;
  char *path = NULL, *result;

  if (!bst_pool_lease_take (&lease, connection, line != NULL ? line->pool : NULL, folder))
    {
      g_propagate_error (
          error, bst_host_error_take_last (_ ("Cannot make room for the disk “%s” on %s"),
                                           move->target, bst_link_get_host (order->destination)));
      return NULL;
    }
  if (is_taken (&lease, name))
    {
      g_propagate_error (error, new_exists_error (order->destination, name));
      return NULL;
    }

  volume = virStorageVolCreateXML (lease.pool, xml, 0);
  if (volume != NULL)
    path = virStorageVolGetPath (volume);
  if (path == NULL)
    g_propagate_error (
        error, bst_host_error_take_last (_ ("Cannot make room for the disk “%s” on %s"),
                                         move->target, bst_link_get_host (order->destination)));
  if (volume != NULL)
    virStorageVolFree (volume);
  result = g_strdup (path);
  free (path);
  if (result != NULL && g_strcmp0 (result, move->path) != 0)
    move->new_path = g_strdup (result);

  return result;
}

static char *
dup_xml (virDomainPtr domain, guint flags)
{
  char *xml = virDomainGetXMLDesc (domain, flags);
  char *copy = g_strdup (xml);

  free (xml);

  return copy;
}

/* One that is off is copied as the file that it is: a whole copy of an overlay would miss the rest.
 */
static gboolean
read_backing (BstLink *link, BstDiskMove *move, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (move->path);
  virConnectPtr connection = bst_link_get_connection (link);
  g_auto (BstPoolLease) lease = { 0 };
  virStorageVolPtr volume = NULL;
  char *xml = NULL;
  gboolean good = FALSE;

  if (bst_pool_lease_take (&lease, connection, NULL, folder))
    volume = virStorageVolLookupByPath (connection, move->path);
  if (volume != NULL)
    xml = virStorageVolGetXMLDesc (volume, 0);
  if (xml != NULL)
    good = bst_disk_move_read_volume (move, xml, error);
  else
    g_propagate_error (error, bst_host_error_take_last (_ ("Cannot read the disk “%s” on %s"),
                                                        move->target, bst_link_get_host (link)));
  free (xml);
  if (volume != NULL)
    virStorageVolFree (volume);

  return good;
}

static GError *
new_overlay_error (const BstDiskMove *move)
{
  return bst_error_new (
      BST_ERROR_UNSUPPORTED,
      _ ("Copy only what differs, where its backing file is at the destination too; "
         "or start the machine and move it live."),
      NULL, _ ("The disk “%s” lies over a backing file, and the machine is off"), move->target);
}

static GError *
new_backing_error (const BstDiskMove *move)
{
  return bst_error_new (BST_ERROR_INVALID, _ ("Copy the whole disk instead."), NULL,
                        _ ("The disk “%s” has no backing file that it could differ from"),
                        move->target);
}

/* Whether it is copied at all, and can be. */
static gboolean
check_move (BstLink *link, Order *order, BstDiskMove *move, GError **error)
{
  if (!order->options->live && move->path != NULL)
    {
      if (!read_backing (link, move, error))
        return FALSE;
      if (order->options->copy == BST_MIGRATION_COPY_ALL && move->backing_path != NULL)
        {
          g_propagate_error (error, new_overlay_error (move));
          return FALSE;
        }
    }
  if (order->options->copy == BST_MIGRATION_COPY_INCREMENTAL && move->backing_path == NULL)
    {
      g_propagate_error (error, new_backing_error (move));
      return FALSE;
    }
  if (move->path == NULL)
    {
      g_propagate_error (
          error, bst_error_new (
                     BST_ERROR_UNSUPPORTED, _ ("Leave it where it is: both hosts can reach it."),
                     NULL, _ ("The disk “%s” is no file, and cannot be copied"), move->target));
      return FALSE;
    }

  return TRUE;
}

static gboolean
fill (BstLink *link,
      virDomainPtr domain,
      virConnectPtr connection,
      Order *order,
      GPtrArray *moves,
      GPtrArray *targets,
      GPtrArray *sources,
      GPtrArray *created,
      GError **error)
{
  for (guint i = 0; i < moves->len; i++)
    {
      BstDiskMove *move = moves->pdata[i];
      virDomainBlockInfo info;
      char *path;

      if (!bst_migration_options_copies (order->options, move->target))
        continue;
      if (!check_move (link, order, move, error))
        return FALSE;
      bst_link_count_call (link);
      if (virDomainGetBlockInfo (domain, move->target, &info, 0) < 0)
        {
          g_propagate_error (
              error, bst_host_error_take_last (_ ("Cannot see how large the disk “%s” is on %s"),
                                               move->target, bst_link_get_host (link)));
          return FALSE;
        }
      path = create_volume (connection, order, move, info.capacity, error);
      if (path == NULL)
        return FALSE;
      g_ptr_array_add (created, path);
      g_ptr_array_add (targets, g_strdup (move->target));
      g_ptr_array_add (sources, g_strdup (move->path));
    }

  return TRUE;
}

static gboolean
has_new_paths (GPtrArray *moves)
{
  for (guint i = 0; i < moves->len; i++)
    {
      if (((BstDiskMove *)moves->pdata[i])->new_path != NULL)
        return TRUE;
    }

  return FALSE;
}

static gboolean
write_xml (virDomainPtr domain, BstMigrationStorage *storage, GPtrArray *moves, GError **error)
{
  g_autofree char *live = dup_xml (domain, VIR_DOMAIN_XML_SECURE | VIR_DOMAIN_XML_MIGRATABLE);
  g_autofree char *config =
      dup_xml (domain, VIR_DOMAIN_XML_SECURE | VIR_DOMAIN_XML_MIGRATABLE | VIR_DOMAIN_XML_INACTIVE);

  if (!has_new_paths (moves))
    return TRUE;

  storage->live_xml = live != NULL ? bst_disk_moves_apply (moves, live, error) : NULL;
  if (storage->live_xml != NULL && config != NULL)
    storage->config_xml = bst_disk_moves_apply (moves, config, error);

  return storage->live_xml != NULL && storage->config_xml != NULL;
}

static void
undo (virConnectPtr connection, GPtrArray *created)
{
  for (guint i = 0; i < created->len; i++)
    {
      if (!delete_path (connection, created->pdata[i]))
        g_warning ("“%s” was made at the destination, and could not be removed again",
                   (const char *)created->pdata[i]);
    }
}

static char **
to_strv (GPtrArray *strings)
{
  g_ptr_array_add (strings, NULL);

  return g_strdupv ((char **)strings->pdata);
}

static BstMigrationStorage *
prepare (BstLink *link, virDomainPtr domain, virConnectPtr connection, Order *order, GError **error)
{
  g_autofree char *xml = dup_xml (domain, VIR_DOMAIN_XML_SECURE);
  g_autoptr (GPtrArray) moves = NULL;
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) created = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BstMigrationStorage) storage = g_new0 (BstMigrationStorage, 1);

  if (xml == NULL)
    {
      g_propagate_error (error,
                         bst_host_error_take_last (_ ("Cannot read the machine’s disks on %s"),
                                                   bst_link_get_host (link)));
      return NULL;
    }
  moves = bst_disk_moves_read (xml, error);
  if (moves == NULL)
    return NULL;

  if (!fill (link, domain, connection, order, moves, targets, sources, created, error) ||
      !write_xml (domain, storage, moves, error))
    {
      undo (connection, created);
      return NULL;
    }
  storage->targets = to_strv (targets);
  storage->sources = to_strv (sources);
  storage->created = to_strv (created);

  return g_steal_pointer (&storage);
}

static gpointer
prepare_on_worker (BstLink *link, gpointer data, GError **error)
{
  Order *order = data;
  virDomainPtr domain = bst_link_ref_domain (link, order->uuid, error);
  virConnectPtr connection = bst_link_ref_connection (order->destination);
  BstMigrationStorage *storage = NULL;

  if (domain != NULL && connection == NULL)
    g_propagate_error (error,
                       bst_host_error_new_lost (bst_link_get_host (order->destination), NULL));
  else if (domain != NULL)
    storage = prepare (link, domain, connection, order, error);
  if (domain != NULL)
    virDomainFree (domain);
  if (connection != NULL)
    virConnectClose (connection);

  return storage;
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  BstMigrationStorage *storage = bst_link_call_finish (BST_LINK (source), result, &error);

  if (storage != NULL)
    g_task_return_pointer (task, storage, (GDestroyNotify)bst_migration_storage_free);
  else
    g_task_return_error (task, error);
}

void
bst_migration_storage_return_not_connected (GTask *task)
{
  g_task_return_error (task, bst_error_new (BST_ERROR_NOT_CONNECTED,
                                            _ ("Wait until both hosts are connected again."), NULL,
                                            _ ("A host is not connected")));
  g_object_unref (task);
}

void
bst_migration_storage_prepare_async (BstConnection *source,
                                     BstConnection *destination,
                                     const char *uuid,
                                     const BstMigrationOptions *options,
                                     GAsyncReadyCallback callback,
                                     gpointer data)
{
  GTask *task = g_task_new (source, NULL, callback, data);
  BstLink *link = bst_connection_get_link (source);
  Order *order;

  BST_ASSERT_MAIN_THREAD ();

  if (link == NULL || bst_connection_get_link (destination) == NULL)
    {
      bst_migration_storage_return_not_connected (task);
      return;
    }

  order = g_new0 (Order, 1);
  order->destination = g_object_ref (bst_connection_get_link (destination));
  order->uuid = g_strdup (uuid);
  order->options = bst_migration_options_copy (options);
  bst_link_call_async (link, BST_LANE_POOL, G_PRIORITY_HIGH, prepare_on_worker, order, order_free,
                       (GDestroyNotify)bst_migration_storage_free, on_prepared, task);
}

BstMigrationStorage *
bst_migration_storage_prepare_finish (BstConnection *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
remove_on_worker (BstLink *link, gpointer data, GError **error)
{
  char **paths = data;

  for (guint i = 0; paths[i] != NULL; i++)
    {
      if (!delete_path (bst_link_get_connection (link), paths[i]))
        {
          g_propagate_error (
              error, bst_host_error_take_last (_ ("Cannot remove the unfinished copy “%s” on %s"),
                                               paths[i], bst_link_get_host (link)));
          return NULL;
        }
    }

  return GINT_TO_POINTER (TRUE);
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  bst_link_call_finish (BST_LINK (source), result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
bst_migration_storage_remove_async (BstConnection *destination,
                                    const char *const *paths,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  GTask *task = g_task_new (destination, NULL, callback, data);
  BstLink *link = bst_connection_get_link (destination);

  BST_ASSERT_MAIN_THREAD ();

  if (link == NULL)
    {
      bst_migration_storage_return_not_connected (task);
      return;
    }

  bst_link_call_async (link, BST_LANE_POOL, G_PRIORITY_HIGH, remove_on_worker,
                       g_strdupv ((char **)paths), (GDestroyNotify)g_strfreev, NULL, on_removed,
                       task);
}

gboolean
bst_migration_storage_remove_finish (BstConnection *destination,
                                     GAsyncResult *result,
                                     GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
