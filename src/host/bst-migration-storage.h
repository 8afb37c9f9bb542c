/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-migration-options.h"
#include "host/bst-connection.h"
#include "host/bst-migration-place.h"
#include "host/bst-volume-copy.h"

G_BEGIN_DECLS

/**
 * BstMigrationStorage:
 *
 * The places at the destination that disks are copied to, made before a migration begins. libvirt
 * makes some by itself, but not those over a backing file, none without a pool, and it leaves them
 * behind.
 *
 * They are planned first, so that they can be written down, and made then: whoever looks after a
 * crash knows of each that may have been made.
 */
typedef struct
{
  char **targets;    /* of the disks that are copied: "vda" */
  char **sources;    /* their paths at the source */
  GPtrArray *places; /* of BstMigrationPlace, in the same order */
  GPtrArray *moves;  /* of BstDiskMove, for who makes them */
  char *live_xml;    /* (nullable): for the destination, where a disk has another path there */
  char *config_xml;  /* (nullable): ... for its persistent definition */
} BstMigrationStorage;

void bst_migration_storage_free (BstMigrationStorage *self);

/* Where what @options copy of @uuid's disks would go: nothing is made. Errors are of BST_ERROR:
 * %BST_ERROR_EXISTS where something is there already. Main thread. */
void bst_migration_storage_plan_async (BstConnection *source,
                                       BstConnection *destination,
                                       const char *uuid,
                                       const BstMigrationOptions *options,
                                       GAsyncReadyCallback callback,
                                       gpointer data);
BstMigrationStorage *
bst_migration_storage_plan_finish (BstConnection *source, GAsyncResult *result, GError **error);

/* Makes the places of @storage, which is to live until the end. Either all are made, or what was is
 * removed again; their states say what may be there all the same. Main thread. */
void bst_migration_storage_make_async (BstConnection *source,
                                       BstConnection *destination,
                                       const char *uuid,
                                       BstMigrationStorage *storage,
                                       GAsyncReadyCallback callback,
                                       gpointer data);
gboolean bst_migration_storage_make_finish (BstConnection *source,
                                            BstMigrationStorage *storage,
                                            GAsyncResult *result,
                                            GError **error);

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

/* Removes at @destination those of @places that a migration made. Of those that it asked for, and
 * does not know to be made, what holds anything, or is used, stays. @host: its name. Main thread.
 */
void bst_migration_storage_clear_async (BstConnection *destination,
                                        const char *host,
                                        GPtrArray *places,
                                        GAsyncReadyCallback callback,
                                        gpointer data);

/* (nullable) (transfer full): what is to be said of it, sentences for people: what was left, and
 * why. */
char *bst_migration_storage_clear_finish (BstConnection *destination, GAsyncResult *result);

/* Ends the pools that a program which was killed left at @source, for the folders of @paths; says
 * nothing. @callback may ignore its result. Main thread. */
void bst_migration_storage_leave_async (BstConnection *source,
                                        const char *const *paths,
                                        GAsyncReadyCallback callback,
                                        gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstMigrationStorage, bst_migration_storage_free)

G_END_DECLS
