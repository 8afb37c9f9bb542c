/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "host/bst-pool-lease-private.h"

#include <string.h>

/* Of pools that are made for the time being. */
#define PREFIX "bastida-"

/* How many leases of this program such a pool has: its UUID → guint. Several copy from one folder.
 */
static GMutex mutex;
static GHashTable *leases;

static void
count (virStoragePoolPtr pool, char uuid[VIR_UUID_STRING_BUFLEN])
{
  if (virStoragePoolGetUUIDString (pool, uuid) < 0)
    *uuid = '\0';
  g_mutex_lock (&mutex);
  if (leases == NULL)
    leases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (
      leases, g_strdup (uuid),
      GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (leases, uuid)) + 1));
  g_mutex_unlock (&mutex);
}

/* TRUE: that was the last one. */
static gboolean
discount (const char *uuid)
{
  guint n;

  g_mutex_lock (&mutex);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (leases, uuid)) - 1;
  if (n == 0)
    g_hash_table_remove (leases, uuid);
  else
    g_hash_table_insert (leases, g_strdup (uuid), GUINT_TO_POINTER (n));
  g_mutex_unlock (&mutex);

  return n == 0;
}

void
bst_pool_lease_leave (BstPoolLease *self)
{
  if (self->pool == NULL)
    return;

  /* It forgets the pool; files stay. */
  if (self->transient && discount (self->uuid))
    virStoragePoolDestroy (self->pool);
  virStoragePoolFree (self->pool);
  self->pool = NULL;
}

static gboolean
make_pool (BstPoolLease *self, virConnectPtr connection, const char *folder)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *xml = g_markup_printf_escaped (
      "<pool type='dir'><name>" PREFIX "%s</name><target><path>%s</path></target></pool>", id,
      folder);

  self->pool = virStoragePoolCreateXML (connection, xml, VIR_STORAGE_POOL_CREATE_WITH_BUILD);
  if (self->pool == NULL)
    return FALSE;

  self->transient = TRUE;
  count (self->pool, self->uuid);

  return TRUE;
}

gboolean
bst_pool_lease_is_name (const char *name)
{
  return g_str_has_prefix (name, PREFIX) && g_uuid_string_is_valid (name + strlen (PREFIX));
}

/* Made for another lease; of one whose program was killed, nobody else ends it. */
static gboolean
was_made (virStoragePoolPtr pool)
{
  return bst_pool_lease_is_name (virStoragePoolGetName (pool)) &&
         virStoragePoolIsPersistent (pool) == 0;
}

gboolean
bst_pool_lease_take (BstPoolLease *self,
                     virConnectPtr connection,
                     const char *name,
                     const char *folder)
{
  self->pool = name != NULL ? virStoragePoolLookupByName (connection, name)
                            : virStoragePoolLookupByTargetPath (connection, folder);
  if (self->pool == NULL)
    return name == NULL && make_pool (self, connection, folder);

  self->transient = was_made (self->pool);
  if (self->transient)
    count (self->pool, self->uuid);
  if (virStoragePoolIsActive (self->pool) == 0 && virStoragePoolCreate (self->pool, 0) < 0)
    return FALSE;
  virStoragePoolRefresh (self->pool, 0);

  return TRUE;
}

void
bst_pool_lease_end_left (virConnectPtr connection, const char *folder)
{
  g_auto (BstPoolLease) lease = { 0 };

  lease.pool = virStoragePoolLookupByTargetPath (connection, folder);
  lease.transient = lease.pool != NULL && was_made (lease.pool);
  if (lease.transient)
    count (lease.pool, lease.uuid);
}
