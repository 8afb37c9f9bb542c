/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "ssh/bst-ssh-master.h"

G_BEGIN_DECLS

/* Runs @argv on the far side of @ssh or, where that is NULL, on this computer; gives what it
 * printed, NULL where it could not be run. How it ended does not matter. Main thread. */
void bst_run_async (BstSshMaster *ssh,
                    const char *const *argv,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer data);
char *bst_run_finish (GAsyncResult *result);

G_END_DECLS
