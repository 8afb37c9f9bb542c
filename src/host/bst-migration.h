/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-migration-options.h"
#include "host/bst-connection.h"
#include "host/bst-migration-storage.h"

G_BEGIN_DECLS

/* One migration, as libvirt is asked for it. */
typedef struct
{
  const char *uuid;
  const char *name; /* for messages */
  const BstMigrationOptions *options;
  const BstMigrationStorage *storage; /* (nullable): where disks are copied */
  const char *peer_uri; /* (nullable): how the source's libvirt reaches the destination's: it leads
                           the migration; NULL: this program does */
  const char *memory_host; /* (nullable): the destination as the source calls it, for the memory;
                              NULL: as the destination calls itself */
} BstMigrationOrder;

/* Migrates: for as long as that takes. Its end says what libvirt said, not where the machine is:
 * ask for that afterwards. Where the link to either host is over, %BST_ERROR_LOST at once. Main
 * thread. */
void bst_migration_start_async (BstConnection *source,
                                BstConnection *destination,
                                const BstMigrationOrder *order,
                                GAsyncReadyCallback callback,
                                gpointer data);
gboolean bst_migration_start_finish (BstConnection *source, GAsyncResult *result, GError **error);

G_END_DECLS
