/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ssh/bst-ssh-master.h"

G_BEGIN_DECLS

/**
 * BstSshUnixQueue:
 *
 * Channels to UNIX sockets on the far side, which OpenSSH's control socket does not open by itself:
 * it is asked to listen on a socket of ours, that is connected to once, and removed. Only ssh's log
 * tells whether the far side took it, without a name: so one is opened after the other.
 */
typedef struct _BstSshUnixQueue BstSshUnixQueue;

/* @prefix: of the paths of its sockets. It does not hold @master. */
BstSshUnixQueue *bst_ssh_unix_queue_new (BstSshMaster *master, const char *prefix);
void bst_ssh_unix_queue_free (BstSshUnixQueue *self);

/* @task returns a GSocketConnection, or an error; (transfer full). */
void bst_ssh_unix_queue_open (BstSshUnixQueue *self, const char *path, GTask *task);

/* ssh's log has news. */
void bst_ssh_unix_queue_look (BstSshUnixQueue *self);

/* The master is closed: all that wait fail. */
void bst_ssh_unix_queue_end (BstSshUnixQueue *self);

G_END_DECLS
