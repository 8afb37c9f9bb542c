/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

/* Removing the places that were made for disks, of a migration that did not take place. */

#include "config.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#include "core/bst-thread.h"
#include "formats/bst-fresh-volume.h"
#include "host/bst-host-error.h"
#include "host/bst-migration-storage-private.h"
#include "host/bst-pool-lease-private.h"
#include "host/bst-session-private.h"

/* Whether somebody else may have made it, or has begun to use it. */

/* As a disk of any kind, what that is over, or anything else: wherever it is named. */
static gboolean
names_place (const char *xml, const BstMigrationPlace *place)
{
  g_autofree char *path = g_markup_escape_text (place->path, -1);
  g_autofree char *volume = g_markup_printf_escaped ("volume='%s'", place->name);

  return strstr (xml, path) != NULL || strstr (xml, volume) != NULL;
}

static gboolean
domain_uses (virDomainPtr domain, guint flags, const BstMigrationPlace *place)
{
  char *xml = virDomainGetXMLDesc (domain, flags);
  gboolean used = xml == NULL || names_place (xml, place);

  free (xml);

  return used;
}

static gboolean
is_used (virConnectPtr connection, const BstMigrationPlace *place)
{
  virDomainPtr *domains = NULL;
  int n = virConnectListAllDomains (connection, &domains, 0);
  gboolean used = n < 0;

  for (int i = 0; i < n; i++)
    {
      used = used || domain_uses (domains[i], 0, place) ||
             domain_uses (domains[i], VIR_DOMAIN_XML_INACTIVE, place);
      virDomainFree (domains[i]);
    }
  free (domains);

  return used;
}

/* How an image begins: up to what tells whether it is empty. FALSE: it could not be read. */
static gboolean
read_start (virStreamPtr stream, GByteArray *start)
{
  char block[16 * 1024];
  int n;

  while ((n = virStreamRecv (stream, block, sizeof block)) > 0)
    g_byte_array_append (start, (const guint8 *)block, (guint)n);

  return n == 0 && virStreamFinish (stream) == 0;
}

static gboolean
is_empty_qcow2 (virStorageVolPtr volume, virStreamPtr stream)
{
  g_autoptr (GByteArray) start = g_byte_array_new ();

  if (virStorageVolDownload (volume, stream, 0, BST_FRESH_VOLUME_LOOK, 0) < 0)
    return FALSE;
  if (!read_start (stream, start))
    {
      virStreamAbort (stream);
      return FALSE;
    }

  return bst_fresh_volume_is_empty_qcow2 (start->data, start->len);
}

/* One hole from the first to the last byte: nothing was ever written. */
static gboolean
is_empty_raw (virStorageVolPtr volume, virStreamPtr stream)
{
  char block[1024];
  long long hole;
  int n;

  if (virStorageVolDownload (volume, stream, 0, 0, VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM) < 0)
    return FALSE;

  do
    n = virStreamRecvFlags (stream, block, sizeof block, VIR_STREAM_RECV_STOP_AT_HOLE);
  while (n == -3 && virStreamRecvHole (stream, &hole, 0) == 0);
  if (n == 0 && virStreamFinish (stream) == 0)
    return TRUE;

  virStreamAbort (stream);

  return FALSE;
}

static gboolean
is_empty (virStorageVolPtr volume, const char *format)
{
  virStreamPtr stream = virStreamNew (virStorageVolGetConnect (volume), 0);
  gboolean empty = FALSE;

  if (stream == NULL)
    return FALSE;

  if (strcmp (format, "qcow2") == 0)
    empty = is_empty_qcow2 (volume, stream);
  else if (strcmp (format, "raw") == 0)
    empty = is_empty_raw (volume, stream);
  virStreamFree (stream);

  return empty;
}

/* What was asked for, exactly, with nothing in it and in nobody's use: if somebody else made it
 * after all, no byte of theirs is lost. */
static gboolean
may_go (virConnectPtr connection, virStorageVolPtr volume, const BstMigrationPlace *place)
{
  char *xml = virStorageVolGetXMLDesc (volume, 0);
  gboolean like =
      xml != NULL && bst_fresh_volume_is_like (xml, place->format, place->capacity, place->backing);

  free (xml);

  return like && is_empty (volume, place->format) && !is_used (connection, place);
}

static char *
dup_last_error (const BstMigrationPlace *place, const char *host)
{
  g_autoptr (GError) error = bst_host_error_take_last (
      _ ("Cannot remove the unfinished copy “%s” on %s"), place->path, host);

  return g_strdup (error->message);
}

/* (nullable): what is to be said of it. */
static char *
clear_volume (virConnectPtr connection,
              virStorageVolPtr volume,
              BstMigrationPlace *place,
              const char *host)
{
  gboolean known = bst_migration_place_get_state (place) == BST_PLACE_MADE;

  if (!known && !may_go (connection, volume, place))
    return g_strdup_printf (_ ("“%s” is on %s: it may have been made for this, but it holds "
                               "something, is used, or is not what was asked for, and was left."),
                            place->path, host);
  if (virStorageVolDelete (volume, 0) < 0)
    return dup_last_error (place, host);

  bst_migration_place_set_state (place, BST_PLACE_GONE);

  return known ? NULL
               : g_strdup_printf (_ ("The empty image “%s”, made for it on %s, was removed."),
                                  place->path, host);
}

/* Looked for by its name: a path may lead to it through links. */
static char *
clear_place (virConnectPtr connection, BstMigrationPlace *place, const char *host)
{
  g_autofree char *folder = g_path_get_dirname (bst_migration_place_get_path (place));
  g_auto (BstPoolLease) lease = { 0 };
  virStorageVolPtr volume;
  char *said;

  if (!bst_pool_lease_take (&lease, connection, place->pool, folder))
    return dup_last_error (place, host);

  volume = virStorageVolLookupByName (lease.pool, place->name);
  if (volume == NULL)
    return virGetLastErrorCode () == VIR_ERR_NO_STORAGE_VOL ? NULL : dup_last_error (place, host);

  said = clear_volume (connection, volume, place, host);
  virStorageVolFree (volume);

  return said;
}

char *
bst_migration_storage_clear (virConnectPtr connection, GPtrArray *places, const char *host)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < places->len; i++)
    {
      BstMigrationPlace *place = places->pdata[i];
      BstPlaceState state = bst_migration_place_get_state (place);
      g_autofree char *said = NULL;

      if (state == BST_PLACE_ASKED || state == BST_PLACE_MADE)
        said = clear_place (connection, place, host);
      if (said != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", said);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gpointer
clear_on_worker (BstLink *link, gpointer data, GError **error)
{
  return bst_migration_storage_clear (bst_link_get_connection (link), data,
                                      bst_link_get_host (link));
}

/* What is cleared, by its caller and its thread. */
typedef struct
{
  GPtrArray *places;
  char *host;
} Clearing;

static void
clearing_free (gpointer data)
{
  Clearing *clearing = data;

  g_ptr_array_unref (clearing->places);
  g_free (clearing->host);
  g_free (clearing);
}

static void
return_left (GTask *task)
{
  const Clearing *clearing = g_task_get_task_data (task);

  g_task_return_pointer (task, bst_migration_places_dup_left (clearing->places, clearing->host),
                         g_free);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  char *said = bst_link_call_finish (BST_LINK (source), result, NULL);

  /* The link is over: nobody knows how far it came. */
  if (said == NULL)
    return_left (task);
  else
    g_task_return_pointer (task, said, g_free);
}

void
bst_migration_storage_clear_async (BstConnection *destination,
                                   const char *host,
                                   GPtrArray *places,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  GTask *task = g_task_new (destination, NULL, callback, data);
  BstLink *link = bst_connection_get_link (destination);
  Clearing *clearing = g_new0 (Clearing, 1);

  BST_ASSERT_MAIN_THREAD ();

  clearing->places = g_ptr_array_ref (places);
  clearing->host = g_strdup (host);
  g_task_set_task_data (task, clearing, clearing_free);
  if (link == NULL)
    {
      return_left (task);
      g_object_unref (task);
      return;
    }

  bst_link_call_async (link, BST_LANE_POOL, G_PRIORITY_HIGH, clear_on_worker,
                       g_ptr_array_ref (places), (GDestroyNotify)g_ptr_array_unref, g_free,
                       on_cleared, task);
}

char *
bst_migration_storage_clear_finish (BstConnection *destination, GAsyncResult *result)
{
  char *said = g_task_propagate_pointer (G_TASK (result), NULL);

  if (said != NULL && *said == '\0')
    g_clear_pointer (&said, g_free);

  return said;
}

static gpointer
leave_on_worker (BstLink *link, gpointer data, GError **error)
{
  char **paths = data;

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *folder = g_path_get_dirname (paths[i]);

      bst_pool_lease_end_left (bst_link_get_connection (link), folder);
    }

  return NULL;
}

static void
on_left (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;

  bst_link_call_finish (BST_LINK (source), result, NULL);
  g_task_return_pointer (task, NULL, NULL);
}

void
bst_migration_storage_leave_async (BstConnection *source,
                                   const char *const *paths,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  GTask *task = g_task_new (source, NULL, callback, data);
  BstLink *link = bst_connection_get_link (source);

  BST_ASSERT_MAIN_THREAD ();

  if (link == NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      g_object_unref (task);
      return;
    }

  bst_link_call_async (link, BST_LANE_POOL, G_PRIORITY_HIGH, leave_on_worker,
                       g_strdupv ((char **)paths), (GDestroyNotify)g_strfreev, NULL, on_left, task);
}
