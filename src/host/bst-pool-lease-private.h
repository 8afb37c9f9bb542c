/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

/**
 * BstPoolLease:
 *
 * A storage pool of a host for the time being: libvirt makes and finds volumes in pools alone. Not
 * on the main thread.
 */
typedef struct
{
  virStoragePoolPtr pool; /* owned (nullable) */
  gboolean transient;     /* made for this alone */
} BstPoolLease;

/* The pool of that @name, else the one that @folder belongs to, else one that is made for it.
 * FALSE: with libvirt's last error. */
gboolean bst_pool_lease_take (BstPoolLease *self,
                              virConnectPtr connection,
                              const char *name,
                              const char *folder);
void bst_pool_lease_leave (BstPoolLease *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BstPoolLease, bst_pool_lease_leave)

G_END_DECLS
