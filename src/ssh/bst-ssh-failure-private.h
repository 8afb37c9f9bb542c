/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ssh/bst-ssh-place-private.h"

G_BEGIN_DECLS

typedef enum
{
  BST_SSH_CAUSE_NONE,
  BST_SSH_CAUSE_CLOSED, /* by the other side, without a reason; any other cause explains more */
  BST_SSH_CAUSE_RESOLVE,
  BST_SSH_CAUSE_RESOLVE_NOW, /* no name server answers */
  BST_SSH_CAUSE_REFUSED,
  BST_SSH_CAUSE_TIMED_OUT,
  BST_SSH_CAUSE_NO_ROUTE,
  BST_SSH_CAUSE_PROXY,        /* a proxy command ended */
  BST_SSH_CAUSE_JUMP_REFUSED, /* the jump host reached, the target not from there */
  BST_SSH_CAUSE_JUMP_PROHIBITED,
  BST_SSH_CAUSE_NOT_SSH,
  BST_SSH_CAUSE_NEGOTIATE,
  BST_SSH_CAUSE_KEY_CHANGED,
  BST_SSH_CAUSE_KEY_REVOKED,
  BST_SSH_CAUSE_KEY_UNKNOWN,
  BST_SSH_CAUSE_AUTH,
  BST_SSH_CAUSE_TOO_MANY_KEYS,
  BST_SSH_CAUSE_CONFIG,
  BST_SSH_CAUSE_NO_HELPER, /* ours is not there to ask */
  BST_SSH_CAUSE_SILENT,    /* no answer to keepalives */
} BstSshCause;

/* Why ssh failed, gathered from its lines. Zero-initialized. */
typedef struct
{
  BstSshCause cause;
  gboolean at_jump;      /* it is the jump host's fault */
  char *line;            /* (nullable): what ssh said */
  char *methods;         /* (nullable): log-ins that the server offers: "publickey,password" */
  gboolean other_banner; /* it said something that no SSH server says */
  gboolean key_changed;
  gboolean key_revoked;
  gboolean key_strict;  /* ssh's configuration refuses unknown keys */
  char *known_hosts;    /* (nullable): where the old key stands: "/home/me/.ssh/known_hosts:7" */
  char *remove_command; /* (nullable) */
  char *bad_key_file;   /* (nullable): a key file that ssh would not use, and why */
} BstSshFailure;

/* @line: valid UTF-8, without "debug1: "; @on_target: said when the target was negotiated with. */
void bst_ssh_failure_add_line (BstSshFailure *self,
                               const char *line,
                               const BstSshPlace *place,
                               gboolean on_target);
void bst_ssh_failure_clear (BstSshFailure *self);

GError *bst_ssh_failure_make_open_error (const BstSshFailure *self,
                                         const BstSshPlace *place,
                                         const char *tail);
GError *bst_ssh_failure_make_lost_error (const BstSshFailure *self,
                                         const BstSshPlace *place,
                                         const char *tail);
GError *bst_ssh_failure_make_timeout_error (BstSshStage stage,
                                            gboolean via_proxy,
                                            const BstSshPlace *place,
                                            const char *tail);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BstSshFailure, bst_ssh_failure_clear)

G_END_DECLS
