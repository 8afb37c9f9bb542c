/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-migration-options.h"
#include "host/bst-connection.h"
#include "host/bst-volume-copy.h"

G_BEGIN_DECLS

/**
 * BstMigrationStorage:
 *
 * The places at the destination that disks are copied to, made before a migration begins. libvirt
 * makes some by itself, but not those over a backing file, none without a pool, and it leaves them
 * behind.
 */
typedef struct
{
  char **targets;   /* of the disks that are copied: "vda" */
  char **sources;   /* their paths at the source */
  char **created;   /* paths made at the destination: to be removed where the migration fails */
  char *live_xml;   /* (nullable): for the destination, where a disk has another path there */
  char *config_xml; /* (nullable): ... for its persistent definition */
} BstMigrationStorage;

void bst_migration_storage_free (BstMigrationStorage *self);

/* Makes what @options copy of @uuid's disks. Either all is made, or nothing stays. Errors are of
 * BST_ERROR: %BST_ERROR_EXISTS where something is there already. Main thread. */
void bst_migration_storage_prepare_async (BstConnection *source,
                                          BstConnection *destination,
                                          const char *uuid,
                                          const BstMigrationOptions *options,
                                          GAsyncReadyCallback callback,
                                          gpointer data);
BstMigrationStorage *
bst_migration_storage_prepare_finish (BstConnection *source, GAsyncResult *result, GError **error);

/* Copies what is in the disks, of a machine that is off: through this program, in one thread. Main
 * thread. @copy: how far it is. */
void bst_migration_storage_fill_async (BstConnection *source,
                                       BstConnection *destination,
                                       const BstMigrationStorage *storage,
                                       BstVolumeCopy *copy,
                                       GAsyncReadyCallback callback,
                                       gpointer data);
gboolean
bst_migration_storage_fill_finish (BstConnection *source, GAsyncResult *result, GError **error);

/* Removes @paths, which a migration made at @destination; those that are gone already are no error.
 */
void bst_migration_storage_remove_async (BstConnection *destination,
                                         const char *const *paths,
                                         GAsyncReadyCallback callback,
                                         gpointer data);
gboolean bst_migration_storage_remove_finish (BstConnection *destination,
                                              GAsyncResult *result,
                                              GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstMigrationStorage, bst_migration_storage_free)

G_END_DECLS
