/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ssh/bst-ssh-place-private.h"

G_BEGIN_DECLS

/**
 * BstSshLog:
 *
 * Reads what `ssh -v` says in the C locale: how far it came, why it failed, which channel was
 * refused. With a jump host, the lines of that one's ssh are in between. Pure: lines in, facts out.
 */
typedef struct _BstSshLog BstSshLog;

/* @place is kept by the caller for as long as the log. */
BstSshLog *bst_ssh_log_new (const BstSshPlace *place);
void bst_ssh_log_free (BstSshLog *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstSshLog, bst_ssh_log_free)

/* Any bytes, without the end of the line. */
void bst_ssh_log_add_line (BstSshLog *self, const char *line);

BstSshStage bst_ssh_log_get_stage (BstSshLog *self);

/* Whether ssh says that it listens on a control socket at @path. */
gboolean bst_ssh_log_is_listening (BstSshLog *self, const char *path);

/* Why it could not be opened, or why it is closed after it was; from what was read so far. */
GError *bst_ssh_log_make_open_error (BstSshLog *self);
GError *bst_ssh_log_make_lost_error (BstSshLog *self);

/* For when it did not answer in time. */
GError *bst_ssh_log_make_timeout_error (BstSshLog *self);

/* The last lines that are not for debugging only; for an error's detail. */
char *bst_ssh_log_get_tail (BstSshLog *self);

/* (nullable): why the last channel to @host:@port was refused, in ssh's words. */
const char *bst_ssh_log_get_refusal (BstSshLog *self, const char *host, guint port);

/* Of the last channel to a UNIX socket: whether it was answered yet, and (nullable) the refusal.
 * There is only one at a time. */
gboolean bst_ssh_log_take_unix_answer (BstSshLog *self, char **refusal);

G_END_DECLS
