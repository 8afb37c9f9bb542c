/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-migration-storage-private.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#include "core/bst-thread.h"
#include "formats/bst-disk-move.h"
#include "formats/bst-storage-pool.h"
#include "host/bst-host-error.h"
#include "host/bst-pool-lease-private.h"
#include "host/bst-session-private.h"

void
bst_migration_storage_free (BstMigrationStorage *self)
{
  g_strfreev (self->targets);
  g_strfreev (self->sources);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->moves, g_ptr_array_unref);
  g_free (self->live_xml);
  g_free (self->config_xml);
  g_free (self);
}

/* What the worker is to do. */
typedef struct
{
  BstLink *destination; /* owned */
  char *uuid;
  BstMigrationOptions *options; /* (nullable): to plan by */
  GPtrArray *places;            /* (nullable): to make */
  GPtrArray *moves;             /* (nullable): ... with where they go, once they are made */
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_object_unref (order->destination);
  g_free (order->uuid);
  g_clear_pointer (&order->options, bst_migration_options_free);
  g_clear_pointer (&order->places, g_ptr_array_unref);
  g_clear_pointer (&order->moves, g_ptr_array_unref);
  g_free (order);
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

static char *
dup_xml (virDomainPtr domain, guint flags)
{
  char *xml = virDomainGetXMLDesc (domain, flags);
  char *copy = g_strdup (xml);

  free (xml);

  return copy;
}

static GError *
take_read_error (BstLink *link)
{
  return bst_host_error_take_last (_ ("Cannot read the machine’s disks on %s"),
                                   bst_link_get_host (link));
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

static GError *
take_room_error (Order *order, const char *target)
{
  return bst_host_error_take_last (_ ("Cannot make room for the disk “%s” on %s"), target,
                                   bst_link_get_host (order->destination));
}

/* Where the pool has it; of those that keep nothing under its own name, what people call it. */
static char *
dup_volume_path (virStoragePoolPtr pool, const char *name)
{
  char *xml = virStoragePoolGetXMLDesc (pool, 0);
  g_autoptr (BstStoragePool) facts = xml != NULL ? bst_storage_pool_parse (xml, -1, NULL) : NULL;
  char *path = facts != NULL ? bst_storage_pool_dup_path (facts, name) : NULL;

  free (xml);

  return path != NULL ? path : g_strdup_printf ("%s/%s", virStoragePoolGetName (pool), name);
}

/* (nullable) (transfer full) */
static BstMigrationPlace *
plan_place (virConnectPtr connection,
            Order *order,
            const BstDiskMove *move,
            guint64 capacity,
            GError **error)
{
  const BstMigrationDisk *line = bst_migration_options_find_disk (order->options, move->target);
  const char *pool = line != NULL ? line->pool : NULL;
  g_autofree char *folder = g_path_get_dirname (move->path);
  g_autofree char *name = g_path_get_basename (move->path);
  g_auto (BstPoolLease) lease = { 0 };
  BstMigrationPlace *place;

  if (!bst_pool_lease_take (&lease, connection, pool, folder))
    {
      g_propagate_error (error, take_room_error (order, move->target));
      return NULL;
    }
  if (is_taken (&lease, name))
    {
      g_propagate_error (error, new_exists_error (order->destination, name));
      return NULL;
    }

  place = g_new0 (BstMigrationPlace, 1);
  place->target = g_strdup (move->target);
  place->source = g_strdup (move->path);
  place->pool = g_strdup (pool);
  place->path = dup_volume_path (lease.pool, name);
  place->name = g_steal_pointer (&name);
  place->format = g_strdup (move->format);
  if (order->options->copy == BST_MIGRATION_COPY_INCREMENTAL)
    place->backing = g_strdup (move->backing_path);
  place->capacity = capacity;

  return place;
}

static gboolean
plan_places (BstLink *link,
             virDomainPtr domain,
             virConnectPtr connection,
             Order *order,
             BstMigrationStorage *storage,
             GError **error)
{
  for (guint i = 0; i < storage->moves->len; i++)
    {
      BstDiskMove *move = storage->moves->pdata[i];
      BstMigrationPlace *place;
      virDomainBlockInfo info;

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
      place = plan_place (connection, order, move, info.capacity, error);
      if (place == NULL)
        return FALSE;
      g_ptr_array_add (storage->places, place);
    }

  return TRUE;
}

static void
name_disks (BstMigrationStorage *storage)
{
  g_autoptr (GStrvBuilder) targets = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) sources = g_strv_builder_new ();

  for (guint i = 0; i < storage->places->len; i++)
    {
      const BstMigrationPlace *place = storage->places->pdata[i];

      g_strv_builder_add (targets, place->target);
      g_strv_builder_add (sources, place->source);
    }
  storage->targets = g_strv_builder_end (targets);
  storage->sources = g_strv_builder_end (sources);
}

/* Both hosts' part of an order, on the source's thread: (nullable). */
typedef gpointer (*OrderFunc) (BstLink *link,
                               virDomainPtr domain,
                               virConnectPtr there,
                               Order *order,
                               GError **error);

static gpointer
with_both (BstLink *link, Order *order, OrderFunc func, GError **error)
{
  virDomainPtr domain = bst_link_ref_domain (link, order->uuid, error);
  virConnectPtr there = bst_link_ref_connection (order->destination);
  gpointer result = NULL;

  if (domain != NULL && there == NULL)
    g_propagate_error (error,
                       bst_host_error_new_lost (bst_link_get_host (order->destination), NULL));
  else if (domain != NULL)
    result = func (link, domain, there, order, error);
  if (domain != NULL)
    virDomainFree (domain);
  if (there != NULL)
    virConnectClose (there);

  return result;
}

static gpointer
plan (BstLink *link, virDomainPtr domain, virConnectPtr there, Order *order, GError **error)
{
  g_autofree char *xml = dup_xml (domain, VIR_DOMAIN_XML_SECURE);
  g_autoptr (BstMigrationStorage) storage = g_new0 (BstMigrationStorage, 1);

  if (xml == NULL)
    {
      g_propagate_error (error, take_read_error (link));
      return NULL;
    }
  storage->moves = bst_disk_moves_read (xml, error);
  storage->places = bst_migration_places_new ();
  if (storage->moves == NULL || !plan_places (link, domain, there, order, storage, error))
    return NULL;
  name_disks (storage);

  return g_steal_pointer (&storage);
}

static gpointer
plan_on_worker (BstLink *link, gpointer data, GError **error)
{
  return with_both (link, data, plan, error);
}

static void
on_planned (GObject *source, GAsyncResult *result, gpointer data)
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
bst_migration_storage_plan_async (BstConnection *source,
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
  bst_link_call_async (link, BST_LANE_POOL, G_PRIORITY_HIGH, plan_on_worker, order, order_free,
                       (GDestroyNotify)bst_migration_storage_free, on_planned, task);
}

BstMigrationStorage *
bst_migration_storage_plan_finish (BstConnection *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Making them. */

static BstDiskMove *
find_move (GPtrArray *moves, const char *target)
{
  for (guint i = 0; i < moves->len; i++)
    {
      BstDiskMove *move = moves->pdata[i];

      if (g_str_equal (move->target, target))
        return move;
    }

  g_assert_not_reached ();
}

/* Where the link broke, nobody knows whether the host did what it was asked for. */
static void
take_refusal (BstMigrationPlace *place, virConnectPtr connection, const GError *error)
{
  if (!g_error_matches (error, BST_ERROR, BST_ERROR_LOST) && virConnectIsAlive (connection) == 1)
    bst_migration_place_set_state (place, BST_PLACE_GONE);
}

static gboolean
make_volume (virConnectPtr connection,
             Order *order,
             virStoragePoolPtr pool,
             BstMigrationPlace *place,
             BstDiskMove *move,
             GError **error)
{
  g_autofree char *xml =
      bst_disk_move_dup_volume_xml (move, place->name, place->capacity, place->backing != NULL);
  virStorageVolPtr volume;
  char *path;

  bst_migration_place_set_state (place, BST_PLACE_ASKED);
  volume = virStorageVolCreateXML (pool, xml, 0);
  if (volume == NULL)
    {
      GError *refusal = take_room_error (order, place->target);

      take_refusal (place, connection, refusal);
      g_propagate_error (error, refusal);
      return FALSE;
    }

  path = virStorageVolGetPath (volume);
  place->made_path = g_strdup (path);
  free (path);
  virStorageVolFree (volume);
  bst_migration_place_set_state (place, BST_PLACE_MADE);
  if (g_strcmp0 (bst_migration_place_get_path (place), move->path) != 0)
    move->new_path = g_strdup (bst_migration_place_get_path (place));

  return TRUE;
}

static gboolean
make_place (virConnectPtr connection,
            Order *order,
            BstMigrationPlace *place,
            BstDiskMove *move,
            GError **error)
{
  g_autofree char *folder = g_path_get_dirname (move->path);
  g_auto (BstPoolLease) lease = { 0 };

  if (!bst_pool_lease_take (&lease, connection, place->pool, folder))
    {
      g_propagate_error (error, take_room_error (order, place->target));
      return FALSE;
    }
  /* Somebody else was faster. */
  if (is_taken (&lease, place->name))
    {
      g_propagate_error (error, new_exists_error (order->destination, place->path));
      return FALSE;
    }

  return make_volume (connection, order, lease.pool, place, move, error);
}

static gboolean
make_places (BstLink *link, virConnectPtr connection, Order *order, GError **error)
{
  for (guint i = 0; i < order->places->len; i++)
    {
      BstMigrationPlace *place = order->places->pdata[i];

      /* Whoever waited for it was told that the link is over, and may be clearing up. */
      if (!bst_link_is_open (link))
        {
          g_propagate_error (error, bst_host_error_new_lost (bst_link_get_host (link), NULL));
          return FALSE;
        }
      if (!make_place (connection, order, place, find_move (order->moves, place->target), error))
        return FALSE;
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

/* The machine's XML, as the destination is to have it. */
typedef struct
{
  char *live;   /* (nullable) */
  char *config; /* (nullable) */
} Definition;

static void
definition_free (gpointer data)
{
  Definition *definition = data;

  g_free (definition->live);
  g_free (definition->config);
  g_free (definition);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Definition, definition_free)

/* (nullable) (transfer full) */
static char *
dup_moved_xml (BstLink *link, virDomainPtr domain, guint flags, GPtrArray *moves, GError **error)
{
  g_autofree char *xml =
      dup_xml (domain, VIR_DOMAIN_XML_SECURE | VIR_DOMAIN_XML_MIGRATABLE | flags);

  if (xml == NULL)
    {
      g_propagate_error (error, take_read_error (link));
      return NULL;
    }

  return bst_disk_moves_apply (moves, xml, error);
}

/* (nullable) (transfer full) */
static Definition *
write_definition (BstLink *link, virDomainPtr domain, GPtrArray *moves, GError **error)
{
  g_autoptr (Definition) definition = g_new0 (Definition, 1);

  if (!has_new_paths (moves))
    return g_steal_pointer (&definition);

  definition->live = dup_moved_xml (link, domain, 0, moves, error);
  if (definition->live != NULL)
    definition->config = dup_moved_xml (link, domain, VIR_DOMAIN_XML_INACTIVE, moves, error);

  return definition->config != NULL ? g_steal_pointer (&definition) : NULL;
}

static gpointer
make (BstLink *link, virDomainPtr domain, virConnectPtr there, Order *order, GError **error)
{
  Definition *definition = make_places (link, there, order, error)
                               ? write_definition (link, domain, order->moves, error)
                               : NULL;

  if (definition == NULL)
    {
      g_autofree char *left = bst_migration_storage_clear (there, order->places,
                                                           bst_link_get_host (order->destination));

      /* Their states say the same to who asked. */
      if (*left != '\0')
        g_debug ("%s", left);
    }

  return definition;
}

static gpointer
make_on_worker (BstLink *link, gpointer data, GError **error)
{
  return with_both (link, data, make, error);
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  Definition *definition = bst_link_call_finish (BST_LINK (source), result, &error);

  if (definition != NULL)
    g_task_return_pointer (task, definition, definition_free);
  else
    g_task_return_error (task, error);
}

void
bst_migration_storage_make_async (BstConnection *source,
                                  BstConnection *destination,
                                  const char *uuid,
                                  BstMigrationStorage *storage,
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
  order->places = g_ptr_array_ref (storage->places);
  order->moves = g_ptr_array_ref (storage->moves);
  bst_link_call_async (link, BST_LANE_POOL, G_PRIORITY_HIGH, make_on_worker, order, order_free,
                       definition_free, on_made, task);
}

/* Nobody will be asked for them any more. */
static void
forget_planned (GPtrArray *places)
{
  for (guint i = 0; i < places->len; i++)
    {
      if (bst_migration_place_get_state (places->pdata[i]) == BST_PLACE_PLANNED)
        bst_migration_place_set_state (places->pdata[i], BST_PLACE_GONE);
    }
}

gboolean
bst_migration_storage_make_finish (BstConnection *source,
                                   BstMigrationStorage *storage,
                                   GAsyncResult *result,
                                   GError **error)
{
  g_autoptr (Definition) definition = g_task_propagate_pointer (G_TASK (result), error);

  if (definition == NULL)
    {
      forget_planned (storage->places);
      return FALSE;
    }

  storage->live_xml = g_steal_pointer (&definition->live);
  storage->config_xml = g_steal_pointer (&definition->config);

  return TRUE;
}
