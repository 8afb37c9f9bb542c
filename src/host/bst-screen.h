/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-connection.h"

G_BEGIN_DECLS

/* The screens of machines, by libvirt itself. Errors of BST_ERROR that name the machine and host,
 * with remedies. Main thread only. */

/* A connection to screen number @index, as BstGraphics counts them, by virDomainOpenGraphicsFD ():
 * also where it listens nowhere, and without a password. Of this computer's libvirt alone.
 * (transfer full): a connected socket. */
void bst_connection_open_screen_async (BstConnection *self,
                                       const char *uuid,
                                       guint index,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer data);
GSocketConnection *
bst_connection_open_screen_finish (BstConnection *self, GAsyncResult *result, GError **error);

/* What is on a machine's first screen now, as a PNG of at most @width by @height pixels. (nullable)
 * (transfer full): NULL without @error where it has no screen. Costs a transfer of the whole screen
 * from its host. */
void bst_connection_picture_screen_async (BstConnection *self,
                                          const char *uuid,
                                          int width,
                                          int height,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer data);
GBytes *
bst_connection_picture_screen_finish (BstConnection *self, GAsyncResult *result, GError **error);

G_END_DECLS
