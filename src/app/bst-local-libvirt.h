/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * bst_local_libvirt_find_async:
 * @run_folder: "/run/libvirt"
 *
 * Looks which libvirt of this computer its user may use, without connecting: the system's where its
 * socket may be written to, else the user's own where there is a daemon to start.
 *
 * May be called from the main thread; files are looked at on another.
 */
void bst_local_libvirt_find_async (const char *run_folder,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);

/* "qemu:///system" or "qemu:///session"; %BST_ERROR_NO_LIBVIRT, with a remedy. @system_is_there (out)
 * (optional): the system's has a socket, be it closed to this user. */
char *bst_local_libvirt_find_finish (GAsyncResult *result,
                                     gboolean *system_is_there,
                                     GError **error);

G_END_DECLS
