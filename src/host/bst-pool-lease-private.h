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
  gboolean transient;     /* made for the time being: the last lease of it ends it */
  char uuid[VIR_UUID_STRING_BUFLEN];
} BstPoolLease;

/* The pool of that @name, else the one that @folder belongs to, else one that is made for it.
 * FALSE: with libvirt's last error. */
gboolean bst_pool_lease_take (BstPoolLease *self,
                              virConnectPtr connection,
                              const char *name,
                              const char *folder);
void bst_pool_lease_leave (BstPoolLease *self);

/* Whether a pool of that name is one that is made for the time being: no user needs to hear of it.
 * Any thread. */
gboolean bst_pool_lease_is_name (const char *name);

/* Ends the pool that a program which was killed left for @folder, where there is one. */
void bst_pool_lease_end_left (virConnectPtr connection, const char *folder);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BstPoolLease, bst_pool_lease_leave)

G_END_DECLS
