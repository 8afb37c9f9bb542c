/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

/* Disks of a machine that is off, on their way through this program. */

#include "config.h"

#include <glib/gi18n.h>

#include "core/bst-thread.h"
#include "host/bst-host-error.h"
#include "host/bst-migration-storage-private.h"
#include "host/bst-pool-lease-private.h"
#include "host/bst-session-private.h"
#include "host/bst-volume-copy-private.h"

/* What is copied, as the worker has it. */
typedef struct
{
  BstLink *destination; /* owned */
  char **sources;
  char **created;
  BstVolumeCopy *copy;
} Fill;

static void
fill_free (gpointer data)
{
  Fill *fill = data;

  g_object_unref (fill->destination);
  g_strfreev (fill->sources);
  g_strfreev (fill->created);
  bst_volume_copy_unref (fill->copy);
  g_free (fill);
}

/* (nullable): with the pool that it was found by, which is to be left after it. */
static virStorageVolPtr
find_volume (BstPoolLease *lease, virConnectPtr connection, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return bst_pool_lease_take (lease, connection, NULL, folder)
             ? virStorageVolLookupByPath (connection, path)
             : NULL;
}

static gboolean
copy_one (BstLink *link, virConnectPtr there, Fill *fill, guint i, GError **error)
{
  const char *host = bst_link_get_host (fill->destination);
  g_auto (BstPoolLease) source = { 0 };
  g_auto (BstPoolLease) destination = { 0 };
  virStorageVolPtr from = find_volume (&source, bst_link_get_connection (link), fill->sources[i]);
  virStorageVolPtr to = from != NULL ? find_volume (&destination, there, fill->created[i]) : NULL;
  gboolean done = FALSE;

  if (to == NULL)
    {
      g_propagate_error (
          error, bst_host_error_take_last (_ ("Cannot copy “%s” to %s"), fill->sources[i], host));
    }
  else
    {
      bst_volume_copy_expect (fill->copy, from);
      done = bst_volume_copy_run (fill->copy, from, to, host, error);
    }
  if (from != NULL)
    virStorageVolFree (from);
  if (to != NULL)
    virStorageVolFree (to);

  return done;
}

static gpointer
fill_on_worker (BstLink *link, gpointer data, GError **error)
{
  Fill *fill = data;
  virConnectPtr there = bst_link_ref_connection (fill->destination);
  gboolean done = there != NULL;

  if (there == NULL)
    {
      g_propagate_error (error,
                         bst_host_error_new_lost (bst_link_get_host (fill->destination), NULL));
      return NULL;
    }

  for (guint i = 0; done && fill->sources[i] != NULL; i++)
    done = copy_one (link, there, fill, i, error);
  virConnectClose (there);

  return GINT_TO_POINTER (done);
}

static void
on_filled (GObject *source, GAsyncResult *result, gpointer data)
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
bst_migration_storage_fill_async (BstConnection *source,
                                  BstConnection *destination,
                                  const BstMigrationStorage *storage,
                                  BstVolumeCopy *copy,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  GTask *task = g_task_new (source, NULL, callback, data);
  BstLink *link = bst_connection_get_link (source);
  Fill *fill;

  BST_ASSERT_MAIN_THREAD ();

  if (link == NULL || bst_connection_get_link (destination) == NULL)
    {
      bst_migration_storage_return_not_connected (task);
      return;
    }

  fill = g_new0 (Fill, 1);
  fill->destination = g_object_ref (bst_connection_get_link (destination));
  fill->sources = g_strdupv (storage->sources);
  fill->created = bst_migration_places_dup_paths (storage->places, BST_PLACE_MADE);
  fill->copy = bst_volume_copy_ref (copy);
  bst_link_call_async (link, BST_LANE_POOL, G_PRIORITY_HIGH, fill_on_worker, fill, fill_free, NULL,
                       on_filled, task);
}

gboolean
bst_migration_storage_fill_finish (BstConnection *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
