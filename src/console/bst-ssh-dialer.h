/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-dialer.h"
#include "ssh/bst-ssh-master.h"

G_BEGIN_DECLS

/**
 * BstSshDialer:
 *
 * Through channels of a host's one SSH connection: no process, no port. Addresses are those that
 * the host sees. Channels to an address that was told beforehand are opened side by side, before
 * they are asked for, so that a console costs few round trips.
 */
#define BST_TYPE_SSH_DIALER (bst_ssh_dialer_get_type ())
G_DECLARE_FINAL_TYPE (BstSshDialer, bst_ssh_dialer, BST, SSH_DIALER, GObject)

/* @master: open; its owner may close it at any time, dialling then fails with
 * %BST_ERROR_NOT_CONNECTED. */
BstDialer *bst_ssh_dialer_new (BstSshMaster *master);

BstSshMaster *bst_ssh_dialer_get_master (BstSshDialer *self); /* (transfer none) */

/* Opens @n channels to @host:@port, or to the socket @path (nullable), ahead of being asked. Those
 * that nobody took after a while (10 s) are closed: servers do not wait for ever either. */
void bst_ssh_dialer_prepare (BstSshDialer *self,
                             const char *host,
                             guint port,
                             const char *path,
                             guint n);

G_END_DECLS
