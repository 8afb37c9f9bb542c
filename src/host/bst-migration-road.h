/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-connection.h"

G_BEGIN_DECLS

/* How a host reaches another one. */
typedef struct
{
  char *peer_uri;    /* (nullable): of the destination's libvirt, for the source's: it may log in */
  char *memory_host; /* (nullable): the name that the source knows, where that is not the
                        destination's own */
} BstMigrationRoad;

void bst_migration_road_free (BstMigrationRoad *self);

/* Asks the source, over SSH, by which name it knows the destination, and whether its libvirt (root)
 * may log in there without anybody to ask. @uri: of the destination as this program has it;
 * @hostname (nullable): as it calls itself. Where nothing can be asked, an empty answer; never
 * fails. Main thread. */
void bst_migration_road_find_async (BstConnection *source,
                                    const char *uri,
                                    const char *hostname,
                                    GAsyncReadyCallback callback,
                                    gpointer data);
BstMigrationRoad *bst_migration_road_find_finish (BstConnection *source, GAsyncResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstMigrationRoad, bst_migration_road_free)

G_END_DECLS
