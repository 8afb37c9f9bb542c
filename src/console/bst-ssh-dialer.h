/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-dialer.h"
#include "ssh/bst-ssh-master.h"

G_BEGIN_DECLS

/**
 * BstSshDialer:
 *
 * Through channels of a host's one SSH connection: no process, no port. Addresses are those that
 * the host sees. bst_dialer_prepare () opens channels side by side, before they are asked for, so
 * that a console costs few round trips; those that nobody took in 10 s are closed.
 */
#define BST_TYPE_SSH_DIALER (bst_ssh_dialer_get_type ())
G_DECLARE_FINAL_TYPE (BstSshDialer, bst_ssh_dialer, BST, SSH_DIALER, GObject)

/* @master: open; its owner may close it at any time, dialling then fails with
 * %BST_ERROR_NOT_CONNECTED. */
BstDialer *bst_ssh_dialer_new (BstSshMaster *master);

BstSshMaster *bst_ssh_dialer_get_master (BstSshDialer *self); /* (transfer none) */

G_END_DECLS
