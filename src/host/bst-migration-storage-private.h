/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-migration-storage.h"

G_BEGIN_DECLS

/* Main thread. @task: (transfer full): fails, since a host that it needs is not connected. */
void bst_migration_storage_return_not_connected (GTask *task);

G_END_DECLS
