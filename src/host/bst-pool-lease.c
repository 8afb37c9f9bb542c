/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "host/bst-pool-lease-private.h"

void
bst_pool_lease_leave (BstPoolLease *self)
{
  if (self->pool == NULL)
    return;

  /* It forgets the pool; files stay. */
  if (self->transient)
    virStoragePoolDestroy (self->pool);
  virStoragePoolFree (self->pool);
  self->pool = NULL;
}

static gboolean
make_pool (BstPoolLease *self, virConnectPtr connection, const char *folder)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *xml = g_markup_printf_escaped (
      "<pool type='dir'><name>bastida-%s</name><target><path>%s</path></target></pool>", id,
      folder);

  self->pool = virStoragePoolCreateXML (connection, xml, VIR_STORAGE_POOL_CREATE_WITH_BUILD);
  self->transient = TRUE;

  return self->pool != NULL;
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

  if (virStoragePoolIsActive (self->pool) == 0 && virStoragePoolCreate (self->pool, 0) < 0)
    return FALSE;
  virStoragePoolRefresh (self->pool, 0);

  return TRUE;
}
