/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "formats/bst-host-look.h"
#include "formats/bst-road-look.h"
#include "host/bst-connection.h"

G_BEGIN_DECLS

/*
 * What libvirt does not tell of a host, asked of the host itself: by one command each, over its SSH
 * connection or, for this computer, without. None of them fails: what cannot be known is not. Main
 * thread.
 */

/* Around on the host; at @paths among others. About 20 ms of the host's time. */
void bst_migration_look_async (BstConnection *host,
                               const char *const *paths,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data);
BstHostLook *bst_migration_look_finish (GAsyncResult *result); /* (transfer full), never NULL */

/* Where a road leads. */
typedef struct
{
  const char *name;    /* (nullable): as it calls itself, which libvirt takes */
  const char *address; /* (nullable): ... and this where the source does not know that */
  guint ports[2];      /* of migrations: the first and the last */
  const char *user;    /* (nullable) */
  guint ssh_port;      /* of the address; 0: as ssh is set up there */
} BstRoad;

/* From @source to each of @roads: whether the name is known there and the ports can be reached. Two
 * seconds at most. */
void bst_migration_look_at_roads_async (BstConnection *source,
                                        const BstRoad *roads,
                                        guint n_roads,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer data);

/* ... whether SSH lets @source in there without a question, as libvirt's daemon would be: only root
 * can tell. A second or two where nobody answers, five at most. */
void bst_migration_look_at_logins_async (BstConnection *source,
                                         const BstRoad *roads,
                                         guint n_roads,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer data);

/* (transfer full), never NULL: what it printed, for bst_road_look_read (). */
char *bst_migration_look_roads_finish (GAsyncResult *result);

G_END_DECLS
