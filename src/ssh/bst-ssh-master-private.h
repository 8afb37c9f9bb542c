/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ssh/bst-ssh-log-private.h"
#include "ssh/bst-ssh-master.h"
#include "ssh/bst-ssh-mux-private.h"
#include "ssh/bst-ssh-unix-queue-private.h"

G_BEGIN_DECLS

/* For the files of this folder that do something over an open master. (transfer none) */
const BstSshPlace *bst_ssh_master_get_place (BstSshMaster *self);
BstSshMux *bst_ssh_master_get_mux (BstSshMaster *self);
BstSshUnixQueue *bst_ssh_master_get_unix_queue (BstSshMaster *self);

/* Up to date with what ssh has said. */
BstSshLog *bst_ssh_master_get_log (BstSshMaster *self);

/* Ends @task with an error where the master is not open. */
gboolean bst_ssh_master_check_open (BstSshMaster *self, GTask *task);

/* Why the host would not open a channel to @name; @why (nullable): ssh's words. */
GError *bst_ssh_channel_make_error (BstSshMaster *self, const char *name, const char *why);

G_END_DECLS
