/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libvirt/libvirt.h>

#include "host/bst-migration-storage.h"

G_BEGIN_DECLS

/* Main thread. @task: (transfer full): fails, since a host that it needs is not connected. */
void bst_migration_storage_return_not_connected (GTask *task);

/* As bst_migration_storage_clear_async (), on a worker's thread: never NULL, empty where there is
 * nothing to say. @connection: to @host. */
char *bst_migration_storage_clear (virConnectPtr connection, GPtrArray *places, const char *host);

G_END_DECLS
