/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A storage pool, from its XML; what is not there is NULL or 0. */
typedef struct
{
  char *name;
  char *type;        /* "dir", "netfs", "logical", "rbd" ... */
  char *source;      /* where it really is, the same for two hosts that share it: "store:/data" */
  char *path;        /* where the host has it: "/var/lib/libvirt/images" */
  guint64 capacity;  /* bytes */
  guint64 available; /* ... */
  gboolean active;   /* not of the XML: set by who asked */
} BstStoragePool;

/* %BST_ERROR_INVALID for what is not a pool's XML. Any thread. */
BstStoragePool *bst_storage_pool_parse (const char *xml, gssize length, GError **error);
void bst_storage_pool_free (BstStoragePool *self);

/* (nullable) (transfer full): where the host has @volume of it: NULL for what keeps none under its
 * own name. */
char *bst_storage_pool_dup_path (const BstStoragePool *self, const char *volume);

/* Whether both are the same storage, seen by two hosts. */
gboolean bst_storage_pool_is_same (const BstStoragePool *self, const BstStoragePool *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstStoragePool, bst_storage_pool_free)

G_END_DECLS
