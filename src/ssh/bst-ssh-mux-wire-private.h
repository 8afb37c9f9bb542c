/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The packets of OpenSSH's multiplexing protocol, version 4, as its PROTOCOL.mux tells: each is a
 * big-endian 32-bit length, a type, and what the type needs. Pure: bytes in, bytes out. */

enum
{
  BST_SSH_MUX_HELLO = 0x00000001, /* from both sides; value: the protocol's version */
  BST_SSH_MUX_C_NEW_SESSION = 0x10000002,
  BST_SSH_MUX_C_ALIVE_CHECK = 0x10000004,
  BST_SSH_MUX_C_TERMINATE = 0x10000005,
  BST_SSH_MUX_C_OPEN_FWD = 0x10000006,
  BST_SSH_MUX_C_CLOSE_FWD = 0x10000007,
  BST_SSH_MUX_C_NEW_STDIO_FWD = 0x10000008,
};

/* Replies; beyond what an enumeration can hold. */
#define BST_SSH_MUX_S_OK 0x80000001u
#define BST_SSH_MUX_S_PERMISSION_DENIED 0x80000002u /* text: the reason */
#define BST_SSH_MUX_S_FAILURE 0x80000003u           /* text: the reason */
#define BST_SSH_MUX_S_EXIT_MESSAGE 0x80000004u      /* id: the session's; value: exit status */
#define BST_SSH_MUX_S_ALIVE 0x80000005u             /* value: the master's process */
#define BST_SSH_MUX_S_SESSION_OPENED 0x80000006u    /* value: the session's id */
#define BST_SSH_MUX_S_REMOTE_PORT 0x80000007u
#define BST_SSH_MUX_S_TTY_ALLOC_FAIL 0x80000008u

#define BST_SSH_MUX_VERSION 4
#define BST_SSH_MUX_FWD_LOCAL 1
#define BST_SSH_MUX_PORT_UNIX 0xfffffffeu /* the host is the path of a UNIX socket */

/* We ask for one thing on each connection, so that every request has the same number. */
#define BST_SSH_MUX_REQUEST_ID 1

typedef struct
{
  guint32 type; /* it may be one that we do not know */
  guint32 id;
  guint32 value;
  char *text; /* (owned) (nullable): valid UTF-8 */
} BstSshMuxReply;

void bst_ssh_mux_reply_clear (BstSshMuxReply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BstSshMuxReply, bst_ssh_mux_reply_clear)

/* A whole packet. */
GByteArray *bst_ssh_mux_hello_new (void);

/* A request, to which its fields are added before it ends. */
GByteArray *bst_ssh_mux_request_new (guint32 type);
void bst_ssh_mux_request_add_number (GByteArray *request, guint32 number);
void bst_ssh_mux_request_add_string (GByteArray *request, const char *string);
void bst_ssh_mux_request_end (GByteArray *request);

/* A request to run @command, without a terminal. */
GByteArray *bst_ssh_mux_session_new (const char *command);

/* Takes the first packet from @data, which is not trusted. Returns how many bytes it took, 0 where
 * the packet is not whole yet, -1 where this is no such packet. */
gssize bst_ssh_mux_reply_parse (BstSshMuxReply *reply, const guint8 *data, gsize length);

G_END_DECLS
