/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-machine-look.h"
#include "host/bst-connection.h"

G_BEGIN_DECLS

/* Asks the host what it has of a machine now, and how far its job is. @completed: where there is no
 * job, the figures of the last one are asked for too. %BST_ERROR_NO_MACHINE is no error here: it is
 * not there. Main thread. */
void bst_connection_look_async (BstConnection *self,
                                const char *uuid,
                                gboolean completed,
                                GAsyncReadyCallback callback,
                                gpointer data);

/* (transfer full): g_free () */
BstMachineLook *
bst_connection_look_finish (BstConnection *self, GAsyncResult *result, GError **error);

G_END_DECLS
