/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "ssh/bst-ssh-question.h"

G_BEGIN_DECLS

/* Where to. Strings are checked: none begins with "-" or holds control characters. */
typedef struct
{
  const char *host;
  const char *user;    /* (nullable): what ssh's configuration says */
  guint port;          /* 0: … */
  const char *jump;    /* (nullable): [user@]host[:port] */
  const char *keyfile; /* (nullable) */
} BstSshTarget;

/* How far a connection came; in this order. */
typedef enum
{
  BST_SSH_STAGE_START,
  BST_SSH_STAGE_RESOLVED,
  BST_SSH_STAGE_CONNECTED, /* TCP */
  BST_SSH_STAGE_HOST_KEY,  /* the host is who it was */
  BST_SSH_STAGE_LOGGED_IN, /* open */
} BstSshStage;

/**
 * BstSshMaster:
 *
 * The one SSH connection of a host: an OpenSSH master process, over which libvirt and every other
 * channel rides. It is the user's own ssh, with their configuration, agent and known hosts. Main
 * thread only.
 *
 * A master is opened once; whoever owns it makes a new one to try again (BstConnection does, with
 * back-off). Emits "question" (BstSshQuestion), "stage-changed" and, once after it was open,
 * "closed" (GError), but not where it was asked to close.
 */
#define BST_TYPE_SSH_MASTER (bst_ssh_master_get_type ())
G_DECLARE_FINAL_TYPE (BstSshMaster, bst_ssh_master, BST, SSH_MASTER, GObject)

BstSshMaster *bst_ssh_master_new (const BstSshTarget *target);

/* Bounded by @timeout_ms, not counting the time that a person needs for an answer. Errors: those of
 * BST_ERROR that name SSH, with remedies. */
void bst_ssh_master_open_async (BstSshMaster *self,
                                guint timeout_ms,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
gboolean bst_ssh_master_open_finish (BstSshMaster *self, GAsyncResult *result, GError **error);

gboolean bst_ssh_master_is_open (BstSshMaster *self);
BstSshStage bst_ssh_master_get_stage (BstSshMaster *self);

/* The program to name in libvirt's "command=": it rides on this master and never opens a connection
 * of its own. Valid while the master lives. */
const char *bst_ssh_master_get_command (BstSshMaster *self);

/* A channel to @host:@port (or the UNIX socket @path) as seen from the far side, as a connected
 * local socket; no process. %BST_ERROR_REFUSED where nothing listens there. */
void bst_ssh_master_open_channel_async (BstSshMaster *self,
                                        const char *host,
                                        guint port,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer data);
void bst_ssh_master_open_unix_channel_async (BstSshMaster *self,
                                             const char *path,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer data);
GSocketConnection *
bst_ssh_master_open_channel_finish (BstSshMaster *self, GAsyncResult *result, GError **error);

/* Runs @argv on the far side, each argument quoted for its shell; gives what it printed (1 MiB at
 * most). A command that fails is not an error: @exit_status tells. */
void bst_ssh_master_run_async (BstSshMaster *self,
                               const char *const *argv,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data);
char *bst_ssh_master_run_finish (BstSshMaster *self,
                                 GAsyncResult *result,
                                 char **stderr_text,
                                 int *exit_status,
                                 GError **error);

/* Ends it; at once, and with everything that rides on it. */
void bst_ssh_master_close (BstSshMaster *self);

G_END_DECLS
