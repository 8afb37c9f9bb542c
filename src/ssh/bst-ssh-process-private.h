/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "ssh/bst-ssh-place-private.h"

G_BEGIN_DECLS

/* Starts ssh as the master of @place, with its control socket at @socket; @askpass: the path of the
 * socket for its questions. It ends with this program, however that ends. Its standard error is a
 * pipe. Main thread only: the process is tied to the thread that started it. */
GSubprocess *bst_ssh_process_start (const BstSshPlace *place,
                                    const char *socket,
                                    const char *askpass,
                                    guint timeout_ms,
                                    GError **error);

/* Reads ssh's configuration for @place into it. */
void bst_ssh_process_read_config_async (BstSshPlace *place,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer data);
gboolean bst_ssh_process_read_config_finish (GAsyncResult *result, GError **error);

G_END_DECLS
