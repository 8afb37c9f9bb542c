/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gunixfdlist.h>

#include "ssh/bst-ssh-mux-wire-private.h"

G_BEGIN_DECLS

/**
 * BstSshMuxLink:
 *
 * One connection to the control socket of a master, for one request. What was asked for (a session,
 * a channel) lives as long as the link: the last reference closes both. Main thread only.
 */
#define BST_TYPE_SSH_MUX_LINK (bst_ssh_mux_link_get_type ())
G_DECLARE_FINAL_TYPE (BstSshMuxLink, bst_ssh_mux_link, BST, SSH_MUX_LINK, GObject)

/* The next reply. %BST_ERROR_LOST where the master closed the link. */
void bst_ssh_mux_link_read_async (BstSshMuxLink *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
gboolean bst_ssh_mux_link_read_finish (BstSshMuxLink *self,
                                       GAsyncResult *result,
                                       BstSshMuxReply *reply,
                                       GError **error);

/**
 * BstSshMux:
 *
 * The control socket of a master. Main thread only.
 */
#define BST_TYPE_SSH_MUX (bst_ssh_mux_get_type ())
G_DECLARE_FINAL_TYPE (BstSshMux, bst_ssh_mux, BST, SSH_MUX, GObject)

BstSshMux *bst_ssh_mux_new (const char *path);

/* Sends @request, and @fds with it, and waits for the first reply, which it gives whatever it is.
 * @fds (nullable) are let go once they are sent. */
void bst_ssh_mux_request_async (BstSshMux *self,
                                GByteArray *request,
                                GUnixFDList *fds,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
BstSshMuxLink *bst_ssh_mux_request_finish (BstSshMux *self,
                                           GAsyncResult *result,
                                           BstSshMuxReply *reply,
                                           GError **error);

/* Holds @link until the master closes it. */
void bst_ssh_mux_hold (BstSshMux *self, BstSshMuxLink *link);

/* Closes all links that are held and refuses requests from now on. */
void bst_ssh_mux_close (BstSshMux *self);

G_END_DECLS
